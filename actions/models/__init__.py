from actions.models.abonnement import Abonnement
from actions.models.action import Action
from actions.models.amendement import Amendement, AvisAmendement
from actions.models.commentaire import Commentaire
from actions.models.fusion import Distinction, Fusion
from actions.models.lignes import Besoin, BudgetAnnuel, Financement, Indicateur, Jalon, Piece
from actions.models.participation import Brouillon, Gommettes, Soutien
from actions.models.version import VersionAction

__all__ = [
    "Abonnement",
    "Action",
    "Amendement",
    "AvisAmendement",
    "Besoin",
    "Brouillon",
    "BudgetAnnuel",
    "Commentaire",
    "Distinction",
    "Financement",
    "Fusion",
    "Gommettes",
    "Indicateur",
    "Jalon",
    "Piece",
    "Soutien",
    "VersionAction",
]
