"""May they? Pure answers, with their French reason; and what each reader may see of a pledge.

A draft binds nobody, so keeping one and taking a pledge back never wait for a phase: only role
and organisation count there.
"""

from actions.apports import MEASURED
from actions.models import Action
from engagements.models import Engagement
from territoires.access import Access
from territoires.droits import Droit

State = Engagement.State
Visibilite = Engagement.Visibilite

NOT_YOURS = (
    "Cet engagement appartient à une autre organisation : seul un de ses représentants peut {verb}."
)


# What may be done --------------------------------------------------------------------------------


def why_not_commencer(access: Access) -> str | None:
    """Whether the person may pledge at all, now."""
    return access.why_not(Droit.S_ENGAGER)


def why_not_s_engager(action: Action, access: Access) -> str | None:
    """Whether a new pledge may be made on this action by one of the person's organisations."""
    return why_not_commencer(access) or _why_closed(action)


def why_not_engager(organisation_id: int, access: Access) -> str | None:
    """Whether the person may speak for this organisation."""
    if not access.represents(organisation_id):
        return (
            "Vous ne représentez pas cette organisation. Choisissez-en une autre, ou demandez ce "
            "droit au chef de projet."
        )
    return None


def why_not_owner(engagement: Engagement, access: Access, verb: str = "le modifier") -> str | None:
    """Whether the person speaks for the organisation of this pledge, whatever phase and state."""
    if not access.grants(Droit.S_ENGAGER):
        return access.why_not(Droit.S_ENGAGER)
    if not access.represents(engagement.organisation_id):
        return NOT_YOURS.format(verb=verb)
    return None


def why_not_garder(engagement: Engagement, access: Access) -> str | None:
    """Whether what is typed may be kept in the draft, whatever the phase."""
    if reason := why_not_owner(engagement, access):
        return reason
    if engagement.state != State.BROUILLON:
        return "Cet engagement n’est plus un brouillon."
    return None


def why_not_modifier(engagement: Engagement, access: Access) -> str | None:
    """Whether the details may change: a draft, or a pledge declared and not confirmed yet."""
    if reason := why_not_owner(engagement, access):
        return reason
    if engagement.state in (State.CONFIRME, State.SIGNE):
        return (
            f"Un engagement {engagement.get_state_display()} ne se modifie plus : retirez-le, "
            "puis déclarez-en un autre."
        )
    if engagement.state in (State.REALISE, State.RETIRE):
        return f"Un engagement {engagement.get_state_display()} ne se modifie plus."
    return access.why_not(Droit.S_ENGAGER)


def why_not_changer_apport(engagement: Engagement, access: Access) -> str | None:
    """Whether the kind of contribution and the organisation may change: in a draft only."""
    if reason := why_not_modifier(engagement, access):
        return reason
    if engagement.state != State.BROUILLON:
        return (
            "Le type d’apport ne change plus une fois l’engagement déclaré : retirez-le, puis "
            "déclarez-en un autre."
        )
    return None


def why_not_declarer(engagement: Engagement, access: Access) -> str | None:
    """Whether the draft may be sent."""
    if reason := why_not_owner(engagement, access, "l’envoyer"):
        return reason
    if engagement.state != State.BROUILLON:
        return "Cet engagement est déjà envoyé."
    if reason := why_not_s_engager(engagement.action, access):
        return reason
    return why_not_complet(engagement)


def why_not_complet(engagement: Engagement) -> str | None:
    """What the details still lack before the pledge can be sent."""
    if not engagement.text.strip():
        return "Dites d’abord ce que vous ferez, à l’étape Précisions."
    if engagement.fermete == Engagement.Fermete.CONDITIONNEL and not engagement.condition.strip():
        return "Écrivez d’abord la condition de votre engagement, à l’étape Précisions."
    if needs_quantity(engagement.kind, engagement.fermete) and engagement.quantity is None:
        return "Chiffrez d’abord votre apport, à l’étape Précisions."
    return None


