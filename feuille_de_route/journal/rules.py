"""May they read the journal? A pure answer, with its French reason."""

from territoires.access import Access
from territoires.droits import Droit


def why_not_lire_journal(access: Access) -> str | None:
    return access.why_not(Droit.LIRE_JOURNAL)
