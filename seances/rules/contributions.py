"""May they amend, agree, propose, comment, pledge, settle? Answers with their French reason."""

from actions.amendements import TEXTS
from actions.models import Action, Amendement
from actions.rules.commentaires import why_not_commenter as why_not_commenter_action
from actions.rules.redaction import why_not_modifier
from engagements.models import Engagement
from engagements.rules import why_not_complet
from engagements.rules import why_not_s_engager as why_not_s_engager_action
from seances.access import Facilitation
from seances.models import Participant
from seances.rules.console import why_not_faciliter
from territoires.access import Access
from territoires.droits import Droit

#: The fields a table amends: texts of the fiche, without the names of who follows it.
CHAMPS = tuple(name for name in TEXTS if name not in ("referent", "comite"))


def why_not_in_room(participant: Participant, action: Action, access: Access) -> str | None:
    """The action is one of the roadmap of the séance, and everybody there may read it."""
    if action.feuille_id != access.feuille.pk or action.is_restricted:
        return "Cette action n’est pas dans cette séance."
    return None


def why_not_ajuster(access: Access) -> str | None:
    """Whether this is the time to amend, whatever the action and the field."""
    return access.why_not(Droit.AMENDER)


def why_not_amender(
    action: Action, participant: Participant, access: Access, *, field: str, text: str
) -> str | None:
    """Whether this person may amend this field, for the table where he or she sits."""
    if reason := why_not_ajuster(access):
        return reason
    if reason := why_not_in_room(participant, action, access):
        return reason
    if action.state not in Action.OPEN_STATES:
        return f"Cette action est {action.get_state_display()} : elle ne s’amende plus."
    if field not in CHAMPS:
        return "Choisissez le champ à amender."
    if not text.strip():
        return "Écrivez le texte que vous proposez."
    return None


def why_not_approuver(amendement: Amendement | None, access: Access) -> str | None:
    """Whether one may say if one agrees: while amendments are open and this one waits."""
    if reason := why_not_ajuster(access):
        return reason
    if amendement is None:
        return "Cette contribution n’est pas un amendement."
    if amendement.state != Amendement.State.A_ARBITRER:
        return f"Cet amendement est {amendement.get_state_display()}."
    return None


def why_not_arbitrer(amendement: Amendement | None, by: Facilitation) -> str | None:
    """Whether who runs the séance may settle this amendement."""
    if reason := why_not_faciliter(by):
        return reason
    if amendement is None:
        return "Cette contribution n’est pas un amendement."
    if amendement.state != Amendement.State.A_ARBITRER:
        return f"Cet amendement est déjà {amendement.get_state_display()}."
    return None


def why_not_accepter(
    amendement: Amendement | None, action: Action | None, by: Facilitation
) -> str | None:
    """Whether its text may be written in the action."""
    if reason := why_not_arbitrer(amendement, by):
        return reason
    if amendement and amendement.field not in CHAMPS:
        return "Cet amendement ne porte pas sur un texte : intégrez-le depuis la fiche."
    return why_not_modifier(action, by.access) if action else None


def why_not_refuser(amendement: Amendement | None, by: Facilitation, reason: str) -> str | None:
    """Whether it may be refused: with a reason, that its table will read."""
    if refusal := why_not_arbitrer(amendement, by):
        return refusal
    if not reason.strip():
        return "Écrivez le motif : la table qui a proposé l’amendement le lira."
    return None


def why_not_commenter(
    action: Action, participant: Participant, access: Access, text: str
) -> str | None:
    if reason := why_not_commenter_action(action, access):
        return reason
    if reason := why_not_in_room(participant, action, access):
        return reason
    return None if text.strip() else "Écrivez votre commentaire."


def why_not_proposer(access: Access, title: str) -> str | None:
    if reason := access.why_not(Droit.PROPOSER):
        return reason
    return None if title.strip() else "Donnez un titre à l’action."


def why_not_s_engager(
    action: Action, participant: Participant, access: Access, engagement: Engagement
) -> str | None:
    """Whether this pledge, not saved yet, may be declared in the name of the organisation."""
    if reason := why_not_s_engager_action(action, access):
        return reason
    if reason := why_not_in_room(participant, action, access):
        return reason
    if participant.organisation_id is None:
        return (
            "Un engagement se prend au nom d’une organisation de l’annuaire. "
            "Demandez à l’accueil d’ajouter la vôtre."
        )
    return why_not_complet(engagement)
