"""Personal data in words: the public page, one's own page, the page of administrators."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from comptes.models import User
from feuille_de_route.donnees_personnelles.conservation import Prevision
from feuille_de_route.donnees_personnelles.export import counted
from feuille_de_route.donnees_personnelles.inventaire import INVENTAIRE
from feuille_de_route.donnees_personnelles.partie import Sort
from seances.models import Participant
from seances.models.salle import PARTICIPANT_EFFACE
from socle.conservation import BY_KEY, DUREES, Duree, en_mots
from socle.francais import pluriel
from territoires.models import FeuilleDeRoute

#: What erasure does of a part, as its person reads it.
SORTS = {
    Sort.EFFACE: "Effacé",
    Sort.VIDE: "Vidé de ce qui vous désigne",
    Sort.GARDE: "Reste, signé «\u00a0Compte effacé\u00a0»",
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
    """One part of what the product holds of somebody."""

    title: str
    sort: str
    count: int

    @property
    def label(self) -> str:
        return f"{self.title} ({self.count})"


def durees() -> list[LigneDuree]:
    """The table of retention, from the settings in force."""
    return [_duree(duree) for duree in DUREES]


def _duree(duree: Duree) -> LigneDuree:
    days = settings.CONSERVATION[duree.key]
    then = duree.then if days else "Rien n’est effacé automatiquement"
    return LigneDuree(
        duree.what, en_mots(days), duree.after if days else "", f"{then[0].upper()}{then[1:]}."
    )


def parties() -> list[tuple[str, str]]:
    """What erasure does → everything it does it to, as a sentence."""
    return [
        (words, f"{', '.join(partie.title for partie in INVENTAIRE if partie.sort is sort)}.")
        for sort, words in SORTS.items()
    ]


def parties_of(user: User) -> list[LignePartie]:
    """What it holds on this person. One query a part of the inventory."""
    return [LignePartie(partie.title, SORTS[partie.sort], count) for partie, count in counted(user)]


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
    kept: str  # « 6 mois après la séance »
    count: int

    @property
    def told(self) -> str:
        return f"{pluriel(self.count, 'ligne', 'lignes')} à effacer"


def previsions(found: list[Prevision]) -> list[LignePrevision]:
    """The dry run, to print."""
    return [LignePrevision(one.regle.title, _kept(one), one.count) for one in found]


def _kept(one: Prevision) -> str:
    after = BY_KEY[one.regle.duree].after
    return f"{en_mots(one.days)} {after}" if one.days else "Gardé sans limite"
