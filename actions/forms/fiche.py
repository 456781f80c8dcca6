"""A whole fiche as one form: its fields and its lists, what it is based on, what others changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from actions.feux import Etat, Feu, feux
from actions.forms.lignes import LISTS, LineFormSet, initial_of, years_gap
from actions.forms.redaction import ActionForm, directory
from actions.models import Action
from actions.versions import FIELDS, LINES, MULTIPLE, Base, Comparison, fingerprints, values_of
from socle.components.fields import ErrorLine, error_lines
from socle.diff import Segment, segments

BASE_SALT = "actions.base"
BASE = "base"  # the hidden field that carries a base
SEEN = "vu"  # the hidden field that tells which saved version was shown beside one's own
CHOICE = "choix-"  # prefix of the choice between two versions of a field


class Fiche:
    """The form of a fiche and its lists: read, checked and shown together.

    `typed`: what was received (see `fields.read_post`), or None to show the action as saved.
    `check=False`: shown as typed, without errors. `reserved`: fields the person does not write.
    """

    def __init__(
        self,
        action: Action,
        *,
        reserved: frozenset[str],
        typed: QueryDict | None = None,
        check: bool = True,
    ) -> None:
        self.action, self.typed = action, typed
        saved = values_of(action)
        groups = directory(
            action.feuille, saved["porteur"], *saved["copilotes"], *saved["partenaires"]
        )
        self.names = {pk: name for _college, choices in groups for pk, name in choices}
        self.form = ActionForm(
            typed,
            initial=saved | {"linked": ", ".join(one.numero for one in action.linked.all())},
            check=check,
            action=action,
            groups=groups,
            reserved=reserved,
        )
        self.lists = {name: self._list(name, saved[name], check) for name in LISTS}

    def _list(self, name: str, lines: list[Mapping[str, Any]], check: bool) -> LineFormSet:
        options: dict[str, Any] = {"feuille": self.action.feuille}
        if name == "financements":
            options["organisations"] = list(self.names.items())
        initial = initial_of(name, lines, self.action.feuille) if self.typed is None else None
        return LISTS[name](
            self.typed, initial=initial, prefix=name, check=check, form_kwargs=options
        )

    # Read ----------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(one.is_valid() for one in self.lists.values())])

    @property
    def errors(self) -> bool:
        """Whether something is to correct; the page's title says so."""
        return self.form.is_bound and not self.is_valid()

    def values(self) -> dict[str, Any]:
        """Field → plain value, as `services.modifier` takes them. Unreadable fields are absent."""
        if not self.form.is_bound:
            return values_of(self.action)
        self.is_valid()  # has every form read what it received
        values: dict[str, Any] = dict(self.form.cleaned_data)
        for name in MULTIPLE & values.keys():
            values[name] = sorted(values[name])
        return values | {name: one.lines() for name, one in self.lists.items()}

    def base(self) -> Base:
        """The action as it was when the form was first shown."""
        return Base.of(self.action) if self.typed is None else read_base(self.typed.get(BASE, ""))

    def signed_base(self) -> str:
        """The hidden field that carries `base`."""
        return self.typed[BASE] if self.typed and BASE in self.typed else sign_base(self.base())

    # Show ----------------------------------------------------------------------------------------

    def feux(self) -> tuple[Feu, ...]:
        """The five lights of what is typed, saved or not."""
        values = self.values()
        lines = [line["amount"] or Decimal(0) for line in values["financements"]]
        return feux(
            Etat(
                has_porteur=bool(values.get("porteur")),
                has_summary=bool(values.get("summary")),
                has_description=bool(values.get("description")),
                has_results=bool(values.get("results")),
                budget=values.get("budget"),
                financed=sum(lines, Decimal(0)),
                has_indicateur=any(line["target"] is not None for line in values["indicateurs"]),
                has_start=bool(values.get("start")),
                has_dated_jalon=any(line["year"] for line in values["jalons"]),
            )
        )

    def years_gap(self) -> str:
        """How the budget of the years and the whole differ; "" when they agree."""
        values = self.values()
        return years_gap(values.get("budget"), values["budgets"])

    def __getitem__(self, name: str) -> forms.BoundField:
        """A field by its name, as templates ask for it."""
        return self.form[name]

    def present(self, *names: str) -> list[forms.BoundField]:
        """Those of these fields the person writes."""
        return [self.form[name] for name in names if name in self.form.fields]

    @property
    def line_errors(self) -> list[ErrorLine]:
        """What to correct in the lists; each sentence says in which line."""
        found = []
        for one in self.lists.values():
            found += [ErrorLine(f"{one.heading}\u00a0: {m}", "") for m in one.non_form_errors()]
            for form in one.forms:
                if form.errors and not form.is_removed:
                    found += [
                        ErrorLine(
                            f"{one.heading}, {form.heading}\u00a0: {line.message}", line.target
                        )
                        for line in error_lines(form)
                    ]
        return found

    def label_of(self, name: str) -> str:
        """What a field or a list is called on the page."""
        return self.lists[name].heading if name in self.lists else str(self.form[name].label)

    def text_of(self, name: str, value: Any) -> str:
        """A plain value as words, one line of a list a line."""
        if name in LINES:
            return "\n".join(self._line_text(name, line) for line in value)
        if name == "linked":
            known = {one.pk: one.numero for one in self.action.linked.all()}
            known |= self.form.linked_numeros
            return ", ".join(known[pk] for pk in value if pk in known)
        if name in MULTIPLE:
            return "\n".join(self.names.get(pk, "") for pk in value)
        return self._word(self.form.fields[name], value)

    def _line_text(self, name: str, line: Mapping[str, Any]) -> str:
        fields = self.lists[name].empty_form.fields
        shown = initial_of(name, [line], self.action.feuille)[-1] if name == "jalons" else line
        columns = [column for column in fields if column in shown and column != "id"]
        words = [self._word(fields[column], shown.get(column)) for column in columns]
        return ", ".join(word for word in words if word)

    def _word(self, field: forms.Field, value: Any) -> str:
        """One value as the page would show it in its field."""
        if isinstance(field, forms.BooleanField):
            return "oui" if value else "non"
        if isinstance(field, forms.ChoiceField):
            return _label_in(field.choices, value)
        return "" if value is None else str(field.prepare_value(value))


