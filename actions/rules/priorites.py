"""May they support, distribute points, see the results, decide? Answers with their French reason.

Pure: the objects are given, nothing is queried.
"""

from actions.models import Action
from socle import francais
from territoires.access import Access
from territoires.droits import Droit, Phase

State = Action.State

#: What governance may decide: each decision is the state it gives.
DECISIONS = (State.RETENUE, State.A_RETRAVAILLER, State.ECARTEE, State.REPORTEE)
#: A refusal is explained to those who proposed.
DECISIONS_WITH_REASON = (State.A_RETRAVAILLER, State.ECARTEE, State.REPORTEE)
#: The vote is over: its results can no longer sway it.
PHASES_AFTER_VOTE = (Phase.ENGAGEMENT, Phase.PUBLIEE)


# Support -----------------------------------------------------------------------------------------


def why_not_soutenir(action: Action, access: Access) -> str | None:
    if reason := access.why_not(Droit.SOUTENIR):
        return reason
    return _why_not_open(action, "elle ne reçoit plus de soutien")


def why_not_retirer_soutien(access: Access) -> str | None:
    """A support is taken back as long as one may be given, whatever became of the action."""
    return access.why_not(Droit.SOUTENIR)


def why_not_soutenir_pour(organisation_id: int | None, access: Access) -> str | None:
    """The organisation a support is recorded for: one the person represents, if any."""
    if organisation_id is None:
        if access.organisations:
            return "Choisissez l’organisation au nom de laquelle vous soutenez l’action."
        return None
    if not access.represents(organisation_id):
        return "Vous ne représentez pas cette organisation."
    return None


# Points ------------------------------------------------------------------------------------------


def why_not_repartir(access: Access) -> str | None:
    """Whether the person votes at all, now."""
    if access.is_team and not access.grants(Droit.REPARTIR):
        return (
            "L’équipe de la feuille de route ne vote pas\u00a0: elle prépare la sélection, "
            "puis décide au vu des résultats."
        )
    return access.why_not(Droit.REPARTIR)


def why_not_recevoir(action: Action, access: Access) -> str | None:
    """Whether this action may receive points of this person, whatever their number."""
    if action.is_restricted:
        return "Cette action est en accès restreint\u00a0: elle ne reçoit pas de gommettes."
    if reason := _why_not_open(action, "elle ne reçoit plus de gommettes"):
        return reason
    if access.represents(action.porteur_id):
        return "Votre organisation porte cette action\u00a0: vos gommettes vont aux autres."
    if access.user.pk in action.writers:
        return "Vous avez proposé cette action\u00a0: vos gommettes vont aux autres."
    if action.pilote_id == access.user.pk:
        return "Vous suivez cette action\u00a0: vos gommettes vont aux autres."
    return None


def why_not_placer(
    action: Action, access: Access, *, points: int, before: int, elsewhere: int
) -> str | None:
    """Whether the person may have `points` on this action.

    `before`: the points there now; `elsewhere`: those on the other actions of the objective. Points
    may always be taken back while the vote is open, even from an action that receives none.
    """
    if reason := why_not_repartir(access):
        return reason
    if points <= before:
        return None
    if reason := why_not_recevoir(action, access):
        return reason
    feuille = access.feuille
    if points > feuille.points_per_action:
        limit = francais.en_lettres(feuille.points_per_action, feminin=True)
        word = francais.accord(feuille.points_per_action, "gommette", "gommettes")
        return f"Placez {limit} {word} au plus sur une même action."
    left = feuille.points_per_objectif - before - elsewhere
    if points - before > left:
        return _why_not_more(max(left, 0), feuille.points_per_objectif)
    return None


def _why_not_more(left: int, total: int) -> str:
    if left:
        return f"Il vous reste {francais.pluriel(left, 'gommette', 'gommettes')} à placer."
    placed = (
        f"Vos {francais.en_lettres(total)} gommettes sont placées"
        if total > 1
        else "Votre gommette est placée"
    )
    return f"{placed}\u00a0: retirez-en une d’une autre action pour en ajouter ici."


# Results -----------------------------------------------------------------------------------------


def why_not_voir_resultats(access: Access) -> str | None:
    """The team sees the results at any time, the others once the vote is over."""
    if reason := access.why_not(Droit.LIRE):
        return reason
    if access.is_team or access.feuille.phase in PHASES_AFTER_VOTE:
        return None
    return (
        "Les résultats s’affichent quand la phase «\u00a0Sélection\u00a0» est finie\u00a0: "
        "les premiers votes n’influencent pas les suivants."
    )


# Decision ----------------------------------------------------------------------------------------


def why_not_voir_decision(access: Access) -> str | None:
    """Whoever decides reads the page of a decision in every phase: what was decided stays there."""
    return None if access.grants(Droit.DECIDER) else access.why_not(Droit.DECIDER)


def why_not_decider(action: Action, access: Access) -> str | None:
    """Whether the person may decide on this action, whatever the decision."""
    if reason := access.why_not(Droit.DECIDER):
        return reason
    if action.state == State.FUSIONNEE:
        return (
            "Cette action est fusionnée dans une autre\u00a0: décidez de l’action qui la contient."
        )
    return None


def why_not_rendre(action: Action, access: Access, *, decision: str, reason: str) -> str | None:
    """Whether this decision, one of `DECISIONS`, may be taken with this reason."""
    if refusal := why_not_decider(action, access):
        return refusal
    if decision not in DECISIONS:
        return "Choisissez une décision."
    if decision in DECISIONS_WITH_REASON and not reason.strip():
        return "Écrivez le motif\u00a0: les personnes qui ont proposé l’action le liront."
    if action.state == State.ENGAGEE and decision in (State.A_RETRAVAILLER, State.REPORTEE):
        return (
            "Des organisations se sont engagées sur cette action\u00a0: "
            "elle reste engagée, ou elle est écartée."
        )
    return None


def _why_not_open(action: Action, consequence: str) -> str | None:
    if action.state in Action.OPEN_STATES:
        return None
    return f"Cette action est {action.get_state_display()}\u00a0: {consequence}."
