"""Finding what surrounds an organisation, in domain words."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from comptes.models import User
from organisations.models import Invitation, Organisation, OrganisationGrant


class Coequipier(NamedTuple):
    """A person of an organisation's team, and whether he or she may sign for it."""

    user: User
    may_sign: bool

    @property
    def role(self) -> str:
        """« Directrice, peut signer », « Contribue »."""
        right = "peut signer" if self.may_sign else "contribue"
        fonction = self.user.fonction
        return f"{fonction}, {right}" if fonction else right.capitalize()


def team_of(organisation: Organisation) -> list[Coequipier]:
    """Who may represent the organisation, by name. One query."""
    rights: dict[User, set[str]] = {}
    grants = OrganisationGrant.objects.filter(content_object=organisation, user__is_active=True)
    for grant in grants.select_related("user", "permission").order_by("user__name", "user_id"):
        rights.setdefault(grant.user, set()).add(grant.permission.codename)
    return [Coequipier(user, "signer" in held) for user, held in rights.items()]


def signataires_of(organisation: Organisation) -> list[User]:
    """Who may sign for the organisation, by name. One query."""
    signing = OrganisationGrant.objects.filter(
        content_object=organisation, permission__codename="signer"
    )
    return list(
        User.objects.filter(pk__in=signing.values("user"), is_active=True).order_by("name", "pk")
    )


def representants_of(organisation: Organisation) -> list[User]:
    """Who may speak for the organisation, by name. One query."""
    speaking = OrganisationGrant.objects.filter(
        content_object=organisation, permission__codename="representer"
    )
    return list(
        User.objects.filter(pk__in=speaking.values("user"), is_active=True).order_by("name", "pk")
    )


def representants_par_personne(
    organisations: Sequence[Organisation],
) -> dict[User, list[Organisation]]:
    """Each person who may speak for some of them, by name, and for which. One query."""
    known = {organisation.pk: organisation for organisation in organisations}
    grants = OrganisationGrant.objects.filter(
        content_object__in=known, permission__codename="representer", user__is_active=True
    )
    found: dict[User, list[Organisation]] = {}
    for grant in grants.select_related("user").order_by("user__name", "user_id", "pk"):
        found.setdefault(grant.user, []).append(known[grant.content_object_id])
    return found


def members_of(organisation: Organisation) -> QuerySet[User]:
    """The people of the team, closed accounts too: their rights may be taken back."""
    grants = OrganisationGrant.objects.filter(content_object=organisation)
    return User.objects.filter(pk__in=grants.values("user"))


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link holds this secret. One query."""
    return (
        Invitation.objects.select_related("organisation", "by", "accepted_by")
        .filter(token_digest=token_digest(token))
        .first()
    )


def token_digest(token: str) -> str:
    """What is kept of the secret of an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(address: str) -> User | None:
    """The account of an address, open or closed. One query."""
    return User.objects.filter(email__iexact=address).first()
