"""Who may vote on a roadmap, and in which college. The choice itself is `depouillement.electorate`."""

from actions.depouillement import electorate
from actions.models import Gommettes
from organisations.models import College, Organisation, OrganisationGrant
from territoires.access import Access
from territoires.droits import DROITS_PAR_ROLE, Droit, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant

#: Roles given on the roadmap itself that vote; representatives hold theirs from an organisation.
VOTING_ROLES = [role.value for role in Role if Droit.REPARTIR in DROITS_PAR_ROLE[role]]


def electors_of(feuille: FeuilleDeRoute) -> dict[int, str]:
    """Person → college, for every active person who may vote on this roadmap. Three queries."""
    represented = (
        OrganisationGrant.objects.filter(
            permission__codename=Role.REPRESENTANT.value,
            content_object__territoires=feuille.territoire_id,
            user__is_active=True,
        )
        .order_by("content_object__name")
        .values_list("user_id", "content_object__college")
    )
    porteurs = FeuilleGrant.objects.filter(
        content_object=feuille, permission__codename__in=VOTING_ROLES, user__is_active=True
    ).values_list("user_id", flat=True)
    return electorate(represented, porteurs, _carried(feuille))


def college_of(access: Access) -> College:
    """The college in which a person votes on this roadmap; the first vote fixes it."""
    fixed = (
        Gommettes.objects.of_feuille(access.feuille)
        .filter(user=access.user)
        .order_by("pk")
        .values_list("college", flat=True)
        .first()
    )
    if fixed:
        return College(fixed)
    user = access.user.pk
    represented = (
        Organisation.objects.filter(pk__in=access.organisations)
        .order_by("name")
        .values_list("college", flat=True)
    )
    found = electorate(((user, c) for c in represented), [user], _carried(access.feuille, user))
    return College(found[user])


def _carried(feuille: FeuilleDeRoute, user: int | None = None) -> list[tuple[int, str]]:
    """Pairs (person who wrote or follows an action, college of its porteur), in their order."""
    rows = (
        feuille.actions.filter(porteur__isnull=False)
        .order_by("objectif__position", "rank")
        .values_list("author_id", "pilote_id", "porteur__college")
    )
    return [
        (person, college)
        for author, pilote, college in rows
        for person in (author, pilote)
        if person is not None and user in (None, person)
    ]
