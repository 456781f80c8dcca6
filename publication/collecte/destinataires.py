"""Who is told of an edition: the people of the organisations that committed themselves."""

from typing import NamedTuple

from comptes.models import User
from engagements.models import Engagement
from organisations.models import Organisation
from organisations.queries import representants_par_personne
from territoires.models import FeuilleDeRoute


class Destinataires(NamedTuple):
    """Each person once, with the names of the organisations; those nobody represents yet."""

    personnes: dict[User, list[str]]
    organisations: int
    sans_personne: tuple[str, ...]


def destinataires(feuille: FeuilleDeRoute) -> Destinataires:
    """The organisations whose pledges are declared and not withdrawn. Two queries."""
    engaged = Engagement.objects.on_feuille(feuille).live().values("organisation")
    organisations = list(Organisation.objects.filter(pk__in=engaged).order_by("name"))
    personnes = representants_par_personne(organisations)
    reached = {one.pk for those in personnes.values() for one in those}
    alone = tuple(one.name for one in organisations if one.pk not in reached)
    named = {user: [one.name for one in those] for user, those in personnes.items()}
    return Destinataires(named, len(organisations), alone)
