"""What an amendment proposes, and what it gives once the fiche has moved. Pure.

Values are canonical (`versions.canonical`) and hold the whole field: a list, with all its lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from actions.models import Action, Amendement
from actions.photos import TABLES
from actions.versions import FIELDS, LINES, MULTIPLE, RELATIONS, canonical
from socle.francais import de
from socle.merge import merge, settle

#: Texts, merged word for word.
TEXTS = (
    "title",
    "summary",
    "finding",
    "description",
    "aims",
    "results",
    "means",
    "risks",
    "beneficiaries",
    "location",
    "referent",
    "comite",
)
#: What governance says, who may write, how far the action is and its notes are not amended.
AMENDABLE = tuple(
    name
    for name in FIELDS
    if name
    not in {
        "priorite", "maturite", "avis", "is_restricted", "pilote", "avancement", "progress", "pieces",
    }
)  # fmt: skip
#: Lines known by this column; the others by their key.
LINE_KEYS = {"budgets": "year"}
#: A word of a data file → the fields of the fiche it may mean.
ALIAS = {
    "calendrier": ("jalons", "start", "end"),
    "localisation": ("location",),
    "financement": ("financements", "budget"),
}

Canonical = Any


def targets_of(amendement: Amendement) -> tuple[str, ...]:
    """The fields it may be written in: its own; for a word of a data file, those it may mean."""
    if amendement.field in AMENDABLE:
        return (amendement.field,)
    return ALIAS.get(amendement.field, AMENDABLE)


def is_precise(amendement: Amendement) -> bool:
    """Whether it says the whole new value; taken from a file, it is a sentence on one field."""
    return amendement.base_version is not None and amendement.field in AMENDABLE


def proposed_by(amendement: Amendement) -> Canonical:
    """The value it proposes for its field."""
    return canonical(amendement.text) if amendement.field in TEXTS else amendement.value


# Plain values ------------------------------------------------------------------------------------


def plain(name: str, value: Canonical) -> Any:
    """A canonical value as `versions.values_of` gives it: numbers, dates, keys of rows."""
    if name in LINES:
        return [
            {
                "id": int(line["id"]) if line.get("id") is not None else None,
                **{
                    column: _plain(TABLES[name], column, line.get(column)) for column in LINES[name]
                },
            }
            for line in value
        ]
    if name in MULTIPLE:
        return [int(key) for key in value]
    return _plain(Action, name, value)


def _plain(table: Any, column: str, value: Canonical) -> Any:
    field = table._meta.get_field(column)
    if value is None:
        return None
    return int(value) if column in RELATIONS else field.to_python(value)


# Three values ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rencontre:
    """An amendment and the fiche of today. `result` means nothing when `is_open`."""

    base: Canonical
    today: Canonical
    proposed: Canonical
    result: Canonical
    is_open: bool  # a person has to write the result
    has_moved: bool  # the field changed since the amendment was proposed


def rencontre(amendement: Amendement, today: Canonical, field: str = "") -> Rencontre:
    """What becomes of the amendment if it is integrated when its field holds `today`."""
    name = field or amendement.field
    if not is_precise(amendement) or name != amendement.field:
        return Rencontre(None, today, None, today, is_open=True, has_moved=False)
    base, proposed = amendement.base, proposed_by(amendement)
    found = combine(name, base, today, proposed)
    return Rencontre(
        base, today, proposed, found.value, is_open=found.is_open, has_moved=today != base
    )


class Combined(NamedTuple):
    """Two changes of one value together; `is_open`: they contradict each other."""

    value: Canonical
    is_open: bool = False


def combine(name: str, base: Canonical, today: Canonical, proposed: Canonical) -> Combined:
    """Change `base` into `proposed` where somebody already made it `today`."""
    if proposed in (base, today) or today == base:
        return Combined(today if proposed in (base, today) else proposed)
    if name in MULTIPLE:
        kept = [key for key in today if key in proposed or key not in base]
        return Combined(sorted({*kept, *(k for k in proposed if k not in base)}, key=int))
    if name in LINES:
        return _combine_lines(name, base, today, proposed)
    if name in TEXTS:
        text = merge(base, today, proposed)
        if text is None:
            return Combined(settle(base, today, proposed), is_open=True)
        return Combined(text)
    return Combined(proposed, is_open=True)


def _combine_lines(
    name: str, base: list[dict], today: list[dict], proposed: list[dict]
) -> Combined:
    """Each line apart: whatever the amendment leaves alone stays as it is today."""
    key = LINE_KEYS.get(name, "id")
    result, is_open = list(today), False
    for before, after in line_changes(name, base, proposed):
        place = _place(before or after or {}, result, key)
        if before is None and after is not None:
            if place is None:
                result.append(after)
            else:
                is_open |= bare(result[place]) != bare(after)
        elif place is None:
            # Erased meanwhile: nothing left to take away, nothing left to change either.
            is_open |= after is not None
        elif after is None:
            is_open |= bare(result[place]) != bare(before)
            del result[place]
        else:
            line = {
                column: _column(before[column], result[place][column], value)
                for column, value in after.items()
                if column != "id"
            }
            is_open |= any(isinstance(value, _Open) for value in line.values())
            kept = {c: v.proposed if isinstance(v, _Open) else v for c, v in line.items()}
            result[place] = {"id": result[place]["id"], **kept}
    return Combined(result, is_open)


class _Open(NamedTuple):
    """A column both changed, differently."""

    proposed: Canonical


def _column(before: Canonical, today: Canonical, after: Canonical) -> Canonical:
    if after in (before, today):
        return today
    return after if today == before else _Open(after)


def _place(line: Mapping[str, Any], lines: list[dict], key: str) -> int | None:
    """Where this line is: by its key, else by its words (given back, it has another key)."""
    for index, other in enumerate(lines):
        if line[key] is not None and other[key] == line[key]:
            return index
    for index, other in enumerate(lines):
        if bare(other) == bare(line):
            return index
    return None


def bare(line: Mapping[str, Any] | None) -> dict[str, Any]:
    """A line without its key."""
    return {column: value for column, value in (line or {}).items() if column != "id"}


def line_changes(
    name: str, base: Iterable[dict], value: Iterable[dict]
) -> list[tuple[dict | None, dict | None]]:
    """The lines that differ: (before, after); None before for a new one, after for a removed one."""
    key = LINE_KEYS.get(name, "id")
    known = {line[key]: line for line in base}
    changes: list[tuple[dict | None, dict | None]] = []
    left = dict(known)
    for line in value:
        before = left.pop(line[key], None) if line[key] is not None else None
        if before is None or bare(before) != bare(line):
            changes.append((before, line))
    return [*changes, *((line, None) for line in left.values())]


# Several at once ---------------------------------------------------------------------------------


class Pas(NamedTuple):
    """One amendment of a batch: its field before and after it."""

    amendement: Amendement
    before: Canonical
    after: Canonical


class Obstacle(NamedTuple):
    """One amendment a batch cannot integrate, and why, in French."""

    amendement: Amendement
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Several amendments of one action, in the order they are written. `values`: fields after."""

    pas: tuple[Pas, ...]
    obstacles: tuple[Obstacle, ...]
    values: Mapping[str, Canonical]


