"""The lines of a fiche: milestones, budget, financing, indicators, needs, notes.

Each list is a formset of plain forms: existing lines, then empty ones that count only when filled.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList

from actions.apports import MEASURED, Apport
from actions.forms.fields import (
    LinkField,
    MonthPickerField,
    NumberField,
    TextField,
    capitalised,
)
from actions.models import Financement, Indicateur, Jalon
from actions.versions import LINES
from socle import francais
from socle.forms import AmountField
from territoires.models import FeuilleDeRoute

#: As many lines as a form takes; a fiche of the demonstration has four at most.
MOST_LINES = 60
FAR = 40  # years from the period beyond which a milestone's year is not believed

NONE = [("", "—")]


class ShownAsTyped:
    """A form that may only show what it received: `check=False` reads nothing, refuses nothing."""

    def __init__(self, *args: Any, check: bool = True, **kwargs: Any) -> None:
        self.check = check
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.check:
            self._errors = ErrorDict() if isinstance(self, forms.BaseForm) else []
            self._non_form_errors = ErrorList()


class LineForm(ShownAsTyped, forms.Form):
    """One line. `needed`: the column without which it says nothing."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    needed = ""
    needed_message = ""
    heading = ""  # « Étape 2 »
    has_focus = False  # the line that was just added

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        self.feuille = feuille
        super().__init__(*args, **kwargs)

    @property
    def is_removed(self) -> bool:
        return self.is_bound and bool(self.cleaned_data.get("DELETE"))

    @property
    def is_blank(self) -> bool:
        """Nothing typed in a new line."""
        return self.empty_permitted and not self.has_changed()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = data.get(self.needed)
        if self.needed and given in (None, "") and self.needed not in self.errors:
            self.add_error(self.needed, self.needed_message)
        return data

    def line(self, name: str) -> dict[str, Any]:
        """The cleaned line as `actions.versions.line_of` gives it."""
        columns = {column: self.cleaned_data.get(column) for column in LINES[name]}
        return {"id": self.cleaned_data.get("id"), **columns}


class JalonForm(LineForm):
    title = TextField(limit=300, noun="cette étape", label="Étape", required=False)
    when = forms.ChoiceField(label="Échéance", required=False)
    state = forms.ChoiceField(
        label="Avancement", choices=capitalised(Jalon.State.choices), initial=Jalon.State.A_VENIR
    )

    needed = "title"
    needed_message = "Dites ce qui sera fait à cette étape, ou retirez la ligne."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = self.feuille.start_year - 1, self.feuille.end_year + 3
        here = str(self["when"].value() or "")[:4]
        # A milestone far from the period keeps its year.
        if here.isdecimal() and first - FAR <= int(here) <= last + FAR:
            first, last = min(first, int(here)), max(last, int(here))
        self.fields["when"].choices = NONE + [
            (str(year), _quarters(year)) for year in range(first, last + 1)
        ]

    def line(self, name: str) -> dict[str, Any]:
        year, _, quarter = (self.cleaned_data.get("when") or "").partition("-")
        return {
            "id": self.cleaned_data.get("id"),
            "title": self.cleaned_data.get("title"),
            "year": int(year) if year else None,
            "quarter": int(quarter) if quarter else None,
            "state": self.cleaned_data.get("state"),
        }


def _quarters(year: int) -> list[tuple[str, str]]:
    quarters = [(f"{year}-{rank}", f"T{rank}\u00a0{year}") for rank in range(1, 5)]
    return [*quarters, (str(year), f"{year}, trimestre à préciser")]


