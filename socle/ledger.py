"""What one gesture did to many rows, remembered so that it can be undone.

Undoing gives back exactly what was written, and only that: a column somebody changed since keeps
what was written since, a row erased since stays erased, a row added since stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

Step = dict[str, Any]
#: The key a relation is given back with, or None when its row is gone.
Resolve = Callable[[type[models.Model], Any], Any]


@dataclass(slots=True)
class Undone:
    """What undoing could not give back: (table, key, columns) written since, or impossible now."""

    kept: list[tuple[str, Any, tuple[str, ...]]] = field(default_factory=list)

    def columns_of(self, table: type[models.Model], key: Any) -> set[str]:
        """The columns of one row that stay as they are."""
        label = table._meta.label_lower
        return {name for one, pk, names in self.kept if (one, pk) == (label, key) for name in names}


class Ledger:
    """Writes rows and remembers each of them. `steps` are JSON values, in order."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self.steps: list[Step] = list(steps)

    # Do ------------------------------------------------------------------------------------------

    def write(self, rows: models.QuerySet[Any], **columns: Any) -> int:
        """Set these columns (« action_id », not « action ») of these rows. How many changed."""
        found = list(rows.order_by("pk").values_list("pk", *columns))
        changed = [
            any(row[at] != value for row in found) for at, value in enumerate(columns.values(), 1)
        ]
        columns = {name: columns[name] for name, yes in zip(columns, changed, strict=True) if yes}
        found = [[row[0], *compress(row[1:], changed)] for row in found]
        before = [row for row in found if row[1:] != list(columns.values())]
        if before:
            keys = [row[0] for row in before]
            rows.model._base_manager.filter(pk__in=keys).update(**columns)
            self.steps.append(
                {
                    "do": "write",
                    "table": rows.model._meta.label_lower,
                    # Pairs: PostgreSQL does not keep the order of the keys of an object.
                    "columns": [[name, _plain(value)] for name, value in columns.items()],
                    "rows": [[_plain(value) for value in row] for row in before],
                }
            )
        return len(before)

    def erase(self, rows: models.QuerySet[Any]) -> int:
        """Erase rows nothing else hangs on. TypeError when something does."""
        kept = list(rows.order_by("pk"))
        if not kept:
            return 0
        table = rows.model
        names = [column.attname for column in table._meta.concrete_fields]
        _count, by_table = table._base_manager.filter(pk__in=[row.pk for row in kept]).delete()
        if by_table.keys() != {table._meta.label}:
            raise TypeError(f"rows hang on {table._meta.label}: {', '.join(by_table)}")
        self.steps.append(
            {
                "do": "erase",
                "table": table._meta.label_lower,
                "rows": [{name: _plain(getattr(row, name)) for name in names} for row in kept],
            }
        )
        return len(kept)

    def create(self, row: models.Model) -> None:
        """Save a new row."""
        row.save(force_insert=True)
        label = row._meta.label_lower
        self.steps.append({"do": "create", "table": label, "rows": [_plain(row.pk)]})

    # Read ----------------------------------------------------------------------------------------

    def keys(self, table: type[models.Model]) -> list[Any]:
        """The keys of the rows of this table that were written."""
        return list(dict.fromkeys(row[0] for row in self.rows_of(table, "write")))

    def rows_of(self, table: type[models.Model], do: str) -> list[Any]:
        """What was kept of the rows of this table: « write », « erase » or « create »."""
        label = table._meta.label_lower
        steps = [one for one in self.steps if one["do"] == do and one["table"] == label]
        return [row for step in steps for row in step["rows"]]

    # Undo ----------------------------------------------------------------------------------------

    def undo(
        self, *, resolve: Resolve, held: Iterable[tuple[type[models.Model], Any]] = ()
    ) -> Undone:
        """Give everything back, last first; `held` rows stay as they are."""
        undone = Undone()
        left = {(table._meta.label_lower, key) for table, key in held}
        for step in reversed(self.steps):
            table = apps.get_model(step["table"])
            if step["do"] == "write":
                _unwrite(table, step, resolve, left, undone)
            elif step["do"] == "erase":
                for row in step["rows"]:
                    _bring_back(table, row, resolve, undone)
            else:
                keys = [key for key in step["rows"] if (step["table"], key) not in left]
                table._base_manager.filter(pk__in=keys).delete()
        return undone


