"""The verbs that take several applications at once."""

from django.db import transaction

from comptes.models import User
from comptes.services import creer_compte
from organisations.models import College, Organisation
from territoires.models import FeuilleDeRoute
from territoires.services import creer_territoire


@transaction.atomic
def ouvrir_territoire(
    *, name: str, epci: list[str], start_year: int, end_year: int, slug: str, administrateur: User
) -> FeuilleDeRoute:
    """Create a territory from the names of its EPCI; those of the directory are taken as they are.

    An administrator without account yet gets one. Raises IntegrityError when the name or the
    address was taken meanwhile: the form checks both before.
    """
    if administrateur.pk is None:
        creer_compte(administrateur, by=None)
    return creer_territoire(
        name=name,
        epci=[_epci(one) for one in epci],
        start_year=start_year,
        end_year=end_year,
        slug=slug,
        administrateur=administrateur,
    )


def _epci(name: str) -> Organisation:
    known = Organisation.objects.all().named(name)
    return known or Organisation.objects.create(
        name=name, kind=Organisation.Kind.COLLECTIVITE, college=College.COLLECTIVITES
    )
