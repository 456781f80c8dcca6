"""The verbs of writing: propose, change, move forward, keep what is not sent.

Every verb that asks a rule locks the action, then the roadmap: one order, so that two writers wait
for each other and never cross.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.http import QueryDict

from actions.feux import feux_of
from actions.models import Action, Brouillon, Piece
from actions.rules import redaction as rules
from actions.services.commun import content_key, lock
from actions.services.versions import Cause, Origine, garder, garder_origine
from actions.versions import (
    LINES,
    MULTIPLE,
    RELATIONS,
    Base,
    Comparison,
    canonical,
    compare,
    name_amendements,
    name_fields,
    values_of,
)
from socle.journal import record
from socle.models import Journal
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.models import Objectif

#: The lines of these lists are known by this column; the others by their key.
LINE_KEYS = {"budgets": "year"}


class Conflict(Exception):
    """Somebody saved the same fields meanwhile. Nothing was written.

    `saved` is the action as it is now, loaded by `for_fiche`; `comparison` sorts the fields.
    """

    def __init__(self, saved: Action, comparison: Comparison) -> None:
        super().__init__(", ".join(comparison.conflicts))
        self.saved = saved
        self.comparison = comparison


# Propose -----------------------------------------------------------------------------------------


@transaction.atomic
def proposer(by: Access, *, form_key: UUID, values: Mapping[str, Any], origin: str = "") -> Action:
    """Create an action from a form; sent twice, the same form creates it once.

    `values`: `objectif` (the code of one of the roadmap), `porteur` (a key or None), and texts.
    `origin`: where it was said, when it was in a séance.
    """
    access = locked(by)
    refuse(rules.why_not_proposer(access))
    fields = {**values, "origin": origin}
    objectif = access.feuille.objectifs.get(code=fields.pop("objectif"))
    sent = content_key(form_key, {**fields, "objectif": objectif.pk})
    already = Action.objects.filter(author=access.author, form_key=sent).first()
    if already is None:
        already = _create(access, objectif, sent, fields)
    if access.author:
        Brouillon.objects.of(access).propositions().filter(form_key=form_key).delete()
    return already


def _create(access: Access, objectif: Objectif, form_key: UUID, fields: dict[str, Any]) -> Action:
    rank = next_rank(objectif)
    action = Action.objects.create(
        feuille=access.feuille,
        objectif=objectif,
        rank=rank,
        numero=f"{objectif.code}.{rank}",
        author=access.author,
        updated_by=access.author,
        form_key=form_key,
        porteur_id=fields.pop("porteur", None),
        **fields,
    )
    garder_origine(action, Cause.PROPOSITION)
    record(
        "action.proposee",
        by=access.user,
        on=action,
        feuille_id=action.feuille_id,
        phrase="propose l’action",
        objectif=objectif.pk,
        rang=rank,
    )
    return action


def next_rank(objectif: Objectif) -> int:
    """One more than any rank ever given: the journal remembers those of erased actions."""
    told = Journal.objects.of_feuille(objectif.feuille_id).filter(
        verb="action.proposee", details__objectif=objectif.pk
    )
    given: list[int] = [
        details.get("rang", 0) for details in told.values_list("details", flat=True)
    ]
    highest: int = objectif.actions.aggregate(Max("rank"))["rank__max"] or 0
    return max([highest, *given]) + 1


# Change ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a change: the action now, the fields written, those somebody else changed."""

    action: Action
    written: tuple[str, ...]
    merged: tuple[str, ...]


@transaction.atomic
def modifier(
    action: Action,
    *,
    by: Access,
    base: Base,
    values: Mapping[str, Any],
    origine: Origine | None = None,
) -> Change:
    """Write the fields of `values` that the person changed since `base` was shown: a new version.

    `values`: field → plain value, as `actions.versions.values_of` gives them. What somebody else
    changed meanwhile stays. Raises `Conflict` when both changed a field, differently.
    """
    saved, access = lock(action, by)
    refuse(rules.why_not_modifier(saved, access))
    reserved = rules.reserved_to_others(access)
    mine = {name: value for name, value in values.items() if name not in reserved}
    before = values_of(saved)
    comparison = compare(base.fingerprints, mine, before)
    if comparison.conflicts:
        raise Conflict(saved, comparison)
    if comparison.changed:
        garder_origine(saved)
        _write(saved, {name: mine[name] for name in comparison.changed}, access)
        garder(saved, by=access.author, fields=comparison.changed, origine=origine)
        _record_change(saved, comparison.changed, before, mine, access, origine)
    if origine is None:  # an amendment integrated or a version given back leaves one's own text
        Brouillon.objects.of(access).on_fiche(saved).delete()
    return Change(saved, comparison.changed, comparison.merged)


