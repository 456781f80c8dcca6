"""Robustness: which of the first N stay there whoever is left out.

Three questions on the same ballots. Does the action stay among the first N when any one table is
left out? Any one college? And when the room is drawn again at random from itself (bootstrap: as
many ballots, each drawn with replacement; B. Efron, « Bootstrap methods », Annals of Statistics,
1979)? The discussion goes to the actions that do not hold.

The draws start from a seed, so that the same ballots always give the same answer.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from seances.depouillement.commun import Voix

#: How many rooms are drawn.
RESAMPLES = 500
#: An action holds when it is among the first in at least this share of them.
HOLDS = Fraction(19, 20)

#: Voices → rank of each action, from 1; level actions share it.
Ranking = Callable[[Sequence[Voix]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Tenue:
    """How one of the first N holds."""

    action: int
    rank: int
    without_tables: tuple[int, ...]  # the tables without which it leaves the first N
    without_colleges: tuple[str, ...]  # the colleges without which it leaves
    kept: int  # rooms drawn in which it stays
    drawn: int

    @property
    def holds(self) -> bool:
        """Whatever table or college is left out, and in nearly all the rooms drawn."""
        steady = Fraction(self.kept, self.drawn) >= HOLDS if self.drawn else True
        return steady and not self.without_tables and not self.without_colleges


@dataclass(frozen=True, slots=True)
class Robustesse:
    """The first `top` of a result, most at risk last in each rank."""

    top: int
    drawn: int
    seed: int
    lignes: tuple[Tenue, ...]

    @property
    def holding(self) -> int:
        return sum(1 for ligne in self.lignes if ligne.holds)

    @property
    def words(self) -> str:
        """« 12 sur 15 tiennent »."""
        verb = "tiennent" if self.holding > 1 else "tient"
        return f"{self.holding} sur {len(self.lignes)} {verb}"


def robustesse(
    voix: Sequence[Voix],
    ranking: Ranking,
    *,
    top: int,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Robustesse:
    """Ask the three questions. Actions level with the last of the first `top` are among them.

    Costs `resamples` counts, plus one a table and one a college.
    """
    places = ranking(voix)
    first = sorted((a for a, rank in places.items() if rank <= top), key=lambda a: places[a])
    tables = sorted({one.table for one in voix if one.table is not None})
    colleges = sorted({one.college for one in voix})
    by_table = {t: ranking([one for one in voix if one.table != t]) for t in tables}
    by_college = {c: ranking([one for one in voix if one.college != c]) for c in colleges}
    if len(tables) < 2:
        by_table = {}
    if len(colleges) < 2:
        by_college = {}
    kept = _bootstrap(voix, ranking, top, seed, resamples)
    lignes = tuple(
        Tenue(
            action,
            places[action],
            tuple(table for table, other in by_table.items() if other[action] > top),
            tuple(college for college, other in by_college.items() if other[action] > top),
            kept[action],
            resamples if voix else 0,
        )
        for action in first
    )
    return Robustesse(top, resamples if voix else 0, seed, lignes)


def _bootstrap(
    voix: Sequence[Voix], ranking: Ranking, top: int, seed: int, resamples: int
) -> Counter[int]:
    """In how many rooms drawn each action is among the first `top`."""
    kept: Counter[int] = Counter()
    if not voix:
        return kept
    # The order of the rows must not change the draws.
    ordered = sorted(voix, key=_canonical)
    draw = random.Random(seed)  # noqa: S311 -- statistics, not a secret
    for _ in range(resamples):
        room = draw.choices(ordered, k=len(ordered))
        kept.update(action for action, rank in ranking(room).items() if rank <= top)
    return kept


def _canonical(one: Voix) -> tuple[str, int, str]:
    return (one.college, -1 if one.table is None else one.table, str(sorted(one.choix.items())))
