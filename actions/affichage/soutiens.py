"""The support button of an action, as `actions/soutien.html` prints it."""

from dataclasses import dataclass

from actions.forms.priorites import SoutienForm
from actions.models import Action
from actions.rules import priorites as rules
from socle import francais
from territoires.access import Access
from territoires.droits import Droit


@dataclass(frozen=True, slots=True)
class Soutenir:
    """One button with two states. `form` asks for an organisation when there are several."""

    libelle: str
    precision: str  # said after the label, not shown
    is_on: bool
    why_not: str | None
    form: SoutienForm | None

    @property
    def wanted(self) -> int:
        """What a press asks for: 1 to support, 0 to take the support back."""
        return 0 if self.is_on else 1


def soutenir_of(action: Action, access: Access) -> Soutenir | None:
    """The button for one reader, or None for who never supports. No query.

    `action` comes with `n_soutiens` (`with_tallies`) and `is_soutenue` (`with_my_soutien`).
    """
    if not access.grants(Droit.SOUTENIR):
        return None
    if action.is_soutenue:
        others = action.n_soutiens - 1
        shared = f" et {francais.pluriel(others, 'autre', 'autres')}" if others else ""
        why_not = rules.why_not_retirer_soutien(access)
        return Soutenir(f"Soutenue par vous{shared}", "", True, why_not, None)
    return Soutenir(
        "Soutenir",
        f"({francais.pluriel(action.n_soutiens, 'soutien', 'soutiens')})",
        False,
        rules.why_not_soutenir(action, access),
        SoutienForm(user=access.user) if len(access.organisations) > 1 else None,
    )
