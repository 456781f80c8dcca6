"""The page of one organisation, as one reader may see it, in a constant number of queries."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse

from actions.models import Action
from engagements.affichage import Ligne, lignes
from engagements.models import Engagement
from feuille_de_route.annuaire.queries import administers, pledges_named
from organisations.models import Organisation
from organisations.queries import Coequipier, team_of
from organisations.rules import Pouvoir
from territoires.access import Access


class ParAction(NamedTuple):
    """The pledges of the organisation on one action."""

    action: Action
    url: str
    lignes: list[Ligne]


class Portee(NamedTuple):
    """An action the organisation has a part in, and which."""

    action: Action
    url: str
    role: str  # « Porteur », « Copilote », « Partenaire »


@dataclass(frozen=True, slots=True)
class Fiche:
    """Everything the page shows."""

    organisation: Organisation
    engagements: list[ParAction]
    actions: list[Portee]
    equipe: list[Coequipier] | None  # None: not shown to this reader
    pouvoir: Pouvoir

    @property
    def n_engagements(self) -> int:
        """Live ones: a withdrawn pledge stays in the list and counts no more."""
        return sum(
            ligne.state != Engagement.State.RETIRE
            for group in self.engagements
            for ligne in group.lignes
        )


def pouvoir_on(access: Access, organisation: Organisation) -> Pouvoir:
    """What this reader is for one organisation of the roadmap. Two queries at most."""
    return Pouvoir(
        access.user.pk,
        is_administrateur=administers(access, organisation),
        is_representant=access.represents(organisation.pk),
        is_signataire=organisation.pk in access.signataire_de,
    )


def build(access: Access, organisation: Organisation) -> Fiche:
    """The page of `organisation`, which is in the directory of the roadmap."""
    pouvoir = pouvoir_on(access, organisation)
    entitled = access.is_team or access.represents(organisation.pk)
    return Fiche(
        organisation=organisation,
        engagements=_pledges(access, organisation),
        actions=_actions(access, organisation),
        equipe=team_of(organisation) if entitled else None,
        pouvoir=pouvoir,
    )


def _pledges(access: Access, organisation: Organisation) -> list[ParAction]:
    found = pledges_named(access).filter(organisation=organisation).for_list()
    kept = [one for one in found if one.state != Engagement.State.BROUILLON]
    groups: dict[Action, list[Engagement]] = {}
    for engagement in kept:
        groups.setdefault(engagement.action, []).append(engagement)
    return [
        ParAction(action, _url(access, action), lignes(pledges, access))
        for action, pledges in groups.items()
    ]


def _actions(access: Access, organisation: Organisation) -> list[Portee]:
    """What it carries first, then what it has a part in."""
    part = Q(porteur=organisation) | Q(copilotes=organisation) | Q(partenaires=organisation)
    actions = list(
        access.feuille.actions.visible_to(access)
        .open()
        .filter(part)
        .select_related("objectif")
        .order_by("objectif__position", "rank")
        .distinct()
    )
    prefetch_related_objects(actions, "copilotes")
    found = [
        Portee(action, _url(access, action), _role(action, organisation)) for action in actions
    ]
    order = ("Porteur", "Copilote", "Partenaire")
    return sorted(found, key=lambda portee: order.index(portee.role))


def _role(action: Action, organisation: Organisation) -> str:
    if action.porteur_id == organisation.pk:
        return "Porteur"
    return "Copilote" if organisation in action.copilotes.all() else "Partenaire"


def _url(access: Access, action: Action) -> str:
    return reverse("action", args=[access.feuille.slug, action.numero])