def _label_in(choices: Any, value: Any) -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _label_in(label, value):
                return found
        elif key not in (None, "") and str(key) == str(value):
            return str(label)
    return ""


# What the form is based on -----------------------------------------------------------------------


def sign_base(base: Base) -> str:
    """A base as a hidden field carries it; only this product can make one."""
    return signing.dumps([base.version, dict(base.fingerprints)], salt=BASE_SALT, compress=True)


def read_base(text: str) -> Base:
    """The base a form carries. Missing or altered, it knows nothing: every difference is asked."""
    try:
        version, known = signing.loads(text, salt=BASE_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return Base()
    return Base(version, known)


# Two writers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Divergence:
    """One field two persons wrote differently, as words."""

    name: str
    label: str
    mine: str
    saved: str
    author: str

    @property
    def choice(self) -> str:
        """The name under which the page sends which one to keep."""
        return f"{CHOICE}{self.name}"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """From what is saved to what was typed, word for word; nothing to show between empty texts."""
        return segments(self.saved, self.mine) if self.saved and self.mine else ()


def as_sent(form: forms.BaseForm) -> dict[str, list[str]]:
    """What a browser would send of this form, left as it is shown."""
    sent: dict[str, list[str]] = {}
    for field in form:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            sent[field.html_name] = ["on"] if value else []
        elif isinstance(value, list | tuple):
            sent[field.html_name] = [str(one) for one in value]
        else:
            shown = field.field.widget.format_value(value)
            shown = shown[0] if isinstance(shown, list) and shown else shown
            sent[field.html_name] = ["" if shown in (None, []) else str(shown)]
    return sent


def take_saved(typed: QueryDict, names: Iterable[str], saved: Fiche) -> QueryDict:
    """A copy of `typed` where these fields hold what is saved; `saved`: an unbound fiche."""
    typed = typed.copy()
    shown = as_sent(saved.form)
    for name in names:
        if name not in saved.lists:
            typed.setlist(name, shown.get(name, []))
            continue
        one = saved.lists[name]
        for key in [key for key in typed if key.startswith(f"{name}-")]:
            del typed[key]
        for form in (one.management_form, *one.forms):
            for key, values in as_sent(form).items():
                typed.setlist(key, values)
    return typed


def rebase(typed: QueryDict, comparison: Comparison, saved: Fiche) -> QueryDict:
    """`typed` on top of what is saved now: what others alone changed is taken from there.

    A field both changed keeps its old base: it is asked about again until `resolve` says otherwise.
    """
    old, new = read_base(typed.get(BASE, "")), Base.of(saved.action)
    known = {**new.fingerprints}
    known |= {name: old.fingerprints.get(name, "") for name in comparison.conflicts}
    typed = take_saved(typed, comparison.merged, saved)
    typed[BASE] = sign_base(Base(new.version, known))
    return typed


def sign_seen(saved: Mapping[str, Any], names: Iterable[str]) -> str:
    """The hidden field that tells which saved version of these fields was shown, to choose."""
    return sign_base(Base(0, fingerprints({name: saved[name] for name in names})))


def resolve(typed: QueryDict, saved: Fiche) -> QueryDict:
    """The fiche once the person chose, field by field, between two versions.

    « mienne » replaces the version that was shown, not one saved since. Any other choice takes what
    is saved now.
    """
    names = [name.removeprefix(CHOICE) for name in typed if name.startswith(CHOICE)]
    mine = {name for name in names if typed[f"{CHOICE}{name}"] == "mienne"}
    seen, base = read_base(typed.get(SEEN, "")), read_base(typed.get(BASE, ""))
    replaced = {name: mark for name, mark in seen.fingerprints.items() if name in mine}
    kept = [name for name in names if name not in mine and name in FIELDS]
    typed = take_saved(typed, kept, saved)
    typed[BASE] = sign_base(Base(base.version, {**base.fingerprints, **replaced}))
    return typed


def divergences(mine: Fiche, saved: Mapping[str, Any], names: tuple[str, ...]) -> list[Divergence]:
    """The fields to choose between, in the order of the fiche. `saved`: plain values."""
    typed = mine.values()
    return [
        Divergence(
            name,
            mine.label_of(name),
            mine.text_of(name, typed[name]),
            mine.text_of(name, saved[name]),
            str(mine.action.updated_by or "une autre personne"),
        )
        for name in names
    ]
