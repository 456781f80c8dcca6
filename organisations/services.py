"""The verbs on organisations; the only writer of their grants."""

from django.contrib.auth.models import Permission
from django.db import transaction

from comptes.models import User
from organisations import rules
from organisations.models import Organisation, OrganisationGrant
from socle.journal import record
from socle.refus import refuse

#: What `modifier_fiche` may write.
FICHE = ("name", "commune", "activite", "effectif", "siret")


def _permission(codename: str) -> Permission:
    return Permission.objects.get(
        codename=codename,
        content_type__app_label="organisations",
        content_type__model="organisation",
    )


@transaction.atomic
def accorder(
    organisation: Organisation, user: User, *, by: User | None, signer: bool = False
) -> None:
    """Let a person represent an organisation, and sign for it when `signer`. Idempotent."""
    codenames = ["representer", "signer"] if signer else ["representer"]
    for codename in codenames:
        _grant, created = OrganisationGrant.objects.get_or_create(
            permission=_permission(codename), user=user, content_object=organisation
        )
        if created:
            record(f"organisation.{codename}", by=by, on=organisation, personne=str(user))


@transaction.atomic
def retirer(organisation: Organisation, user: User, *, by: User | None) -> None:
    """Take back every right of a person on an organisation. Idempotent."""
    deleted, _ = OrganisationGrant.objects.filter(user=user, content_object=organisation).delete()
    if deleted:
        record("organisation.retrait", by=by, on=organisation, personne=str(user))


@transaction.atomic
def modifier_fiche(organisation: Organisation, *, by: User, **fiche: str | None) -> Organisation:
    """Write the sheet of an organisation (keys of `FICHE`), asked by one of its representatives.

    Raises IntegrityError when the name or the SIRET is taken: the form checks both before.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    grants = OrganisationGrant.objects.filter(user=by, permission__codename="representer")
    is_representant = grants.filter(content_object=organisation).exists()
    refuse(rules.why_not_modifier_fiche(is_representant=is_representant))
    changed = [
        name for name in FICHE if name in fiche and getattr(organisation, name) != fiche[name]
    ]
    for name in changed:
        setattr(organisation, name, fiche[name])
    if changed:
        organisation.save(update_fields=changed)
        record("organisation.fiche", by=by, on=organisation, champs=changed)
    return organisation
