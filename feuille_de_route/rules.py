"""May they? Pure answers about what no single application owns."""

from typing import Any


def why_not_creer_territoire(user: Any) -> str | None:
    """A territory is opened by whoever runs the site."""
    if user.is_staff:
        return None
    return (
        "Un nouveau territoire est ouvert par l’équipe qui exploite le site. Écrivez-lui le nom du "
        "territoire, ses EPCI et l’adresse de son chef de projet."
    )
