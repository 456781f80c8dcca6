"""Personal data in words: the public page, one's own page, the page of administrators."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from comptes.models import User
from feuille_de_route.donnees_personnelles.conservation import Prevision
from feuille_de_route.donnees_personnelles.export import counted
from feuille_de_route.donnees_personnelles.inventaire import INVENTAIRE
from feuille_de_route.donnees_personnelles.partie import Partie, Sort
from seances.models import Participant
from seances.models.salle import PARTICIPANT_EFFACE
from socle.conservation import BY_KEY, DUREES, Duree, en_mots
from territoires.models import FeuilleDeRoute

#: What erasure does of a part, as its person reads it.
SORTS = {
    Sort.EFFACE: "Effacé",
    Sort.VIDE: "Vidé de ce qui vous désigne",
    Sort.GARDE: "Reste, signé « Compte effacé »",
    Sort.PREUVE: "Gardé comme preuve, puis vidé",
}
#: How many people a search shows.
SHOWN = 30


@dataclass(frozen=True, slots=True)
class LigneDuree:
    """One line of the table of periods, with the period in force here."""

    what: str
    period: str
    after: str
    then: str


@dataclass(frozen=True, slots=True)
class LignePartie:
    """One part of what the product holds of somebody. `count` 0 when nobody in particular."""

    title: str
    sense: str
    sort: str
    count: int = 0


def durees() -> list[LigneDuree]:
    """The table of retention, from the settings in force."""
    return [_duree(duree) for duree in DUREES]


def _duree(duree: Duree) -> LigneDuree:
    days = settings.CONSERVATION[duree.key]
    then = duree.then if days else "Rien n’est effacé automatiquement"
    return LigneDuree(
        duree.what, en_mots(days), duree.after if days else "", f"{then[0].upper()}{then[1:]}."
    )


def parties() -> list[LignePartie]:
    """Everything the product may hold on somebody, and what erasure does of it."""
    return [_partie(partie) for partie in INVENTAIRE]


def parties_of(user: User) -> list[LignePartie]:
    """What it holds on this person. One query a part of the inventory."""
    return [_partie(partie, count) for partie, count in counted(user)]


def _partie(partie: Partie, count: int = 0) -> LignePartie:
    return LignePartie(partie.title, partie.sense, SORTS[partie.sort], count)


def sans_compte(feuille: FeuilleDeRoute, words: str) -> list[Participant]:
    """People who came to a séance of the roadmap without account, by first name or organisation.

    At most `SHOWN`; none until something is looked for. One query.
    """
    if not words.strip():
        return []
    named = (
        Q(first_name__icontains=words.strip())
        | Q(organisation__name__icontains=words.strip())
        | Q(organisation_name__icontains=words.strip())
    )
    people = Participant.objects.filter(named, seance__feuille=feuille, user=None)
    found = people.exclude(first_name=PARTICIPANT_EFFACE).select_related("seance", "organisation")
    return list(found.order_by("-seance__date", "first_name", "pk")[:SHOWN])


@dataclass(frozen=True, slots=True)
class LignePrevision:
    """What the next run does for one rule."""

    title: str
    period: str
    after: str
    count: int


def previsions(found: list[Prevision]) -> list[LignePrevision]:
    """The dry run as lines of a table."""
    return [
        LignePrevision(one.regle.title, en_mots(one.days), BY_KEY[one.regle.duree].after, one.count)
        for one in found
    ]
