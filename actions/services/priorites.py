"""The verbs of prioritising: support, distribute points, decide, mark as committed.

Every verb that asks a rule locks the action, then the roadmap: one order, so that two writers wait
for each other and never cross.
"""

from django.db import transaction

from actions.models import Action
from comptes.models import User
from socle.journal import record


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


def _move(action: Action, source: str, target: str, *, by: User | None) -> bool:
    """Change the state from `source` only, in one statement; the given instance follows."""
    if not Action.objects.filter(pk=action.pk, state=source).update(state=target):
        return False
    action.state = target
    record(
        "action.engagee" if target == Action.State.ENGAGEE else "action.plus_engagee",
        by=by,
        on=action,
        feuille_id=action.feuille_id,
    )
    return True
