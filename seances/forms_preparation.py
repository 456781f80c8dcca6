"""What preparing a séance receives: its identity, agenda, tables, who runs it.

The questions put to the vote are in `forms_scrutin.py`.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms

from organisations.models import Organisation
from seances.models import Etape, Seance
from seances.services.preparation import TROIS_HEURES, VIDE, EtapePrevue, Modele, TablePrevue
from socle.components.fields import ErrorLine, Option
from socle.forms import RadioCards

MODELES: dict[str, Modele] = {"trois-heures": TROIS_HEURES, "vide": VIDE}
DAY = {"type": "date"}
HOUR = {"type": "time"}


def _date(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez le jour de la séance.",
            "invalid": "Donnez un jour, par exemple 14/11/2024.",
        },
    )


def _hour(label: str, initial: time | None = None) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        initial=initial,
        widget=forms.TimeInput(attrs=HOUR, format="%H:%M"),
        error_messages={
            "required": "Donnez l’heure du début.",
            "invalid": "Donnez une heure, par exemple 13:30.",
        },
    )


class IdentiteForm(forms.Form):
    """What a séance is called, when and where it is."""

    title = forms.CharField(
        label="Intitulé", max_length=200, error_messages={"required": "Donnez un intitulé."}
    )
    date = _date("Jour")
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    moment = forms.CharField(
        label="Moment",
        max_length=60,
        required=False,
        help_text="Par exemple «\u00a0de 9 h à 12 h 30\u00a0».",
    )
    small_group = forms.IntegerField(
        label="Plus petit groupe montré",
        min_value=1,
        max_value=20,
        help_text="En dessous de ce nombre de votants, un collège n’est pas compté à part.",
        error_messages={"required": "Donnez un nombre, par exemple 3."},
    )


class CreerForm(forms.Form):
    """A new séance, from a template."""

    title = forms.CharField(
        label="Intitulé", max_length=200, error_messages={"required": "Donnez un intitulé."}
    )
    day = _date("Jour")
    starts_at = _hour("Début", TROIS_HEURES.starts_at)
    place = forms.CharField(label="Lieu", max_length=200, required=False)
    modele = forms.ChoiceField(
        label="Partir de",
        initial="trois-heures",
        choices=[
            ("trois-heures", "Trois heures pour quarante personnes"),
            ("vide", "Un déroulé vide"),
        ],
        widget=RadioCards(
            {
                "trois-heures": Option(
                    "horloge",
                    "Huit étapes de l’accueil à la conclusion, cinq tables, un vote par objectif.",
                ),
                "vide": Option("plus", "Un accueil\u00a0; vous écrivez le reste."),
            }
        ),
        error_messages={"required": "Choisissez d’où partir."},
    )

    def clean_modele(self) -> Modele:
        return MODELES[self.cleaned_data["modele"]]


class RejeuForm(forms.Form):
    """How fast a past séance plays again, in demonstration."""

    allure = forms.ChoiceField(
        label="À quelle allure",
        initial="cinq-minutes",
        choices=[("cinq-minutes", "En cinq minutes"), ("direct", "Tout de suite")],
        widget=RadioCards(
            {
                "cinq-minutes": Option(
                    "horloge",
                    "Ouvrez la régie et l’écran côte à côte\u00a0: la salle entre, vote, s’engage.",
                ),
                "direct": Option("barres", "Seul le résultat compte\u00a0: votes et compte rendu."),
            }
        ),
        error_messages={"required": "Choisissez une allure."},
    )


# Rows that are added, moved and taken away -------------------------------------------------------


class _Ligne(forms.Form):
    """A row that knows its place; `est_nouvelle`: just added, the cursor goes there."""

    noun = ""
    est_nouvelle = False

    @property
    def titre(self) -> str:
        place = (self.prefix or "").rpartition("-")[2]
        return f"{self.noun} {int(place) + 1}" if place.isdecimal() else self.noun


class _Lignes(forms.BaseFormSet):
    @property
    def management(self) -> dict[str, object]:
        """The hidden counters of the rows."""
        total = self.total_form_count()
        return {f"{self.prefix}-TOTAL_FORMS": total, f"{self.prefix}-INITIAL_FORMS": total}

    def _construct_form(self, i: int, **kwargs: Any) -> forms.Form:
        """A row left as it was is a row all the same."""
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = False
        return form

    def refus(self) -> list[ErrorLine]:
        """What is wrong of the rows together, for the summary."""
        return [ErrorLine(str(error), "") for error in self.non_form_errors()]


def rearranged(kind: type[_Lignes], prefix: str, rows: list[dict[str, Any]], geste: str,
               new: dict[str, Any], **form_kwargs: Any) -> _Lignes:  # fmt: skip
    """The rows as they were typed, after the button pressed; nothing is saved."""
    formset = kind(prefix=prefix, initial=rearrange(rows, geste, new), form_kwargs=form_kwargs)
    if geste == "ajouter" and formset.forms:
        formset.forms[-1].est_nouvelle = True
    return formset


# Agenda ------------------------------------------------------------------------------------------


class DebutForm(forms.Form):
    starts_at = _hour("Début de la séance")


class EtapeForm(_Ligne):
    """One step of the agenda."""

    noun = "Étape"

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label="Titre", max_length=200, error_messages={"required": "Donnez un titre à l’étape."}
    )
    kind = forms.ChoiceField(
        label="Type", choices=[(kind.value, kind.label.capitalize()) for kind in Etape.Kind]
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=600,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Une durée en minutes, de 1 à 600."
        ),
    )
    consigne = forms.CharField(label="Consigne à l’écran", max_length=300, required=False)

    def prevue(self) -> EtapePrevue:
        """The step as the service takes it."""
        data = self.cleaned_data
        return EtapePrevue(
            Etape.Kind(data["kind"]),
            data["title"],
            data["minutes"],
            data["consigne"],
            pk=data["pk"],
        )


EtapeFormSet = forms.formset_factory(
    EtapeForm, formset=_Lignes, extra=0, max_num=40, validate_max=True
)


def etapes_of(seance: Seance) -> list[dict[str, Any]]:
    """The agenda as the form shows it."""
    return [
        {
            "pk": etape.pk,
            "title": etape.title,
            "kind": etape.kind,
            "minutes": etape.minutes,
            "consigne": etape.consigne,
        }
        for etape in seance.etapes.all()
    ]


def rows_of(data: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of a form as they were typed, right or wrong, to show them again."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    return [
        {name: data.get(f"{prefix}-{n}-{name}", "") for name in names}
        for n in range(min(int(total), 40) if total.isdecimal() else 0)
    ]


def rearrange(rows: list[dict[str, Any]], geste: str, new: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows after « monter:2 », « descendre:2 », « retirer:2 » or « ajouter »."""
    verb, _, place = geste.partition(":")
    at = int(place) if place.isdecimal() else -1
    rows = list(rows)
    if verb == "ajouter":
        return [*rows, new]
    if not 0 <= at < len(rows):
        return rows
    if verb == "retirer":
        del rows[at]
    target = at + {"monter": -1, "descendre": 1}.get(verb, 0)
    if target != at and 0 <= target < len(rows):
        rows[at], rows[target] = rows[target], rows[at]
    return rows


