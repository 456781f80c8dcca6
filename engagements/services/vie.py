"""The life of a pledge once sent: change, confirm, become firm, be fulfilled, be withdrawn.

Locks are taken in one order: action, roadmap, pledge.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.models import Action
from actions.services.priorites import demarquer_engagee, marquer_engagee
from engagements import annonces, rules, texte
from engagements.models import Engagement, VersionEngagement
from engagements.services.commun import labels, lock, named, set_details, tell
from socle.refus import refuse
from territoires.access import Access, locked

State = Engagement.State

#: What said yes is not asked again after a change: who changes it has just read it (ADR 12).
VERSIONED_STATES = (State.CONFIRME, State.SIGNE)


@transaction.atomic
def modifier(engagement: Engagement, *, by: Access, **details: Any) -> Engagement:
    """Write the details (keys of `DETAILS`) of a pledge neither fulfilled nor withdrawn.

    A draft or a declared pledge is corrected in place. A confirmed or signed one becomes a new
    version: what it said is kept, and a signature is to give again.
    """
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_modifier(engagement, current))
    before = texte.figer(engagement)
    changed = set_details(engagement, details)
    if engagement.state != State.BROUILLON:
        refuse(rules.why_not_complet(engagement))
    if not changed:
        return engagement
    if "fermete" in changed and engagement.fermete == Engagement.Fermete.CONDITIONNEL:
        changed += _forget_lifted(engagement)
    champs = labels([name for name in changed if not name.startswith("lifted_")])
    if engagement.state in VERSIONED_STATES:
        _new_version(engagement, before, by, changed)
        tell("engagement.nouvelle_version", engagement, by, champs=champs)
    else:
        engagement.save(update_fields=[*changed, "updated_at"])
        if engagement.state == State.DECLARE:
            tell("engagement.modifie", engagement, by, champs=champs)
    return engagement


@transaction.atomic
def confirmer(engagement: Engagement, *, by: Access) -> Engagement:
    """Turn « déclaré » into « confirmé »; the first one makes its action « engagée »."""
    return confirmer_ensemble([engagement], by=by)[0]


@transaction.atomic
def confirmer_ensemble(engagements: Sequence[Engagement], *, by: Access) -> list[Engagement]:
    """Confirm several pledges of one organisation, all or none; one message tells them all."""
    keys = [engagement.pk for engagement in engagements]
    # No join here: PostgreSQL locks no row of a query that drops the repeated ones.
    pledged = Engagement.objects.filter(pk__in=keys).values("action")
    actions = Action.objects.select_for_update(of=("self",)).filter(pk__in=pledged)
    by_key = {action.pk: action for action in actions.order_by("pk")}
    current = locked(by)
    rows = Engagement.objects.for_text().filter(pk__in=keys).order_by("pk")
    fresh = list(rows.select_for_update(of=("self",)))
    for engagement in fresh:
        refuse(rules.why_not_confirmer(engagement, current))
    for engagement in fresh:
        engagement.state = State.CONFIRME
        engagement.confirmed_at, engagement.confirmed_by = timezone.now(), by.user
        engagement.save(update_fields=["state", "confirmed_at", "confirmed_by", "updated_at"])
        tell("engagement.confirme", engagement, by)
        marquer_engagee(by_key[engagement.action_id], by=named(engagement, by))
    annonces.ecrire_confirmation(fresh, by=current)
    return fresh


@transaction.atomic
def lever_condition(engagement: Engagement, *, by: Access, reason: str) -> Engagement:
    """Turn a conditional pledge into a firm one; the condition and `reason` stay readable.

    As any change, it makes a new version of a confirmed or signed pledge.
    """
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_lever_condition(engagement, current))
    before = texte.figer(engagement)
    engagement.lifted_condition, engagement.condition = engagement.condition, ""
    engagement.lifted_at, engagement.lifted_note = timezone.now(), reason
    engagement.fermete = Engagement.Fermete.FERME
    changed = ["fermete", "condition", "lifted_condition", "lifted_at", "lifted_note"]
    if engagement.state in VERSIONED_STATES:
        _new_version(engagement, before, by, changed)
    else:
        engagement.save(update_fields=[*changed, "updated_at"])
    tell("engagement.condition_levee", engagement, by)
    return engagement


@transaction.atomic
def realiser(engagement: Engagement, *, by: Access, note: str = "") -> Engagement:
    """Say that it is done, and what was done; it is counted in the results of its action."""
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_realiser(engagement, current))
    engagement.state, engagement.realised_note = State.REALISE, note
    engagement.realised_at, engagement.realised_by = timezone.now(), by.user
    engagement.save(
        update_fields=["state", "realised_note", "realised_at", "realised_by", "updated_at"]
    )
    tell("engagement.realise", engagement, by)
    return engagement


@transaction.atomic
def retirer(engagement: Engagement, *, by: Access, reason: str) -> Engagement:
    """Take a pledge back, with its reason; it stays in history and counts no more.

    When it was the last confirmed one, its action is no longer « engagée ».
    """
    action = Action.objects.select_for_update(of=("self",)).get(pk=engagement.action_id)
    current, engagement = lock(engagement, by)
    refuse(rules.why_not_retirer(engagement, current))
    was_confirmed = engagement.state in Engagement.CONFIRMED_STATES
    engagement.state, engagement.withdrawal_reason = State.RETIRE, reason
    engagement.withdrawn_at = timezone.now()
    engagement.save(update_fields=["state", "withdrawal_reason", "withdrawn_at", "updated_at"])
    tell("engagement.retire", engagement, by)
    if was_confirmed and not action.engagements.confirmed().exists():
        demarquer_engagee(action, by=named(engagement, by))
    annonces.ecrire_retrait(engagement, by=current)
    return engagement


def _new_version(engagement: Engagement, before: str, by: Access, changed: list[str]) -> None:
    """Keep what it said, and count one more version, confirmed by who writes it."""
    VersionEngagement.objects.create(
        engagement=engagement,
        number=engagement.version,
        text=before,
        state=engagement.state,
        replaced_by=by.user,
    )
    engagement.version += 1
    engagement.state = State.CONFIRME
    engagement.confirmed_at, engagement.confirmed_by = timezone.now(), by.user
    engagement.save(
        update_fields=[
            *changed,
            "version",
            "state",
            "confirmed_at",
            "confirmed_by",
            "updated_at",
        ]
    )


def _forget_lifted(engagement: Engagement) -> list[str]:
    """A pledge conditional again says its new condition only; the journal keeps the rest."""
    if engagement.lifted_at is None:
        return []
    engagement.lifted_at, engagement.lifted_condition, engagement.lifted_note = None, "", ""
    return ["lifted_at", "lifted_condition", "lifted_note"]
