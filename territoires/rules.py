"""May they? Pure answers, with their French reason."""

from socle import courriels
from socle.models import Courriel
from territoires.access import Access
from territoires.droits import Droit, Phase


def why_not_regler(access: Access) -> str | None:
    """Whether the person may read the settings; each of them has its own right."""
    return access.why_not(Droit.PREPARER_PUBLICATION)


def why_not_changer_phase(access: Access, to: Phase | None = None) -> str | None:
    """Whether the phase may become `to`; without it, whether the person may change it at all."""
    if reason := access.why_not(Droit.CHANGER_PHASE):
        return reason
    if to is not None and access.feuille.phase == to:
        return f"La feuille de route est déjà en phase « {to.label} »."
    return None


def why_not_gerer_membres(access: Access) -> str | None:
    return access.why_not(Droit.GERER_MEMBRES)


def why_not_suivre_courriels(access: Access) -> str | None:
    """Whether the person may read what was sent for this roadmap, and why something was not."""
    return access.why_not(Droit.SUIVRE_COURRIELS)


def why_not_renvoyer(access: Access, courriel: Courriel) -> str | None:
    """Whether the person may send this message again."""
    return why_not_suivre_courriels(access) or courriels.why_not_renvoyer(courriel)


def why_not_ecrire_textes(access: Access) -> str | None:
    return access.why_not(Droit.PREPARER_PUBLICATION)


def why_not_retirer_membre(access: Access, user_id: int) -> str | None:
    if reason := why_not_gerer_membres(access):
        return reason
    if user_id == access.user.pk:
        return (
            "Vous ne pouvez pas retirer vos propres droits : demandez-le à un autre administrateur."
        )
    return None
