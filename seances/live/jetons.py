"""The signed word in the address of the live channel: which séance, and which of its numbers.

It tells a screen that something changed, never what, so it may be in any page of the séance.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.core.signing import BadSignature, Signer


class Channel(StrEnum):
    """Phones follow the stage; projector and console follow the answers too."""

    SALLE = "salle"
    REGIE = "regie"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a screen listens to."""

    seance: int
    channel: Channel

    def number(self, versions: tuple[int, int]) -> str:
        """« 12 » for a phone, « 12.340 » for the projector, from (stage, tally)."""
        stage, tally = versions
        return str(stage) if self.channel is Channel.SALLE else f"{stage}.{tally}"


_signer = Signer(salt="seances.live", sep="~")


def sign(seance: int, channel: Channel) -> str:
    """The token of an address: `/live/<token>/events` and `/live/<token>/v`."""
    return _signer.sign(f"{seance}-{channel.value}")


def read(token: str) -> Subject | None:
    """What a token gives right to, None for one we did not sign."""
    try:
        seance, channel = _signer.unsign(token).split("-")
        return Subject(int(seance), Channel(channel))
    except (BadSignature, ValueError):
        return None
