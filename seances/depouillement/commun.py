"""What the four methods share: the voice of one voter, and counts by college."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from organisations.models import College

#: The colleges that weigh the same, and the small ones counted as one (`protection.py`).
REGROUPES = ""
GROUPS: tuple[str, ...] = (*(college.value for college in College), REGROUPES)


class Voix(NamedTuple):
    """What one person voted, without the person.

    `choix`: action (key) → value, whose shape depends on the method. `college` is one of
    `GROUPS`; `table` is the number of the table, None when there is none or it is not kept.
    """

    college: str
    table: int | None
    choix: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Histogramme:
    """How many voters gave each of `size` values to one action, for each college that did."""

    by_college: Mapping[str, Sequence[int]]
    size: int

    @property
    def counts(self) -> tuple[int, ...]:
        """All voters together."""
        columns = [*zip(*self.by_college.values(), strict=True)]
        return tuple(map(sum, columns)) if columns else (0,) * self.size

    @property
    def voters(self) -> int:
        return sum(self.counts)

    def shares(self, *, equal_weight: bool) -> tuple[Fraction, ...]:
        """The share of each value; they sum to one, or all are 0 when nobody voted.

        With equal weight, each college that voted on the action weighs the same.
        """
        if not self.voters:
            return (Fraction(0),) * self.size
        if not equal_weight:
            return tuple(Fraction(count, self.voters) for count in self.counts)
        colleges = [counts for counts in self.by_college.values() if sum(counts)]
        return tuple(
            sum((Fraction(counts[at], sum(counts)) for counts in colleges), Fraction(0))
            / len(colleges)
            for at in range(self.size)
        )


def histogrammes(
    actions: Sequence[int],
    voix: Iterable[Voix],
    place: Callable[[Any], int | None],
    size: int,
) -> dict[int, Histogramme]:
    """Count the values of each action. `place` gives 0 to `size` - 1, or None: not counted.

    It is asked for each voter and each action, with None when the voter gave nothing.
    """
    counts: dict[int, dict[str, list[int]]] = {action: {} for action in actions}
    for one in voix:
        for action in actions:
            at = place(one.choix.get(action))
            if at is not None:
                counts[action].setdefault(one.college, [0] * size)[at] += 1
    return {action: Histogramme(by_college, size) for action, by_college in counts.items()}


def mean(shares: Sequence[Fraction], first: int) -> Fraction:
    """The mean of a scale that starts at `first`, from the share of each of its values."""
    return sum((share * value for value, share in enumerate(shares, first)), Fraction(0))


def quantile(shares: Sequence[Fraction], part: Fraction, first: int) -> Fraction:
    """The value below which `part` of the voters are, from the share of each value.

    Inverse of the distribution, averaged where it is flat (definition 2 of Hyndman and Fan,
    « Sample quantiles in statistical packages », The American Statistician, 1996): the median of
    an even number of voters is the mean of the two in the middle.
    """
    reached = Fraction(0)
    given = [value for value, share in enumerate(shares, first) if share]
    for at, value in enumerate(given):
        reached += shares[value - first]
        if reached > part or at == len(given) - 1:
            return Fraction(value)
        if reached == part:
            return Fraction(value + given[at + 1], 2)
    return Fraction(0)


def whole(value: Any, low: int, high: int) -> int:
    """The value as a whole number from `low` to `high`. Raises ValueError, in French."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"Donnez un nombre entier de {low} à {high}.")
    return value
