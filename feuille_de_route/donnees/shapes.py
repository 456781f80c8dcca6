"""Reading nodes against a shape: a dataclass whose fields say how they are read.

A reader is a function `(node, reading, place) -> value`; what it cannot read becomes a `Fault`
and the whole object is left out, so that one pass reports every fault of the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from typing import Any, TypeVar, dataclass_transform

from feuille_de_route.donnees.positions import Node
from socle.francais import FINE, INSECABLE


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """What to correct: the line in the file, the path in French, and what to do."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, [f"ligne {self.line}", self.path]))
        return f"{where}{INSECABLE}: {self.message}"


class FileRefused(Exception):
    """The file cannot be imported. `faults` are in the order of its lines."""

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(str(fault) for fault in sorted(faults)))
        self.faults = sorted(faults)


def unbreakable(text: str) -> str:
    """French spaces for a sentence written with plain ones: « : », « ; », guillemets."""
    text = re.sub(r" (?=[;!?%€])", FINE, text)
    return re.sub(r" (?=[:»])|(?<=«) ", INSECABLE, text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is: line from 1, and path such as « actions, 1.3, plan_financement »."""

    line: int = 0
    path: tuple[str, ...] = ()

    def inside(self, label: str, line: int) -> "Place":
        return Place(line, (*self.path, label))

    def fault(self, message: str) -> Fault:
        return Fault(self.line, ", ".join(self.path), unbreakable(message))


class Reading:
    """One pass over a file: the faults found, the identifiers declared and those referred to."""

    def __init__(self, known: Mapping[str, set[str]] | None = None):
        self.faults: list[Fault] = []
        self.unreadable = 0  # faults that leave an object out, unlike those of `Shape.check`
        self.declared: dict[str, set[str]] = {kind: set(ids) for kind, ids in (known or {}).items()}
        self._lines: dict[tuple[str, str], int] = {}
        self._references: list[tuple[str, str, Place]] = []

    def disagree(self, place: Place, message: str) -> None:
        """A readable value that does not fit with others."""
        self.faults.append(place.fault(message))

    def refuse(self, place: Place, message: str) -> None:
        """A value that cannot be read: what holds it is left out."""
        self.unreadable += 1
        self.disagree(place, message)

    def declare(self, kind: str, value: str, place: Place) -> None:
        """Make an identifier known; a second one of the same kind is a fault."""
        if (kind, value) in self._lines:
            first = self._lines[kind, value]
            self.disagree(place, f"Changez « {quoted(value)} » : la ligne {first} le porte déjà.")
        self._lines.setdefault((kind, value), place.line)
        self.declared.setdefault(kind, set()).add(value)

    def refer(self, kind: str, value: str, place: Place) -> None:
        self._references.append((kind, value, place))

    def check_references(self) -> None:
        """Once everything is read: each identifier referred to must have been declared."""
        for kind, value, place in self._references:
            declared = self.declared.get(kind, set())
            if value not in declared:
                self.disagree(
                    place, f"Remplacez « {quoted(value)} » : {_absent(kind, value, declared)}"
                )


def _absent(kind: str, value: str, declared: set[str]) -> str:
    near = get_close_matches(value, declared, n=1)
    hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    return f"aucun identifiant de « {kind} » ne porte ce nom.{hint}"


Reader = Callable[[Node, Reading, Place], Any]


class Unreadable(Exception):
    """Raised by a reader: what to do, in French."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
def shape(cls: type) -> type:
    """A frozen dataclass of the file: its fields are its allowed keys, declared by `key`."""
    return dataclass(frozen=True, kw_only=True)(cls)


def key(reader: Reader, *, default: Any = MISSING) -> Any:
    """A key of the file. Without default it must be present and not null."""
    if default is MISSING:
        return field(metadata={"reader": reader})
    return field(default=default, metadata={"reader": reader})


@shape
class Shape:
    """Base of the shapes: keeps its place and the keys it was given, and may check itself."""

    place: Place = field(default=Place(), compare=False, repr=False)
    given: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def check(self) -> Iterator[tuple[str | Place, str]]:
        """Yield (key or place, what to do) for what only the whole object shows."""
        yield from ()


T = TypeVar("T", bound=Shape)

#: What names an object inside a list, by order of preference.
LABELS = ("numero", "id", "code", "cle", "action")


def label_of(node: Node, rank: int) -> str:
    """« 1.3 » for an action, « f01 » for an organisation, « n° 2 » when nothing names it."""
    if isinstance(node.value, dict):
        for name in LABELS:
            found = node.value.get(name)
            if found is not None and isinstance(found.value, str) and found.value.strip():
                return quoted(found.value)
    return f"n° {rank}"


def quoted(text: object) -> str:
    """A value as it may be repeated to the person: short, on one line."""
    line = " ".join(str(text).split())
    return f"{line[:60]}…" if len(line) > 60 else line


def read_object(cls: type[T], node: Node, reading: Reading, place: Place) -> T | None:
    """The object, or None when something in it is a fault (already recorded)."""
    if not isinstance(node.value, dict):
        reading.refuse(place, "Écrivez ici un objet entre accolades { }.")
        return None
    before = reading.unreadable
    readers = {f.name: f for f in fields(cls) if "reader" in f.metadata}
    for name in node.value.keys() - readers.keys():
        at = place.inside(quoted(name), node.value[name].line)
        reading.disagree(at, _unknown_key(name, readers))
    values: dict[str, Any] = {}
    for name, declared in readers.items():
        found = node.value.get(name)
        if found is None or found.value is None:
            if declared.default is MISSING:
                at = place.inside(name, found.line if found else node.line)
                reading.refuse(at, f"Donnez une valeur à « {name} ».")
            continue
        at = place.inside(name, found.line)
        try:
            values[name] = declared.metadata["reader"](found, reading, at)
        except Unreadable as why:
            reading.refuse(at, str(why))
    if reading.unreadable > before:
        return None
    instance = cls(**values, place=place, given=frozenset(values))
    for where, message in instance.check():
        if isinstance(where, str):
            line = node.value[where].line if where in node.value else node.line
            where = place.inside(where, line)
        reading.disagree(where, message)
    return instance


def _unknown_key(name: str, readers: Mapping[str, Any]) -> str:
    near = get_close_matches(name, readers, n=1)
    remedy = f"écrivez « {near[0]} »" if near else "vérifiez son nom dans la description du format"
    return f"Retirez cette clé, ou {remedy} : le format ne connaît pas « {quoted(name)} »."


#: Control signs but tab and line ends, and lone surrogates.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Raises Unreadable on characters no screen shows and some databases refuse."""
    if _HIDDEN.search(text):
        raise Unreadable("Retirez de ce texte le caractère qui ne s’affiche pas.")
    return text
