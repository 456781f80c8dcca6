"""May this address be confirmed? Answers with their French reason; pure."""

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
