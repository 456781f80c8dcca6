"""The tables of a séance, by subject."""

from seances.models.contribution import Accord, Contribution, Question
from seances.models.salle import Participant, Presence, Table
from seances.models.scrutin import Bulletin, Emargement, Resultat, Scrutin
from seances.models.seance import Etape, Seance, SeanceGrant

__all__ = [
    "Accord",
    "Bulletin",
    "Contribution",
    "Emargement",
    "Etape",
    "Participant",
    "Presence",
    "Question",
    "Resultat",
    "Scrutin",
    "Seance",
    "SeanceGrant",
    "Table",
]
