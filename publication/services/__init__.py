"""The verbs of publication.

Collect → freeze → draw. The content is frozen in the transaction that creates the edition; the PDF
is drawn later from that text alone (tasks.py), and nothing the team does meanwhile changes it.
"""

from publication.services.accords import ecrire_signatures
from publication.services.annonce import prevenir
from publication.services.dessin import (
    demander_projet,
    garder_projet,
    noter_redessin,
    redessiner,
    redessiner_maintenant,
)
from publication.services.edition import (
    JOB,
    annuler,
    publier,
    publier_maintenant,
    ranger,
    relancer,
    signaler_echec,
)
from publication.services.parution import (
    avancer,
    lever_embargos,
    mettre_en_ligne,
    remettre,
    retirer,
)

__all__ = [
    "JOB",
    "annuler",
    "avancer",
    "demander_projet",
    "ecrire_signatures",
    "garder_projet",
    "lever_embargos",
    "mettre_en_ligne",
    "noter_redessin",
    "prevenir",
    "publier",
    "publier_maintenant",
    "ranger",
    "redessiner",
    "redessiner_maintenant",
    "relancer",
    "remettre",
    "retirer",
    "signaler_echec",
]
