"""May they? Pure answers about the directory of a roadmap."""

from territoires.access import Access
from territoires.droits import Droit


def why_not_tenir(access: Access) -> str | None:
    """Whether the person may add organisations to the directory, and look for duplicates."""
    return access.why_not(Droit.GERER_MEMBRES)
