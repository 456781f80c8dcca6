"""The verbs on organisations; the only writer of their grants.

Every verb on a team locks its organisation first, so that two people who change it wait for each
other: the last signatory is counted once.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from comptes.models import User
from organisations import emails, rules
from organisations.models import (
    INVITATION_LIFE,
    Invitation,
    Organisation,
    OrganisationGrant,
    Rattachement,
)
from organisations.queries import signataires_of, token_digest
from organisations.rules import Pouvoir
from socle.journal import record
from socle.refus import refuse

#: What `modifier_fiche` may write.
FICHE = ("name", "commune", "activite", "effectif", "siret", "siren_seul")
#: What an administrator may write besides.
ANNUAIRE = (*FICHE, "kind", "college", "fait_public")


def pouvoir_of(organisation: Organisation, user: User, *, is_administrateur: bool) -> Pouvoir:
    """What a person is for an organisation, now. One query."""
    held = set(
        OrganisationGrant.objects.filter(user=user, content_object=organisation).values_list(
            "permission__codename", flat=True
        )
    )
    return Pouvoir(user.pk, is_administrateur, "representer" in held, "signer" in held)


# Grants ------------------------------------------------------------------------------------------


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
    """Let a person represent an organisation, and sign for it when `signer`. Idempotent.

    A request of this person that waited is thereby answered.
    """
    codenames = ["representer", "signer"] if signer else ["representer"]
    for codename in codenames:
        _grant, created = OrganisationGrant.objects.get_or_create(
            permission=_permission(codename), user=user, content_object=organisation
        )
        if created:
            record(f"organisation.{codename}", by=by, on=organisation, personne=str(user))
    Rattachement.objects.waiting().filter(organisation=organisation, user=user).update(
        state=Rattachement.State.ACCEPTE, decided_at=now(), decided_by=by
    )


@transaction.atomic
def retirer(organisation: Organisation, user: User, *, by: User | None) -> None:
    """Take back every right of a person on an organisation. Idempotent."""
    deleted, _ = OrganisationGrant.objects.filter(user=user, content_object=organisation).delete()
    if deleted:
        record("organisation.retrait", by=by, on=organisation, personne=str(user))


@transaction.atomic
def retirer_de_l_equipe(
    organisation: Organisation,
    user: User,
    *,
    by: User,
    is_administrateur: bool = False,
    knowingly: bool = False,
) -> None:
    """Take a person out of the team, or leave it. `knowingly`: even the last who may sign."""
    organisation, pouvoir = _locked(organisation, by, is_administrateur)
    is_last = _is_last_signatory(organisation, user)
    refuse(
        rules.why_not_retirer(organisation, pouvoir, user.pk, is_last=is_last, knowingly=knowingly)
    )
    retirer(organisation, user, by=by)
    _annuler_de(user, organisation)


@transaction.atomic
def changer_signature(
    organisation: Organisation,
    user: User,
    *,
    signer: bool,
    by: User,
    is_administrateur: bool = False,
    knowingly: bool = False,
) -> None:
    """Give somebody of the team the right to sign, or take it back. Idempotent.

    Raises OrganisationGrant.DoesNotExist for somebody who does not represent the organisation.
    """
    organisation, pouvoir = _locked(organisation, by, is_administrateur)
    grants = OrganisationGrant.objects.filter(user=user, content_object=organisation)
    grants.get(permission__codename="representer")
    is_last = not signer and _is_last_signatory(organisation, user)
    refuse(
        rules.why_not_changer_signature(organisation, pouvoir, is_last=is_last, knowingly=knowingly)
    )
    if signer:
        accorder(organisation, user, by=by, signer=True)
    elif grants.filter(permission__codename="signer").delete()[0]:
        record("organisation.plus_signer", by=by, on=organisation, personne=str(user))
        _annuler_de(user, organisation)


def _annuler_de(user: User, organisation: Organisation) -> None:
    """Invitations somebody sent do not outlive the right to send them."""
    sent = Invitation.objects.waiting().filter(organisation=organisation, by=user)
    sent.update(cancelled_at=now())


def _locked(organisation: Organisation, by: User, is_admin: bool) -> tuple[Organisation, Pouvoir]:
    """The organisation as it is now, locked until commit, and what `by` is for it."""
    fresh = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    return fresh, pouvoir_of(fresh, by, is_administrateur=is_admin)


def _is_last_signatory(organisation: Organisation, user: User) -> bool:
    """Whether this person signs and no other active one does."""
    return [one.pk for one in signataires_of(organisation)] == [user.pk]


# The sheet ---------------------------------------------------------------------------------------


@transaction.atomic
def creer(*, by: User, **fiche: Any) -> Organisation:
    """Add an organisation (keys of `ANNUAIRE`) to the directory; its caller says of which territory.

    Raises IntegrityError when the name or the SIRET is taken: the form checks both before.
    """
    if unknown := fiche.keys() - set(ANNUAIRE):
        raise TypeError(f"not facts of an organisation: {', '.join(sorted(unknown))}")
    organisation = Organisation.objects.create(**fiche)
    record("organisation.creee", by=by, on=organisation)
    return organisation


@transaction.atomic
def corriger(
    organisation: Organisation, *, by: User, is_administrateur: bool, **fiche: Any
) -> Organisation:
    """Write the sheet of an organisation (keys of `ANNUAIRE`), asked by an administrator.

    Raises IntegrityError when the name or the SIRET is taken: the form checks both before.
    """
    organisation, pouvoir = _locked(organisation, by, is_administrateur)
    refuse(rules.why_not_corriger(pouvoir))
    return _write(organisation, ANNUAIRE, fiche, by)


@transaction.atomic
def modifier_fiche(organisation: Organisation, *, by: User, **fiche: str | None) -> Organisation:
    """Write the sheet of an organisation (keys of `FICHE`), asked by one of its representatives.

    Raises IntegrityError when the name or the SIRET is taken: the form checks both before.
    """
    organisation, pouvoir = _locked(organisation, by, False)
    refuse(rules.why_not_modifier_fiche(is_representant=pouvoir.is_representant))
    return _write(organisation, FICHE, fiche, by)


def _write(
    organisation: Organisation, allowed: tuple[str, ...], fiche: dict[str, Any], by: User
) -> Organisation:
    changed = [
        name for name in allowed if name in fiche and getattr(organisation, name) != fiche[name]
    ]
    for name in changed:
        setattr(organisation, name, fiche[name])
    if changed:
        organisation.save(update_fields=changed)
        record("organisation.fiche", by=by, on=organisation, champs=changed)
    return organisation


@transaction.atomic
def unir_equipes(source: Organisation, kept: Organisation, *, by: User) -> None:
    """Give `kept` the people of `source`, its invitations and its requests; nobody stands twice."""
    for grant in OrganisationGrant.objects.filter(content_object=source).select_related(
        "user", "permission"
    ):
        signer = grant.permission.codename == "signer"
        accorder(kept, grant.user, by=by, signer=signer)
    OrganisationGrant.objects.filter(content_object=source).delete()
    held = OrganisationGrant.objects.filter(content_object=kept)
    _unir_attentes(
        Invitation.objects.waiting().filter(organisation=source),
        known=set(Invitation.objects.waiting().filter(organisation=kept).values_list("email"))
        | set(held.values_list("user__email")),
        column="email",
        closed={"cancelled_at": now()},
    )
    _unir_attentes(
        Rattachement.objects.waiting().filter(organisation=source),
        known=set(Rattachement.objects.waiting().filter(organisation=kept).values_list("user"))
        | set(held.values_list("user")),
        column="user",
        closed={"state": Rattachement.State.REFUSE, "decided_at": now(), "decided_by": by},
    )
    Invitation.objects.filter(organisation=source).update(organisation=kept)
    Rattachement.objects.filter(organisation=source).update(organisation=kept)


def _unir_attentes(
    waiting: QuerySet, *, known: set[tuple[Any]], column: str, closed: dict[str, Any]
) -> None:
    """Close what waits for somebody `known` on the kept side already."""
    waiting.filter(**{f"{column}__in": [key for (key,) in known]}).update(**closed)


# Invitations -------------------------------------------------------------------------------------


@transaction.atomic
def inviter(
    organisation: Organisation,
    *,
    email: str,
    signer: bool,
    by: User,
    feuille_id: int,
    is_administrateur: bool = False,
) -> Invitation:
    """Ask somebody by e-mail to represent an organisation, and to sign for it when `signer`.

    The same address invited again while it waits receives a new link; the old one opens nothing.
    """
    organisation, pouvoir = _locked(organisation, by, is_administrateur)
    email = email.lower()
    held = set(
        OrganisationGrant.objects.filter(
            content_object=organisation, user__email=email
        ).values_list("permission__codename", flat=True)
    )
    refuse(
        rules.why_not_inviter(
            organisation,
            pouvoir,
            is_known="representer" in held,
            signs="signer" in held,
            signer=signer,
        )
    )
    invitation = Invitation.objects.waiting().filter(organisation=organisation, email=email).first()
    if invitation is None:
        invitation = Invitation(organisation=organisation, email=email)
    invitation.signer, invitation.by, invitation.feuille_id = signer, by, feuille_id
    _send(invitation)
    droit = "représenter et signer" if signer else "représenter"
    record("organisation.invitation", by=by, on=organisation, adresse=email, droit=droit)
    return invitation


@transaction.atomic
def relancer(invitation: Invitation, *, by: User, is_administrateur: bool = False) -> Invitation:
    """Send an invitation again, with a new link and a new term; the old link opens nothing."""
    organisation, pouvoir = _locked(invitation.organisation, by, is_administrateur)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    refuse(rules.why_not_relancer(organisation, invitation, pouvoir))
    invitation.organisation, invitation.by = organisation, by
    _send(invitation)
    record("organisation.relance", by=by, on=organisation, adresse=invitation.email)
    return invitation


@transaction.atomic
def annuler(invitation: Invitation, *, by: User, is_administrateur: bool = False) -> None:
    """Cancel an invitation: its link says so, and opens nothing."""
    organisation, pouvoir = _locked(invitation.organisation, by, is_administrateur)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    refuse(rules.why_not_relancer(organisation, invitation, pouvoir))
    invitation.cancelled_at = now()
    invitation.save(update_fields=["cancelled_at"])
    record("organisation.annulation", by=by, on=organisation, adresse=invitation.email)


def _send(invitation: Invitation) -> None:
    """A new secret, a new term, one message."""
    token = secrets.token_urlsafe(32)
    invitation.token_digest, invitation.sent_at = token_digest(token), now()
    invitation.expires_at = invitation.sent_at + INVITATION_LIFE
    invitation.save()
    emails.send_invitation(invitation, token)


@transaction.atomic
def accepter(
    invitation: Invitation, *, user: User | None, name: str = "", fonction: str = ""
) -> User:
    """Accept an invitation: the account is created when the address is new, and receives its rights.

    `user`: who is signed in, None for nobody. `name` and `fonction` are those of a new account; a
    known person keeps his or hers. Raises Refus.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(
        pk=invitation.organisation_id
    )
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    invitation.organisation = organisation
    known = User.objects.filter(email__iexact=invitation.email).first()
    refuse(
        rules.why_not_accepter(
            invitation,
            now(),
            email=user.email if user else "",
            is_active=known.is_active if known else True,
        )
    )
    if known is None:
        known = User.objects.create_user(invitation.email, name, fonction=fonction)
        record("compte.cree", by=invitation.by, on=known, feuille_id=invitation.feuille_id)
    accorder(organisation, known, by=invitation.by, signer=invitation.signer)
    invitation.accepted_at, invitation.accepted_by = now(), known
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("organisation.acceptation", by=known, on=organisation)
    return known


