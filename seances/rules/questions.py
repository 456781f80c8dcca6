"""May they ask, may who runs the séance sort the questions? Answers with their French reason."""

from seances.access import Facilitation
from seances.models import Question, Seance
from seances.rules.console import why_not_conduire

#: Questions of one person within `WINDOW_MINUTES`: enough to talk, too few to flood.
MOST = 5
WINDOW_MINUTES = 10


def why_not_poser(seance: Seance, *, n_recent: int = 0) -> str | None:
    """Whether a person of the room may ask. `n_recent`: what he or she asked within the window."""
    if seance.state == Seance.State.CLOSE:
        return "La séance est close : l’animatrice ne lit plus les questions."
    if not seance.is_open:
        return "La séance n’est pas encore ouverte : votre question attendra l’accueil."
    if n_recent >= MOST:
        return (
            f"Vous avez posé {n_recent} questions en {WINDOW_MINUTES} minutes. Laissez le temps "
            "d’y répondre, puis envoyez celle-ci."
        )
    return None


def why_not_trier(by: Facilitation) -> str | None:
    """Whether this person marks questions as answered or put aside."""
    return why_not_conduire(by)


def why_not_projeter(question: Question | None, seance: Seance) -> str | None:
    """Whether the projector may show it: one of this séance, that was not put aside."""
    if question is None or question.seance_id != seance.pk:
        return "Choisissez une question de cette séance."
    if question.state == Question.State.ECARTEE:
        return "Cette question est écartée : reprenez-la d’abord."
    return None
