"""What one person may do on one roadmap, read once a request."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import Http404

from organisations.models import OrganisationGrant
from territoires.droits import DROITS_PAR_PHASE, DROITS_PAR_ROLE, Droit, Phase, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant


@dataclass(frozen=True)
class Ouverture:
    """What a moment of a séance opens to a person in the room, in place of role and phase."""

    moment: str  # « L’étape « Partager » »: what refuses the rest
    droits: frozenset[Droit]


@dataclass(frozen=True)
class Access:
    """The roles of `user` on `feuille`, and the organisations (keys) he or she acts for."""

    user: Any
    feuille: FeuilleDeRoute
    roles: frozenset[Role]
    organisations: frozenset[int] = field(default=frozenset())
    signataire_de: frozenset[int] = field(default=frozenset())
    ouverture: Ouverture | None = None

    def grants(self, droit: Droit) -> bool:
        """Whether one of the roles grants it, whatever the phase."""
        if self.ouverture:
            return droit in self.ouverture.droits
        return any(droit in DROITS_PAR_ROLE[role] for role in self.roles)

    def why_not(self, droit: Droit) -> str | None:
        """The French reason why role, then phase, refuse; None when both allow."""
        if self.ouverture:
            if droit in self.ouverture.droits:
                return None
            return f"{self.ouverture.moment} ne permet pas {_de(droit)}."
        if not self.grants(droit):
            return (
                f"Votre rôle ({self.role_label}) ne permet pas {_de(droit)}. "
                "Demandez ce droit au chef de projet."
            )
        if droit not in DROITS_PAR_PHASE[Phase(self.feuille.phase)]:
            return (
                f"La phase « {self.feuille.get_phase_display()} » ne permet pas {_de(droit)}"
                f"{_when(droit)}."
            )
        return None

    def can(self, droit: Droit) -> bool:
        return self.why_not(droit) is None

    @property
    def role_label(self) -> str:
        return ", ".join(role.label for role in Role if role in self.roles) or "aucun"

    @property
    def author(self) -> Any:
        """The account that signs what this person writes, None in a séance without account."""
        return self.user if self.user.pk else None

    @property
    def is_team(self) -> bool:
        """Runs the roadmap: administrator or facilitator."""
        return bool(self.roles & {Role.ADMINISTRATEUR, Role.ANIMATEUR})

    def represents(self, organisation_id: int | None) -> bool:
        return organisation_id in self.organisations


def _de(droit: Droit) -> str:
    return f"d’{droit.value}" if droit.value[0] in "aeéiou" else f"de {droit.value}"


def _when(droit: Droit) -> str:
    phases = [phase.label for phase in Phase if droit in DROITS_PAR_PHASE[phase]]
    if not phases:
        return ""
    return f" : c’est possible en phase « {' », « '.join(phases)} »"


def get_access(user: Any, feuille: FeuilleDeRoute) -> Access | None:
    """The access of a person to a roadmap, or None for a stranger. One query."""
    if not user.is_authenticated or not user.is_active:
        return None
    on_feuille = FeuilleGrant.objects.filter(user=user, content_object=feuille)
    on_organisations = OrganisationGrant.objects.filter(
        user=user, content_object__territoires=feuille.territoire_id
    )
    held: dict[str, set[int]] = defaultdict(set)
    for codename, pk in on_feuille.values_list("permission__codename", "content_object_id").union(
        on_organisations.values_list("permission__codename", "content_object_id"), all=True
    ):
        held[codename].add(pk)
    # Signing is a right on an organisation, not a role on the roadmap.
    roles = frozenset(Role(codename) for codename in held if codename != "signer")
    if not roles:
        return None
    return Access(
        user, feuille, roles, frozenset(held[Role.REPRESENTANT]), frozenset(held["signer"])
    )


def get_access_or_404(user: Any, slug: str) -> Access:
    """Load a roadmap and the person's access to it; a stranger learns nothing (404).

    Kept on the user, who lives as long as the request: the page around the view asks it too.
    """
    known: dict[str, Access] = user.__dict__.setdefault("access_by_slug", {})
    if slug not in known:
        feuille = FeuilleDeRoute.objects.with_territoire().filter(slug=slug).first()
        access = get_access(user, feuille) if feuille else None
        if access is None:
            raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
        known[slug] = access
    return known[slug]


def locked(access: Access) -> Access:
    """The same person against the roadmap as it is now, its row locked until commit.

    The phase may have changed since the page was shown; a service asks its rule again with this.
    """
    feuille = (
        FeuilleDeRoute.objects.select_for_update(of=("self",))
        .with_territoire()
        .get(pk=access.feuille.pk)
    )
    return replace(access, feuille=feuille)
