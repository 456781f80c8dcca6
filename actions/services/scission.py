"""What a split does to the rows of this app; see `services.fusion`."""

from collections.abc import Iterable, Mapping
from typing import Any

from actions.models import Action, Amendement
from actions.photos import TABLES
from actions.services.redaction import next_rank
from actions.services.versions import Cause, garder_origine
from actions.versions import MULTIPLE
from socle.journal import record
from socle.ledger import Ledger
from territoires.access import Access

#: What the new action has as the first one does, without being asked: where it stands.
SAME = ("state", "maturite", "avancement", "decision_reason", "decided_at", "decided_by_id",
        "is_restricted", "objectif_id", "feuille_id")  # fmt: skip


def creer(
    action: Action, values: Mapping[str, Any], copied: Iterable[str], *, by: Access
) -> Action:
    """A new action with the next number of the same objective, signed by who splits."""
    rank = next_rank(action.objectif)
    same = {name: getattr(action, name) for name in SAME}
    copied = set(copied)
    texts = {name: getattr(action, name) for name in copied - MULTIPLE}
    new = Action.objects.create(
        rank=rank,
        numero=f"{action.objectif.code}.{rank}",
        author=by.author,
        updated_by=by.author,
        origin=f"Partagée de l’action {action.numero}",
        **same | texts | dict(values),
    )
    for name in sorted(copied & MULTIPLE):
        getattr(new, name).set(getattr(action, name).all())
    record(
        "action.proposee",
        by=by.user,
        on=new,
        feuille_id=new.feuille_id,
        phrase=f"tire l’action de l’action {action.numero}",
        objectif=new.objectif_id,
        rang=rank,
    )
    return new


def partager(
    action: Action,
    new: Action,
    lines: Mapping[str, Iterable[int]],
    amendements: Iterable[int],
    ledger: Ledger,
    *,
    budget: Any,
) -> None:
    """Those lines and amendments (keys) go to `new`, both are linked; `budget`: what stays."""
    for name, keys in lines.items():
        rows = TABLES[name]._base_manager.filter(pk__in=list(keys), action=action)
        ledger.write(rows, action_id=new.pk)
    ledger.write(
        Amendement.objects.filter(pk__in=list(amendements), action=action),
        action_id=new.pk,
        base_version=None,
    )
    ledger.write(Action.objects.filter(pk=action.pk), budget=budget)
    through = Action.linked.through
    for start, end in ((action.pk, new.pk), (new.pk, action.pk)):
        ledger.create(through(from_action_id=start, to_action_id=end))
    garder_origine(new, Cause.SCISSION)
