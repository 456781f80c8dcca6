"""The message after a séance: who took a pledge there reads it again, then confirms it."""

from collections.abc import Sequence

from django.conf import settings

from engagements.affichage import quantity_of
from seances.models import Contribution, Seance
from socle.courriels import ecrire
from socle.models import Courriel


def ecrire_a_confirmer(
    seance: Seance, address: str, contributions: Sequence[Contribution]
) -> Courriel:
    """One message an address, with all its pledges.

    `contributions` come from `to_confirm`. The address was typed in the room and is not proved yet:
    what the organisation hides from the public is not in the message.
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
                "quantite": quantity_of(one.engagement, None),
                "url": settings.SITE_URL + one.engagement.get_absolute_url(),
            }
            for one in contributions
            if one.engagement
        ],
    }
    return ecrire(
        "seance",
        address,
        subject=f"À confirmer\u00a0: ce que vous avez proposé pour {seance.feuille.territoire}",
        template="a_confirmer",
        context=context,
        feuille_id=seance.feuille_id,
        about=seance,
    )
