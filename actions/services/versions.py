"""The verbs on versions: keep what an action was, and what it has become.

Every service that changes an action begins with `garder_origine` and ends with `garder`, in its
transaction. The first version of an action that was imported is thus kept when it is about to
change: an import writes thousands, most of which never do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reversion

from actions.models import Action, Amendement, VersionAction
from actions.versions import FIELDS
from comptes.models import User

Cause = VersionAction.Cause


@dataclass(frozen=True, slots=True)
class Origine:
    """Where a version comes from.

    `restored`: the number of the version given back; `source`: a file, or the numbers of actions.
    """

    cause: Cause = Cause.MODIFICATION
    amendements: tuple[Amendement, ...] = ()
    restored: int | None = None
    source: str = ""


def garder_origine(action: Action, cause: Cause = Cause.REPRISE) -> None:
    """Keep the version an action has now, unless it is kept. One query when it is.

    The revision is dated and signed as the row is: it tells of the past.
    """
    if not VersionAction.objects.filter(action=action.pk, number=action.version).exists():
        by = action.updated_by or action.author
        _keep(action.pk, by, at=action.updated_at, cause=cause)


def garder(
    action: Action, *, by: User | None, fields: Iterable[str] = (), origine: Origine | None = None
) -> VersionAction:
    """Keep the action, as the database now holds it, as its next version. About twenty queries.

    Call it with the action locked. `fields`: names of `versions.FIELDS` that changed.
    """
    changed = list(fields)
    if unknown := set(changed) - FIELDS.keys():
        raise TypeError(f"not fields of an action: {', '.join(sorted(unknown))}")
    origine = origine or Origine()
    action.version += 1
    Action.objects.filter(pk=action.pk).update(version=action.version)
    kept = _keep(
        action.pk,
        by,
        cause=origine.cause,
        fields=changed,
        restored=origine.restored,
        source=origine.source[:200],
    )
    kept.amendements.set(origine.amendements)
    return kept


def _keep(
    action_id: int, by: User | None, *, at: datetime | None = None, **columns: Any
) -> VersionAction:
    # Read again: what is kept is what the database holds, not what a caller prefetched.
    action = Action.objects.get(pk=action_id)
    with reversion.create_revision(manage_manually=True):
        reversion.add_to_revision(action)
        reversion.set_user(by)
        if at is not None:
            reversion.set_date_created(at)
        reversion.add_meta(VersionAction, action=action, number=action.version, **columns)
    kept: VersionAction = VersionAction.objects.get(action=action, number=action.version)
    return kept
