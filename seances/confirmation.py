"""The link of the message after a séance, and what it opens: pledges whose author has no account yet.

The link is signed, not stored: it names a séance and an address. It proves that its bearer reads
that mailbox, so it serves once: when the pledges have an author, it opens nothing any more.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.core import signing

from engagements.affichage import TAGS, apport_words, quantity_of
from engagements.models import Engagement
from engagements.questions import icon
from organisations.models import Organisation
from seances.models import Contribution, Seance

SALT = "seances.confirmation"
#: After this long, one asks the team instead.
LINK_LIFE = timedelta(days=60)


class Ligne(NamedTuple):
    """One pledge as its author reads it again; the address is not proved yet, so a hidden amount
    stays hidden."""

    icone: str
    numero: str
    objectif: str
    titre: str
    texte: str
    tag: tuple[str, str, str]  # word, tone, icon


@dataclass(frozen=True, slots=True)
class Declare:
    """What one address declared in one séance."""

    seance: Seance
    address: str
    contributions: list[Contribution]

    @property
    def is_confirmed(self) -> bool:
        """Every pledge has an author: the address was proved, or belonged to an account."""
        return all(one.engagement and one.engagement.author_id for one in self.contributions)

    @property
    def organisations(self) -> list[Organisation]:
        found = {
            one.engagement.organisation_id: one.engagement.organisation
            for one in self.contributions
            if one.engagement
        }
        return list(found.values())

    @property
    def lignes(self) -> list[Ligne]:
        return [_ligne(one.engagement) for one in self.contributions if one.engagement]

    @property
    def first_name(self) -> str:
        """As it was given at the door; empty when the person was taken out of the room."""
        names = [one.participant.first_name for one in self.contributions if one.participant]
        return names[0] if names else ""


def _ligne(engagement: Engagement) -> Ligne:
    what = quantity_of(engagement, None) or apport_words(engagement.kind)
    return Ligne(
        icone=icon(engagement.kind),
        numero=engagement.action.numero,
        objectif=engagement.action.objectif.code,
        titre=f"{engagement.organisation}\u00a0: {what}",
        texte=engagement.text,
        tag=TAGS[engagement.state],
    )


def make_token(seance: Seance, address: str) -> str:
    """What the link holds, for one address of one séance."""
    return signing.dumps({"s": seance.pk, "e": address.lower()}, salt=SALT)


def read_token(token: str) -> tuple[int, str]:
    """The key of the séance and the address.

    Raises signing.SignatureExpired after `LINK_LIFE`, signing.BadSignature for a made-up link.
    """
    data = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    return data["s"], data["e"]


def declared(seance_id: int, address: str) -> Declare | None:
    """What this address declared there; None when nothing is left. Two queries."""
    seance = Seance.objects.for_room().filter(pk=seance_id).first()
    if seance is None:
        return None
    contributions = list(seance.contributions.all().declared_by(address))
    return Declare(seance, address, contributions) if contributions else None
