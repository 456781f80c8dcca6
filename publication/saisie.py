"""The page of the signatories and visas: two lists of lines, typed and kept as they are typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from publication.collecte import signataires_proposes
from territoires.models import FeuilleDeRoute

#: As many lines as a page takes; the contracts read have twenty signatories at most.
MOST_LINES = 60
DAY = {"type": "date"}
DAY_EXPECTED = "Donnez un jour, par exemple 18/12/2024."
ADD = "ajouter"


class LigneForm(forms.Form):
    """One line; an empty new one counts for nothing."""

    titre = ""  # « Signataire 2 »
    is_new = False

    organisation = forms.CharField(
        label="Organisation",
        max_length=200,
        error_messages={
            "required": "Nommez l’organisation, ou retirez la ligne.",
            "max_length": "Raccourcissez ce nom à 200 signes.",
        },
    )

    @property
    def is_kept(self) -> bool:
        return bool(self.cleaned_data) and not self.cleaned_data.get("DELETE")

    @property
    def line(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}


class SignataireForm(LigneForm):
    nom = forms.CharField(label="Prénom et nom", max_length=150, required=False)
    fonction = forms.CharField(label="Fonction", max_length=150, required=False)
    signe_le = forms.DateField(
        label="Signé le",
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_EXPECTED},
    )


class VisaForm(LigneForm):
    date = forms.DateField(
        label="Date de la délibération",
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={"required": DAY_EXPECTED, "invalid": DAY_EXPECTED},
    )
    reference = forms.CharField(label="Référence", max_length=120, required=False)


class Lignes(forms.BaseFormSet):
    """The lines of a list, each with its title."""

    noun = ""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.titre = f"{self.noun} {(index or 0) + 1}"
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer"

    @property
    def management(self) -> dict[str, object]:
        return {
            self.management_form.add_prefix(name): self.management_form[name].value()
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        }

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [form.line for form in self.forms if form.is_kept]


def _lines(form: type[LigneForm], noun: str) -> type[Lignes]:
    made: type[Lignes] = forms.formset_factory(
        form, formset=Lignes, extra=1, can_delete=True, max_num=MOST_LINES, validate_max=True
    )
    made.noun = noun
    return made


LISTS = {
    "signataires": _lines(SignataireForm, "Signataire"),
    "visas": _lines(VisaForm, "Délibération"),
}


class Signatures:
    """Both lists. « Ajouter » sends the page back with one more line and everything typed."""

    def __init__(self, feuille: FeuilleDeRoute, data: QueryDict | None) -> None:
        self.adding = data.get(ADD, "") if data is not None else ""
        self.is_bound = data is not None
        typed = _with_one_more(data, self.adding) if data is not None else None
        # What was typed is read by itself: the rows may have changed since the page was opened.
        self.signataires = LISTS["signataires"](
            typed, prefix="signataires", initial=None if typed else _signataires(feuille)
        )
        self.visas = LISTS["visas"](
            typed, prefix="visas", initial=None if typed else _visas(feuille)
        )
        if self.adding:
            self._forget_errors()

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.signataires.forms, *self.visas.forms]

    @property
    def is_saved(self) -> bool:
        """Whether it was sent to be kept, and may be."""
        return self.is_bound and not self.adding and self.is_valid

    @property
    def is_valid(self) -> bool:
        return all([self.signataires.is_valid(), self.visas.is_valid()])

    @property
    def details(self) -> dict[str, Any]:
        """What the service takes, once the page is valid."""
        return {"signataires": self.signataires.lines, "visas": self.visas.lines}

    @property
    def status(self) -> int:
        return 422 if self.is_bound and not self.adding and not self.is_valid else 200

    def _forget_errors(self) -> None:
        """A page sent back to be filled has nothing to say yet."""
        for form in self.forms:
            form.full_clean()
            form._errors = {}
        for lines in (self.signataires, self.visas):
            if lines.prefix == self.adding:
                lines.forms[-1].is_new = True


def _with_one_more(data: QueryDict, name: str) -> QueryDict:
    if name not in LISTS:
        return data
    copy, key = data.copy(), f"{name}-TOTAL_FORMS"
    total = copy.get(key, "")
    copy[key] = str(min(int(total) + 1, MOST_LINES)) if total.isdecimal() else total
    return copy


def _signataires(feuille: FeuilleDeRoute) -> list[Mapping[str, Any]]:
    """The chosen ones; before, the parties the edition would print."""
    names = ("organisation", "nom", "fonction", "signe_le")
    chosen: list[Mapping[str, Any]] = list(feuille.signataires.values(*names))
    return chosen or [
        {"organisation": s.organisation, "fonction": s.fonction}
        for s in signataires_proposes(feuille)
    ]


def _visas(feuille: FeuilleDeRoute) -> list[Mapping[str, Any]]:
    return list(feuille.visas.values("organisation", "date", "reference"))
