"""The verbs on the directory of a roadmap."""

from typing import Any

from django.db import transaction

from feuille_de_route.annuaire import rules
from feuille_de_route.annuaire.queries import administers
from organisations import services as organisations
from organisations.models import Organisation
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked


@transaction.atomic
def creer(access: Access, **fiche: Any) -> Organisation:
    """Add a new organisation (keys of `organisations.services.ANNUAIRE`) to the directory.

    Raises IntegrityError when the name or the SIRET is taken: the form checks both before.
    """
    current = locked(access)
    refuse(rules.why_not_tenir(current))
    organisation = organisations.creer(by=access.user, **fiche)
    current.feuille.territoire.organisations.add(organisation)
    return organisation


@transaction.atomic
def ajouter(access: Access, organisation: Organisation) -> Organisation:
    """Add to the directory an organisation that another territory knows. Idempotent."""
    current = locked(access)
    refuse(rules.why_not_tenir(current))
    annuaire = current.feuille.territoire.organisations
    if not annuaire.filter(pk=organisation.pk).exists():
        annuaire.add(organisation)
        record(
            "organisation.ajoutee", by=access.user, on=organisation, feuille_id=access.feuille.pk
        )
    return organisation


def corriger(access: Access, organisation: Organisation, **fiche: Any) -> Organisation:
    """Write the sheet of an organisation of the directory. Raises as `organisations.corriger`."""
    return organisations.corriger(
        organisation,
        by=access.user,
        is_administrateur=administers(access, organisation),
        **fiche,
    )
