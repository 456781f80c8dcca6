"""What is chosen in groups: radio cards too many for one list, the actions of a roadmap."""

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField

from socle.components.fields import Option
from socle.components.registry import component


@component
def choix_groupes(
    *,
    field: BoundField,
    groupes: Sequence[tuple[str, Sequence[str]]],
    titre: bool = False,
) -> dict[str, Any]:
    """A radio group as cards, one a line, under the names of `groupes` (label, values).

    The widget is a `RadioCards`. `titre`: the legend is the page's title.
    """
    cards = field.field.widget.cards
    drawn = {
        choice.data["value"]: (choice, cards.get(choice.data["value"], Option()))
        for choice in field
    }
    errors = [str(error) for error in field.errors]
    box = field.auto_id
    described = [f"{box}_helptext"] * bool(field.help_text) + [f"{box}_error"] * bool(errors)
    return {
        "box": box,
        "errors": errors,
        "describedby": " ".join(described),
        "groups": [(label, [drawn[str(value)] for value in values]) for label, values in groupes],
    }


@component
def choix_action(*, numero: str, objectif: object, titre: str, url: str, sous: str = "") -> None:
    """One action of `lignes`, to go on with: its number, its title as a link, who carries it."""