def _write(action: Action, changes: Mapping[str, Any], access: Access) -> None:
    columns = []
    for name, value in changes.items():
        if name in LINES:
            _write_lines(action, name, value, access)
        elif name in MULTIPLE:
            getattr(action, name).set(value)
        else:
            column = f"{name}_id" if name in RELATIONS else name
            setattr(action, column, value)
            columns.append(column)
    action.updated_by = access.author
    action.save(update_fields=[*columns, "updated_by", "updated_at"])


def _write_lines(
    action: Action, name: str, lines: Iterable[Mapping[str, Any]], access: Access
) -> None:
    """Keep the rows that stay: pledges point to them. Erased rows go first, a year comes once."""
    manager = getattr(action, name)
    key = LINE_KEYS.get(name, "id")
    rows = {getattr(row, key): row for row in manager.model.objects.filter(action=action)}
    lines = list(lines)
    kept = {line[key] for line in lines}
    manager.model.objects.filter(
        pk__in=[row.pk for known, row in rows.items() if known not in kept]
    ).delete()
    for position, line in enumerate(lines):
        row = rows.pop(line[key], None) or _new_line(manager.model, action, access)
        for column in LINES[name]:
            setattr(row, f"{column}_id" if column in RELATIONS else column, line[column])
        if hasattr(row, "position"):
            row.position = position
        row.save()


def _new_line(model: Any, action: Action, access: Access) -> Any:
    return model(action=action, author=access.user) if model is Piece else model(action=action)


def _record_change(
    action: Action,
    names: tuple[str, ...],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    access: Access,
    origine: Origine | None,
) -> None:
    """One line of the journal, with both wordings: what was replaced can be read again."""
    taken = origine.amendements if origine else ()
    done = f"intègre {name_amendements(taken)}\u00a0:" if taken else "met à jour"
    record(
        "action.modifiee",
        by=access.user,
        on=action,
        feuille_id=action.feuille_id,
        phrase=f"{done} {name_fields(names)}",
        version=action.version,
        avant={name: canonical(before[name]) for name in names},
        apres={name: canonical(after[name]) for name in names},
    )


# Move forward ------------------------------------------------------------------------------------


@transaction.atomic
def partager(action: Action, *, by: Access) -> Action:
    """Mark an action as shared with the organisations."""
    fresh, access = lock(action, by)
    refuse(rules.why_not_partager(fresh, access))
    return _move(fresh, Action.State.PARTAGEE, "partage l’action", access)


@transaction.atomic
def ajuster(action: Action, *, by: Access) -> Action:
    """Mark an action as adjusted: its amendments are settled."""
    fresh, access = lock(action, by)
    refuse(rules.why_not_ajuster(fresh, access))
    return _move(fresh, Action.State.AJUSTEE, "marque l’action comme ajustée", access)


def _move(action: Action, state: Action.State, phrase: str, access: Access) -> Action:
    garder_origine(action)
    action.state = state
    action.save(update_fields=["state", "updated_at"])
    garder(action, by=access.author, origine=Origine(Cause.DECISION))
    record(
        f"action.{state.value}",
        by=access.user,
        on=action,
        feuille_id=action.feuille_id,
        phrase=phrase,
    )
    return action


@transaction.atomic
def passer_fiche_action(action: Action, *, by: Access) -> Action:
    """Turn a « fiche-projet » into a « fiche-action », once its five lights are on."""
    fresh, access = lock(action, by)
    refuse(rules.why_not_passer_fiche_action(fresh, access, feux_of(fresh)))
    garder_origine(fresh)
    fresh.maturite = Action.Maturite.FICHE_ACTION
    fresh.updated_by = access.author
    fresh.save(update_fields=["maturite", "updated_by", "updated_at"])
    garder(fresh, by=access.author, fields=["maturite"], origine=Origine(Cause.DECISION))
    record(
        "action.fiche_action",
        by=access.user,
        on=fresh,
        feuille_id=fresh.feuille_id,
        phrase="passe la fiche-projet en fiche-action",
    )
    return fresh


# Drafts ------------------------------------------------------------------------------------------


@transaction.atomic
def keep_brouillon(
    by: Access,
    *,
    data: QueryDict,
    action: Action | None = None,
    part: str = "",
    form_key: UUID | None = None,
) -> Brouillon:
    """Keep what is typed, valid or not. One draft an action and `part`, one a proposal's form.

    Every member may: the text is his or hers, whatever the phase or the role.
    """
    known = {"action": action, "part": part} if action else {"action": None, "form_key": form_key}
    brouillon, _created = Brouillon.objects.update_or_create(
        user=by.user, feuille=by.feuille, **known, defaults={"data": dict(data.lists())}
    )
    return brouillon


@transaction.atomic
def erase_brouillon(brouillon: Brouillon) -> None:
    """Erase a draft. The caller holds its text and may offer to undo."""
    brouillon.delete()
