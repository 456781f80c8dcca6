"""May this address be confirmed, or written to again? Answers with their French reason; pure."""

from datetime import timedelta

from seances.access import Facilitation
from seances.models import Seance
from seances.rules.console import why_not_faciliter

#: A message sent again too soon crosses the first one.
DELAI = timedelta(minutes=10)

EXPIRED = (
    "Ce lien a plus de deux mois. Ce que vous avez déclaré est gardé\u00a0: écrivez au chef de "
    "projet, il vous rattachera à votre organisation."
)
CONFIRMED = (
    "Cette adresse est déjà confirmée. Connectez-vous avec elle pour retrouver ce que vous avez "
    "déclaré."
)


def why_not_confirmer_adresse(
    address: str, *, is_confirmed: bool, signed_in_as: str, is_active: bool
) -> str | None:
    """Whether the bearer of the link may confirm. `signed_in_as`: an address, or « »."""
    if signed_in_as and signed_in_as.lower() != address:
        return (
            f"Vous êtes connecté avec l’adresse {signed_in_as}, et ce lien est pour {address}. "
            "Quittez ce compte, puis ouvrez à nouveau le lien du message."
        )
    if is_confirmed:
        return CONFIRMED
    if not is_active:
        return f"Le compte de {address} est fermé. Écrivez au chef de projet."
    return None


def why_not_renvoyer(by: Facilitation) -> str | None:
    """Whether this person may write again to who has not confirmed an address."""
    if reason := why_not_faciliter(by):
        return reason
    if by.seance.state != Seance.State.CLOSE:
        return "La séance n’est pas close\u00a0: chacun recevra son message à la clôture."
    return None
