"""What an edition leaves out and the team should know before it publishes."""

from dataclasses import dataclass
from typing import NamedTuple


class ActionNommee(NamedTuple):
    """An action, as a list names it; `objectif` is the code of its objective."""

    numero: str
    objectif: str
    titre: str


@dataclass(frozen=True, slots=True)
class Reste:
    """Collected beside the content, never published."""

    indecises: tuple[ActionNommee, ...] = ()
    restreintes: tuple[ActionNommee, ...] = ()  # selected, yet kept inside
    a_arbitrer: tuple[ActionNommee, ...] = ()  # those with an amendment not decided
    amendements: int = 0
    a_confirmer: tuple[ActionNommee, ...] = ()  # those with a pledge only declared
    declares: int = 0
