"""Who stands before a séance: a facilitator at the console, or a person in the room."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from seances.codes import badge_digest
from seances.droits import DROITS_DU_FACILITATEUR, DROITS_PAR_ETAPE
from seances.models import Etape, Participant, Seance, SeanceGrant
from territoires.access import Access, Ouverture, get_access

#: The cookie that holds the secret of a badge; one name a séance, so that two do not mix.
BADGE_COOKIE = "badge-{seance}"


@dataclass(frozen=True)
class Facilitation:
    """A signed-in person in front of a séance.

    `access` is that on the roadmap; for a facilitator from outside, what this séance opens.
    """

    user: Any
    seance: Seance
    access: Access
    has_grant: bool = False

    @property
    def may_run(self) -> bool:
        """The team of the roadmap runs all its séances, a grant this one."""
        return self.has_grant or self.access.is_team


def get_facilitation(user: Any, seance: Seance) -> Facilitation | None:
    """What a signed-in person is for this séance, None for a stranger. Two queries."""
    if not user.is_authenticated or not user.is_active:
        return None
    has_grant = SeanceGrant.objects.filter(
        user=user, content_object=seance, permission__codename="faciliter"
    ).exists()
    access = get_access(user, seance.feuille)
    if access is None and has_grant:
        moment = "Votre rôle d’animation, limité à cette séance,"
        access = Access(
            user, seance.feuille, frozenset(), ouverture=Ouverture(moment, DROITS_DU_FACILITATEUR)
        )
    return None if access is None else Facilitation(user, seance, access, has_grant)


def get_facilitation_or_404(user: Any, slug: str, pk: int) -> Facilitation:
    """Load a séance and what the person is for it; a stranger learns nothing (404)."""
    seance = Seance.objects.for_room().filter(feuille__slug=slug, pk=pk).first()
    facilitation = get_facilitation(user, seance) if seance else None
    if facilitation is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return facilitation


def get_participant(seance_id: int, secret: str) -> Participant | None:
    """The person this badge belongs to, in this séance only; None for a wrong or old badge."""
    if not secret:
        return None
    return (
        Participant.objects.with_seance()
        .filter(seance=seance_id, badge_digest=badge_digest(secret))
        .first()
    )


def get_participant_or_404(seance_id: int, secret: str) -> Participant:
    """The same, for a page of the room; without a badge it does not exist."""
    participant = get_participant(seance_id, secret)
    if participant is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return participant


def get_voter_or_404(seance_id: int, secret: str) -> Participant:
    """The same for a tap of a vote, that comes by hundreds: whose badge, and at which table."""
    bare = Participant.objects.order_by().select_related("table")
    found = (
        bare.filter(seance=seance_id, badge_digest=badge_digest(secret)) if secret else bare.none()
    )
    participant = found.first()
    if participant is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return participant


def access_of(participant: Participant, seance: Seance | None = None) -> Access:
    """What the current step lets this person do on the roadmap; the same rules then serve all.

    `seance`: the séance as it is now, when the caller has just locked it. No query when both come
    from `with_seance` or `for_room`.
    """
    seance = seance or participant.seance
    organisation = participant.organisation_id
    return Access(
        participant.user or AnonymousUser(),
        seance.feuille,
        frozenset(),
        frozenset({organisation} if organisation else ()),
        ouverture=_ouverture(seance),
    )


def _ouverture(seance: Seance) -> Ouverture:
    if seance.state == Seance.State.CLOSE:
        return Ouverture("La séance est close : elle", frozenset())
    if not seance.is_open:
        return Ouverture("La séance n’est pas encore ouverte : elle", frozenset())
    etape = seance.current_etape
    if etape is None:
        return Ouverture("La séance n’a pas commencé : elle", frozenset())
    return Ouverture(f"L’étape « {etape.title} »", DROITS_PAR_ETAPE[Etape.Kind(etape.kind)])
