"""What every verb on an action begins with: hold it, know the same form sent twice."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from actions.models import Action
from actions.versions import canonical
from territoires.access import Access, locked


def lock(action: Action, by: Access) -> tuple[Action, Access]:
    """The action, with all its parts, and the access as they are now, held until the commit.

    The action first, then the roadmap: one order, so that two writers wait and never cross.
    """
    fresh = (
        Action.objects.select_for_update(of=("self",))
        .for_fiche()
        .get(pk=action.pk, feuille=by.feuille)
    )
    return fresh, locked(by)


def hold(actions: QuerySet[Action]) -> None:
    """Lock these actions before the roadmap, by key: writers of several wait and never cross."""
    list(actions.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def content_key(form_key: UUID, fields: Mapping[str, Any]) -> UUID:
    """The key of a form and of what it holds: the same form sent with another text is another."""
    return uuid5(form_key, json.dumps(canonical(fields), sort_keys=True))
