"""What each step of a séance opens to those in the room: one table to read, no logic."""

from seances.models import Etape
from territoires.droits import Droit

Kind = Etape.Kind

#: Step → droits of a participant, whatever the phase of the roadmap.
DROITS_PAR_ETAPE: dict[Kind, frozenset[Droit]] = {
    Kind.ACCUEIL: frozenset({Droit.LIRE}),
    Kind.PARTAGER: frozenset({Droit.LIRE, Droit.COMMENTER}),
    Kind.AJUSTER: frozenset({Droit.LIRE, Droit.COMMENTER, Droit.AMENDER, Droit.PROPOSER}),
    Kind.SELECTIONNER: frozenset({Droit.LIRE, Droit.VOTER}),
    Kind.S_ENGAGER: frozenset({Droit.LIRE, Droit.S_ENGAGER}),
    Kind.CONCLURE: frozenset({Droit.LIRE}),
    Kind.LIBRE: frozenset({Droit.LIRE, Droit.COMMENTER}),
}

#: What a facilitator from outside may do on the roadmap, through this séance alone.
DROITS_DU_FACILITATEUR = frozenset({Droit.LIRE, Droit.COMMENTER, Droit.MODIFIER_TOUTES})
