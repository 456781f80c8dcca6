"""What an action was in one of its versions, read from its revision (django-reversion)."""

from operator import attrgetter
from typing import Any

import reversion
from django.db import models
from reversion.errors import RevertError

from actions.models import (
    Action,
    Besoin,
    BudgetAnnuel,
    Financement,
    Indicateur,
    Jalon,
    Piece,
    VersionAction,
)
from actions.versions import (
    FIELDS,
    LINES,
    MULTIPLE,
    RELATIONS,
    Values,
    canonical,
    line_of,
    values_of,
)

#: List of lines → its table.
TABLES: dict[str, type[models.Model]] = {
    "jalons": Jalon,
    "budgets": BudgetAnnuel,
    "financements": Financement,
    "indicateurs": Indicateur,
    "besoins": Besoin,
    "pieces": Piece,
}

Rows = dict[type[models.Model], list[Any]]


class Illisible(Exception):
    """A revision that the tables of today cannot read."""


def register() -> None:
    """Tell django-reversion what a version of an action holds. Called once, when Django starts."""
    for table in TABLES.values():
        reversion.register(table)
    # The key of a form sent twice says nothing of the action.
    reversion.register(Action, follow=tuple(TABLES), exclude=("form_key",))


def values_in(version: VersionAction) -> Values:
    """The plain values of the action as it was, as `versions.values_of` gives them. One query.

    Raises Illisible when the revision does not fit the tables of today.
    """
    rows: Rows = {}
    try:
        for kept in version.revision.version_set.all():
            rows.setdefault(kept._model, []).append(kept)
        (action,) = rows[Action]
        written: Values = action.field_dict
        return {name: _value(name, written, rows) for name in FIELDS}
    except (RevertError, KeyError, ValueError) as error:
        raise Illisible(f"version {version.pk}: {error}") from error


def field_at(action: Action, name: str, number: int) -> Any:
    """What one field held in version `number`, canonical; today's when that one cannot be read."""
    if number != action.version:
        version = VersionAction.objects.select_related("revision").filter(
            action=action, number=number
        )
        try:
            return canonical(values_in(version.get())[name])
        except (Illisible, VersionAction.DoesNotExist):
            pass
    return canonical(values_of(action)[name])


def _value(name: str, action: Values, rows: Rows) -> Any:
    if name in LINES:
        return _lines(name, rows)
    if name in MULTIPLE:
        return sorted(int(key) for key in action.get(name, ()))
    return action[f"{name}_id" if name in RELATIONS else name]


def _lines(name: str, rows: Rows) -> list[Values]:
    table = TABLES[name]
    found = [table(**kept.field_dict) for kept in rows.get(table, ())]
    for column in reversed(table._meta.ordering):
        found.sort(key=attrgetter(column.lstrip("-")), reverse=column.startswith("-"))
    return [line_of(row, name) for row in found]
