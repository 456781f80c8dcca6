"""Counting the points of a vote: pure functions, exact figures.

Two ways to read the same vote:

- **points**: each point counts for one;
- **equal weight**: each college that voted weighs the same. The share of an action is the mean,
  over the k colleges that voted, of the part of the college's points it received:

      share(a) = (1 / k) × Σ over colleges c of  points(a, c) / points(c)

  Shares of an objective sum to one, and multiplying the points of a whole college changes nothing:
  forty-six enterprises do not drown eight State services.

Shares are `Fraction`: two actions are level when they are, never because of a rounding.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from organisations.models import College

COLLEGES = tuple(College)


class Vote(NamedTuple):
    """The points of one person on one action; objects by their keys."""

    user: int
    objectif: int
    action: int
    college: str
    points: int


@dataclass(frozen=True, slots=True)
class Ligne:
    """What one action received. Tuples hold one value a college, in the order of `COLLEGES`."""

    action: int
    rank: int  # from 1; level actions share it, and the next rank is skipped
    points: tuple[int, ...]
    parts: tuple[Fraction, ...]  # of the college's own points; 0 for a college that did not vote
    share: Fraction  # mean of the parts over the colleges that voted

    @property
    def total(self) -> int:
        return sum(self.points)


@dataclass(frozen=True, slots=True)
class Participation:
    """How many people of a college voted, on how many who could."""

    college: College
    voters: int
    electors: int


def depouiller(
    actions: Sequence[int],
    votes: Iterable[Vote],
    *,
    equal_weight: bool = False,
    colleges: Sequence[str] = COLLEGES,
) -> list[Ligne]:
    """The result on these actions, first rank first; level actions stay in the given order.

    Votes on other actions are left out, of the college totals too. `colleges`: the groups that
    weigh the same, when they are not the four colleges.
    """
    received: Counter[tuple[int, str]] = Counter()
    for vote in votes:
        received[vote.action, vote.college] += vote.points
    tallies = {action: tuple(received[action, c] for c in colleges) for action in actions}
    by_college = [sum(column) for column in zip(*tallies.values(), strict=True)]
    voting = sum(1 for total in by_college if total)

    def parts(points: tuple[int, ...]) -> tuple[Fraction, ...]:
        return tuple(
            Fraction(mine, whole) if whole else Fraction(0)
            for mine, whole in zip(points, by_college, strict=True)
        )

    def share(points: tuple[int, ...]) -> Fraction:
        return sum(parts(points), Fraction(0)) / voting if voting else Fraction(0)

    scores: dict[int, Fraction] = {
        action: share(points) if equal_weight else Fraction(sum(points))
        for action, points in tallies.items()
    }
    places = ranks(scores)
    return [
        Ligne(
            action, places[action], tallies[action], parts(tallies[action]), share(tallies[action])
        )
        for action in sorted(tallies, key=lambda action: places[action])
    ]


def ranks(scores: Mapping[int, Any]) -> dict[int, int]:
    """1, 2, 2, 4: the highest score is first, level scores share a rank.

    Scores are numbers, or tuples of numbers compared in order.
    """
    first: dict[Any, int] = {}
    for place, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        first.setdefault(score, place)
    return {key: first[score] for key, score in scores.items()}


def participation(votes: Iterable[Vote], electors: Mapping[int, str]) -> tuple[Participation, ...]:
    """Who took part, one line a college, in the order of `COLLEGES`.

    `electors`: person → college of those who may vote. Whoever voted and may no longer vote is
    counted among the electors too, in the college of the vote.
    """
    voted = {vote.user: vote.college for vote in votes}
    everyone = Counter({**electors, **voted}.values())
    present = Counter(voted.values())
    return tuple(Participation(c, present[c], everyone[c]) for c in COLLEGES)


def electorate(
    represented: Iterable[tuple[int, str]],
    porteurs: Iterable[int],
    carried: Iterable[tuple[int, str]],
) -> dict[int, str]:
    """Person → college in which he or she votes.

    The college is that of the organisation the person represents, the first by name when there are
    several (`represented`: pairs person, college, in that order). A porteur who represents nobody
    votes in the college of the organisation that carries his or her first action (`carried`: pairs
    in the order of the actions), else with the partners.
    """
    colleges: dict[int, str] = {}
    for user, college in represented:
        colleges.setdefault(user, college)
    carriers: dict[int, str] = {}
    for user, college in carried:
        carriers.setdefault(user, college)
    for user in porteurs:
        colleges.setdefault(user, carriers.get(user, College.PARTENAIRES))
    return colleges


def percent(share: Fraction) -> Decimal:
    """A share as a percentage with one decimal, rounded half up: 1/3 gives 33.3."""
    tenths = (share * 1000 + Fraction(1, 2)) // 1
    return Decimal(tenths).scaleb(-1)
