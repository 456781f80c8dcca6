"""The verbs of prioritising: support, distribute points, decide, mark as committed.

Every verb that asks a rule locks the action, then the roadmap: one order, so that two writers wait
for each other and never cross.
"""

from django.db import transaction
from django.utils.timezone import now

from actions.electors import college_of
from actions.models import Action, Gommettes, Soutien
from actions.rules import priorites as rules
from actions.services.versions import Cause, Origine, garder, garder_origine
from comptes.models import User
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked


@transaction.atomic
def soutenir(action: Action, *, by: Access, organisation: int | None = None) -> bool:
    """Support an action, for an organisation (key). Idempotent: True when it was not supported.

    Without `organisation`, the one the person represents when there is exactly one.
    """
    action = _lock(action)
    current = locked(by)
    refuse(rules.why_not_soutenir(action, current))
    if organisation is None and len(current.organisations) == 1:
        (organisation,) = current.organisations
    refuse(rules.why_not_soutenir_pour(organisation, current))
    _soutien, created = Soutien.objects.get_or_create(
        action=action, user=by.user, defaults={"organisation_id": organisation}
    )
    if created:
        record("action.soutenue", by=by.user, on=action, feuille_id=action.feuille_id)
    return created


@transaction.atomic
def retirer_soutien(action: Action, *, by: Access) -> bool:
    """Take back one's support. Idempotent: True when there was one."""
    action = _lock(action)
    refuse(rules.why_not_retirer_soutien(locked(by)))
    deleted, _ = Soutien.objects.filter(action=action, user=by.user).delete()
    if deleted:
        record("action.soutien_retire", by=by.user, on=action, feuille_id=action.feuille_id)
    return bool(deleted)


@transaction.atomic
def repartir(action: Action, points: int, *, by: Access) -> None:
    """Set the points of a person on one action to an absolute value: sent twice, it counts once.

    The lock on the roadmap makes the person's taps follow one another, so that two at once never
    exceed the limit. The journal does not tell votes: it would name who voted for what.
    """
    action = _lock(action)
    current = locked(by)
    ballot = dict(
        Gommettes.objects.of_ballot(by.user, action.objectif_id).values_list("action_id", "points")
    )
    before = ballot.pop(action.pk, 0)
    refuse(
        rules.why_not_placer(
            action, current, points=points, before=before, elsewhere=sum(ballot.values())
        )
    )
    if points == 0:
        Gommettes.objects.filter(action=action, user=by.user).delete()
    elif points != before:
        Gommettes.objects.update_or_create(
            action=action,
            user=by.user,
            defaults={"points": points},
            create_defaults={"points": points, "college": college_of(current)},
        )


@transaction.atomic
def decider(action: Action, decision: str, *, by: Access, reason: str = "") -> Action:
    """Retain, send back, set aside or postpone an action. Deciding again replaces the decision.

    `decision` is one of `rules.DECISIONS`. An action with confirmed pledges is « engagée » as soon
    as it is retained; it stays so until it is set aside.
    """
    action = _lock(action)
    reason = reason.strip()
    refuse(rules.why_not_rendre(action, locked(by), decision=decision, reason=reason))
    before = action.get_state_display()
    garder_origine(action)
    action.state = _state_after(action, decision)
    action.decision_reason, action.decided_at, action.decided_by = reason, now(), by.user
    action.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])
    garder(action, by=by.author, origine=Origine(Cause.DECISION))
    record(
        f"action.{decision}",
        by=by.user,
        on=action,
        feuille_id=action.feuille_id,
        de=before,
        vers=action.get_state_display(),
        motif=reason,
    )
    return action


def _state_after(action: Action, decision: str) -> str:
    committed = Action.objects.with_confirmed_engagement().filter(pk=action.pk).exists
    if decision == Action.State.RETENUE and (action.state == Action.State.ENGAGEE or committed()):
        return Action.State.ENGAGEE
    return decision


@transaction.atomic
def marquer_engagee(action: Action, *, by: User | None = None) -> bool:
    """Turn « retenue » into « engagée »: a first pledge is confirmed. True when it changed.

    Idempotent, and silent on any other state: an action set aside is not brought back by a pledge.
    """
    return _move(action, Action.State.RETENUE, Action.State.ENGAGEE, by=by)


@transaction.atomic
def demarquer_engagee(action: Action, *, by: User | None = None) -> bool:
    """Turn « engagée » back into « retenue »: its last pledge is withdrawn. True when it changed."""
    return _move(action, Action.State.ENGAGEE, Action.State.RETENUE, by=by)


def _lock(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).get(pk=action.pk)


def _move(action: Action, source: str, target: str, *, by: User | None) -> bool:
    """Change the state from `source` only; the given instance follows."""
    current = _lock(action)
    if current.state != source:
        return False
    garder_origine(current)
    Action.objects.filter(pk=action.pk).update(state=target)
    action.version = garder(current, by=by, origine=Origine(Cause.DECISION)).number
    action.state = target
    record(
        "action.engagee" if target == Action.State.ENGAGEE else "action.plus_engagee",
        by=by,
        on=action,
        feuille_id=action.feuille_id,
    )
    return True
