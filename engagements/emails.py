"""Messages about pledges: the code that signs, the receipt of what was signed."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from engagements.affichage import apport_words, quantity_of
from engagements.models import Engagement, Signature
from engagements.parcours import controle_url
from socle.courriels import ecrire
from territoires.access import Access


class EngagementSigne(NamedTuple):
    """One pledge in a message: its action, its words, and where its signature is checked."""

    numero: str
    titre: str
    apport: str  # « 25 jours : Prêter notre bureau d’études. »
    reference: str = ""
    controle: str = ""
    sha256: str = ""


def code_de_signature(
    engagements: Sequence[Engagement],
    access: Access,
    *,
    lot: uuid.UUID,
    code: str,
    expires_at: datetime,
) -> None:
    """Send the code of a lot to who asked for it; its text is wiped once sent."""
    context = {
        **_common(engagements, access),
        "code": code,
        "lot_url": _absolute(reverse("engagements:code", args=[access.feuille.slug, lot])),
    }
    ecrire(
        "engagement.code",
        access.user.email,
        subject="Votre code pour signer",
        template="code_signature",
        context=context,
        feuille_id=access.feuille.pk,
        user_id=access.user.pk,
        secret=True,
        expires_at=expires_at,
    )


def recu_de_signature(
    signatures: Sequence[Signature], engagements: Sequence[Engagement], access: Access
) -> None:
    """Send what was signed to who signed it, once for a lot: its fingerprints are the proof."""
    first = signatures[0]
    signed = [
        _told(engagement, access)._replace(
            reference=signature.reference,
            controle=_absolute(controle_url(signature.reference)),
            sha256=signature.sha256,
        )
        for signature, engagement in zip(signatures, engagements, strict=True)
    ]
    context = {**_common(engagements, access), "engagements": signed, "signature": first}
    ecrire(
        "engagement.recu",
        first.email,
        subject=f"Ce que {engagements[0].organisation.name} a signé",
        template="recu_signature",
        context=context,
        feuille_id=access.feuille.pk,
        user_id=access.user.pk,
        about=engagements[0],
        cle=f"recu-{first.lot}",
    )


def _common(engagements: Sequence[Engagement], access: Access) -> dict[str, object]:
    return {
        "prenom": access.user.get_short_name() if access.user.name else "",
        "organisation": engagements[0].organisation.name,
        "territoire": access.feuille.territoire.name,
        "engagements": [_told(engagement, access) for engagement in engagements],
    }


def _told(engagement: Engagement, access: Access) -> EngagementSigne:
    words = quantity_of(engagement, access) or apport_words(engagement.kind)
    return EngagementSigne(
        numero=engagement.action.numero,
        titre=engagement.action.title,
        apport=f"{words[0].upper()}{words[1:]}\u00a0: {engagement.text}",
    )


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
