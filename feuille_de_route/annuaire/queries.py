"""Finding organisations of a roadmap with what this reader may know of them."""

from collections import Counter

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from engagements.models import Engagement
from engagements.queries import EngagementQuerySet
from organisations.models import Organisation, OrganisationGrant
from territoires.access import Access
from territoires.droits import Droit, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant, Territoire

Visibilite = Engagement.Visibilite


def directory(access: Access) -> QuerySet[Organisation]:
    """The organisations of the territory, by name."""
    return access.feuille.territoire.organisations.all()


def here_or_kept(access: Access, pk: int) -> Organisation:
    """The organisation of this directory, or the one it was merged into; 404 for any other."""
    here = directory(access).values("pk")
    found = (
        Organisation.objects.filter(Q(pk__in=here) | Q(merged_into__in=here))
        .select_related("merged_into")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return found.merged_into or found


def known_anywhere() -> QuerySet[Organisation]:
    """Every organisation of the product that was not merged into another."""
    return Organisation.objects.kept()


def pledges_named(access: Access) -> EngagementQuerySet:
    """The pledges this reader may lay at an organisation's door.

    It says in SQL what `rules.hides_existence` and `rules.hides_name` say of one pledge: an
    anonymous pledge counted beside a name would give the name away.
    """
    readable = Engagement.objects.readable_by(access)
    if access.is_team:
        return readable
    named = ~Q(visibilite__in=(Visibilite.ANONYME, Visibilite.INTERNE))
    return readable.filter(Q(organisation__in=access.organisations) | named)


def pledges_by_organisation(access: Access) -> Counter[int]:
    """Organisation (key) → how many live pledges this reader may know of. One query."""
    rows = (
        pledges_named(access).live().order_by().values_list("organisation").annotate(n=Count("pk"))
    )
    return Counter(dict(rows))


def carried_by_organisation(access: Access) -> Counter[int]:
    """Organisation (key) → how many open actions it carries. One query."""
    carried = access.feuille.actions.visible_to(access).open().filter(porteur__isnull=False)
    return Counter(dict(carried.order_by().values_list("porteur").annotate(n=Count("pk"))))


def administers(access: Access, organisation: Organisation) -> bool:
    """Whether the person keeps the sheet and the team of this organisation as an administrator.

    An organisation of several territories that already has a team answers to its own people, or
    to somebody who administers all of these territories: adding it to one's directory must not
    give the right to sign for it.
    """
    if not access.can(Droit.GERER_MEMBRES):
        return False
    kept = FeuilleGrant.objects.filter(
        user=access.user, permission__codename=Role.ADMINISTRATEUR.value
    ).values("content_object__territoire")
    if not Territoire.objects.filter(organisations=organisation).exclude(pk__in=kept).exists():
        return True
    return not OrganisationGrant.objects.filter(content_object=organisation).exists()


def kept_elsewhere(access: Access, organisation: Organisation) -> bool:
    """Whether a territory that this person does not administer has it in its directory."""
    kept = FeuilleGrant.objects.filter(
        user=access.user, permission__codename=Role.ADMINISTRATEUR.value
    ).values("content_object__territoire")
    return (
        Territoire.objects.filter(Q(organisations=organisation) | Q(epci=organisation))
        .exclude(pk__in=kept)
        .exists()
    )


def feuille_of(organisation: Organisation, preferred: int) -> FeuilleDeRoute | None:
    """A roadmap whose directory has the organisation: `preferred` (key) first, else the latest."""
    found = list(
        FeuilleDeRoute.objects.filter(territoire__organisations=organisation).order_by("-pk")
    )
    return next((one for one in found if one.pk == preferred), found[0] if found else None)
