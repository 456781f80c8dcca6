"""The verbs on a draft: open it, fill it, send it, throw it away."""

from typing import Any

from django.db import transaction

from actions.apports import Apport
from actions.models import Action, Besoin
from engagements import rules
from engagements.models import Engagement
from engagements.services.commun import lock, set_details, tell
from organisations.models import Organisation
from socle.refus import refuse
from territoires.access import Access, locked

State = Engagement.State


@transaction.atomic
def commencer(
    action: Action,
    *,
    by: Access,
    organisation: Organisation,
    kind: Apport,
    besoin: Besoin | None = None,
) -> Engagement:
    """Open a draft, to answer a need of the action or not.

    A first step sent twice gives the same draft, not two.
    """
    current = locked(by)
    refuse(rules.why_not_s_engager(action, current))
    refuse(rules.why_not_engager(organisation.pk, current))
    start = {
        "action": action,
        "organisation": organisation,
        "kind": kind,
        "besoin": besoin,
        "author": by.user,
    }
    if same := Engagement.objects.filter(state=State.BROUILLON, text="", **start).first():
        return same
    engagement = Engagement.objects.create(**start)
    tell("engagement.brouillon", engagement, by)
    return engagement


@transaction.atomic
def changer_apport(
    engagement: Engagement, *, by: Access, organisation: Organisation, kind: Apport
) -> Engagement:
    """Change the kind and the organisation of a draft; what only the old kind had is dropped."""
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_changer_apport(engagement, current))
    refuse(rules.why_not_engager(organisation.pk, current))
    if kind != engagement.kind:
        engagement.quantity, engagement.is_mecenat = None, False
    engagement.kind, engagement.organisation = kind, organisation
    engagement.save(update_fields=["kind", "organisation", "quantity", "is_mecenat", "updated_at"])
    return engagement


@transaction.atomic
def garder(engagement: Engagement, *, by: Access, **details: Any) -> Engagement:
    """Keep what is typed so far in a draft, even when the phase has closed."""
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_garder(engagement, current))
    if changed := set_details(engagement, details):
        engagement.save(update_fields=[*changed, "updated_at"])
    return engagement


@transaction.atomic
def declarer(engagement: Engagement, *, by: Access) -> Engagement:
    """Send a draft: it becomes « déclaré », and others may see it."""
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_declarer(engagement, current))
    engagement.state = State.DECLARE
    engagement.save(update_fields=["state", "updated_at"])
    tell("engagement.declare", engagement, by)
    return engagement


@transaction.atomic
def supprimer(engagement: Engagement, *, by: Access) -> None:
    """Throw a draft away: it bound nobody."""
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_supprimer(engagement, current))
    tell("engagement.supprime", engagement, by)
    engagement.delete()
