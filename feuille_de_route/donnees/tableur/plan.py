"""What a list would change in the roadmap, line by line. No query, no write.

For each action known again, three values are set side by side: what the file says, what is saved,
and what the file said last time (its fingerprint, kept with the action). What only people changed
here stays; what both changed is shown, and stays unless the person takes the file.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from actions.models import Action
from actions.rules.redaction import why_not_modifier
from actions.versions import LINES, canonical, fingerprints, values_of
from feuille_de_route.donnees.colonnes import BY_KEY, IDENTITY, Kind, Names
from feuille_de_route.donnees.tableur.lecture import Issue, Row
from feuille_de_route.donnees.tableur.lexique import AJOUTER
from organisations.noms import core, likeness, plain, trigrams
from socle.diff import Segment, segments
from socle.francais import euros, mois
from territoires.access import Access

#: Where the fingerprints of the last import lie in `Action.provenance`.
MARK = "tableur"
#: Titles are compared two by two below this many pairs.
PAIRS = 300_000
CLOSE_TITLE = 0.75

Values = dict[str, Any]


class What(StrEnum):
    NEW = "nouvelle"
    CHANGED = "modifiée"
    SAME = "inchangée"
    REFUSED = "refusée"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file would change, in words. `conflict`: changed here too since."""

    key: str
    label: str
    segments: tuple[Segment, ...]
    conflict: bool = False


@dataclass
class Line:
    """What becomes of one row. `values`: fields to write; `marks`: fingerprints of the file."""

    row: int
    what: What
    title: str
    numero: str = ""
    objectif: str = ""
    reference: str = ""
    action: Action | None = None
    values: Values = field(default_factory=dict)
    conflicting: Values = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)  # of a new action: heading, words
    kept: list[str] = field(default_factory=list)  # labels of what people changed here: it stays
    faults: list[Issue] = field(default_factory=list)
    doubts: list[Issue] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"ligne {self.row}"

    @property
    def sure(self) -> list[Difference]:
        """What the file changes whatever the person answers."""
        return [one for one in self.differences if not one.conflict]

    @property
    def is_new(self) -> bool:
        return self.what is What.NEW


