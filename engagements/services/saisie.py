"""The verbs on pledges. Locks are taken in one order: action, roadmap, pledge."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.apports import Apport
from actions.models import Action, Besoin
from actions.services.priorites import demarquer_engagee, marquer_engagee
from comptes.models import User
from engagements import rules
from engagements.models import Engagement
from organisations.models import Organisation
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked

State = Engagement.State

#: What `modifier` and `garder` may write.
DETAILS = frozenset(
    {
        "besoin",
        "quantity",
        "is_mecenat",
        "text",
        "fermete",
        "condition",
        "visibilite",
        "start",
        "due",
    }
)


#: The sentences of the roadmap's journal; verbs on drafts have none and stay out of it.
PHRASES = {
    "engagement.declare": "{organisation} s’engage sur l’action {numero}",
    "engagement.modifie": "{organisation} modifie son engagement sur l’action {numero}",
    "engagement.confirme": "L’engagement de {organisation} sur l’action {numero} est confirmé",
    "engagement.retire": "{organisation} retire son engagement sur l’action {numero}",
}


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
    _record("engagement.brouillon", engagement, by)
    return engagement


@transaction.atomic
def changer_apport(
    engagement: Engagement, *, by: Access, organisation: Organisation, kind: Apport
) -> Engagement:
    """Change the kind and the organisation of a draft; what only the old kind had is dropped."""
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_changer_apport(engagement, current))
    refuse(rules.why_not_engager(organisation.pk, current))
    if kind != engagement.kind:
        engagement.quantity, engagement.is_mecenat = None, False
    engagement.kind, engagement.organisation = kind, organisation
    engagement.save(update_fields=["kind", "organisation", "quantity", "is_mecenat", "updated_at"])
    return engagement


@transaction.atomic
def modifier(engagement: Engagement, *, by: Access, **details: Any) -> Engagement:
    """Write the details (keys of `DETAILS`) of a draft or of a declared pledge."""
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_modifier(engagement, current))
    changed = _set(engagement, details)
    if engagement.state == State.DECLARE:
        refuse(rules.why_not_complet(engagement))
    if changed:
        engagement.save(update_fields=[*changed, "updated_at"])
    if changed and engagement.state == State.DECLARE:
        _record("engagement.modifie", engagement, by, champs=_labels(changed))
    return engagement


@transaction.atomic
def garder(engagement: Engagement, *, by: Access, **details: Any) -> Engagement:
    """Keep what is typed so far in a draft, even when the phase has closed."""
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_garder(engagement, current))
    if changed := _set(engagement, details):
        engagement.save(update_fields=[*changed, "updated_at"])
    return engagement


@transaction.atomic
def declarer(engagement: Engagement, *, by: Access) -> Engagement:
    """Send a draft: it becomes « déclaré », and others may see it."""
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_declarer(engagement, current))
    engagement.state = State.DECLARE
    engagement.save(update_fields=["state", "updated_at"])
    _record("engagement.declare", engagement, by)
    return engagement


@transaction.atomic
def confirmer(engagement: Engagement, *, by: Access) -> Engagement:
    """Turn « déclaré » into « confirmé »; the first one makes its action « engagée »."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=engagement.action_id)
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_confirmer(engagement, current))
    engagement.state = State.CONFIRME
    engagement.confirmed_at, engagement.confirmed_by = timezone.now(), by.user
    engagement.save(update_fields=["state", "confirmed_at", "confirmed_by", "updated_at"])
    _record("engagement.confirme", engagement, by)
    marquer_engagee(action, by=_named(engagement, by))
    return engagement


@transaction.atomic
def retirer(engagement: Engagement, *, by: Access, reason: str) -> Engagement:
    """Take a pledge back, with its reason; it stays in history and counts no more.

    When it was the last confirmed one, its action is no longer « engagée ».
    """
    action = Action.objects.select_for_update(of=("self",)).get(pk=engagement.action_id)
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_retirer(engagement, current))
    was_confirmed = engagement.state in Engagement.CONFIRMED_STATES
    engagement.state, engagement.withdrawal_reason = State.RETIRE, reason
    engagement.save(update_fields=["state", "withdrawal_reason", "updated_at"])
    _record("engagement.retire", engagement, by)
    if was_confirmed and not action.engagements.confirmed().exists():
        demarquer_engagee(action, by=_named(engagement, by))
    return engagement


@transaction.atomic
def supprimer(engagement: Engagement, *, by: Access) -> None:
    """Throw a draft away: it bound nobody."""
    current, engagement = _locked(engagement, by)
    refuse(rules.why_not_supprimer(engagement, current))
    _record("engagement.supprime", engagement, by)
    engagement.delete()


def _locked(engagement: Engagement, by: Access) -> tuple[Access, Engagement]:
    """The roadmap, then the pledge as it is now, both locked until commit."""
    current = locked(by)
    fresh = Engagement.objects.for_list().select_for_update(of=("self",)).get(pk=engagement.pk)
    return current, fresh


def _set(engagement: Engagement, details: dict[str, Any]) -> list[str]:
    """Set the details that differ, unsaved; their names."""
    if unknown := details.keys() - DETAILS:
        raise TypeError(f"not details of a pledge: {', '.join(sorted(unknown))}")
    changed = [name for name, value in details.items() if getattr(engagement, name) != value]
    for name in changed:
        setattr(engagement, name, details[name])
    return changed


def _labels(names: list[str]) -> list[str]:
    """The French names of fields, for the journal."""
    labels = {field.name: str(field.verbose_name) for field in Engagement._meta.fields}
    return sorted(labels[name] for name in names)


def _record(verb: str, engagement: Engagement, by: Access, **details: Any) -> None:
    """One line of the pledge's history; of the roadmap's too when everybody may know of it.

    Amounts are never written there: the roadmap's journal is read by all its members.
    """
    if verb in PHRASES and not _is_discreet(engagement):
        phrase = PHRASES[verb].format(
            organisation=engagement.organisation.name, numero=engagement.action.numero
        )
        record(verb, by=by.user, on=engagement, feuille_id=by.feuille.pk, phrase=phrase, **details)
    else:
        record(verb, by=by.user, on=engagement, **details)


def _named(engagement: Engagement, by: Access) -> User | None:
    """Who the action's history may name for what this pledge did to it."""
    return None if _is_discreet(engagement) else by.user


def _is_discreet(engagement: Engagement) -> bool:
    """Whether the roadmap's journal, which names who acted, must not tell of this pledge."""
    return rules.hides_name(engagement, None)
