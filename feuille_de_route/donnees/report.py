"""What an import did, or would do."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from socle.francais import liste, pluriel

#: Kind → one, several, and whether the word is feminine.
WORDS = {
    "actions": ("action", "actions", True),
    "organisations": ("organisation", "organisations", True),
    "propositions": ("proposition de séance", "propositions de séance", True),
    "engagements": ("engagement", "engagements", False),
    "amendements": ("amendement", "amendements", False),
    "resultats": ("résultat de vote", "résultats de vote", False),
}


@dataclass(slots=True)
class Tally:
    """How many rows of one kind were added, changed, and left as they were."""

    added: int = 0
    changed: int = 0
    same: int = 0

    @property
    def total(self) -> int:
        return self.added + self.changed + self.same


@dataclass(slots=True)
class Report:
    """Counts by kind, in the order of `WORDS`; `changes` says what changes in known actions."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in WORDS})
    changes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Everything in the file is already in the roadmap."""
        return not any(tally.added or tally.changed for tally in self.tallies.values())

    def lines(self) -> Iterable[tuple[str, Tally]]:
        """(« 15 actions », its counts) for each kind the file holds."""
        for kind, tally in self.tallies.items():
            if tally.total:
                one, several, _ = WORDS[kind]
                yield pluriel(tally.total, one, several), tally

    def phrase(self) -> str:
        """« 15 actions : 15 nouvelles. 27 organisations : 27 nouvelles. »"""
        sentences = []
        for kind, tally in self.tallies.items():
            if tally.total:
                one, several, feminine = WORDS[kind]
                parts = detail(tally, feminine=feminine)
                sentences.append(f"{pluriel(tally.total, one, several)}\u00a0: {parts}.")
        return " ".join(sentences)


def detail(tally: Tally, *, feminine: bool) -> str:
    """« 3 nouvelles, 1 modifiée et 11 inchangées »."""
    e = "e" if feminine else ""
    new = ("nouvelle", "nouvelles") if feminine else ("nouveau", "nouveaux")
    words = (
        (tally.added, *new),
        (tally.changed, f"modifié{e}", f"modifié{e}s"),
        (tally.same, f"inchangé{e}", f"inchangé{e}s"),
    )
    return liste(pluriel(n, one, several) for n, one, several in words if n)
