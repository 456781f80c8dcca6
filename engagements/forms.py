"""Shape of what is asked at each step, and the French sentence for each wrong answer."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from actions.apports import UNITS, Apport
from engagements import rules
from engagements.models import Engagement
from engagements.questions import GROUPES, QUESTIONS, Question, icon
from organisations.models import Organisation
from socle import francais
from socle.components.fields import Option
from socle.forms import RadioCards

Fermete = Engagement.Fermete
Visibilite = Engagement.Visibilite

RAPPEL = "Ne saisissez pas de secret des affaires."
TOO_LONG = (
    "Raccourcissez ce texte\u00a0: %(limit_value)d caractères au plus, il en a %(show_value)d."
)

KINDS = [(kind, QUESTIONS[kind].card) for _, kinds in GROUPES for kind in kinds]
KIND_CARDS = {kind: Option(icon(kind), QUESTIONS[kind].precision) for kind, _ in KINDS}
#: What `choix_groupes` draws: pairs (label of the group, its values).
KIND_GROUPS = [(label, [kind.value for kind in kinds]) for label, kinds in GROUPES]

FERMETES = {
    Fermete.FERME: Option("coche-cercle", "C’est décidé dans notre organisation."),
    Fermete.CONDITIONNEL: Option("sablier", "Nous le ferons si une condition est remplie."),
    Fermete.INTENTION: Option("idee", "Nous y travaillons, rien n’est décidé."),
}
VISIBILITES = {
    Visibilite.PUBLIC: Option(
        "oeil", "Votre nom, votre apport et sa quantité paraissent dans la feuille de route."
    ),
    Visibilite.MONTANT_MASQUE: Option(
        "pieces", "Votre nom et votre apport paraissent, sans la quantité."
    ),
    Visibilite.ANONYME: Option(
        "points", "La quantité compte dans les totaux, sans votre nom ni votre texte."
    ),
    Visibilite.INTERNE: Option(
        "verrou", "Seules votre organisation et l’équipe de la feuille de route le lisent."
    ),
}


def _cards(choices: type[Fermete] | type[Visibilite]) -> list[tuple[str, str]]:
    return [(choice.value, str(choice.label).capitalize()) for choice in choices]


class ApportForm(forms.Form):
    """Step 1: the kind of contribution, and for whom when the person represents several."""

    kind = forms.TypedChoiceField(
        label="Que pouvez-vous apporter\u202f?",
        help_text="Choisissez une réponse. Vous pourrez en ajouter d’autres.",
        choices=KINDS,
        coerce=Apport,
        widget=RadioCards(KIND_CARDS),
        error_messages={
            "required": "Choisissez ce que vous pouvez apporter.",
            "invalid_choice": "Choisissez une des réponses proposées.",
        },
    )
    organisation = forms.ModelChoiceField(
        label="Au nom de",
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choisissez l’organisation qui s’engage.",
            "invalid_choice": "Choisissez une des organisations que vous représentez.",
        },
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = organisations[0] if len(organisations) == 1 else None
        if self.only:
            del self.fields["organisation"]
        else:
            keys = [organisation.pk for organisation in organisations]
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "organisation": self.only} if self.only else data


class QuantityField(forms.CharField):
    """How much, in the unit of a kind, as typed: « 25 », « 7,5 jours », « 1 250 000,50 € »."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind, self.question = kind, QUESTIONS[Apport(kind)]
        super().__init__(label=self.question.quantity_label, required=False, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return francais.nombre(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_quantity(text, self.kind, self.question)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def parse_quantity(text: str, kind: str, question: Question) -> Decimal:
    """A positive quantity in the unit of `kind`. Raises `ValueError` with the sentence to show."""
    if kind == Apport.FINANCIER:
        quantity = francais.parse_montant(text)
    else:
        quantity = _parse_count(text, question)
    if quantity == 0:
        raise ValueError(
            f"Écrivez une quantité au-dessus de zéro, {_example(question)}, ou choisissez un "
            "apport sans quantité à l’étape précédente."
        )
    return quantity


def _parse_count(text: str, question: Question) -> Decimal:
    """A number, its unit repeated or not; parse_montant reads the digits, the sentences are ours."""
    units = "|".join(re.escape(unit) for unit in (question.many, question.one))
    bare = re.sub(rf"\s*(?:{units})\s*$", "", text, flags=re.IGNORECASE)
    expected = f"Écrivez {_asked(question)} en chiffres, {_example(question)}."
    if re.search(r"[^\W\d]|€", bare):
        raise ValueError(expected)
    try:
        quantity = francais.parse_montant(bare)
    except ValueError as error:
        raise ValueError(expected) from error
    if question.is_whole and quantity % 1:
        raise ValueError(f"Écrivez un nombre entier, {_example(question)}.")
    return quantity


def _asked(question: Question) -> str:
    """« le nombre de jours », « la surface »."""
    label = question.quantity_label
    article = "le" if label.startswith(("Nombre", "Montant")) else "la"
    return f"{article} {label[0].lower()}{label[1:]}"


def _example(question: Question) -> str:
    return f"par exemple {francais.nombre(question.example)}"


class PrecisionsForm(forms.Form):
    """Step 2: how much, when, what, how firmly, shown to whom. Only what its kind needs."""

    start = forms.TypedChoiceField(label="À partir de", required=False, empty_value=None)
    due = forms.TypedChoiceField(label="Jusqu’à", required=False, empty_value=None)
    text = forms.CharField(
        label="Ce que vous ferez",
        max_length=2000,
        help_text=f"Une phrase qui commence par un verbe. {RAPPEL}",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites ce que vous ferez, en une phrase qui commence par un verbe.",
            "max_length": TOO_LONG,
        },
    )
    is_mecenat = forms.BooleanField(
        label="C’est du mécénat de compétences\u00a0: un don de temps, sans contrepartie. Il demande "
        "une convention à part et un reçu fiscal.",
        required=False,
    )
    fermete = forms.ChoiceField(
        label="À quel point est-ce décidé\u202f?",
        choices=_cards(Fermete),
        widget=RadioCards(FERMETES),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez ferme, conditionnel ou intention."
        ),
    )
    condition = forms.CharField(
        label="À quelle condition",
        max_length=500,
        required=False,
        help_text=f"Pour un engagement conditionnel. {RAPPEL}",
        error_messages={"max_length": TOO_LONG},
    )
    besoin = forms.ModelChoiceField(
        label="Besoin de l’action auquel vous répondez",
        queryset=None,
        required=False,
        empty_label="Aucun en particulier",
        error_messages={"invalid_choice": "Choisissez un des besoins de cette action."},
    )
    visibilite = forms.ChoiceField(
        label="Qui pourra le lire\u202f?",
        choices=_cards(Visibilite),
        widget=RadioCards(VISIBILITES),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez qui pourra lire cet engagement."
        ),
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = engagement.kind
        self.question = QUESTIONS[Apport(engagement.kind)]
        if self.kind in UNITS:
            self.fields = {"quantity": QuantityField(self.kind), **self.fields}
        if self.kind != Apport.TEMPS:
            del self.fields["is_mecenat"]
        self._offer_months(engagement)
        self._offer_besoins(engagement)
        for name in self.fields:
            self.fields[name].initial = getattr(engagement, name)

    def _offer_months(self, engagement: Engagement) -> None:
        for name in ("start", "due"):
            choices = _months(engagement.action.feuille.years, getattr(engagement, name))
            field = self.fields[name]
            field.choices, field.coerce = choices, date.fromisoformat
            field.error_messages["invalid_choice"] = "Choisissez un mois dans la liste."

    def _offer_besoins(self, engagement: Engagement) -> None:
        besoins = engagement.action.besoins.all()
        self.fields["besoin"].queryset = besoins
        if not besoins:
            del self.fields["besoin"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, due = data.get("start"), data.get("due")
        if start and due and due < start:
            self.add_error("due", "Choisissez un mois de fin après le mois de début.")
        self._check_condition(data)
        if "quantity" in data and data["quantity"] is None and data.get("fermete"):
            self._check_quantity(data["fermete"])
        return data

    def _check_condition(self, data: dict[str, Any]) -> None:
        fermete, condition = data.get("fermete"), data.get("condition")
        if fermete == Fermete.CONDITIONNEL and condition == "":
            self.add_error("condition", "Écrivez la condition, par exemple «\u00a0si le tracé passe "
                           "par notre rue\u00a0».")  # fmt: skip
        if fermete and fermete != Fermete.CONDITIONNEL and condition:
            self.add_error("condition", "Choisissez «\u00a0Conditionnel\u00a0», ou effacez cette "
                           "condition.")  # fmt: skip

    def _check_quantity(self, fermete: str) -> None:
        if rules.needs_quantity(self.kind, fermete):
            self.add_error(
                "quantity",
                f"Écrivez {_asked(self.question)}, {_example(self.question)}. Vous ne le savez pas "
                "encore\u202f? Choisissez «\u00a0Intention\u00a0».",
            )


def _months(years: range, current: date | None) -> list[tuple[str, Any]]:
    """The months of the roadmap, grouped by year, and the current one wherever it is."""
    days = [date(year, month, 1) for year in years for month in range(1, 13)]
    if current and current not in days:
        days = sorted([*days, current])
    grouped: dict[int, list[tuple[str, str]]] = {}
    for day in days:
        label = francais.mois(day).capitalize()
        grouped.setdefault(day.year, []).append((day.isoformat(), label))
    return [("", "Sans date"), *((str(year), months) for year, months in grouped.items())]


class RetraitForm(forms.Form):
    """Why a pledge is taken back."""

    reason = forms.CharField(
        label="Pourquoi le retirez-vous\u202f?",
        help_text=f"Une phrase suffit. {RAPPEL}",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites en une phrase pourquoi vous retirez cet engagement.",
            "max_length": TOO_LONG,
        },
    )