def plan(today: Mapping[str, Canonical], amendements: Iterable[Amendement]) -> Plan:
    """Write them one after the other, oldest first; two that touch the same words are obstacles.

    `today`: canonical values of the action.
    """
    values: dict[str, Canonical] = {}
    pas: list[Pas] = []
    obstacles: list[Obstacle] = []
    for one in sorted(amendements, key=lambda one: (one.created_at, one.pk)):
        if not is_precise(one):
            obstacles.append(
                Obstacle(one, "Il ne dit pas la valeur entière\u00a0: décidez-le à part.")
            )
            continue
        before = values.get(one.field, today[one.field])
        found = rencontre(one, before)
        if found.is_open:
            obstacles.append(Obstacle(one, _why_open(one, pas)))
            continue
        pas.append(Pas(one, before, found.result))
        values[one.field] = found.result
    return Plan(tuple(pas), tuple(obstacles), values)


def _why_open(one: Amendement, pas: Iterable[Pas]) -> str:
    others = [done.amendement.author_label for done in pas if done.amendement.field == one.field]
    if others:
        return (
            f"Il change la même chose que l’amendement {de(others[-1])}\u00a0: gardez l’un des deux, "
            "puis décidez l’autre à part."
        )
    return "La fiche a changé à cet endroit depuis qu’il est proposé\u00a0: décidez-le à part."
