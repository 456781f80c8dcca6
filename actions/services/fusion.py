"""What a merge and a split do to the rows of this app; every write goes through the ledger.

Called by `feuille_de_route.fusion_actions`, which holds the locks and asks the rules: it also moves
what the apps above hang on an action.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from actions.fusion import ENSEMBLE, JOINED, Choice, default, parts, same_line, together
from actions.models import (
    Abonnement,
    Action,
    Amendement,
    BudgetAnnuel,
    Commentaire,
    Distinction,
    Gommettes,
    Soutien,
)
from actions.photos import TABLES
from actions.services.versions import Cause, Origine, garder, garder_origine
from actions.versions import FIELDS, LINES, MULTIPLE, RELATIONS, Values, line_of, values_of
from comptes.models import User
from socle.journal import record
from socle.ledger import Ledger
from territoires.access import Access
from territoires.models import FeuilleDeRoute

Choices = Mapping[str, Choice]


def distinguer(one: Action, other: Action, *, by: Access) -> Distinction:
    """Remember that these two are two. Said twice, it is kept once."""
    first, second = sorted((one, other), key=lambda action: action.pk)
    kept, created = Distinction.objects.get_or_create(
        one=first, other=second, defaults={"author": by.author}
    )
    if created:
        for action, against in ((first, second), (second, first)):
            record(
                "action.distinguee",
                by=by.user,
                on=action,
                feuille_id=action.feuille_id,
                phrase=f"dit que l’action {against.numero} n’est pas un doublon",
            )
    return kept


# Values ------------------------------------------------------------------------------------------


def choisir(target: Action, sources: Sequence[Action], choices: Choices, ledger: Ledger) -> None:
    """Write on `target` what was chosen of each field and list; all loaded by `for_fiche`.

    A field left out of `choices` takes its default. ValueError for a choice that is none.
    """
    every = {one.pk: values_of(one) for one in (target, *sources)}
    chosen = {name: choices.get(name, default(name, every, target.pk)) for name in FIELDS}
    for name, choice in chosen.items():
        if choice not in every and not (choice == ENSEMBLE and name in JOINED):
            raise ValueError(f"{choice!r} is no choice for {name}")
    values = {
        name: together(name, [one[name] for one in every.values()])
        if choice == ENSEMBLE
        else every[int(choice)][name]
        for name, choice in chosen.items()
        if name not in LINES
    }
    others = [one["porteur"] for one in every.values()] if chosen["copilotes"] == ENSEMBLE else []
    values["copilotes"], values["partenaires"] = parts(
        values["porteur"], values["copilotes"], values["partenaires"], others
    )
    _write_columns(target, values, ledger)
    for name in ("copilotes", "partenaires"):
        _set_links(target, name, values[name], ledger)
    for name in LINES:
        _write_lines(name, target, sources, chosen[name], ledger)


def _write_columns(target: Action, values: Values, ledger: Ledger) -> None:
    columns = {
        f"{name}_id" if name in RELATIONS else name: value
        for name, value in values.items()
        if name not in MULTIPLE
    }
    ledger.write(Action.objects.filter(pk=target.pk), **columns)


def _set_links(action: Action, name: str, wanted: Iterable[int], ledger: Ledger) -> None:
    """The organisations of one list are those; rows that stay are not touched."""
    through = getattr(Action, name).through
    rows = through._base_manager.filter(action_id=action.pk)
    wanted = set(wanted)
    ledger.erase(rows.exclude(organisation_id__in=wanted))
    for key in sorted(wanted - set(rows.values_list("organisation_id", flat=True))):
        ledger.create(through(action_id=action.pk, organisation_id=key))


def _write_lines(
    name: str, target: Action, sources: Sequence[Action], choice: Choice, ledger: Ledger
) -> None:
    """Lines move as they are, with what hangs on them; those not chosen stay on their action.

    A need some organisation answers always follows; the kept action's are never erased.
    """
    rows = TABLES[name]._base_manager
    taken = list(sources) if choice == ENSEMBLE else [one for one in sources if one.pk == choice]
    if choice not in (ENSEMBLE, target.pk):
        here = rows.filter(action=target)
        ledger.erase(here.filter(engagements=None) if name == "besoins" else here)
    if name == "budgets":
        _add_years(target, taken, ledger)
        return
    kept = [line_of(row, name) for row in rows.filter(action=target)]
    for source in sources:
        row: Any
        for row in rows.filter(action=source).order_by(*(TABLES[name]._meta.ordering or ())):
            line = line_of(row, name)
            answered = name == "besoins" and row.engagements.exists()
            wanted = source in taken and not any(same_line(line, one) for one in kept)
            if wanted or answered:
                _move_line(row, target, ledger)
                kept.append(line)


def _move_line(row: Any, target: Action, ledger: Ledger) -> None:
    columns: dict[str, Any] = {"action_id": target.pk}
    table = type(row)
    if hasattr(row, "position"):
        last = table._base_manager.filter(action=target).aggregate(last=Max("position"))["last"]
        columns["position"] = 0 if last is None else last + 1
    ledger.write(table._base_manager.filter(pk=row.pk), **columns)


def _add_years(target: Action, sources: Sequence[Action], ledger: Ledger) -> None:
    """A year both have is one line that adds them up; the others move."""
    for source in sources:
        here = {row.year: row for row in BudgetAnnuel.objects.filter(action=target)}
        for row in BudgetAnnuel.objects.filter(action=source):
            mine = here.get(row.year)
            if mine is None:
                _move_line(row, target, ledger)
            elif not same_line(line_of(row, "budgets"), line_of(mine, "budgets")):
                spent = [one for one in (mine.spent, row.spent) if one is not None]
                ledger.write(
                    BudgetAnnuel.objects.filter(pk=mine.pk),
                    planned=mine.planned + row.planned,
                    spent=sum(spent) if spent else None,
                )


# What people brought -----------------------------------------------------------------------------


def suivre(
    target: Action, sources: Sequence[Action], ledger: Ledger, *, feuille: FeuilleDeRoute
) -> None:
    """Comments, amendments, supports, points and links join `target`; nobody is counted twice."""
    keys = [one.pk for one in sources]
    ledger.write(Commentaire.objects.filter(action__in=keys), action_id=target.pk)
    # The number of a version of the source says nothing of the target; `base` still tells.
    ledger.write(Amendement.objects.filter(action__in=keys), action_id=target.pk, base_version=None)
    for table in (Soutien, Abonnement):
        for source in sources:
            rows = table._default_manager
            here: QuerySet[Any] = rows.filter(action=target).values("user")
            alone = rows.filter(action=source).exclude(user__in=here)
            ledger.write(alone, action_id=target.pk)
    _unite_points(target, keys, ledger, feuille)
    _unite_linked(target, keys, ledger)
    ledger.write(Action.objects.filter(fusionnee_dans__in=keys), fusionnee_dans_id=target.pk)


def _unite_points(
    target: Action, keys: Sequence[int], ledger: Ledger, feuille: FeuilleDeRoute
) -> None:
    """One line a person: the sum, capped as a ballot is, never less than on the kept action."""
    mine = {row.user_id: row for row in Gommettes.objects.filter(action=target)}
    theirs: dict[int, list[Gommettes]] = defaultdict(list)
    for row in Gommettes.objects.filter(action__in=keys).order_by("pk"):
        theirs[row.user_id].append(row)
    elsewhere = _points_elsewhere(target, keys, theirs)
    for user, rows in theirs.items():
        own = mine.get(user)
        had = own.points if own else 0
        left = feuille.points_per_objectif - elsewhere.get(user, 0)
        total = had + sum(row.points for row in rows)
        points = max(had, min(total, feuille.points_per_action, left))
        kept = own or rows[0]
        ledger.erase(
            Gommettes.objects.filter(pk__in=[r.pk for r in rows if r is not kept or not points])
        )
        if points:
            ledger.write(Gommettes.objects.filter(pk=kept.pk), action_id=target.pk, points=points)


def _points_elsewhere(target: Action, keys: Sequence[int], users: Iterable[int]) -> dict[int, int]:
    """What these people placed on the other actions of the objective: person → points."""
    found: dict[int, int] = defaultdict(int)
    ballot = Gommettes.objects.filter(action__objectif=target.objectif_id, user__in=list(users))
    for user, points in ballot.exclude(action__in=[target.pk, *keys]).values_list("user", "points"):
        found[user] += points
    return found


def _unite_linked(target: Action, keys: Sequence[int], ledger: Ledger) -> None:
    """Links of the sources lead to the target, once and both ways; none of them to itself."""
    through = Action.linked.through
    every = {target.pk, *keys}
    rows = through._base_manager.filter(Q(from_action__in=keys) | Q(to_action__in=keys))
    others = {end for row in rows for end in (row.from_action_id, row.to_action_id)} - every
    ledger.erase(rows)
    for other in sorted(others):
        for start, end in ((target.pk, other), (other, target.pk)):
            pair = {"from_action_id": start, "to_action_id": end}
            if not through._base_manager.filter(**pair).exists():
                ledger.create(through(**pair))


def lies_a(keys: Sequence[int]) -> set[int]:
    """The keys of the actions linked to these: their own links change too."""
    rows = Action.linked.through._base_manager.filter(from_action__in=keys)
    return set(rows.values_list("to_action_id", flat=True)) - set(keys)


def marquer_fusionnees(target: Action, keys: Iterable[int], ledger: Ledger) -> None:
    """The sources lead to the target from now on."""
    ledger.write(
        Action.objects.filter(pk__in=list(keys)),
        state=Action.State.FUSIONNEE,
        fusionnee_dans_id=target.pk,
    )


# Versions ----------------------------------------------------------------------------------------


def photographier(actions: Iterable[Action]) -> dict[int, Values]:
    """Keep the version each has, and give its values by key; before anything is written."""
    before = {}
    for action in actions:
        garder_origine(action)
        before[action.pk] = values_of(action)
    return before


def garder_toutes(
    before: Mapping[int, Values], *, by: User | None, cause: Cause, source: str, always: set[int]
) -> None:
    """Keep a new version of the actions that changed since `before`, and of `always`."""
    for action in Action.objects.filter(pk__in=before).for_fiche().order_by("pk"):
        values = values_of(action)
        changed = [name for name in FIELDS if values[name] != before[action.pk][name]]
        if action.pk in always:
            action.updated_by = by
            action.save(update_fields=["updated_by", "updated_at"])
        if changed or action.pk in always:
            garder(action, by=by, fields=changed, origine=Origine(cause, source=source))


# Back --------------------------------------------------------------------------------------------


def plafonner(
    objectifs: Iterable[int],
    users: Iterable[int],
    feuille: FeuilleDeRoute,
    *,
    kept: set[int],
    since: datetime,
) -> None:
    """After going back, points placed since stay and those given back (keys `kept`) yield to them.

    A ballot nobody touched since that moment is given back as it was.
    """
    for objectif in set(objectifs):
        rows = Gommettes.objects.filter(action__objectif=objectif, user__in=set(users))
        ballots: dict[int, list[Gommettes]] = defaultdict(list)
        for row in rows.order_by("pk"):
            ballots[row.user_id].append(row)
        for ballot in ballots.values():
            placed = sum(row.points for row in ballot if row.updated_at > since)
            over = min(sum(row.points for row in ballot) - feuille.points_per_objectif, placed)
            _take_back([row for row in ballot if row.pk in kept and row.updated_at <= since], over)


def _take_back(rows: Iterable[Gommettes], over: int) -> None:
    """Take `over` points away from these lines, the first ones first."""
    for row in rows:
        if over > 0:
            left = max(row.points - over, 0)
            over -= row.points - left
            same = Gommettes.objects.filter(pk=row.pk)
            same.update(points=left) if left else same.delete()
