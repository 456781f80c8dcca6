"""The forms of amendments: the value of one field or of one line, why, for whom; a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from actions.forms.fields import TextField
from actions.forms.lignes import LISTS, LineForm, initial_of
from actions.forms.redaction import ActionForm, directory
from actions.forms.signature import NamedForm, SignedForm
from actions.models import Action, AvisAmendement
from actions.versions import LINES, MULTIPLE
from socle.components.fields import Option
from socle.forms import RadioCards
from territoires.access import Access

#: In place of the key of a line: one that does not exist yet.
NOUVELLE = "nouvelle"


class Valeur:
    """One field of a fiche as a form; of a list, one of its lines.

    `base`: the plain value it starts from; `ligne`: the key of the line (the year of a budget) or
    `NOUVELLE`; `line`: what its form shows first, when it is not what `base` holds.
    """

    def __init__(
        self,
        action: Action,
        field: str,
        *,
        base: Any,
        ligne: str = "",
        line: Mapping[str, Any] | None = None,
        typed: QueryDict | None = None,
        check: bool = True,
    ) -> None:
        self.action, self.field, self.base, self.ligne = action, field, base, ligne
        self.typed, self.check = typed, check
        self.is_given = line is not None  # sent as it is shown, it counts
        if field in LINES:
            self.form: forms.Form = self._line_form(line)
        else:
            self.form = self._field_form()

    @property
    def is_list(self) -> bool:
        return self.field in LINES

    @property
    def is_many(self) -> bool:
        """Whether it is drawn as boxes to tick."""
        return self.field in ("copilotes", "partenaires")

    @property
    def bound(self) -> forms.BoundField:
        """The one field, of a value that is not a line."""
        return self.form[self.field]

    @property
    def heading(self) -> str:
        """« Étape à changer », « Ajouter une étape », « Budget par année 2025 »."""
        made = LISTS[self.field]
        if self.field == "budgets":
            return f"{made.heading}, {self.ligne}"
        return f"{made.noun} à changer" if self.line else made.add_label

    def is_valid(self) -> bool:
        return self.is_removed or self.form.is_valid()

    @property
    def is_removed(self) -> bool:
        return bool(self.typed and self.typed.get("ligne-DELETE"))

    def value(self) -> Any:
        """The whole field, plain, as typed; what cannot be read stays as `base` has it."""
        if self.typed is None:
            return self.base
        self.form.is_valid()  # has the form read what it received
        if self.field in LINES:
            return self._lines()
        value = self.form.cleaned_data.get(self.field, self.base)
        return sorted(value) if self.field in MULTIPLE else value

    # A field -------------------------------------------------------------------------------------

    def _field_form(self) -> ActionForm:
        shown = self.base
        if self.field == "linked":
            shown = ", ".join(
                self.action.feuille.actions.filter(pk__in=self.base).values_list(
                    "numero", flat=True
                )
            )
        keys = self.base if self.field in MULTIPLE else [self.base]
        also = keys if self.field in ("porteur", "copilotes", "partenaires") else []
        form = ActionForm(
            self.typed,
            initial={self.field: shown},
            check=self.check,
            action=self.action,
            groups=directory(self.action.feuille, *also),
            reserved=frozenset(ActionForm.base_fields) - {self.field},
        )
        form.fields[self.field].help_text = form.fields[self.field].help_text or ""
        return form

    # A line --------------------------------------------------------------------------------------

    def _line_form(self, line: Mapping[str, Any] | None) -> LineForm:
        known = line or self.line or self._blank()
        shown = initial_of(self.field, [known], self.action.feuille)
        key = str(known.get("year"))
        first = shown[0] if self.field != "budgets" else self._year(shown, key)
        options: dict[str, Any] = {"feuille": self.action.feuille, "check": self.check}
        if self.field == "financements":
            groups = directory(self.action.feuille, known.get("organisation"))
            options["organisations"] = [pair for _college, rows in groups for pair in rows]
        form = LISTS[self.field].form(self.typed, initial=first, prefix="ligne", **options)
        if self.line is not None and self.field != "budgets":
            form.fields["DELETE"] = forms.BooleanField(label="Retirer cette ligne", required=False)
        return form

    def _year(self, shown: list[dict], year: str) -> dict[str, Any]:
        return next((one for one in shown if str(one["year"]) == year), shown[0])

    def _blank(self) -> dict[str, Any]:
        blank: dict[str, Any] = {"id": None, **dict.fromkeys(LINES[self.field])}
        if self.field == "budgets" and self.ligne.isdecimal():
            blank["year"] = int(self.ligne)
        made = LISTS[self.field].form.base_fields
        return blank | {c: made[c].initial for c in blank if c in made and made[c].initial}

    @property
    def line(self) -> dict[str, Any] | None:
        """The line of `base` that `ligne` names; None for a new one."""
        key = "year" if self.field == "budgets" else "id"
        return next((one for one in self.base if str(one[key]) == self.ligne), None)

    def _lines(self) -> list[dict[str, Any]]:
        line, known = self.form.line(self.field), self.line
        gone = self.is_removed or (self.field == "budgets" and line["planned"] is None)
        if known is not None:
            kept = [] if gone else [{**line, "id": known["id"]}]
            index = self.base.index(known)
            return [*self.base[:index], *kept, *self.base[index + 1 :]]
        if gone or not (self.is_given or self.form.has_changed()):
            return list(self.base)
        lines = [*self.base, {**line, "id": None}]
        return sorted(lines, key=lambda one: one["year"]) if self.field == "budgets" else lines


class MotifForm(SignedForm):
    """Why, for whom, and on which version of the fiche the person writes."""

    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    reason = TextField(
        limit=2000,
        noun="le motif",
        label="Motif",
        rows=3,
        help_text="Ce que cela change, et pourquoi. Qui décide le lira, et toute la feuille de route.",
        error_messages={"required": "Écrivez le motif\u00a0: il aide à décider."},
    )

    def __init__(self, *args: Any, access: Access, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.initial["vu"] = seen


class AvisForm(NamedForm):
    """What an organisation thinks of an amendment; who represents several says which."""

    choix = forms.ChoiceField(
        label="Votre avis",
        choices=[(value, label.capitalize()) for value, label in AvisAmendement.Choix.choices],
        widget=RadioCards(
            {
                "pour": Option(icone="pouce"),
                "contre": Option(icone="croix"),
                "abstention": Option(icone="moins"),
            }
        ),
        error_messages={"required": "Choisissez un avis."},
    )
    organisation = forms.TypedChoiceField(label="Pour", coerce=int, empty_value=None)
    himself = ""


class ReponseForm(forms.Form):
    """What the author of an amendment will read: why it is refused, or what is still missing."""

    reason = TextField(
        limit=2000,
        noun="votre réponse",
        label="Votre réponse",
        rows=3,
        help_text="Son auteur la lira. Dites le motif du refus, ou ce qu’il reste à préciser.",
        error_messages={
            "required": "Écrivez votre réponse\u00a0: le motif du refus, ou la précision attendue."
        },
    )
