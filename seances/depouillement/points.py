"""Points (« gommettes »): each voter has n of them, and puts at most m on one action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.depouillement import Ligne, Vote
from actions.depouillement import depouiller as count_points
from seances.depouillement.commun import GROUPS, Voix, whole

#: More than a hand can place, and a screen can show.
MOST = 50


@dataclass(frozen=True, slots=True)
class Parameters:
    """`points` a voter, `per_action` at most on one; `own`: on one's own actions too."""

    points: int = 5
    per_action: int = 3
    own: bool = False

    def __post_init__(self) -> None:
        whole(self.points, 1, MOST)
        if not 1 <= self.per_action <= self.points:
            raise ValueError(
                f"Le nombre de gommettes sur une action va de 1 à {self.points}, "
                "le nombre que chacun reçoit."
            )
        if not isinstance(self.own, bool):
            raise ValueError(  # noqa: TRY004 -- one kind of error for a form
                "Dites si l’on peut voter pour ses propres actions."
            )


def clean(value: Any, parameters: Parameters) -> int | None:
    """Points on one action, None for none. Raises ValueError, in French."""
    return whole(value or 0, 0, parameters.per_action) or None


def placed(choix: Mapping[Any, int]) -> int:
    """How many points a ballot holds."""
    return sum(choix.values())


def depouiller(
    actions: Sequence[int],
    voix: Sequence[Voix],
    parameters: Parameters,
    *,
    equal_weight: bool = False,
) -> tuple[Ligne, ...]:
    """First rank first; the points of a line are one a group, in the order of `GROUPS`."""
    votes = (
        Vote(user, 0, action, one.college, points)
        for user, one in enumerate(voix)
        for action, points in one.choix.items()
    )
    return tuple(count_points(actions, votes, equal_weight=equal_weight, colleges=GROUPS))
