"""The message after a séance: who took a pledge there reads it again, then confirms it."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from seances.confirmation import LINK_LIFE, make_token, own_quantity
from seances.models import Contribution, Seance
from socle.courriels import ecrire
from socle.models import Courriel

KIND = "seance"


def ecrire_a_confirmer(
    seance: Seance, address: str, contributions: Sequence[Contribution]
) -> Courriel:
    """One message an address, with all its pledges and the link that confirms the address.

    `secret`: that link signs in; nobody else than its reader may follow it. `contributions` come
    from `to_confirm`.
    """
    context = {
        "seance": seance,
        "territoire": seance.feuille.territoire,
        "prenom": contributions[0].participant.first_name if contributions[0].participant else "",
        "engagements": [
            {
                "numero": one.engagement.action.numero,
                "titre": one.engagement.action.title,
                "organisation": one.engagement.organisation.name,
                "texte": one.engagement.text,
                "quantite": own_quantity(one.engagement),
            }
            for one in contributions
            if one.engagement
        ],
        "url": settings.SITE_URL + reverse("salle:confirmer", args=[make_token(seance, address)]),
    }
    return ecrire(
        KIND,
        address,
        subject=f"À confirmer\u00a0: ce que vous avez proposé pour {seance.feuille.territoire}",
        template="a_confirmer",
        context=context,
        feuille_id=seance.feuille_id,
        about=seance,
        secret=True,
        expires_at=timezone.now() + LINK_LIFE,
    )
