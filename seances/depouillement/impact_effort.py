"""Impact and effort: two scales from 1 to 5, read as medians, their spread and a quadrant.

A voter may give one scale, both, or skip the action: what is not given is not counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from actions.depouillement import ranks
from seances.depouillement.commun import Histogramme, Voix, histogrammes, mean, quantile, whole

LOW, HIGH = 1, 5
SCALES = ("impact", "effort")


class Quadrant(StrEnum):
    """Where the medians put an action; the middle of a scale speaks for the action."""

    A_LANCER_VITE = "a_lancer_vite"
    A_PREPARER = "a_preparer"
    EN_RESERVE = "en_reserve"
    A_REVOIR = "a_revoir"

    @property
    def label(self) -> str:
        return QUADRANTS[self]


QUADRANTS = {
    Quadrant.A_LANCER_VITE: "À lancer vite",
    Quadrant.A_PREPARER: "À préparer",
    Quadrant.EN_RESERVE: "En réserve",
    Quadrant.A_REVOIR: "À revoir",
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """`threshold`: from this median on, an impact is strong; up to it, an effort is light."""

    threshold: int = 3

    def __post_init__(self) -> None:
        whole(self.threshold, LOW, HIGH)


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale of one action: half of the voters are between the quartiles."""

    voters: int
    first_quartile: Fraction
    median: Fraction
    third_quartile: Fraction
    mean: Fraction
    counts: tuple[int, ...]  # voters who gave 1, 2, 3, 4, 5

    @property
    def spread(self) -> Fraction:
        """Between the quartiles: 0 when the room agrees, 4 when it is split in two."""
        return self.third_quartile - self.first_quartile


@dataclass(frozen=True, slots=True)
class Ligne:
    """What one action received; `quadrant` is empty when a scale received nothing."""

    action: int
    rank: int
    impact: Scale
    effort: Scale
    quadrant: Quadrant | None


def clean(value: Any, parameters: Parameters) -> dict[str, int] | None:
    """The scales given, None for none. Raises ValueError, in French."""
    if not value:
        return None
    if not isinstance(value, Mapping) or set(value) - set(SCALES):
        raise ValueError("Donnez l’impact et l’effort.")
    given = {name: whole(value[name], LOW, HIGH) for name in SCALES if value.get(name) is not None}
    return given or None


def depouiller(
    actions: Sequence[int],
    voix: Sequence[Voix],
    parameters: Parameters,
    *,
    equal_weight: bool = False,
) -> tuple[Ligne, ...]:
    """First rank first: greatest median impact, then lightest median effort, then the means."""
    impacts, efforts = (
        {
            action: _scale(histogramme, equal_weight=equal_weight)
            for action, histogramme in _histogrammes(actions, voix, name).items()
        }
        for name in SCALES
    )
    places = ranks({action: _score(impacts[action], efforts[action]) for action in actions})
    return tuple(
        Ligne(
            action,
            places[action],
            impacts[action],
            efforts[action],
            _quadrant(impacts[action], efforts[action], parameters.threshold),
        )
        for action in sorted(actions, key=lambda action: places[action])
    )


def _histogrammes(
    actions: Sequence[int], voix: Sequence[Voix], name: str
) -> dict[int, Histogramme]:
    def place(value: Any) -> int | None:
        given = value.get(name) if value else None
        return None if given is None else given - LOW

    return histogrammes(actions, voix, place, HIGH - LOW + 1)


def _scale(histogramme: Histogramme, *, equal_weight: bool) -> Scale:
    shares = histogramme.shares(equal_weight=equal_weight)
    first, middle, third = (quantile(shares, Fraction(n, 4), LOW) for n in (1, 2, 3))
    return Scale(histogramme.voters, first, middle, third, mean(shares, LOW), histogramme.counts)


def _score(impact: Scale, effort: Scale) -> tuple[Fraction, ...]:
    # An effort nobody gave is not a light one.
    median = -effort.median if effort.voters else Fraction(-HIGH)
    average = -effort.mean if effort.voters else Fraction(-HIGH)
    return (impact.median, median, impact.mean, average)


def _quadrant(impact: Scale, effort: Scale, threshold: int) -> Quadrant | None:
    if not (impact.voters and effort.voters):
        return None
    strong, light = impact.median >= threshold, effort.median <= threshold
    if strong:
        return Quadrant.A_LANCER_VITE if light else Quadrant.A_PREPARER
    return Quadrant.EN_RESERVE if light else Quadrant.A_REVOIR