@dataclass
class Plan:
    """Every line, and the names of organisations to recognise (plain name → as written)."""

    lines: list[Line]
    unknown: Mapping[str, str]
    faults: list[Issue] = field(default_factory=list)

    def count(self, what: What) -> int:
        return sum(line.what is what for line in self.lines)

    @property
    def is_refused(self) -> bool:
        return bool(self.faults or self.count(What.REFUSED))

    @property
    def is_empty(self) -> bool:
        return not (self.count(What.NEW) or self.count(What.CHANGED))

    @property
    def doubts(self) -> list[Issue]:
        return [issue for line in self.lines for issue in line.doubts]

    @property
    def conflicts(self) -> int:
        return sum(one.conflict for line in self.lines for one in line.differences)

    def digest(self) -> str:
        """Equal when the same things would be written over the same things."""
        told = [
            (
                line.row, line.what, line.action and line.action.pk, line.numero, line.objectif,
                [(one.key, one.conflict, one.segments) for one in line.differences],
                sorted(line.marks.items()), line.kept,
            )
            for line in self.lines
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


class Planner:
    """Compares rows with the actions of a roadmap (loaded by `for_fiche`)."""

    def __init__(self, actions: Iterable[Action], names: Names, access: Access) -> None:
        self.names = names
        self.access = access
        self.objectifs = {one.code: one.pk for one in access.feuille.objectifs.all()}
        self.by_numero: dict[str, Action] = {}
        self.by_reference: dict[str, Action] = {}
        self.by_title: dict[str, list[Action]] = {}
        for action in actions:
            self.by_numero[action.numero] = action
            if action.reference:
                self.by_reference.setdefault(action.reference, action)
            self.by_title.setdefault(core(action.title), []).append(action)

    def plan(
        self,
        rows: list[Row],
        unknown: Mapping[str, str],
        step: Callable[[], None] = lambda: None,
    ) -> Plan:
        """The plan of these rows; `step` is called before each of them."""
        lines = []
        for row in rows:
            step()
            lines.append(self._line(row))
        self._refuse_twice(lines, rows)
        self._warn_alike([line for line in lines if line.what is What.NEW], rows)
        for line in lines:
            if line.faults:
                line.what = What.REFUSED
        return Plan(lines, unknown)

    # One row -------------------------------------------------------------------------------------

    def _line(self, row: Row) -> Line:
        action = self._known(row)
        line = self._change(row, action) if action else self._new(row)
        line.faults, line.doubts = row.faults, row.doubts
        return line

    def _known(self, row: Row) -> Action | None:
        """By number, then reference, then exact title: a list sent twice never doubles."""
        numero, reference = row.values.get("numero"), row.values.get("reference")
        if numero in self.by_numero:
            return self.by_numero[numero]
        if reference in self.by_reference:
            return self.by_reference[reference]
        if numero or not (title := row.values.get("title")):
            return None
        same = self.by_title.get(core(title), [])
        objectif = row.values.get("objectif")
        here = [one for one in same if objectif is None or one.objectif.code == objectif]
        if len(here) != 1 or plain(here[0].title) != plain(title):
            return None
        marks = here[0].provenance.get(MARK, {}).get("empreintes", {})
        if not marks:
            row.doubt(
                "title",
                f"Reconnue à son titre : c’est l’action {here[0].numero}. Écrivez un numéro pour l’en distinguer.",
            )
        return here[0]

    def _new(self, row: Row) -> Line:
        values = dict(row.values)
        numero, objectif = values.get("numero", ""), values.get("objectif", "")
        if numero:
            prefix = numero.rpartition(".")[0]
            if not objectif and prefix in self.objectifs:
                objectif = prefix
            elif objectif and prefix != objectif:
                row.refuse(
                    "numero",
                    f"Accordez le numéro et l’objectif : {numero} ne commence pas par {objectif}.",
                )
        if not values.get("title"):
            row.refuse("title", "Écrivez le titre de cette action.")
        if objectif not in self.objectifs and not any(
            f.column == row.where.get("objectif") for f in row.faults
        ):
            known = ", ".join(self.objectifs)
            row.refuse(
                "objectif",
                f"Dites l’objectif de cette action ({known}) : dans une colonne, ou pour toutes les lignes à l’étape des colonnes.",
            )
        self._check_dates(row, values.get("start"), values.get("end"))
        fields = {key: value for key, value in values.items() if key not in IDENTITY}
        return Line(
            row=row.number, what=What.NEW, title=str(values.get("title", "")), numero=numero,
            objectif=objectif, reference=values.get("reference", ""), values=fields,
            marks=marks_of(fields),
            told=[
                (BY_KEY[key].heading, words)
                for key, value in fields.items()
                if key != "title" and (words := told(key, value, self.names))
            ],
        )  # fmt: skip

    def _change(self, row: Row, action: Action) -> Line:
        line = Line(
            row=row.number, what=What.SAME, title=action.title, numero=action.numero,
            objectif=action.objectif.code, reference=row.values.get("reference", ""), action=action,
        )  # fmt: skip
        if row.values.get("objectif", action.objectif.code) != action.objectif.code:
            row.doubt(
                "objectif",
                f"L’action {action.numero} garde son objectif, {action.objectif.code} : une action garde son numéro.",
            )
        mine = {key: value for key, value in row.values.items() if key not in IDENTITY}
        saved = values_of(action)
        before = action.provenance.get(MARK, {}).get("empreintes", {})
        line.marks = marks_of(mine)
        kept = marks_of({key: saved[key] for key in mine})
        for key, value in mine.items():
            if line.marks[key] == kept[key]:
                continue
            if line.marks[key] == before.get(key):
                line.kept.append(BY_KEY[key].heading)
                continue
            conflict = key in before and kept[key] != before[key]
            written = with_keys(value, saved[key]) if key in LINES else value
            (line.conflicting if conflict else line.values)[key] = written
            line.differences.append(self._difference(key, saved[key], value, conflict=conflict))
        if line.differences:
            line.what = What.CHANGED
            if reason := why_not_modifier(action, self.access):
                row.refuse("", reason)
        after = saved | line.values | line.conflicting
        if {"start", "end"} & line.values.keys():
            self._check_dates(row, after["start"], after["end"])
        return line

    def _check_dates(self, row: Row, start: Any, end: Any) -> None:
        if start and end and end < start:
            row.refuse(
                "end", f"Corrigez la fin ({mois(end)}) : elle précède le début ({mois(start)})."
            )

    def _difference(self, key: str, saved: Any, mine: Any, *, conflict: bool) -> Difference:
        before, after = told(key, saved, self.names), told(key, mine, self.names)
        return Difference(key, BY_KEY[key].heading, segments(before, after), conflict)

    # Rows together -------------------------------------------------------------------------------

    def _refuse_twice(self, lines: list[Line], rows: list[Row]) -> None:
        """One row for one action."""
        first: dict[str, int] = {}
        for line, row in zip(lines, rows, strict=True):
            if not line.numero:
                continue
            if (seen := first.setdefault(line.numero, line.row)) != line.row:
                row.refuse(
                    "numero",
                    f"Gardez une seule ligne pour l’action {line.numero} : la ligne {seen} la porte déjà. Si c’est un autre numéro (1.10 écrit 1.1), mettez la colonne au format Texte.",
                )

    def _warn_alike(self, lines: list[Line], rows: list[Row]) -> None:
        """New actions whose title is that of another row, or close to one of the roadmap."""
        by_row = {row.number: row for row in rows}
        titles: dict[str, int] = {}
        signs = [(trigrams(title), one) for title, same in self.by_title.items() for one in same]
        compared = len(signs) * len(lines) <= PAIRS
        for line in lines:
            row, title = by_row[line.row], core(line.title)
            if title and (seen := titles.setdefault(title, line.row)) != line.row:
                row.doubt(
                    "title",
                    f"Même titre que la ligne {seen} : gardez-en une si c’est la même action.",
                )
            if not compared:
                continue
            mine = trigrams(title)
            near, action = max(
                ((likeness(mine, other), one) for other, one in signs),
                key=lambda pair: pair[0], default=(0.0, None),
            )  # fmt: skip
            if action and near >= CLOSE_TITLE:
                row.doubt(
                    "title",
                    f"Titre proche de l’action {action.numero}, « {action.title} » : si c’est elle, écrivez son numéro dans le fichier.",
                )


def marks_of(values: Values) -> dict[str, str]:
    """Field → fingerprint of what the file says; a line of a list has no key there."""
    return fingerprints({key: _bare(key, value) for key, value in values.items()})


def _bare(key: str, value: Any) -> Any:
    if key in LINES:
        return [{**line, "id": None} for line in value]
    return sorted(value, key=str) if isinstance(value, list) else value


def with_keys(lines: list[Values], saved: list[Values]) -> list[Values]:
    """The lines of the file with the keys of those they replace: pledges and proofs point there.

    Known again: the same line, then the same name (or year), then the one at the same place.
    """
    left = {one["id"]: one for one in saved}
    keys: list[Any] = [None] * len(lines)

    def same(one: Values, other: Values) -> bool:
        return canonical({**one, "id": None}) == canonical({**other, "id": None})

    def named(one: Values, other: Values) -> bool:
        return any(
            column in one and one[column] == other[column]
            for column in ("title", "financeur", "year")
        )

    for alike in (same, named):
        for rank, line in enumerate(lines):
            if keys[rank] is None:
                keys[rank] = next((pk for pk, one in left.items() if alike(line, one)), None)
                left.pop(keys[rank], None)
    for rank, one in enumerate(saved):
        if rank < len(lines) and keys[rank] is None and one["id"] in left:
            keys[rank] = one["id"]
            del left[one["id"]]
    return [{**line, "id": key} for line, key in zip(lines, keys, strict=True)]


def told(key: str, value: Any, names: Names) -> str:
    """A value in words, for people; an organisation to add is told by its name."""
    column = BY_KEY[key]
    if value is None or value == "":
        return ""
    if column.kind is Kind.AMOUNT:
        return euros(value)
    if column.kind is Kind.MONTH:
        return mois(value)
    if column.kind is Kind.ORGANISATION:
        keys = value if isinstance(value, list) else [value]
        return "\n".join(sorted(_named(one, names) for one in keys))
    written = column.write(value, names)
    return "" if written is None else str(written)


def _named(one: Any, names: Names) -> str:
    if isinstance(one, str) and one.startswith(AJOUTER):
        return f"{one.split(':', 2)[2]} (à ajouter à l’annuaire)"
    return names.organisations[one]
