"""Finding members, in domain words."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comptes.models import User
from organisations.models import Organisation, OrganisationGrant, OrganisationQuerySet
from territoires.access import Access
from territoires.droits import Droit, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant, Territoire


@dataclass(frozen=True, slots=True)
class Membre:
    """A person of the roadmap with the labels of what he or she is there."""

    user: User
    titles: list[str]


def membres_of(feuille: FeuilleDeRoute) -> list[Membre]:
    """Everybody who holds a role or represents an organisation, by name. Two queries."""
    titles: dict[User, list[str]] = defaultdict(list)
    grants = FeuilleGrant.objects.filter(content_object=feuille).select_related(
        "user", "permission"
    )
    for grant in grants:
        titles[grant.user].append(Role(grant.permission.codename).label)
    represents = OrganisationGrant.objects.filter(
        content_object__territoires=feuille.territoire_id
    ).select_related("user", "permission", "content_object")
    verbs: dict[tuple[User, str], set[str]] = defaultdict(set)
    for grant in represents:
        verbs[grant.user, str(grant.content_object)].add(grant.permission.codename)
    for (user, organisation), codenames in verbs.items():
        verb = "représente et signe pour" if "signer" in codenames else "représente"
        titles[user].append(f"{verb} {organisation}")
    return [Membre(user, titles[user]) for user in sorted(titles, key=str)]


def administrateurs_of(feuille: FeuilleDeRoute) -> list[User]:
    """Who administers the roadmap, by name. One query."""
    grants = FeuilleGrant.objects.filter(
        content_object=feuille, permission__codename=Role.ADMINISTRATEUR.value
    )
    return list(
        User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")
    )


def administers(access: Access, organisation: Organisation) -> bool:
    """Whether the person keeps the sheet and the team of this organisation as an administrator.

    An organisation of several territories that already has a team answers to its own people, or
    to somebody who administers all of these territories: adding it to one's directory must not
    give the right to sign for it.
    """
    if not access.can(Droit.GERER_MEMBRES):
        return False
    held = Territoire.objects.filter(organisations=organisation)
    if not held.exclude(pk__in=_administered(access)).exists():
        return True
    return not OrganisationGrant.objects.filter(content_object=organisation).exists()


def kept_elsewhere(access: Access, organisation: Organisation) -> bool:
    """Whether a territory that this person does not administer has it in its directory."""
    held = Territoire.objects.filter(Q(organisations=organisation) | Q(epci=organisation))
    return held.exclude(pk__in=_administered(access)).exists()


def _administered(access: Access) -> QuerySet:
    """The territories (keys) of the roadmaps this person administers."""
    return FeuilleGrant.objects.filter(
        user=access.user, permission__codename=Role.ADMINISTRATEUR.value
    ).values("content_object__territoire")


def in_directory(territoire_id: int) -> OrganisationQuerySet:
    """The organisations of a territory (key), and those that were merged into one of them."""
    here = Organisation.objects.filter(territoires=territoire_id).values("pk")
    return Organisation.objects.filter(Q(pk__in=here) | Q(merged_into__in=here))
