"""An action as a card: what the board and « Mon organisation » both say of it."""

from decimal import Decimal
from typing import Any

from socle import francais
from socle.cartes import Carte


def carte(*, porteur: str | None, budget: Decimal | None, acquired: Decimal, **known: Any) -> Carte:
    """A card. `budget` and `acquired` (what is granted of it) in euros; `known`: the rest, as printed."""
    return Carte(
        porteur=porteur or "Porteur à trouver",
        budget=francais.euros_courts(budget) if budget is not None else "",
        finance=francais.part(acquired, budget) if budget else None,
        **known,
    )
