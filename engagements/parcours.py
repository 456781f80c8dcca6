"""The way of a pledge: which actions may be chosen, which drafts wait, where one goes on."""

from django.urls import reverse

from actions.models import Action, Besoin
from engagements import rules
from engagements.models import Engagement
from engagements.queries import EngagementQuerySet
from organisations.models import Organisation
from territoires.access import Access
from territoires.models import Objectif

#: The steps, as `etapes` shows them.
STEPS = ("Apport", "Précisions", "Vérification")


def organisations_of(access: Access) -> list[Organisation]:
    """The organisations the person may speak for here, by name. One query."""
    return list(Organisation.objects.filter(pk__in=access.organisations))


def actions_to_choose(access: Access) -> list[tuple[Objectif, list[Action]]]:
    """The actions that receive pledges, under their objective. One query."""
    groups: dict[Objectif, list[Action]] = {}
    for action in access.feuille.actions.visible_to(access).open().select_related("objectif"):
        if rules.why_not_s_engager(action, access) is None:
            groups.setdefault(action.objectif, []).append(action)
    return list(groups.items())


def to_sign(access: Access, organisation: Organisation) -> list[Engagement]:
    """The pledges of one organisation that wait for a signature, with their text. One query."""
    mine = Engagement.objects.on_feuille(access.feuille).of_organisations(
        frozenset({organisation.pk})
    )
    return list(mine.to_sign().for_text())


def drafts_on(action: Action, access: Access) -> EngagementQuerySet:
    """The drafts of the person's organisations on one action."""
    mine = Engagement.objects.of_organisations(access.organisations)
    return mine.filter(action=action, state=Engagement.State.BROUILLON).for_list()


def besoin_of(action: Action, pk: str | None) -> Besoin | None:
    """The need the person answers, when the address names one of this action."""
    return (
        action.besoins.filter(pk=int(pk)).first()
        if pk and pk.isdecimal() and len(pk) < 10
        else None
    )


def next_step(engagement: Engagement) -> str:
    """Where a draft goes on: what is missing first, else the last check."""
    step = "precisions" if rules.why_not_complet(engagement) else "verification"
    return reverse(f"engagements:{step}", args=[engagement.action.feuille.slug, engagement.pk])


def nouveau_url(slug: str, organisation_id: int) -> str:
    """Where a new pledge of one organisation starts."""
    return f"{reverse('engagements:nouveau', args=[slug])}?organisation={organisation_id}"


def espace_url(slug: str, organisation_id: int) -> str:
    """The page of one organisation."""
    return f"{reverse('engagements:organisation', args=[slug])}?organisation={organisation_id}"


def controle_url(reference: str) -> str:
    """The public page that says whether a signature still holds."""
    return f"/verifier/{reference}/"
