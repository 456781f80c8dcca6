"""« Qui peut quoi »: the team of an organisation, its invitations, the requests to join it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from organisations.models import Invitation, Organisation, Rattachement
from organisations.queries import Coequipier, team_of
from organisations.rules import (
    Pouvoir,
    why_not_changer_signature,
    why_not_gerer_equipe,
    why_not_retirer,
)
from socle import francais


@dataclass(frozen=True, slots=True)
class Ligne:
    """One person of the team, and what the reader may do of him or her."""

    coequipier: Coequipier
    is_me: bool
    is_last: bool
    may_change: bool
    may_remove: bool

    @property
    def droit(self) -> str:
        return "Représente et signe" if self.coequipier.may_sign else "Représente"


@dataclass(frozen=True, slots=True)
class Attente:
    """An invitation that was not answered yet."""

    invitation: Invitation
    is_expired: bool

    @property
    def terme(self) -> str:
        """« Expire le 7 décembre 2026 », « A expiré le … »."""
        word = "A expiré le" if self.is_expired else "Expire le"
        return f"{word} {francais.date_longue(localtime(self.invitation.expires_at))}"

    @property
    def droit(self) -> str:
        return "Représenter et signer" if self.invitation.signer else "Représenter"


@dataclass(frozen=True, slots=True)
class Equipe:
    """Everything the page shows."""

    lignes: list[Ligne]
    attentes: list[Attente]
    demandes: list[Rattachement]
    why_not: str | None  # why this reader may not change it
    has_signataire: bool


def build(organisation: Organisation, pouvoir: Pouvoir, now: datetime) -> Equipe:
    """The team as this reader may change it. Three queries."""
    team = team_of(organisation)
    signing = [one for one in team if one.may_sign]
    why_not = why_not_gerer_equipe(organisation, pouvoir)
    invitations = Invitation.objects.waiting().filter(organisation=organisation)
    demandes = Rattachement.objects.waiting().filter(organisation=organisation)
    return Equipe(
        lignes=[_ligne(one, organisation, pouvoir, signing == [one]) for one in team],
        attentes=[Attente(one, one.is_expired(now)) for one in invitations.select_related("by")],
        demandes=list(demandes.select_related("user")),
        why_not=why_not,
        has_signataire=bool(signing),
    )


def _ligne(one: Coequipier, organisation: Organisation, pouvoir: Pouvoir, is_last: bool) -> Ligne:
    """What may be done knowing what it does: the last signatory is asked about on the next page."""
    known = {"is_last": is_last, "knowingly": True}
    return Ligne(
        coequipier=one,
        is_me=one.user.pk == pouvoir.user_id,
        is_last=is_last,
        may_change=why_not_changer_signature(organisation, pouvoir, **known) is None,
        may_remove=why_not_retirer(organisation, pouvoir, one.user.pk, **known) is None,
    )
