"""May they? Pure answers, with their French reason."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from organisations.models import Invitation, Organisation, Rattachement
from socle.francais import date_longue


@dataclass(frozen=True)
class Pouvoir:
    """What a person is for one organisation.

    `is_administrateur`: manages the members of a roadmap the organisation belongs to.
    """

    user_id: int | None
    is_administrateur: bool = False
    is_representant: bool = False
    is_signataire: bool = False

    @property
    def manages_team(self) -> bool:
        return self.is_administrateur or self.is_signataire


def why_not_modifier_fiche(*, is_representant: bool) -> str | None:
    if not is_representant:
        return (
            "Seul un représentant de l’organisation peut modifier sa fiche. Demandez ce droit au "
            "chef de projet."
        )
    return None


def why_not_corriger(pouvoir: Pouvoir) -> str | None:
    """Whether the person may create or correct organisations of the directory."""
    if not pouvoir.is_administrateur:
        return (
            "Seul un administrateur de la feuille de route tient l’annuaire. Demandez-lui cette "
            "correction."
        )
    return None


# The team ----------------------------------------------------------------------------------------


def why_not_voir_equipe(pouvoir: Pouvoir) -> str | None:
    """Whether the person may know who represents the organisation, and who asks to."""
    if not (pouvoir.is_administrateur or pouvoir.is_representant or pouvoir.is_signataire):
        return (
            "L’équipe d’une organisation se montre à ses représentants et aux administrateurs de "
            "la feuille de route."
        )
    return None


def why_not_gerer_equipe(organisation: Organisation, pouvoir: Pouvoir) -> str | None:
    """Whether the person may invite for the organisation, and change who may do what."""
    if not pouvoir.manages_team:
        return (
            f"Seule une personne qui peut signer pour {organisation}, ou un administrateur de la "
            "feuille de route, peut changer cette équipe."
        )
    if organisation.merged_into_id is not None:
        return "Cette organisation est fusionnée dans une autre\u00a0: ouvrez l’équipe de celle-ci."
    return None


def why_not_inviter(
    organisation: Organisation, pouvoir: Pouvoir, *, is_known: bool, signs: bool, signer: bool
) -> str | None:
    """Whether this address may be invited. `is_known`: represents already; `signs`: may sign."""
    if reason := why_not_gerer_equipe(organisation, pouvoir):
        return reason
    if is_known and (signs or not signer):
        return f"Cette personne représente déjà {organisation}."
    if is_known:
        return (
            f"Cette personne représente déjà {organisation}\u00a0: donnez-lui le droit de signer "
            "dans la liste de l’équipe."
        )
    return None


def why_not_relancer(
    organisation: Organisation, invitation: Invitation, pouvoir: Pouvoir
) -> str | None:
    """Whether an invitation may be sent again, or cancelled."""
    if reason := why_not_gerer_equipe(organisation, pouvoir):
        return reason
    if invitation.accepted_at is not None:
        return "Cette invitation est déjà acceptée."
    if invitation.cancelled_at is not None:
        return "Cette invitation est annulée\u00a0: envoyez-en une nouvelle."
    return None


def why_not_changer_signature(
    organisation: Organisation,
    pouvoir: Pouvoir,
    *,
    is_last: bool,
    knowingly: bool,
) -> str | None:
    """Whether somebody's right to sign may be taken back. `is_last`: nobody else signs."""
    if reason := why_not_gerer_equipe(organisation, pouvoir):
        return reason
    return _why_last(organisation, is_last=is_last, knowingly=knowingly)


def why_not_retirer(
    organisation: Organisation,
    pouvoir: Pouvoir,
    user_id: int,
    *,
    is_last: bool,
    knowingly: bool,
) -> str | None:
    """Whether somebody may leave the team: taken out of it, or leaving it alone."""
    leaves = pouvoir.user_id == user_id and pouvoir.is_representant
    if not leaves and (reason := why_not_gerer_equipe(organisation, pouvoir)):
        return reason
    return _why_last(organisation, is_last=is_last, knowingly=knowingly)


def _why_last(organisation: Organisation, *, is_last: bool, knowingly: bool) -> str | None:
    if is_last and not knowingly:
        return (
            f"C’est la dernière personne qui peut signer pour {organisation}\u00a0: après elle, "
            "plus rien ne pourra être signé. Donnez d’abord ce droit à quelqu’un d’autre, ou "
            "cochez la case qui dit que vous le savez."
        )
    return None


# Invitations, as their guest finds them ----------------------------------------------------------


def why_not_ouverte(invitation: Invitation, now: datetime) -> str | None:
    """Whether an invitation may still be accepted; says what to do otherwise."""
    if invitation.accepted_at is not None:
        return (
            f"Cette invitation a été acceptée le {date_longue(localtime(invitation.accepted_at))}. "
            "Elle ne sert qu’une fois\u00a0: connectez-vous avec votre adresse."
        )
    if invitation.cancelled_at is not None:
        return (
            "Cette invitation a été annulée. Si vous pensez que c’est une erreur, écrivez à la "
            "personne qui vous l’a envoyée."
        )
    if invitation.is_expired(now):
        return (
            f"Cette invitation a expiré le {date_longue(localtime(invitation.expires_at))}. "
            "Demandez à la personne qui vous l’a envoyée de la renvoyer."
        )
    return None


def why_not_accepter(
    invitation: Invitation, now: datetime, *, email: str, is_active: bool
) -> str | None:
    """Whether the person known by `email` may accept; « » for somebody not signed in."""
    if reason := why_not_ouverte(invitation, now):
        return reason
    if email and email.lower() != invitation.email:
        return (
            f"Vous êtes connecté avec l’adresse {email}, et cette invitation est pour "
            f"{invitation.email}. Quittez ce compte, puis ouvrez à nouveau le lien du message."
        )
    if not is_active:
        return (
            f"Le compte de {invitation.email} est fermé. Demandez à l’équipe de la feuille de "
            "route de le rouvrir."
        )
    return None


# Requests ----------------------------------------------------------------------------------------


def why_not_decider_rattachement(
    organisation: Organisation, demande: Rattachement, pouvoir: Pouvoir
) -> str | None:
    """Whether a request to represent the organisation may be answered."""
    if reason := why_not_gerer_equipe(organisation, pouvoir):
        return reason
    if demande.state != Rattachement.State.DEMANDE:
        return f"Cette demande est déjà {demande.get_state_display()}e."
    return None
