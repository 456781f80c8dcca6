"""The verb that gives back what an action was: always a new version."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import models, transaction

from actions.models import Action, VersionAction
from actions.photos import values_in
from actions.rules import redaction as rules
from actions.services.redaction import Change, modifier
from actions.services.versions import Cause, Origine
from actions.versions import LINES, MULTIPLE, RELATIONS, Base, Values
from socle.refus import refuse
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Restauration:
    """What was given back, and the fields (names) whose related row is gone: they stay as now."""

    change: Change
    lost: tuple[str, ...]


@transaction.atomic
def restaurer(action: Action, *, by: Access, number: int, seen: int) -> Restauration:
    """Write again what version `number` held, as a new version; `seen`: the version on the page.

    State, supports, comments and pledges stay: only what a person writes is given back. Raises
    Refus, `VersionAction.DoesNotExist`, `photos.Illisible`.
    """
    saved = (
        Action.objects.select_for_update(of=("self",))
        .for_fiche()
        .get(pk=action.pk, feuille=by.feuille)
    )
    refuse(rules.why_not_restaurer(saved, by, number=number, seen=seen))
    version = VersionAction.objects.select_related("revision").get(action=saved, number=number)
    kept, lost = living(values_in(version))
    origine = Origine(Cause.RESTAURATION, restored=number)
    change = modifier(saved, by=by, base=Base.of(saved), values=kept, origine=origine)
    return Restauration(change, lost)


def living(values: Values) -> tuple[Values, tuple[str, ...]]:
    """Those values whose related rows still exist, and the names of the others."""
    kept, lost = dict(values), []
    for name, value in values.items():
        living = _living_value(name, value)
        if living != value:
            lost.append(name)
            if name in RELATIONS:
                del kept[name]
            else:
                kept[name] = living
    return kept, tuple(lost)


def _living_value(name: str, value: Any) -> Any:
    if name in MULTIPLE:
        return sorted(_alive(_target(Action, name), value))
    if name in RELATIONS:
        return next(iter(_alive(_target(Action, name), [value])), None)
    if name in LINES and "organisation" in LINES[name]:
        wanted = [line["organisation"] for line in value]
        alive = _alive(_target(_target(Action, name), "organisation"), wanted)
        return [
            line if line["organisation"] in alive else line | {"organisation": None}
            for line in value
        ]
    return value


def _target(table: type[models.Model], name: str) -> type[models.Model]:
    """The table this relation leads to."""
    return cast(type[models.Model], table._meta.get_field(name).related_model)


def _alive(table: type[models.Model], keys: list[int | None]) -> set[int]:
    wanted = [key for key in keys if key is not None]
    if not wanted:
        return set()
    return set(table._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
