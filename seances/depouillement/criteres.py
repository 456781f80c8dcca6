"""Weighted criteria: each criterion is marked from 0 to 5 and has its weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from actions.depouillement import ranks
from seances.depouillement.commun import Voix, histogrammes, mean, whole

LOW, HIGH = 0, 5
#: A phone shows no more, a weight means no more.
MOST_CRITERIA, MOST_WEIGHT = 6, 10


@dataclass(frozen=True, slots=True)
class Critere:
    """A criterion of the facilitator. `key` names it in ballots."""

    key: str
    label: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """The criteria, in the order the phone asks them."""

    criteres: tuple[Critere, ...] = (
        Critere("utile", "Utile au territoire"),
        Critere("faisable", "Faisable d’ici la fin de la feuille de route"),
    )

    def __post_init__(self) -> None:
        given = tuple(c if isinstance(c, Critere) else Critere(**c) for c in self.criteres)
        object.__setattr__(self, "criteres", given)
        if not 1 <= len(given) <= MOST_CRITERIA:
            raise ValueError(f"Donnez de un à {MOST_CRITERIA} critères.")
        if len({critere.key for critere in given}) < len(given):
            raise ValueError("Deux critères ont le même nom.")
        for critere in given:
            if not critere.label.strip():
                raise ValueError("Nommez chaque critère.")
            whole(critere.weight, 1, MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Ligne:
    """What one action received.

    `score`: weighted mean of the criteria somebody marked, from 0 to 5. `means` and `voters` hold
    one value a criterion, in the order of the parameters; a mean is None when nobody marked it.
    """

    action: int
    rank: int
    score: Fraction
    means: tuple[Fraction | None, ...]
    voters: tuple[int, ...]


def clean(value: Any, parameters: Parameters) -> dict[str, int] | None:
    """The marks given, None for none. Raises ValueError, in French."""
    if not value:
        return None
    keys = [critere.key for critere in parameters.criteres]
    if not isinstance(value, Mapping) or set(value) - set(keys):
        raise ValueError("Donnez une note à un des critères de ce vote.")
    given = {key: whole(value[key], LOW, HIGH) for key in keys if value.get(key) is not None}
    return given or None


def depouiller(
    actions: Sequence[int],
    voix: Sequence[Voix],
    parameters: Parameters,
    *,
    equal_weight: bool = False,
) -> tuple[Ligne, ...]:
    """First rank first, by the weighted mean."""
    means: dict[int, list[Fraction | None]] = {action: [] for action in actions}
    voters: dict[int, list[int]] = {action: [] for action in actions}
    for critere in parameters.criteres:
        counted = histogrammes(actions, voix, _mark_of(critere.key), HIGH - LOW + 1)
        for action, histogramme in counted.items():
            shares = histogramme.shares(equal_weight=equal_weight)
            voters[action].append(histogramme.voters)
            means[action].append(mean(shares, LOW) if histogramme.voters else None)
    scores = {action: _score(means[action], parameters) for action in actions}
    places = ranks(scores)
    return tuple(
        Ligne(action, places[action], scores[action], tuple(means[action]), tuple(voters[action]))
        for action in sorted(actions, key=lambda action: places[action])
    )


def _mark_of(key: str) -> Any:
    return lambda value: value.get(key) if value else None


def _score(means: Sequence[Fraction | None], parameters: Parameters) -> Fraction:
    marked = [
        (value, critere.weight)
        for value, critere in zip(means, parameters.criteres, strict=True)
        if value is not None
    ]
    if not marked:
        return Fraction(0)
    total = sum((value * weight for value, weight in marked), Fraction(0))
    return total / sum(weight for _value, weight in marked)
