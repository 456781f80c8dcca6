"""What a person reads before a list is written: figures, faults, doubts, changes line by line.

Plain values only, so that a worker can read a long list and the page be drawn from what it kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from feuille_de_route.donnees.tableur.lecture import Issue
from feuille_de_route.donnees.tableur.plan import Difference, Line, Plan, What

#: Faults, doubts and questions shown at once: who has more corrects these first.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Point:
    """Something to correct or to look at, and where."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """One action that the file creates or changes, in words."""

    place: str
    numero: str
    title: str
    is_new: bool
    told: list[tuple[str, str]]  # of a new action: heading, words
    differences: list[tuple[str, list[tuple[str, str]]]]  # of a known one: field, segments


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field changed both here and in the file: the person says which one stays."""

    row: int
    key: str
    numero: str
    title: str
    label: str
    segments: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """« row key »: how the answer is kept."""
        return f"{self.row} {self.key}"


@dataclass(frozen=True, slots=True)
class Kept:
    """An action that people changed here since: the fields that stay."""

    numero: str
    title: str
    labels: list[str]


@dataclass(frozen=True)
class Preview:
    """A plan as its page shows it. `digest`: what the person agrees to (`Plan.digest`)."""

    digest: str
    lines: int
    new: int
    changed: int
    same: int
    refused: int
    is_refused: bool
    is_empty: bool
    faults: list[Point]
    more_faults: int
    doubts: list[Point]
    more_doubts: int
    conflicts: list[Conflict]
    more_conflicts: int
    kept: list[Kept]
    unknown: Mapping[str, str]  # organisations to recognise: plain name → as written
    changes: Sequence[Change] = field(default=())

    @property
    def conflicts_count(self) -> int:
        return len(self.conflicts) + self.more_conflicts

    def dump(self) -> bytes:
        """One line of JSON for the head, then one a change: a page reads only its own."""
        head = {key: value for key, value in asdict(self).items() if key != "changes"}
        lines = [head, *(asdict(change) for change in self.changes)]
        return "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()


def preview_of(plan: Plan) -> Preview:
    """What a plan does, in plain words."""
    faults = [*plan.faults, *(issue for line in plan.lines for issue in line.faults)]
    doubts = plan.doubts
    conflicts = [
        _conflict(line, one) for line in plan.lines for one in line.differences if one.conflict
    ]
    return Preview(
        digest=plan.digest(),
        lines=len(plan.lines),
        new=plan.count(What.NEW),
        changed=sum(bool(line.sure) and not line.faults for line in plan.lines),
        same=plan.count(What.SAME),
        refused=plan.count(What.REFUSED),
        is_refused=plan.is_refused,
        is_empty=plan.is_empty,
        faults=_points(faults),
        more_faults=max(0, len(faults) - SHOWN),
        doubts=_points(doubts),
        more_doubts=max(0, len(doubts) - SHOWN),
        conflicts=conflicts[:SHOWN],
        more_conflicts=max(0, len(conflicts) - SHOWN),
        kept=[Kept(one.numero, one.title, one.kept) for one in plan.lines if one.kept][:SHOWN],
        unknown=dict(plan.unknown),
        changes=[_change(line) for line in plan.lines if line.is_new or line.sure],
    )


def _points(issues: list[Issue]) -> list[Point]:
    return [Point(one.place, one.message) for one in issues[:SHOWN]]


def _conflict(line: Line, one: Difference) -> Conflict:
    segments = list(one.segments)
    return Conflict(line.row, one.key, line.numero, line.title, one.label, segments)


def _change(line: Line) -> Change:
    differences = [(one.label, list(one.segments)) for one in line.sure]
    return Change(line.place, line.numero, line.title, line.is_new, line.told, differences)


# Kept as JSON ------------------------------------------------------------------------------------


class _Changes(Sequence[Change]):
    """The changes of a preview that was kept: each is read when it is shown."""

    def __init__(self, rows: list[bytes]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._read(row) for row in self._rows[at]]
        return self._read(self._rows[at])

    def __iter__(self) -> Iterator[Change]:
        return map(self._read, self._rows)

    @staticmethod
    def _read(row: bytes) -> Change:
        return Change(**json.loads(row))


def load_preview(data: bytes) -> Preview:
    """The preview that `Preview.dump` wrote."""
    head, *rows = data.split(b"\n")
    kept = json.loads(head)
    kept |= {
        "faults": [Point(**one) for one in kept["faults"]],
        "doubts": [Point(**one) for one in kept["doubts"]],
        "conflicts": [Conflict(**one) for one in kept["conflicts"]],
        "kept": [Kept(**one) for one in kept["kept"]],
    }
    return Preview(**kept, changes=_Changes(rows))
