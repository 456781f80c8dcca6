"""May they comment, ask, answer, take back, hide? Answers with their French reason.

Pure: the objects are given, nothing is queried.
"""

from actions.models import Action, Commentaire
from territoires.access import Access
from territoires.droits import Droit

QUESTION = Commentaire.Kind.QUESTION


# Say ---------------------------------------------------------------------------------------------


def why_not_commenter(action: Action, access: Access) -> str | None:
    if reason := access.why_not(Droit.COMMENTER):
        return reason
    if action.state == Action.State.FUSIONNEE:
        return "Cette action est fusionnée dans une autre : commentez l’action qui la contient."
    return None


def why_not_commenter_pour(organisation_id: int | None, access: Access) -> str | None:
    """The organisation a comment is signed with: one the person represents, or none."""
    if organisation_id is not None and not access.represents(organisation_id):
        return "Vous ne représentez pas cette organisation."
    return None


def why_not_repondre(said: Commentaire, action: Action, access: Access) -> str | None:
    """One level: an answer is not answered. A hidden text is answered by who reads it."""
    if reason := why_not_commenter(action, access):
        return reason
    if said.answers_id is not None:
        return "Répondez au premier message de cette discussion."
    if said.withdrawn_at is not None:
        return "Ce message est retiré par son auteur : écrivez un nouveau commentaire."
    if said.hidden_at is not None and not reads_hidden(said, access):
        return "Ce message est masqué : écrivez un nouveau commentaire."
    return None


# One's own words ---------------------------------------------------------------------------------


def is_mine(said: Commentaire, access: Access) -> bool:
    """Whether this account wrote it."""
    return said.author_id is not None and said.author_id == access.user.pk


def why_not_modifier(
    said: Commentaire, action: Action, access: Access, *, answered: bool
) -> str | None:
    """Once somebody answered, the words that were answered stay."""
    if not is_mine(said, access):
        return "Seul son auteur modifie un message."
    if reason := why_not_commenter(action, access):
        return reason
    if said.withdrawn_at is not None:
        return "Ce message est déjà retiré."
    if said.hidden_at is not None:
        return "Ce message est masqué : répondez à l’équipe qui vous en donne le motif."
    if answered:
        return "Quelqu’un a répondu à ce message : ajoutez une réponse plutôt que de le changer."
    return None


def why_not_retirer(said: Commentaire, access: Access) -> str | None:
    """Whatever the phase or the role: the words are one's own."""
    if not is_mine(said, access):
        return "Seul son auteur retire un message."
    if said.withdrawn_at is not None:
        return "Ce message est déjà retiré."
    return None


# A question and its answer -----------------------------------------------------------------------


def why_not_retenir_reponse(
    answer: Commentaire, question: Commentaire, action: Action, access: Access
) -> str | None:
    """Who asked, the porteur, the referent or the team says that an answer is enough."""
    if question.kind != QUESTION:
        return "Seule la réponse à une question se retient."
    if reason := _why_not_settle(question, action, access):
        return reason
    if not answer.is_shown or not question.is_shown:
        return "Ce message est retiré ou masqué."
    if question.settled_by_id == answer.pk:
        return "Cette réponse est déjà retenue."
    return None


def why_not_rouvrir(question: Commentaire, action: Action, access: Access) -> str | None:
    """The same persons say that the answer is not enough."""
    if reason := _why_not_settle(question, action, access):
        return reason
    return None if question.settled_at else "Aucune réponse n’est retenue pour cette question."


def _why_not_settle(question: Commentaire, action: Action, access: Access) -> str | None:
    if reason := why_not_commenter(action, access):
        return reason
    follows = action.pilote_id is not None and action.pilote_id == access.user.pk
    carries = follows or access.represents(action.porteur_id)
    if carries or access.is_team or is_mine(question, access):
        return None
    return "La personne qui a posé la question, le porteur ou l’équipe retient une réponse."


# Moderation --------------------------------------------------------------------------------------


def reads_hidden(said: Commentaire, access: Access) -> bool:
    """Whether this person reads a hidden text: its author and the team."""
    return is_mine(said, access) or access.grants(Droit.MODERER)


def why_not_masquer(said: Commentaire, access: Access) -> str | None:
    if reason := access.why_not(Droit.MODERER):
        return reason
    if said.withdrawn_at is not None:
        return "Ce message est retiré par son auteur."
    return "Ce message est déjà masqué." if said.hidden_at else None


def why_not_demasquer(said: Commentaire, access: Access) -> str | None:
    if reason := access.why_not(Droit.MODERER):
        return reason
    return None if said.hidden_at else "Ce message n’est pas masqué."


# Follow ------------------------------------------------------------------------------------------


def why_not_suivre(access: Access) -> str | None:
    """Who reads the action may be told of what is new on it; a person in a room has no account."""
    if access.author is None:
        return "Connectez-vous avec votre adresse pour suivre une action."
    return access.why_not(Droit.LIRE)
