"""May they publish? Pure answers, with their French reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from publication.controles import Controle
from publication.models import Edition
from socle.francais import en_lettres
from territoires.access import Access
from territoires.droits import Droit

NOTE_EXPECTED = "Écrivez une note de version : une ou deux phrases, lues par le public."


REASON_EXPECTED = (
    "Écrivez pourquoi vous la retirez\u00a0: cette phrase paraît à la place de l’édition."
)
NOBODY_TO_TELL = (
    "Aucune organisation engagée n’a de représentant. Invitez quelqu’un depuis sa page, "
    "puis revenez ici."
)
HOUR_GONE = "Choisissez une date et une heure à venir, ou publiez dès maintenant."
HOUR_TOO_FAR = "Choisissez une date dans l’année qui vient."
#: Further, a frozen content would be too old when it is read.
LONGEST_EMBARGO = timedelta(days=366)


def why_not_publier(
    access: Access, *, pending: Edition | None = None, bloquants: Sequence[Controle] = ()
) -> str | None:
    """`pending`: the edition being drawn or waiting. `bloquants`: failed checks that forbid."""
    if reason := access.why_not(Droit.PUBLIER):
        return reason
    if pending is not None and pending.state == Edition.State.PROGRAMMEE:
        return (
            f"L’édition {pending} attend son heure. Publiez-la dès maintenant, ou annulez-la, "
            "puis préparez la suivante."
        )
    if pending is not None:
        return (
            f"L’édition {pending} est déjà en préparation. "
            "Attendez qu’elle soit en ligne, puis publiez la suivante."
        )
    if bloquants:
        n = len(bloquants)
        points = "le point bloquant" if n == 1 else f"les {en_lettres(n)} points bloquants"
        titles = " ; ".join(c.titre[:1].lower() + c.titre[1:] for c in bloquants)
        return f"Réglez d’abord {points} : {titles}."
    return None


def why_not_note(note: str, *, is_first: bool) -> str | None:
    """A new edition tells why; the first one needs no reason."""
    return None if is_first or note.strip() else NOTE_EXPECTED


def why_not_embargo(embargo: datetime | None, now: datetime) -> str | None:
    """Whether an edition may wait until `embargo`; None is at once."""
    if embargo is None:
        return None
    if embargo <= now:
        return HOUR_GONE
    return HOUR_TOO_FAR if embargo > now + LONGEST_EMBARGO else None


def why_not_relancer(access: Access, edition: Edition) -> str | None:
    if reason := access.why_not(Droit.PUBLIER):
        return reason
    if edition.state in Edition.LEFT_STATES:
        return None
    return _situation(edition)


def why_not_annuler(access: Access, edition: Edition) -> str | None:
    """Whether what is being drawn, or waits for its hour, may be given up; whatever the phase."""
    if reason := _why_not_role(access):
        return reason
    return None if edition.state in Edition.PENDING_STATES else _situation(edition)


def why_not_avancer(access: Access, edition: Edition) -> str | None:
    """Whether an edition may go online before its hour."""
    if reason := access.why_not(Droit.PUBLIER):
        return reason
    return None if edition.state == Edition.State.PROGRAMMEE else _situation(edition)


def why_not_retirer(access: Access, edition: Edition) -> str | None:
    """Whether an edition may be taken away from the public; whatever the phase."""
    if reason := _why_not_role(access):
        return reason
    return None if edition.state == Edition.State.PUBLIEE else _situation(edition)


def why_not_prevenir(access: Access, edition: Edition, *, personnes: int) -> str | None:
    """Whether the committed organisations may be told of an edition; whatever the phase.

    `personnes`: how many people would read the message.
    """
    if reason := _why_not_role(access):
        return reason
    if edition.state != Edition.State.PUBLIEE:
        return _situation(edition)
    if edition.told_at is not None:
        return f"Les organisations sont déjà prévenues de l’édition {edition}."
    return None if personnes else NOBODY_TO_TELL


def why_not_remettre(access: Access, edition: Edition) -> str | None:
    if reason := _why_not_role(access):
        return reason
    return None if edition.state == Edition.State.RETIREE else _situation(edition)


def why_not_redessiner(access: Access, edition: Edition) -> str | None:
    """Whether an old PDF may be drawn again, to compare its bytes; whatever the phase."""
    if reason := _why_not_role(access):
        return reason
    if edition.state not in Edition.KNOWN_STATES:
        return _situation(edition)
    if edition.redraw_job is not None and not edition.redraw_job.ended:
        return f"Le PDF de l’édition {edition} est déjà redessiné en ce moment."
    return None


def why_not_projet(access: Access, *, is_running: bool) -> str | None:
    """Whether a trial PDF may be drawn."""
    if reason := why_not_preparer(access):
        return reason
    return "Un PDF d’essai se dessine déjà. Attendez qu’il soit prêt." if is_running else None


def _why_not_role(access: Access) -> str | None:
    """The right to publish without its phase: mending what is online never waits for a phase."""
    return None if access.grants(Droit.PUBLIER) else access.why_not(Droit.PUBLIER)


SITUATIONS = {
    Edition.State.EN_COURS: "est déjà en préparation.",
    Edition.State.PROGRAMMEE: "attend son heure.",
    Edition.State.PUBLIEE: "est déjà en ligne.",
    Edition.State.RETIREE: "a été retirée.",
    Edition.State.ECHOUEE: "n’a pas pu être dessinée.",
    Edition.State.ANNULEE: "a été annulée.",
}


def _situation(edition: Edition) -> str:
    """What an edition is now, when it is not what a verb needs."""
    return f"L’édition {edition} {SITUATIONS[Edition.State(edition.state)]}"


class Suivants(NamedTuple):
    """The numbers the next edition may take; equal for the first one."""

    mineure: str
    majeure: str


def suivants(last: Edition | None) -> Suivants:
    """What may follow the last edition that was ever online."""
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