# Tables ------------------------------------------------------------------------------------------


class TableForm(_Ligne):
    noun = "Table"
    theme = forms.CharField(label="Thème", max_length=200, required=False)
    number = forms.IntegerField(
        label="Numéro",
        min_value=1,
        max_value=99,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Un numéro de 1 à 99."
        ),
    )
    host_name = forms.CharField(label="Hôte, prénom ou adresse", max_length=200, required=False)
    host_organisation = forms.TypedChoiceField(
        label="Ou la première personne de", required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, organisations: Mapping[int, Organisation], **kwargs: Any
    ) -> None:
        """`organisations`: those of the territory by key, read once for all the rows."""
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        known = [(pk, one.name) for pk, one in organisations.items()]
        self.fields["host_organisation"].choices = [("", "Aucune organisation"), *known]

    def prevue(self) -> TablePrevue:
        """The table as the service takes it."""
        data = self.cleaned_data
        organisation = self.organisations.get(data["host_organisation"])
        return TablePrevue(data["number"], data["theme"], data["host_name"], organisation)


#: The columns of a row of the form, those of a `TablePrevue` too.
TABLE = ("number", "theme", "host_name", "host_organisation")


def tables_of(seance: Seance) -> list[dict[str, Any]]:
    """The tables as the form shows them. One query."""
    return list(seance.tables.values(*TABLE))


class _Tables(_Lignes):
    def clean(self) -> None:
        numbers = [form.cleaned_data.get("number") for form in self.forms]
        if len(set(numbers)) < len(numbers):
            raise forms.ValidationError("Deux tables portent le même numéro.")


TableFormSet = forms.formset_factory(
    TableForm, formset=_Tables, extra=0, max_num=40, validate_max=True
)


# Who runs it -------------------------------------------------------------------------------------


class AnimateurForm(forms.Form):
    """Who else runs this séance."""

    name = forms.CharField(
        label="Nom",
        max_length=150,
        error_messages={"required": "Écrivez le prénom et le nom de la personne."},
    )
    email = forms.EmailField(
        label="Adresse électronique",
        error_messages={
            "required": "Écrivez son adresse\u00a0: elle y recevra ses codes de connexion.",
            "invalid": "Vérifiez l’adresse, par exemple prenom.nom@exemple.fr.",
        },
    )
