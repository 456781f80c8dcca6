"""Pledges follow the action they are made on. Their texts, signed or not, do not change."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from actions.models import Action
from engagements.models import Engagement
from engagements.services.commun import tell
from socle.ledger import Ledger
from territoires.access import Access


def suivre_fusion(target: Action, sources: Iterable[Action], ledger: Ledger, *, by: Access) -> None:
    """Every pledge on the sources is now on `target`, drafts and withdrawn ones too."""
    keys = [one.pk for one in sources]
    deplacer(Engagement.objects.filter(action__in=keys), target, ledger, by=by)


def deplacer(rows: QuerySet[Engagement], target: Action, ledger: Ledger, *, by: Access) -> None:
    """These pledges are on `target` from now on; each one's history says where it comes from."""
    moved = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    before = dict(rows.filter(pk__in=moved).values_list("pk", "action__numero"))
    ledger.write(Engagement.objects.filter(pk__in=moved), action_id=target.pk)
    raconter(moved, before, by=by)


def raconter(keys: Sequence[int], before: dict[int, str], *, by: Access) -> None:
    """One line in the history of each pledge that changed action; `before`: key → old number."""
    for one in Engagement.objects.filter(pk__in=keys).select_related("action", "organisation"):
        if one.action.numero != before[one.pk]:
            tell("engagement.deplace", one, by, de=before[one.pk], vers=one.action.numero)


def reaffirmes(keys: Sequence[int], fusion_created_at: object) -> list[str]:
    """The organisations that confirmed or signed one of these pledges after that moment."""
    since = (
        Q(confirmed_at__gt=fusion_created_at)
        | Q(signatures__signed_at__gt=fusion_created_at)
        | Q(versions__replaced_at__gt=fusion_created_at)
        | Q(realised_at__gt=fusion_created_at)
    )
    found = Engagement.objects.filter(since, pk__in=keys).order_by("organisation__name")
    return list(found.values_list("organisation__name", flat=True).distinct())
