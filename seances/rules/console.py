"""May they run the séance, and do this now? Answers with their French reason; pure."""

from collections.abc import Collection

from seances.access import Facilitation
from seances.models import Etape, Scrutin, Seance
from socle import francais
from territoires.access import Access
from territoires.droits import Droit, Role

State = Seance.State


def why_not_creer(access: Access) -> str | None:
    """The team of the roadmap plans its séances."""
    if access.is_team:
        return None
    return "L’équipe de la feuille de route prépare les séances : demandez-le au chef de projet."


def why_not_rejouer(access: Access, *, is_demo: bool) -> str | None:
    """Playing a past séance again: in demonstration only, by who leads the roadmap."""
    if not is_demo:
        return "Une séance se rejoue en démonstration seulement."
    if Role.ADMINISTRATEUR not in access.roles:
        return "Le chef de projet de la feuille de route rejoue une séance."
    return None


def why_not_accorder(by: Facilitation) -> str | None:
    """Giving the right to run this séance: the team's, never a guest's."""
    if by.access.is_team:
        return None
    return "L’équipe de la feuille de route choisit qui anime une séance."


def why_not_faciliter(by: Facilitation) -> str | None:
    """Whether the person holds the console of this séance."""
    if by.may_run:
        return None
    return (
        "Vous n’animez pas cette séance. Demandez ce droit à l’équipe de la feuille de route, "
        "ou entrez avec le code affiché à l’écran."
    )


def why_not_preparer(by: Facilitation) -> str | None:
    """Steps, tables and votes may change until the séance is closed."""
    if reason := why_not_faciliter(by):
        return reason
    if by.seance.state == State.CLOSE:
        return "La séance est close : son déroulé ne change plus."
    return None


def why_not_stale(seance: Seance, seen: int) -> str | None:
    """Whether another console moved since this one was shown; `seen` is the stage it showed."""
    if seen == seance.stage:
        return None
    what = f" : {seance.last_move}" if seance.last_move else ""
    return (
        f"Une autre console vient d’agir{what}. "
        "Regardez où en est la séance, puis recommencez si c’est encore utile."
    )


def why_not_conduire(by: Facilitation) -> str | None:
    """Whether the person may move the open séance."""
    if reason := why_not_faciliter(by):
        return reason
    if by.seance.state == State.PREPARATION:
        return "Ouvrez d’abord la séance : la salle pourra entrer avec le code."
    if by.seance.state == State.CLOSE:
        return "La séance est close."
    return None


def why_not_ouvrir(by: Facilitation, *, n_etapes: int) -> str | None:
    """Whether the doors may open."""
    if reason := why_not_faciliter(by):
        return reason
    if by.seance.is_open:
        return "La séance est déjà ouverte."
    if not n_etapes:
        return "Écrivez d’abord le déroulé : il faut au moins une étape."
    return None


def why_not_clore(by: Facilitation, *, underway: Collection[Scrutin]) -> str | None:
    """Whether the séance may end: no vote is left half counted."""
    return why_not_conduire(by) or _why_underway(underway, "clore la séance")


def why_not_passer(by: Facilitation, etape: Etape, *, underway: Collection[Scrutin]) -> str | None:
    """Whether the séance may move to this step; an open vote holds the room."""
    if reason := why_not_conduire(by):
        return reason
    if etape.seance_id != by.seance.pk:
        return "Cette étape est celle d’une autre séance."
    opened = [scrutin for scrutin in underway if scrutin.state == Scrutin.State.OUVERT]
    return _why_underway(opened, "changer d’étape")


def why_not_pause(seance: Seance, left: int | None) -> str | None:
    """`left`: what the timer shows, in seconds."""
    if left is None:
        return "Le minuteur n’est pas lancé."
    return "Le temps est écoulé." if not left and seance.timer_ends_at else None


def why_not_reprendre(seance: Seance) -> str | None:
    if seance.timer_left is None:
        return "Le minuteur n’est pas en pause."
    return None


def why_not_montrer(
    seance: Seance, screen: str, *, action_feuille_id: int | None, scrutin: Scrutin | None
) -> str | None:
    """Whether the projector may show this. The results of a vote wait for its publication."""
    if screen not in Seance.Screen.values:
        return "Choisissez ce que l’écran montre."
    if screen == Seance.Screen.ACTION and action_feuille_id != seance.feuille_id:
        return "Choisissez une action de cette feuille de route."
    if screen == Seance.Screen.RESULTATS:
        if scrutin is None or scrutin.seance_id != seance.pk:
            return "Choisissez un vote de cette séance."
        if scrutin.state != Scrutin.State.PUBLIE:
            return "Publiez d’abord le résultat : la salle le verra à ce moment-là."
    return None


def why_not_annuler(seance: Seance) -> str | None:
    if not seance.before_move:
        return "Il n’y a pas de geste à annuler."
    return None


def mot_annuler(seance: Seance) -> str:
    """What undoing the last move gives back: « l’étape », « le minuteur », « l’écran ».

    Empty when there is nothing to undo.
    """
    before = seance.before_move
    if not before:
        return ""
    if before["current_etape_id"] != seance.current_etape_id:
        return "l’étape"
    screens = ("screen", "screen_action_id", "screen_scrutin_id", "screen_question_id")
    if any(before.get(name) != getattr(seance, name) for name in screens):
        return "l’écran"
    return "le minuteur"


def why_not_decider(by: Facilitation) -> str | None:
    """Whether a decision may be recorded here; that on the action is asked of its own rules."""
    if reason := why_not_faciliter(by):
        return reason
    if by.access.ouverture:
        return (
            "Les décisions reviennent à l’équipe de la feuille de route : "
            "un de ses administrateurs les enregistre."
        )
    return by.access.why_not(Droit.DECIDER)


def _why_underway(scrutins: Collection[Scrutin], verb: str) -> str | None:
    if not scrutins:
        return None
    names = francais.liste(f"« {scrutin.title} »" for scrutin in scrutins)
    word = francais.accord(len(scrutins), "le vote", "les votes")
    return f"Fermez et dépouillez d’abord {word} {names} avant de {verb}."
