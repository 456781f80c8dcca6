"""May this person be erased? Pure answers, with what to do first."""

from collections.abc import Sequence

from seances.models import Participant
from socle.francais import liste
from territoires.access import Access
from territoires.rules import why_not_gerer_membres


def why_not_effacer_compte(
    *,
    is_demo: bool = False,
    is_last_superuser: bool = False,
    feuilles: Sequence[str] = (),
    organisations: Sequence[str] = (),
) -> str | None:
    """Whether an account may go. `feuilles`, `organisations`: names of what it alone holds up."""
    if is_demo:
        return "Ce personnage appartient à la démonstration\u00a0: il ne s’efface pas."
    if is_last_superuser:
        return (
            "Vous êtes la seule personne qui exploite ce site. Donnez d’abord l’administration "
            "technique à quelqu’un d’autre."
        )
    if feuilles:
        return (
            f"Vous êtes la seule personne qui administre {liste(_quoted(feuilles))}. Ajoutez "
            "d’abord un autre administrateur dans Réglages, Membres, puis revenez ici."
        )
    if organisations:
        return (
            f"Vous êtes la seule personne qui peut signer pour {liste(_quoted(organisations))}, "
            "qui a pris des engagements. Faites d’abord donner ce droit à quelqu’un d’autre par "
            "le chef de projet, ou demandez-lui de vous retirer de l’organisation."
        )
    return None


def why_not_effacer_participant(participant: Participant, access: Access) -> str | None:
    """Whether an administrator may erase somebody who came to a séance without account."""
    if reason := why_not_gerer_membres(access):
        return reason
    if participant.user_id:
        return (
            "Cette personne a un compte\u00a0: elle efface ses données elle-même, "
            "depuis «\u00a0Mon compte\u00a0»."
        )
    if participant.seance.is_open:
        return (
            "La séance est ouverte. Attendez sa clôture, ou retirez le badge de cette personne "
            "depuis la régie."
        )
    if participant.is_erased:
        return "Cette personne est déjà effacée."
    return None


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"«\u00a0{name}\u00a0»" for name in names]
