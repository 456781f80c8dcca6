"""The phases as the settings page prints them."""

from typing import NamedTuple

from territoires.droits import DROITS_PAR_PHASE, Droit, Phase
from territoires.models import FeuilleDeRoute

#: Rights that are not open in every phase: what makes one phase different from another.
DISTINCTIVE = [
    droit for droit in Droit if not all(droit in droits for droits in DROITS_PAR_PHASE.values())
]


class LignePhase(NamedTuple):
    """One phase: its key, its name, what it opens in words, whether it is the current one."""

    value: str
    label: str
    opens: str
    current: bool


def phases_of(feuille: FeuilleDeRoute) -> list[LignePhase]:
    """The six phases in order."""
    return [
        LignePhase(
            phase.value,
            phase.label,
            ", ".join(droit for droit in DISTINCTIVE if droit in DROITS_PAR_PHASE[phase]),
            phase == feuille.phase,
        )
        for phase in Phase
    ]