def _unwrite(
    table: type[models.Model],
    step: Step,
    resolve: Resolve,
    left: set[tuple[str, Any]],
    undone: Undone,
) -> None:
    names = [name for name, _value in step["columns"]]
    after = {name: _typed(table, name, value) for name, value in step["columns"]}
    keys = [row[0] for row in step["rows"]]
    now = {
        row[0]: row[1:] for row in table._base_manager.filter(pk__in=keys).values_list("pk", *names)
    }
    batches: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for key, *before in step["rows"]:
        if key not in now:
            continue
        back, kept = [], []
        for name, value, current in zip(names, before, now[key], strict=True):
            if _typed(table, name, value) == after[name]:
                continue
            known, living = _living(table, name, value, resolve)
            same = current == after[name] and known and (step["table"], key) not in left
            back.append((name, living)) if same else kept.append(name)
        if kept:
            undone.kept.append((step["table"], key, tuple(kept)))
        if back:
            batches[_hashable(back)].append((key, dict(back)))
    for rows in batches.values():
        _give_back(table, rows, undone)


def _give_back(table: type[models.Model], rows: list[Any], undone: Undone) -> None:
    """One write for rows that get the same values back; one each when one of them cannot."""
    values = rows[0][1]
    try:
        with transaction.atomic():
            table._base_manager.filter(pk__in=[key for key, _ in rows]).update(**values)
    except IntegrityError:
        if len(rows) == 1:
            undone.kept.append((table._meta.label_lower, rows[0][0], tuple(values)))
            return
        for row in rows:
            _give_back(table, [row], undone)


def _bring_back(
    table: type[models.Model], row: dict[str, Any], resolve: Resolve, undone: Undone
) -> None:
    values = {}
    for name, value in row.items():
        known, values[name] = _living(table, name, value, resolve)
        if not known:
            return  # whom it was about is gone
    try:
        with transaction.atomic():
            # Not `save`: the days it was written on stay the same.
            table._base_manager.bulk_create([table(**values)])
            _dates(table, values)
    except IntegrityError:
        undone.kept.append((table._meta.label_lower, row[table._meta.pk.attname], ()))


def _dates(table: type[models.Model], values: dict[str, Any]) -> None:
    own = [
        one.attname
        for one in table._meta.concrete_fields
        if getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
    ]
    if own:
        rows = table._base_manager.filter(pk=values[table._meta.pk.attname])
        rows.update(**{name: values[name] for name in own})


def _living(table: type[models.Model], name: str, value: Any, resolve: Resolve) -> tuple[bool, Any]:
    """Whether this value can be given back, and as what: a relation may have gone."""
    column = _column(table, name)
    value = _typed(table, name, value)
    if value is None or not column.is_relation:
        return True, value
    living = resolve(column.related_model, value)
    return living is not None or column.null, living


def _column(table: type[models.Model], name: str) -> Any:
    return next(one for one in table._meta.concrete_fields if name in (one.attname, one.name))


def _typed(table: type[models.Model], name: str, value: Any) -> Any:
    """A JSON value as the column holds it."""
    column = _column(table, name)
    if column.is_relation:
        column = column.target_field
    if value is None or isinstance(column, models.JSONField):
        return value
    return column.to_python(value)


def _plain(value: Any) -> Any:
    """The value of a column as JSON."""
    match value:
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
    return value


def _hashable(values: list[tuple[str, Any]]) -> tuple[Any, ...]:
    return tuple((name, repr(value)) for name, value in values)