class ConditionForm(forms.Form):
    """What meets the condition of a pledge."""

    reason = forms.CharField(
        label="Qu’est-ce qui lève cette condition\u202f?",
        help_text=f"Une phrase suffit, par exemple «\u00a0Le bail est signé.\u00a0» {RAPPEL}",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites en une phrase ce qui lève la condition.",
            "max_length": TOO_LONG,
        },
    )


class RealisationForm(forms.Form):
    """What was done."""

    note = forms.CharField(
        label="Ce qui a été fait",
        help_text=f"Une phrase, pour le bilan de l’action. {RAPPEL}",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )


class SignatureForm(forms.Form):
    """Who signs. `lu` is the fingerprint of the text on screen: it travels with the form."""

    name = forms.CharField(
        label="Vos prénom et nom",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Écrivez vos prénom et nom, tels qu’ils paraîtront sur la fiche.",
            "max_length": TOO_LONG,
        },
    )
    fonction = forms.CharField(
        label="Votre fonction",
        help_text="Par exemple «\u00a0Directrice générale\u00a0».",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={
            "required": "Écrivez votre fonction, telle qu’elle paraîtra sur la fiche.",
            "max_length": TOO_LONG,
        },
    )
    is_habilite = forms.BooleanField(
        error_messages={
            "required": "Cochez cette case si vous pouvez engager votre organisation. Sinon, "
            "demandez à une personne habilitée de signer."
        },
    )
    lu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "is_habilite"
        ].label = (
            f"J’ai lu ce texte et je suis habilité ou habilitée à engager {organisation.name}."
        )


class CodeForm(forms.Form):
    """The six digits received by e-mail, typed with or without spaces."""

    code = forms.CharField(
        label="Code à six chiffres",
        max_length=20,
        error_messages={
            "required": "Recopiez les six chiffres reçus par courriel.",
            "max_length": "Recopiez les six chiffres du message, et rien d’autre.",
        },
    )

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError("Recopiez les six chiffres du message, et rien d’autre.")
        return code
