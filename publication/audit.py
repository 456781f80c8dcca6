"""Which amounts an edition may print without letting a hidden one be worked out. Pure.

F. Y. Chin and G. Özsoyoglu, « Auditing and inference control in statistical databases », IEEE
Transactions on Software Engineering, SE-8 (6), 1982: keep what every answer was made of, and
answer anew only if no linear combination of all answers gives a secret away. Whoever reads every
edition of a roadmap can add and subtract its sums; so do we, before printing one more.

- An unknown is one amount of one pledge. An amount that changed is another unknown of the same
  organisation: the difference of two sums must not tell by how much it moved.
- An amount printed by itself, as its organisation chose, is known: every sum is read without it.
- A secret is given away when some combination is made of amounts of fewer than three
  organisations: of one, it is its amount; of two, each of them would know the other's.

Sums of unlike units never combine: one `Audit` for each kind of contribution. The audit knows
which amounts make a sum, never what they are worth: refusing tells nothing of their values.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

#: A combination of amounts of fewer organisations than this gives one away.
FEWEST = 3

Group = frozenset[int]


class Terme(NamedTuple):
    """One unknown: an amount of a pledge. `mark` tells it from the pledge's other amounts."""

    engagement: int
    mark: str


Sum = frozenset[Terme]


@dataclass(frozen=True, slots=True)
class Audit:
    """All that was printed of one kind: `sums` of hidden amounts, and `known` amounts.

    `organisations`: the organisation (key) of each pledge (key), as it is now.
    """

    organisations: Mapping[int, int]
    sums: tuple[Sum, ...] = ()
    known: frozenset[Terme] = field(default=frozenset())

    def why_not_sum(self, terms: Collection[Terme]) -> str | None:
        """Whether the sum of these amounts may be printed now: a reason, or None."""
        hidden = frozenset(terms) - self.known
        if len({self.organisations[term.engagement] for term in hidden}) < FEWEST:
            return "too few organisations"
        return self._why_not(self.with_sum(terms))

    def why_not_amount(self, term: Terme) -> str | None:
        """Whether one amount may be printed by itself: known, it is taken off every sum."""
        return None if term in self.known else self._why_not(self.with_known(term))

    def with_sum(self, terms: Iterable[Terme]) -> "Audit":
        return replace(self, sums=(*self.sums, frozenset(terms)))

    def with_known(self, *terms: Terme) -> "Audit":
        return replace(self, known=self.known.union(terms))

    def given_away(self) -> dict[Group, int]:
        """Each group of fewer than three organisations, and how many sums of its own it has."""
        table = self._table()
        found = {group: table.isolated(group) for group in table.suspects()}
        return {group: number for group, number in found.items() if number}

    def _why_not(self, after: "Audit") -> str | None:
        """What merging organisations gave away long ago forbids nothing by itself: only more does."""
        before = self._table()
        for group, number in after.given_away().items():
            if number > before.isolated(group):
                return "an amount could be worked out"
        return None

    def _table(self) -> "_Table":
        rows = [terms for terms in {one - self.known for one in self.sums} if terms]
        holders: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for term in frozenset().union(*rows):
            column = tuple(int(term in row) for row in rows)
            holders[column].add(self.organisations[term.engagement])
        return _Table({column: frozenset(held) for column, held in holders.items()})


@dataclass(frozen=True, slots=True)
class _Table:
    """Sums as rows, unknowns as columns; equal columns are one, with the organisations it holds."""

    holders: Mapping[tuple[int, ...], Group]

    def isolated(self, group: Group) -> int:
        """How many independent combinations are made of amounts of this group only.

        A combination keeps to the group when it cancels every other column: it is in the left
        kernel of those columns, and says something when it is not in that of all columns.
        """
        others = [column for column, held in self.holders.items() if not held <= group]
        return rank([*self.holders]) - rank(others)

    def suspects(self) -> set[Group]:
        """The groups that could be isolated: those that hold some column all by themselves."""
        rare = {held for held in self.holders.values() if len(held) < FEWEST}
        pairs = {one | other for one, other in combinations(rare, 2)}
        return rare | {group for group in pairs if len(group) < FEWEST}


def rank(vectors: Sequence[Sequence[int]]) -> int:
    """The exact rank over the rationals. Vectors have one length."""
    basis: list[tuple[int, list[Fraction]]] = []  # pivots, and vectors that are 1 there
    for vector in vectors:
        left = [Fraction(value) for value in vector]
        for pivot, known in basis:
            if factor := left[pivot]:
                left = [a - factor * b for a, b in zip(left, known, strict=True)]
        at = next((place for place, value in enumerate(left) if value), None)
        if at is not None:
            basis.append((at, [value / left[at] for value in left]))
    return len(basis)
