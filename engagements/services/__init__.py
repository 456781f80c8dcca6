"""The verbs on pledges. Locks are taken in one order: action, roadmap, pledge."""

from engagements.services.saisie import changer_apport, commencer, declarer, garder, supprimer
from engagements.services.signature import demander_signature, renvoyer_code, signer
from engagements.services.vie import confirmer, lever_condition, modifier, realiser, retirer

__all__ = [
    "changer_apport",
    "commencer",
    "confirmer",
    "declarer",
    "demander_signature",
    "garder",
    "lever_condition",
    "modifier",
    "realiser",
    "renvoyer_code",
    "retirer",
    "signer",
    "supprimer",
]
