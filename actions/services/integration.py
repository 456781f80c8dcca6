"""The verbs that write amendments in a fiche: one, or several at once. One new version an action."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from actions import emails
from actions.amendements import TEXTS, plain, plan, rencontre, targets_of
from actions.models import Action, Amendement
from actions.rules import amendements as rules
from actions.services.amendements import settle
from actions.services.commun import hold, lock
from actions.services.redaction import modifier
from actions.services.restauration import living
from actions.services.versions import Cause, Origine
from actions.versions import Base, canonical, name_fields, values_of
from socle.francais import de
from socle.journal import record
from socle.refus import Refus, refuse
from territoires.access import Access

State = Amendement.State
#: No value given: the amendment's own, put together with what changed since.
AS_PROPOSED: Any = object()


@transaction.atomic
def integrer(
    amendement: Amendement,
    *,
    by: Access,
    base: Base,
    field: str = "",
    value: Any = AS_PROPOSED,
) -> Amendement:
    """Write an amendment in its action as a new version, as proposed or as `value` (plain) says.

    `base`: the fiche on the decider's page; `redaction.Conflict` when its field changed since.
    `field`: where to write what a data file says of « calendrier ».
    """
    action, access = lock(amendement.action, by)
    fresh = Amendement.objects.select_related("author").get(pk=amendement.pk, action=action)
    refuse(rules.why_not_arbitrer(fresh, action, access))
    name = field or fresh.field
    if name not in targets_of(fresh):
        raise Refus("Cet amendement ne porte pas sur ce champ.")
    expected = rencontre(fresh, canonical(values_of(action)[name]), name)
    if value is AS_PROPOSED:
        refuse(rules.why_not_integrer_tel_quel(fresh))
        if expected.is_open:
            raise Refus("La fiche a changé à cet endroit\u00a0: choisissez ce qui s’écrit.")
        value = plain(name, expected.result)
    written = canonical(value)
    said = canonical(fresh.text) if name in TEXTS else expected.proposed
    as_said = written == said or (not expected.is_open and written == expected.result)
    _write(action, access, base, {name: value}, [fresh])
    settle(fresh, State.INTEGRE if as_said else State.INTEGRE_MODIFIE, access)
    _tell([fresh], access)
    emails.ecrire_decisions(action, [fresh], access)
    return fresh


@transaction.atomic
def integrer_ensemble(
    amendements: Iterable[Amendement], *, by: Access, seen: Mapping[int, Base]
) -> Sequence[Amendement]:
    """Integrate several amendments, of one action or more: all of them or none.

    `seen`: key of an action → the fiche on the decider's page. One new version an action, that
    names its amendments. Raises Refus, which says what stands in the way.
    """
    chosen = sorted(amendements, key=lambda one: (one.action_id, one.pk))
    refuse(rules.why_not_integrer_ensemble((), len(chosen)))
    hold(Action.objects.filter(pk__in={one.action_id for one in chosen}, feuille=by.feuille))
    done: list[Amendement] = []
    for action_id, group in groupby(chosen, key=lambda one: one.action_id):
        keys = [one.pk for one in group]
        done += _integrer_on(action_id, keys, by, seen.get(action_id, Base()))
    return done


def _integrer_on(action_id: int, keys: list[int], by: Access, base: Base) -> list[Amendement]:
    action, access = lock(Action(pk=action_id), by)
    rows = list(Amendement.objects.select_related("author").filter(pk__in=keys, action=action))
    for one in rows:
        refuse(rules.why_not_arbitrer(one, action, access))
    today = values_of(action)
    steps = plan(canonical(today), rows)
    told = [
        f"Action {action.numero}, amendement {de(one.author_label)}\u00a0: {reason}"
        for one, reason in steps.obstacles
    ]
    refuse(rules.why_not_integrer_ensemble(told, len(rows)))
    if base.version != action.version:
        raise Refus(
            f"L’action {action.numero} a changé depuis que vous avez ouvert la page\u00a0: "
            "relisez le résultat, puis intégrez."
        )
    values = {name: plain(name, value) for name, value in steps.values.items()}
    _write(action, access, base, values, rows)
    for one in rows:
        settle(one, State.INTEGRE, access)
    _tell(rows, access)
    emails.ecrire_decisions(action, rows, access)
    return rows


def _write(
    action: Action,
    access: Access,
    base: Base,
    values: Mapping[str, Any],
    amendements: Sequence[Amendement],
) -> None:
    """One new version; what no longer exists in the directory, or dates that cross, are refused."""
    after = values_of(action) | dict(values)
    refuse(rules.why_not_dates(after["start"], after["end"]))
    _kept, lost = living(dict(values))
    if lost:
        raise Refus(
            f"Une organisation ou un axe proposés n’existent plus ({name_fields(lost)}) : "
            "retouchez la valeur, puis intégrez."
        )
    origine = Origine(Cause.AMENDEMENT, tuple(amendements))
    modifier(action, by=access, base=base, values=values, origine=origine)


def _tell(amendements: Sequence[Amendement], by: Access) -> None:
    """One line each for the roadmap; the history of the fiche is told by its new version."""
    for one in amendements:
        record(
            f"amendement.{one.state}",
            by=by.user,
            on=one,
            feuille_id=by.feuille.pk,
            phrase=f"intègre l’amendement {de(one.author_label)}",
            action=one.action_id,
        )
