"""The board: columns of cards; the card itself is drawn by `socle.cartes`."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from socle import cartes as drawing
from socle.cartes import ActionPubliee, Carte
from socle.components.registry import block, drawn, register


@register.simple_tag
def cartes_action(*, cartes: Iterable[Carte], grille: bool = False) -> SafeString:
    """A list of actions, in a column or in a grid. Nothing for an empty list."""
    items = "".join(map(drawing.draw_carte, cartes))
    css = "grille-cartes sans-puce" if grille else "colonne__liste"
    return drawn(f'<ul class="{css}">{items}</ul>' if items else "")


@register.simple_tag
def actions_publiees(*, actions: Iterable[ActionPubliee]) -> SafeString:
    """The actions of one objective on the public page."""
    items = "".join(map(drawing.draw_action_publiee, actions))
    return drawn(f'<ul class="actions-liste sans-puce">{items}</ul>')


@block
def tableau(content: SafeString, *, id: str = "tableau") -> None:
    """The board. Holds `colonne` tags."""


@block
def colonne(
    content: SafeString,
    *,
    objectif: object,
    titre: str,
    officiel: str,
    totaux: Iterable[tuple[object, str, bool]] = (),
) -> dict[str, str]:
    """The actions of one objective. `totaux`: (value, label, whether the label is only said)."""
    return {"surtitre": f"Objectif {objectif}", "ancre": f"objectif-{objectif}"}
