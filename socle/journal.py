"""The append-only journal: who did what, when, on which roadmap."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from socle.models import Journal


def record(
    verb: str,
    *,
    by: Any,
    on: models.Model,
    feuille_id: int | None = None,
    **details: Any,
) -> Journal:
    """Write one line. Call it inside the transaction of the change it tells.

    `verb` is « object.participle » (« action.retenue »). `by` is a user, or None for the product
    itself. `details` holds JSON values only; `phrase` there is the sentence shown in a history.
    """
    user = None if by is None or isinstance(by, AnonymousUser) else by
    return Journal.objects.create(
        verb=verb,
        user_id=user.pk if user else None,
        user_name=str(user) if user else "",
        target_type=on._meta.label_lower,
        target_id=str(on.pk),
        feuille_id=feuille_id,
        details=details,
    )
