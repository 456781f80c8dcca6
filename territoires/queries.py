"""Finding members, in domain words."""

from collections import defaultdict
from dataclasses import dataclass

from comptes.models import User
from organisations.models import OrganisationGrant
from territoires.droits import Role
from territoires.models import FeuilleDeRoute, FeuilleGrant


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
