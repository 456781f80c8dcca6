from actions.models.action import Action
from actions.models.lignes import Besoin, BudgetAnnuel, Financement, Indicateur, Jalon, Piece
from actions.models.participation import (
    Amendement,
    Brouillon,
    Commentaire,
    Gommettes,
    Soutien,
)

__all__ = [
    "Action",
    "Amendement",
    "Besoin",
    "Brouillon",
    "BudgetAnnuel",
    "Commentaire",
    "Financement",
    "Gommettes",
    "Indicateur",
    "Jalon",
    "Piece",
    "Soutien",
]
