"""The ballot of one person on one objective, as its page prints it."""

from dataclasses import dataclass
from datetime import datetime

from actions.models import Action, Gommettes
from actions.rules import priorites as rules
from socle import francais
from territoires.access import Access
from territoires.models import Objectif


@dataclass(frozen=True, slots=True)
class LigneBulletin:
    """One action of the ballot. `why_not`: why it receives no points of this person."""

    action: Action
    points: int
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a person placed on the actions of an objective, and what is left to place."""

    objectif: Objectif
    lignes: list[LigneBulletin]
    total: int  # points a person has for one objective
    maximum: int  # at most on one action
    saved_at: datetime | None

    @property
    def placed(self) -> int:
        return sum(ligne.points for ligne in self.lignes)

    @property
    def left(self) -> int:
        return max(self.total - self.placed, 0)

    @property
    def titre(self) -> str:
        if self.total < 2:
            return "Placez votre gommette"
        return f"Placez vos {francais.en_lettres(self.total)} gommettes"

    @property
    def consigne(self) -> str:
        limit = francais.en_lettres(self.maximum, feminin=True).capitalize()
        word = francais.accord(self.maximum, "gommette", "gommettes")
        return (
            "Quelles actions faut-il lancer en premier\u202f? "
            f"{limit} {word} au plus sur une même action. Chaque geste est enregistré aussitôt."
        )


def bulletin_of(access: Access, objectif: Objectif) -> Bulletin:
    """The ballot with its lines, in the order of numbers. Two queries."""
    feuille = access.feuille
    actions = feuille.actions.on_ballot_of(access.user).filter(objectif=objectif).order_by("rank")
    return Bulletin(
        objectif,
        [
            LigneBulletin(action, action.my_points, rules.why_not_recevoir(action, access))
            for action in actions
        ],
        feuille.points_per_objectif,
        feuille.points_per_action,
        Gommettes.objects.of_ballot(access.user, objectif.pk).last_saved_at(),
    )