# Requests to represent ---------------------------------------------------------------------------


@transaction.atomic
def demander_rattachement(
    organisation: Organisation,
    user: User,
    *,
    feuille_id: int,
    origin: str,
    administrateurs: Iterable[User],
    equipe_url: str,
) -> Rattachement:
    """Ask to represent an organisation. Idempotent.

    Its signatories and the administrators of the roadmap are told, once, with the address of the
    page where one answers.
    """
    demande, created = Rattachement.objects.get_or_create(
        organisation=organisation,
        user=user,
        state=Rattachement.State.DEMANDE,
        defaults={"feuille_id": feuille_id, "origin": origin},
    )
    if created:
        record("organisation.demande", by=user, on=organisation, origine=origin)
        told = {one.pk: one for one in (*signataires_of(organisation), *administrateurs)}
        emails.send_demande(demande, told.values(), equipe_url)
    return demande


@transaction.atomic
def repondre_rattachement(
    demande: Rattachement, *, accepte: bool, by: User, is_administrateur: bool = False
) -> Rattachement:
    """Accept or refuse a request; accepted, the person represents the organisation, never signs."""
    organisation, pouvoir = _locked(demande.organisation, by, is_administrateur)
    demande = (
        Rattachement.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=demande.pk)
    )
    refuse(rules.why_not_decider_rattachement(organisation, demande, pouvoir))
    demande.state = Rattachement.State.ACCEPTE if accepte else Rattachement.State.REFUSE
    demande.decided_at, demande.decided_by = now(), by
    demande.save(update_fields=["state", "decided_at", "decided_by"])
    if accepte:
        accorder(organisation, demande.user, by=by)
    else:
        record("organisation.refus", by=by, on=organisation, personne=str(demande.user))
    demande.organisation = organisation
    emails.send_reponse(demande)
    return demande
