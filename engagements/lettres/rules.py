"""May they? Pure answers, with their French reason."""

from engagements.lettres.models import Lettre
from organisations.models import Organisation
from territoires.access import Access
from territoires.droits import Droit

#: Letters in force an organisation may have on one roadmap: more is a mistake.
MOST = 20


def why_not_lire(organisation: Organisation, access: Access) -> str | None:
    """Whether the person may read the letters of an organisation."""
    if access.is_team or access.represents(organisation.pk):
        return None
    return "Seules l’organisation et l’équipe de la feuille de route lisent ses lettres."


def why_not_deposer(organisation: Organisation, access: Access) -> str | None:
    """Whether the person may send a letter in the name of an organisation."""
    if not access.represents(organisation.pk):
        return "Seul un représentant de cette organisation peut déposer sa lettre."
    return access.why_not(Droit.S_ENGAGER)


def why_not_une_de_plus(holding: int) -> str | None:
    """Whether one more letter may be added to those in force."""
    if holding < MOST:
        return None
    return f"Votre organisation a déjà {MOST} lettres en vigueur : remplacez-en une."


def why_not_remplacer(lettre: Lettre) -> str | None:
    """Whether a new letter may take the place of this one."""
    if lettre.replaced_by_id is not None:
        return "Cette lettre est déjà remplacée : choisissez la plus récente."
    if lettre.withdrawn_at is not None:
        return "Cette lettre est retirée : déposez la nouvelle sans rien remplacer."
    return None


def why_not_retirer(lettre: Lettre, access: Access) -> str | None:
    """Whether the organisation may take a letter back: at any time, in any phase."""
    if not access.represents(lettre.organisation_id):
        return "Seul un représentant de cette organisation peut retirer sa lettre."
    if lettre.replaced_by_id is not None:
        return "Cette lettre est déjà remplacée : retirez plutôt la plus récente."
    if lettre.withdrawn_at is not None:
        return "Cette lettre est déjà retirée."
    return None