class BudgetAnnuelForm(LineForm):
    """One year of the period; a year without amount is not a line."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=1900, max_value=2999)
    planned = AmountField(label="Prévu", required=False)
    spent = AmountField(label="Réalisé", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("planned") is None and data.get("spent") is not None:
            data["planned"] = Decimal(0)
        return data

    @property
    def is_blank(self) -> bool:
        return self.cleaned_data.get("planned") is None and not self.errors


class FinancementForm(LineForm):
    financeur = TextField(limit=200, noun="ce nom", label="Financeur", required=False)
    organisation = forms.TypedChoiceField(
        label="Dans l’annuaire", coerce=int, empty_value=None, required=False
    )
    amount = AmountField(label="Montant", required=False)
    state = forms.ChoiceField(
        label="Situation",
        choices=capitalised(Financement.State.choices),
        initial=Financement.State.A_CONFIRMER,
    )

    needed = "amount"
    needed_message = "Écrivez le montant attendu de ce financeur, par exemple 80 000."

    def __init__(
        self, *args: Any, organisations: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = dict(organisations)
        self.fields["organisation"].choices = NONE + list(organisations)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("financeur") and "financeur" not in self.errors:
            name = self.names.get(data.get("organisation"))
            if name is None:
                self.add_error("financeur", "Nommez le financeur, ou retirez la ligne.")
            else:
                data["financeur"] = name
        return data


class IndicateurForm(LineForm):
    title = TextField(
        limit=200, noun="ce que vous mesurez", label="Ce que nous mesurons", required=False
    )
    kind = forms.ChoiceField(
        label="Nature",
        choices=capitalised(Indicateur.Kind.choices),
        initial=Indicateur.Kind.REALISATION,
    )
    unit = TextField(limit=60, noun="l’unité", label="Unité", required=False)
    reference = NumberField(label="Départ", required=False)
    target = NumberField(label="Cible", required=False)
    due = MonthPickerField(label="Échéance", required=False)
    frequency = TextField(limit=60, noun="le rythme", label="Rythme", required=False)
    source = TextField(limit=200, noun="la source", label="Source", required=False)

    needed = "title"
    needed_message = "Dites ce que vous mesurez, ou retirez la ligne."


class BesoinForm(LineForm):
    title = TextField(limit=300, noun="ce besoin", label="Besoin", required=False)
    kind = forms.ChoiceField(label="Type d’apport", choices=NONE + Apport.choices, required=False)
    quantity = NumberField(label="Quantité", places=2, minimum=0, required=False)

    needed = "title"
    needed_message = "Dites ce dont l’action a besoin, ou retirez la ligne."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("quantity") is not None and data.get("kind") not in MEASURED:
            self.add_error(
                "quantity", "Choisissez un type d’apport qui se compte, ou laissez vide."
            )
        return data


class PieceForm(LineForm):
    title = TextField(limit=200, noun="ce titre", label="Titre", required=False)
    url = LinkField(label="Lien", required=False)
    note = TextField(limit=5000, noun="cette note", label="Note", rows=2, required=False)

    needed = "title"
    needed_message = "Donnez un titre à cette pièce, ou retirez la ligne."


# Lists -------------------------------------------------------------------------------------------


class LineFormSet(ShownAsTyped, forms.BaseFormSet):
    """One list. `add_label`: the words of the button that adds a line; empty when it takes none."""

    name = ""
    heading = ""
    noun = ""
    add_label = ""
    default_error_messages = {
        "missing_management_form": "Rechargez la page, puis envoyez de nouveau : il manque "
        "une partie du formulaire.",
        "too_many_forms": "Gardez %(num)d lignes au plus dans cette liste.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_kwargs = {**self.form_kwargs, "check": self.check}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.heading = self.line_heading(form, index or 0)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer cette ligne"

    def line_heading(self, form: LineForm, index: int) -> str:
        """« Étape 2 »."""
        return f"{self.noun} {index + 1}"

    @property
    def target(self) -> str:
        """The element that holds the list on the page, as a selector."""
        return f"#liste-{self.name}"

    def lines(self) -> list[dict[str, Any]]:
        """The lines to keep, in their order. Only columns that could be read, when some are wrong."""
        return [
            form.line(self.name) for form in self.forms if not (form.is_removed or form.is_blank)
        ]


class BudgetFormSet(LineFormSet):
    """One line a year of the period, in order; none is added or removed."""

    def line_heading(self, form: LineForm, index: int) -> str:
        return str(form["year"].value() or "")

    def clean(self) -> None:
        years = [form.cleaned_data.get("year") for form in self.forms]
        if len(set(years)) != len(years):
            raise ValidationError("Gardez un seul budget par année.")


def _list(
    name: str,
    form: type[LineForm],
    heading: str,
    noun: str = "",
    add_label: str = "",
    base: type = LineFormSet,
) -> type[LineFormSet]:
    made = forms.formset_factory(
        form,
        formset=base,
        extra=1 if add_label else 0,
        can_delete=bool(add_label),
        max_num=MOST_LINES,
        absolute_max=MOST_LINES + 20,
        validate_max=True,
    )
    made.name, made.heading, made.noun, made.add_label = name, heading, noun, add_label
    return made


LISTS: dict[str, type[LineFormSet]] = {
    made.name: made
    for made in (
        _list("jalons", JalonForm, "Étapes", "Étape", "Ajouter une étape"),
        _list(
            "financements",
            FinancementForm,
            "Plan de financement",
            "Financeur",
            "Ajouter un financeur",
        ),
        _list("budgets", BudgetAnnuelForm, "Budget par année", base=BudgetFormSet),
        _list("indicateurs", IndicateurForm, "Indicateurs", "Indicateur", "Ajouter un indicateur"),
        _list("besoins", BesoinForm, "Besoins", "Besoin", "Ajouter un besoin"),
        _list("pieces", PieceForm, "Pièces et notes", "Pièce", "Ajouter une pièce"),
    )
}


def initial_of(
    name: str, lines: Sequence[Mapping[str, Any]], feuille: FeuilleDeRoute
) -> list[dict]:
    """What the form of a list shows first, from plain lines."""
    if name == "jalons":
        return [{**line, "when": _when(line)} for line in lines]
    if name == "budgets":
        known = {line["year"]: line for line in lines}
        years = sorted({*feuille.years, *known})
        return [dict(known.get(year, {"year": year})) for year in years]
    return [dict(line) for line in lines]


def _when(line: Mapping[str, Any]) -> str:
    if not line["year"]:
        return ""
    return f"{line['year']}-{line['quarter']}" if line["quarter"] else str(line["year"])


def years_gap(budget: Decimal | None, lines: Sequence[Mapping[str, Any]]) -> str:
    """What to look at again when the years do not add up to the budget; "" when they do."""
    total = sum((line["planned"] or Decimal(0) for line in lines), Decimal(0))
    if not total or budget is None or total == budget:
        return ""
    gap = francais.euros(abs(budget - total))
    told = f"il manque {gap}" if total < budget else f"{gap} de trop"
    return (
        f"Les années totalisent {francais.euros(total)}, le budget est de "
        f"{francais.euros(budget)}\u00a0: {told}."
    )