def needs_quantity(kind: str, fermete: str) -> bool:
    """A measured contribution says how much, unless it is only an intention."""
    return kind in MEASURED and fermete != Engagement.Fermete.INTENTION


def why_not_confirmer(engagement: Engagement, access: Access) -> str | None:
    """Whether « déclaré » may become « confirmé », by its organisation or by an administrator."""
    if not access.grants(Droit.CONFIRMER_TOUS):
        if reason := why_not_owner(engagement, access, "le confirmer"):
            return reason
        droit = Droit.S_ENGAGER
    else:
        droit = Droit.CONFIRMER_TOUS
    if engagement.state == State.BROUILLON:
        return "Envoyez d’abord cet engagement : c’est encore un brouillon."
    if engagement.state != State.DECLARE:
        return f"Cet engagement est déjà {engagement.get_state_display()}."
    return access.why_not(droit) or _why_closed(engagement.action)


def why_not_retirer(engagement: Engagement, access: Access) -> str | None:
    """Whether the organisation may take its pledge back: at any time, until it is fulfilled."""
    if reason := why_not_owner(engagement, access, "le retirer"):
        return reason
    if engagement.state == State.BROUILLON:
        return "Ce brouillon n’engage à rien : supprimez-le."
    if engagement.state == State.RETIRE:
        return "Cet engagement est déjà retiré."
    if engagement.state == State.REALISE:
        return "Cet engagement est réalisé : il reste au bilan de l’action."
    return None


def why_not_supprimer(engagement: Engagement, access: Access) -> str | None:
    """Whether the draft may be thrown away; what was declared stays in history."""
    if reason := why_not_owner(engagement, access, "le supprimer"):
        return reason
    if engagement.state != State.BROUILLON:
        return "Un engagement déclaré reste dans l’historique : retirez-le."
    return None


def why_not_mon_organisation(access: Access) -> str | None:
    """Whether the person has an organisation to speak for."""
    if not access.organisations:
        return (
            "Vous ne représentez aucune organisation sur cette feuille de route. Demandez au chef "
            "de projet de vous rattacher à la vôtre."
        )
    return None


def _why_closed(action: Action) -> str | None:
    if action.state not in Action.OPEN_STATES:
        return (
            f"L’action {action.numero} est {action.get_state_display()} : elle ne reçoit plus "
            "d’engagement. Choisissez une autre action."
        )
    if action.avancement in (Action.Avancement.TERMINEE, Action.Avancement.ABANDONNEE):
        return (
            f"L’action {action.numero} est {action.get_avancement_display()} : elle ne reçoit plus "
            "d’engagement. Choisissez une autre action."
        )
    return None


# What may be seen --------------------------------------------------------------------------------
# `access` is None for the public.


def hides_existence(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader must not even know of it; `visible_to` says the same in SQL."""
    if access is not None and access.represents(engagement.organisation_id):
        return False
    if engagement.state == State.BROUILLON:
        return True
    if access is not None and access.is_team:
        return False
    return engagement.state == State.RETIRE or engagement.visibilite == Visibilite.INTERNE


def hides_amount(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader sees the pledge without its quantity.

    The amount of an anonymous pledge is told nowhere but in the sums of an edition, which are
    audited first (`publication.audit`).
    """
    return not sees_all(engagement, access) and engagement.visibilite != Visibilite.PUBLIC


def hides_name(engagement: Engagement, access: Access | None) -> bool:
    """Whether this reader sees neither the organisation nor its words, which could name it."""
    if sees_all(engagement, access):
        return False
    return engagement.visibilite in (Visibilite.ANONYME, Visibilite.INTERNE)


def sees_all(engagement: Engagement, access: Access | None) -> bool:
    """Whether nothing of the pledge is hidden: its organisation, and the team once it is sent."""
    if access is None:
        return False
    return access.is_team or access.represents(engagement.organisation_id)
