"""How far a worker is with a long list, in words. Pure."""

from typing import NamedTuple

from socle.models import Job


class Suivi(NamedTuple):
    """What the page says. `part` in percent; `reason`: why it stopped, if it failed."""

    title: str
    intro: str
    sentence: str
    part: int
    reason: str
    is_running: bool


def suivi_of(job: Job, *, writes: bool) -> Suivi:
    """The state of a job that reads a list, or writes it (`writes`)."""
    part = 100 * job.progress // job.total if job.total else 0
    title, intro, sentence = _words(job, writes=writes)
    return Suivi(title, intro, sentence, part, job.error, not job.ended)


def _words(job: Job, *, writes: bool) -> tuple[str, str, str]:
    if job.state == Job.State.FAILED:
        title = "L’import s’est arrêté" if writes else "La lecture s’est arrêtée"
        return title, "Rien n’est écrit. Votre fichier et vos réponses sont gardés.", ""
    if job.state == Job.State.CANCELLED:
        title = "Vous avez arrêté l’import" if writes else "Vous avez arrêté la lecture"
        return title, "Rien n’est écrit. Votre fichier et vos réponses sont gardés.", ""
    if writes:
        intro = "Tout sera écrit d’un coup, ou rien. Vous pouvez quitter cette page et y revenir."
        return "Votre liste s’importe", intro, _again(job, _writing(job))
    intro = "Elle est longue\u00a0: sa lecture prend quelques instants. Rien n’est écrit avant votre accord."
    return "Nous lisons votre liste", intro, _again(job, _reading(job))


def _reading(job: Job) -> str:
    if not job.total:
        return "En attente."
    if 2 * job.progress < job.total:
        return "Lecture des lignes."
    return "Comparaison avec la feuille de route."


def _writing(job: Job) -> str:
    if not job.total:
        return "En attente."
    if job.progress < job.total:
        return "Dernière vérification."
    return "Écriture en cours."


def _again(job: Job, sentence: str) -> str:
    """A worker was lost on the way: another one starts again."""
    return f"{sentence} Le travail a repris après une coupure." if job.attempts > 1 else sentence
