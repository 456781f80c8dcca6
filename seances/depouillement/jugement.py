"""Jugement majoritaire: one mention an action, the median decides, the majority gauge breaks ties.

Sources: M. Balinski and R. Laraki, « Majority Judgment: Measuring, Ranking, and Electing », MIT
Press, 2010 (the median, chapter 1; the « majority-gauge », « jauge majoritaire », chapter 14);
M. Balinski and R. Laraki, « Majority judgment vs. majority rule », Social Choice and Welfare 54,
2020, p. 429-461.

The majority mention α is the best one that more than half of the voters find deserved: the lower
of the two middle ones when they differ. With p the share of mentions above α and q the share
below, the gauge is (p, α+, q) when p > q, else (p, α-, q). Of two actions: the better α is first;
at the same α, + is before -; among +, the greater p is first; among -, the smaller q. Actions with
the same gauge are level.

A voter judges every action: a mention not given counts as the lowest, as the method asks, else an
action that one person loves and nobody else read would win.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from actions.depouillement import ranks
from seances.depouillement.commun import Voix, histogrammes

#: From best to worst, as data files name them.
MENTIONS = {
    "tres_bien": "Très bien",
    "bien": "Bien",
    "assez_bien": "Assez bien",
    "passable": "Passable",
    "insuffisant": "Insuffisant",
}
KEYS = tuple(MENTIONS)
WORST = len(KEYS) - 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """Nothing to set: five mentions."""


@dataclass(frozen=True, slots=True)
class Jauge:
    """The majority gauge: shares above and below the majority mention."""

    mention: str
    above: Fraction
    below: Fraction

    @property
    def is_plus(self) -> bool:
        """More voters would raise the mention than lower it."""
        return self.above > self.below

    @property
    def score(self) -> tuple[Fraction, ...]:
        """Greater is better."""
        level = Fraction(-KEYS.index(self.mention))
        if self.is_plus:
            return (level, Fraction(1), self.above, -self.below)
        return (level, Fraction(0), -self.below, self.above)


@dataclass(frozen=True, slots=True)
class Ligne:
    """What one action received. `counts` and `shares` go from best to worst."""

    action: int
    rank: int
    counts: tuple[int, ...]
    shares: tuple[Fraction, ...]
    missing: int  # voters who gave no mention, counted in the lowest
    jauge: Jauge

    @property
    def mention(self) -> str:
        return MENTIONS[self.jauge.mention]


def clean(value: Any, parameters: Parameters) -> str | None:
    """The key of a mention, None for none. Raises ValueError, in French."""
    if not value:
        return None
    if value not in KEYS:
        raise ValueError("Choisissez une des cinq mentions.")
    return str(value)


def jauge(shares: Sequence[Fraction]) -> Jauge:
    """The gauge of shares that sum to one; of nothing, the lowest mention."""
    above = Fraction(0)
    for key, share in zip(KEYS, shares, strict=True):
        if 2 * (above + share) > 1:
            return Jauge(key, above, 1 - above - share)
        above += share
    return Jauge(KEYS[WORST], Fraction(0), Fraction(0))


def of_counts(counts: Mapping[str, int]) -> Jauge | None:
    """The gauge of counts by mention, None when nobody voted."""
    total = sum(counts.values())
    if not total:
        return None
    return jauge([Fraction(counts.get(key, 0), total) for key in KEYS])


def depouiller(
    actions: Sequence[int],
    voix: Sequence[Voix],
    parameters: Parameters,
    *,
    equal_weight: bool = False,
) -> tuple[Ligne, ...]:
    """First rank first, by the gauge. Voters without a single mention are left out."""
    voting = [one for one in voix if any(one.choix.get(action) for action in actions)]
    counted = histogrammes(
        actions, voting, lambda key: KEYS.index(key) if key else WORST, len(KEYS)
    )
    shares = {a: counted[a].shares(equal_weight=equal_weight) for a in actions}
    gauges = {action: jauge(shares[action]) for action in actions}
    places = ranks({action: gauges[action].score for action in actions})
    return tuple(
        Ligne(
            action,
            places[action],
            counted[action].counts,
            shares[action],
            sum(1 for one in voting if not one.choix.get(action)),
            gauges[action],
        )
        for action in sorted(actions, key=lambda action: places[action])
    )
