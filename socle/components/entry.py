"""Long forms: fields side by side, lines of a list, many boxes to tick, drafts, two versions."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component

#: Under this many choices, the boxes are all shown at once.
FOLD_FROM = 9


@block
def champs(content: SafeString, *, larges: bool = False) -> None:
    """Fields side by side where there is room. Holds `champ` or `ligne_saisie` tags.

    `larges`: names and sentences, which need more room than numbers.
    """


@component
def ligne_saisie(*, form: BaseForm, titre: str, focus: bool = False) -> dict[str, Any]:
    """One line of a list to fill: every field of `form`, then the box that takes the line away.

    `focus`: the line was just added, the cursor goes there.
    """
    fields = [field for field in form.visible_fields() if field.name != "DELETE"]
    if focus and fields:
        fields[0].field.widget.attrs["autofocus"] = True
    return {
        "fields": fields,
        "hidden": form.hidden_fields(),
        "remove": form["DELETE"] if "DELETE" in form.fields else None,
        "errors": form.non_field_errors(),
    }


@component
def cases(*, field: BoundField, libelle: str = "", aide: str = "") -> dict[str, Any]:
    """Boxes to tick, by group; folded when they are many, with what is ticked told above."""
    chosen = {str(value) for value in field.value() or ()}
    groups: list[tuple[str, list[Any]]] = []
    for choice in field.subwidgets:
        group = _group_of(field, choice.data["value"])
        if not groups or groups[-1][0] != group:
            groups.append((group, []))
        groups[-1][1].append(choice)
    count = sum(len(choices) for _group, choices in groups)
    ticked = [c.choice_label for _group, choices in groups for c in choices if c.data["selected"]]
    return {
        "label": libelle or field.label,
        "help": aide or field.help_text,
        "box": field.auto_id,
        "groups": groups,
        "count": count,
        "errors": [str(error) for error in field.errors],
        "folded": count >= FOLD_FROM,
        "told": ", ".join(map(str, ticked)) if chosen else "",
        "n": francais.pluriel(len(ticked), "choix", "choix"),
    }


def _group_of(field: BoundField, value: object) -> str:
    for group, choices in field.field.choices:
        if isinstance(choices, list | tuple) and any(str(k) == str(value) for k, _ in choices):
            return str(group)
    return ""


@block
def garde(content: SafeString, *, url: str) -> None:
    """Keeps the form around it as it is typed, by a POST to `url`; encloses what it last said."""


@component
def deux_versions(
    *,
    name: str,
    libelle: str,
    mienne: str,
    enregistree: str,
    segments: Iterable[tuple[str, str]],
    auteur: str,
) -> dict[str, Any]:
    """A field two persons wrote: both wordings, what differs, and which one to keep.

    Sends `name`: « enregistree » (first) or « mienne ». `segments`: from saved to mine.
    """
    return {"pairs": list(segments)}


@component
def choix_valeurs(
    *, field: BoundField, libelle: str, valeurs: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """A field several things have: each one's wording side by side, then a radio for each choice.

    `valeurs`: pairs (whose it is, its words).
    """
    errors = [str(error) for error in field.errors]
    return {"pairs": list(valeurs), "errors": errors, "box": field.auto_id or field.html_name}


@component
def a_cocher(*, name: str, value: object, libelle: str, precision: str = "", id: str = "") -> None:
    """One box of a list to tick, outside a Django form; `precision` is said after its label."""
