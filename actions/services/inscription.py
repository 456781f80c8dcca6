"""The verb of publication on actions: enter an edition for the first time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from actions.models import Action
from comptes.models import User
from socle.journal import record


@transaction.atomic
def inscrire(
    feuille_id: int, numeros: Iterable[str], *, edition: str, at: datetime, by: User | None
) -> int:
    """Write on each action the day of its first edition. Idempotent; returns how many were new."""
    new = Action.objects.select_for_update(of=("self",)).filter(
        feuille_id=feuille_id, numero__in=list(numeros), inscrite_at=None
    )
    actions = list(new.order_by("pk"))
    for action in actions:
        record("action.inscrite", by=by, on=action, feuille_id=feuille_id, edition=edition)
    Action.objects.filter(pk__in=[action.pk for action in actions]).update(inscrite_at=at)
    return len(actions)
