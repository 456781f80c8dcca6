"""May they publish? Pure answers, with their French reason."""

from collections.abc import Sequence
from typing import NamedTuple

from publication.controles import Controle
from publication.models import Edition
from socle.francais import en_lettres
from territoires.access import Access
from territoires.droits import Droit

NOTE_EXPECTED = "Écrivez une note de version : une ou deux phrases, lues par le public."


def why_not_publier(
    access: Access, *, en_preparation: str = "", bloquants: Sequence[Controle] = ()
) -> str | None:
    """`en_preparation`: number of the edition being drawn. `bloquants`: failed checks that forbid."""
    if reason := access.why_not(Droit.PUBLIER):
        return reason
    if en_preparation:
        return (
            f"L’édition {en_preparation} est déjà en préparation. "
            "Attendez qu’elle soit en ligne, puis publiez la suivante."
        )
    if bloquants:
        n = len(bloquants)
        points = "le point bloquant" if n == 1 else f"les {en_lettres(n)} points bloquants"
        titles = " ; ".join(c.titre[:1].lower() + c.titre[1:] for c in bloquants)
        return f"Réglez d’abord {points} : {titles}."
    return None


def why_not_relancer(access: Access, edition: Edition) -> str | None:
    if reason := access.why_not(Droit.PUBLIER):
        return reason
    if edition.state == Edition.State.EN_COURS:
        return f"L’édition {edition} est déjà en préparation."
    if edition.state == Edition.State.PUBLIEE:
        return f"L’édition {edition} est déjà en ligne."
    return None


class Suivants(NamedTuple):
    """The numbers the next edition may take; equal for the first one."""

    mineure: str
    majeure: str


def suivants(last: Edition | None) -> Suivants:
    """What may follow the last published edition."""
    before = (last.major, last.minor) if last else None
    numbers = [suivant(before, majeure=majeure) for majeure in (False, True)]
    return Suivants(*(f"{major}.{minor}" for major, minor in numbers))


def why_not_preparer(access: Access) -> str | None:
    return access.why_not(Droit.PREPARER_PUBLICATION)


def suivant(last: tuple[int, int] | None, *, majeure: bool = False) -> tuple[int, int]:
    """The number after the last published one: 1.0, then 1.1; 2.0 when a major one is asked."""
    if last is None:
        return 1, 0
    major, minor = last
    return (major + 1, 0) if majeure else (major, minor + 1)
