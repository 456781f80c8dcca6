"""The four methods, asked by name: their parameters, the values of a ballot, the count."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from types import ModuleType
from typing import Any

from seances.depouillement import criteres, impact_effort, jugement, points
from seances.depouillement.commun import Voix


class Methode(StrEnum):
    """How a scrutin is voted and counted."""

    POINTS = "points"
    IMPACT_EFFORT = "impact_effort"
    JUGEMENT = "jugement"
    CRITERES = "criteres"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Methode.POINTS: "gommettes",
    Methode.IMPACT_EFFORT: "impact et effort",
    Methode.JUGEMENT: "jugement majoritaire",
    Methode.CRITERES: "critères pondérés",
}

MODULES: dict[Methode, ModuleType] = {
    Methode.POINTS: points,
    Methode.IMPACT_EFFORT: impact_effort,
    Methode.JUGEMENT: jugement,
    Methode.CRITERES: criteres,
}


def read_parameters(methode: Methode, data: Mapping[str, Any]) -> Any:
    """The `Parameters` of the method; what is not given has its default.

    Raises ValueError, in French, on a value out of bounds, an unknown name or a wrong shape.
    """
    try:
        return MODULES[methode].Parameters(**data)
    except (TypeError, AttributeError) as error:
        raise ValueError("Les réglages de ce vote sont incomplets.") from error


def write_parameters(parameters: Any) -> dict[str, Any]:
    """The parameters as JSON; `read_parameters` gives them back."""
    return asdict(parameters)


def clean_value(methode: Methode, parameters: Any, value: Any) -> Any:
    """What a ballot may hold on one action, None to take it back. Raises ValueError, in French."""
    return MODULES[methode].clean(value, parameters)


def depouiller(
    methode: Methode,
    actions: Sequence[int],
    voix: Sequence[Voix],
    parameters: Any,
    *,
    equal_weight: bool = False,
) -> tuple[Any, ...]:
    """The lines of the method, first rank first; each has at least `action` and `rank`."""
    lignes: tuple[Any, ...] = MODULES[methode].depouiller(
        actions, voix, parameters, equal_weight=equal_weight
    )
    return lignes
