"""What people write of an action: a proposal, a whole fiche."""

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Q

from actions.forms.fields import MonthPickerField, NumberField, TextField, capitalised
from actions.forms.lignes import ShownAsTyped
from actions.models import Action
from comptes.models import User
from organisations.models import College, Organisation
from socle.components.fields import Option
from socle.forms import AmountField, RadioCards
from territoires.models import AxeNational, FeuilleDeRoute

Groups = list[tuple[str, list[tuple[int, str]]]]


def directory(feuille: FeuilleDeRoute, *also: int | None) -> Groups:
    """The directory by college, for a list of choices; `also`: organisations that left it."""
    found = Organisation.objects.filter(
        Q(territoires=feuille.territoire_id) | Q(pk__in=[pk for pk in also if pk])
    ).distinct()
    rows = list(found.values_list("college", "pk", "name"))
    groups = [
        (college.label, [(pk, name) for code, pk, name in rows if code == college])
        for college in College
    ]
    return [group for group in groups if group[1]]


def read_key(text: object) -> UUID:
    """The key a form carries; a new one when it is missing or is not one."""
    try:
        return UUID(str(text))
    except ValueError:
        return uuid4()


class ProposerForm(ShownAsTyped, forms.Form):
    """The short form: enough to start talking of an action."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = TextField(
        limit=300,
        noun="le titre",
        label="Titre",
        help_text="Commencez par un verbe\u00a0: «\u00a0Partager\u00a0», «\u00a0Récupérer\u00a0», "
        "«\u00a0Accueillir\u00a0».",
        error_messages={"required": "Donnez un titre à l’action."},
    )
    objectif = forms.ChoiceField(
        label="Objectif",
        widget=RadioCards({}),
        error_messages={
            "required": "Choisissez un objectif.",
            "invalid_choice": "Choisissez un objectif de cette feuille de route.",
        },
    )
    porteur = forms.TypedChoiceField(
        label="Porteur pressenti",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choisissez un porteur dans l’annuaire."},
    )
    budget = AmountField(label="Budget estimé", required=False)
    summary = TextField(
        limit=600,
        noun="le résumé",
        label="Résumé",
        rows=5,
        help_text="Le constat, ce que vous proposez, ce qui change. 600 caractères au plus.",
        error_messages={"required": "Résumez l’action en deux ou trois phrases."},
    )
    finding = TextField(limit=20_000, noun="le constat", label="Constat", rows=4, required=False)
    description = TextField(
        limit=20_000, noun="la description", label="Description", rows=6, required=False
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        objectifs = list(feuille.objectifs.all())
        field = self.fields["objectif"]
        field.choices = [(objectif.code, objectif.short_title) for objectif in objectifs]
        field.widget.cards = {
            objectif.code: Option(objectif=objectif.code) for objectif in objectifs
        }
        self.fields["porteur"].choices = [("", "Pas encore connu"), *directory(feuille)]
        self.initial["form_key"] = str(uuid4())

    @property
    def key(self) -> UUID:
        """What makes the same form sent twice known as one."""
        return read_key(self["form_key"].value())

    def values(self) -> dict[str, Any]:
        """What `services.proposer` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class ActionForm(ShownAsTyped, forms.Form):
    """Every field of a fiche that holds one value. Lists of lines: `actions.forms.lignes`."""

    # What it is
    title = TextField(
        limit=300,
        noun="le titre",
        label="Titre",
        help_text="Un verbe à l’infinitif, un objet concret, un nombre si possible.",
        error_messages={"required": "Donnez un titre à l’action."},
    )
    summary = TextField(limit=2000, noun="le résumé", label="Résumé", rows=4, required=False)
    finding = TextField(limit=20_000, noun="le constat", label="Constat", rows=5, required=False)
    description = TextField(
        limit=20_000, noun="la description", label="Ce que nous allons faire", rows=8,
        required=False,
    )  # fmt: skip
    aims = TextField(
        limit=10_000, noun="les objectifs", label="Objectifs de l’action", rows=4, required=False
    )
    results = TextField(
        limit=10_000, noun="les résultats", label="Résultats attendus", rows=4, required=False,
        help_text="Un par ligne.",
    )  # fmt: skip
    beneficiaries = TextField(limit=300, noun="cette ligne", label="Bénéficiaires", required=False)
    location = TextField(limit=300, noun="cette ligne", label="Localisation", required=False)
    means = TextField(
        limit=10_000, noun="les moyens", label="Moyens humains et techniques", rows=3,
        required=False,
    )  # fmt: skip
    risks = TextField(
        limit=10_000, noun="ce texte", label="Points de vigilance", rows=3, required=False,
        help_text="Un par ligne.",
    )  # fmt: skip
    linked = TextField(
        limit=300,
        noun="cette ligne",
        label="Actions liées",
        required=False,
        help_text="Leurs numéros, par exemple 1.2 et 3.4.",
    )

    # Who
    porteur = forms.TypedChoiceField(
        label="Porteur",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choisissez un porteur dans l’annuaire."},
    )
    referent = TextField(
        limit=200, noun="cette ligne", label="Référent", required=False,
        help_text="La personne qui suit l’action, et sa fonction.",
    )  # fmt: skip
    pilote = forms.TypedChoiceField(
        label="Compte du référent",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Cette personne pourra modifier l’action.",
    )
    copilotes = forms.TypedMultipleChoiceField(
        label="Copilotes", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    partenaires = forms.TypedMultipleChoiceField(
        label="Partenaires", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    comite = TextField(
        limit=200, noun="cette ligne", label="Instance de gouvernance", required=False
    )

    # When and how much
    start = MonthPickerField(label="Début", required=False)
    end = MonthPickerField(label="Fin", required=False)
    is_continuous = forms.BooleanField(label="Sans date de fin", required=False)
    avancement = forms.ChoiceField(
        label="Avancement", choices=capitalised(Action.Avancement.choices)
    )
    progress = NumberField(
        label="Part réalisée",
        places=0,
        required=False,
        error_messages={"invalid": "Écrivez un nombre de 0 à 100."},
    )
    budget = AmountField(label="Budget prévisionnel", required=False)
    budget_is_estimate = forms.BooleanField(label="C’est un ordre de grandeur", required=False)

    # How it is classified
    axe = forms.TypedChoiceField(label="Axe national", coerce=int, empty_value=None, required=False)
    maturite = forms.ChoiceField(label="Maturité", widget=forms.RadioSelect)
    fermete = forms.ChoiceField(
        label="Fermeté de la réalisation",
        choices=capitalised(Action.Fermete.choices),
        widget=forms.RadioSelect,
    )
    priorite = forms.ChoiceField(
        label="Priorité", choices=[("", "Pas encore donnée"), *capitalised(Action.Priorite.choices)],
        required=False,
    )  # fmt: skip
    avis = forms.ChoiceField(
        label="Avis de la gouvernance", choices=capitalised(Action.Avis.choices)
    )
    is_restricted = forms.BooleanField(
        label="Accès restreint",
        required=False,
        help_text="Lue par ses auteurs, son porteur et l’équipe\u00a0; jamais publiée.",
    )

    def __init__(
        self, *args: Any, action: Action, groups: Groups, reserved: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in reserved:
            del self.fields[name]
        self.action = action
        self.linked_numeros: dict[int, str] = {}
        offered = {
            "porteur": [("", "Pas encore désigné"), *groups],
            "copilotes": groups,
            "partenaires": groups,
            "axe": [("", "Aucun"), *AxeNational.objects.values_list("pk", "title")],
            "maturite": _maturity_choices(action),
            "pilote": [("", "Aucun"), *_members(action)] if "pilote" in self.fields else [],
        }
        for name in offered.keys() & self.fields.keys():
            self.fields[name].choices = offered[name]

    def clean_linked(self) -> list[int]:
        """Numbers of actions of the roadmap, to their keys."""
        numeros = set(re.findall(r"[\w.-]*\w", self.cleaned_data["linked"])) - {"et"}
        if not numeros:
            return []
        # A restricted action is not told to those who do not read it; linked ones are known here.
        others = Action.objects.filter(
            Q(is_restricted=False) | Q(linked=self.action),
            feuille=self.action.feuille_id,
            numero__in=numeros,
        )
        found = dict(others.exclude(pk=self.action.pk).values_list("numero", "pk"))
        self.linked_numeros = {pk: numero for numero, pk in found.items()}
        if unknown := sorted(numeros - found.keys()):
            raise forms.ValidationError(
                "Écrivez des numéros d’autres actions de la feuille de route. "
                f"Introuvable\u00a0: {', '.join(unknown)}."
            )
        return sorted(found.values())

    def clean_progress(self) -> int:
        progress = self.cleaned_data["progress"]
        if progress is None:
            return 0
        if not 0 <= progress <= 100:
            raise forms.ValidationError("Écrivez un nombre de 0 à 100.")
        return int(progress)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", "Choisissez une fin qui vient après le début.")
        return data


def _maturity_choices(action: Action) -> list[tuple[str, str]]:
    """« Fiche-action » is reached by its own button, once the five lights are on."""
    reached = action.maturite == Action.Maturite.FICHE_ACTION
    return [
        (value, label)
        for value, label in capitalised(Action.Maturite.choices)
        if reached or value != Action.Maturite.FICHE_ACTION
    ]


def _members(action: Action) -> list[tuple[int, str]]:
    """Accounts that may be given the action: members of the roadmap, and today's referent."""
    members = User.objects.filter(
        Q(pk__in=action.feuille.grants.values("user")) | Q(pk=action.pilote_id)
    )
    return [(user.pk, str(user)) for user in members.order_by("name", "email")]
