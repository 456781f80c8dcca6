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
from territoires.access import Access
from territoires.droits import Role

SALT = "seances.confirmation"
#: After this long, one asks the team instead.
LINK_LIFE = timedelta(days=60)


class Ligne(NamedTuple):
    """One pledge as its author reads it again, its amount included."""

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


def own_quantity(engagement: Engagement) -> str:
    """The amount as who declared it reads it, hidden from the public or not.

    It goes where the link goes, to the address typed beside the amount: that link would open the
    organisation's page, which shows it too.
    """
    own = frozenset({engagement.organisation_id})
    access = Access(None, engagement.action.feuille, frozenset({Role.REPRESENTANT}), own)
    return quantity_of(engagement, access)


def _ligne(engagement: Engagement) -> Ligne:
    what = own_quantity(engagement) or apport_words(engagement.kind)
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


def unproved(seance: Seance) -> dict[str, list[Contribution]]:
    """Address → its pledges still declared, for those nobody has proved yet. One query."""
    found: dict[str, list[Contribution]] = {}
    for one in seance.contributions.all().to_confirm():
        if one.engagement and one.engagement.author_id is None:
            found.setdefault(one.confirm_email.lower(), []).append(one)
    return found


def declared(seance_id: int, address: str) -> Declare | None:
    """What this address declared there; None when nothing is left. Two queries."""
    seance = Seance.objects.for_room().filter(pk=seance_id).first()
    if seance is None:
        return None
    contributions = list(seance.contributions.all().declared_by(address))
    return Declare(seance, address, contributions) if contributions else None
