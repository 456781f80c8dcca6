"""The verbs of the console: open, move from step to step, keep time, choose the screen, decide.

Each takes `seen`, the stage its page showed: what another console did meanwhile is told, not
overwritten (`commun.move`).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from actions.models import Action
from actions.services import priorites
from organisations.models import College
from seances.access import Facilitation
from seances.codes import make_code
from seances.models import Etape, Presence, Question, Scrutin, Seance
from seances.rules import console as rules
from seances.rules.questions import why_not_projeter
from seances.services.commun import CONSOLE, bump_tally, locked, move, note, write_move
from socle.jobs import enqueue
from socle.refus import refuse

#: The job that writes to those who pledged; done by `seances/tasks.py`.
JOB_COURRIELS = "seances.courriels"
#: A code forgotten open is no longer one the next morning.
CODE_HOURS = 14
MINUTE = 60

Screen = Seance.Screen


# Open and close ----------------------------------------------------------------------------------


@transaction.atomic
def ouvrir(by: Facilitation) -> Seance:
    """Open the doors: the code is drawn, the first step begins, people may come in.

    A séance closed by mistake opens again, with a new code and its badges.
    """
    current = locked(by)
    seance = current.seance
    etapes = list(seance.etapes.all())
    refuse(rules.why_not_ouvrir(current, n_etapes=len(etapes)))
    at = now()
    seance.state, seance.closed_at = Seance.State.OUVERTE, None
    seance.opened_at = seance.opened_at or at
    seance.code, seance.code_expires_at = _free_code(), at + timedelta(hours=CODE_HOURS)
    seance.save(update_fields=["state", "opened_at", "closed_at", "code", "code_expires_at"])
    if seance.current_etape is None:
        _start(etapes[0], at)
        seance.current_etape = etapes[0]
        seance.save(update_fields=["current_etape"])
    write_move(current, "ouvre la séance", before={}, screen=Screen.CODE)
    note("seance.ouverte", current, f"ouvre la séance « {seance.title} »")
    return seance


def _free_code() -> str:
    while True:
        code = make_code()
        if not Seance.objects.filter(code=code).exists():
            return code


@transaction.atomic
def clore(by: Facilitation) -> Seance:
    """End the séance: the code opens nothing more, who came is counted, who pledged is written to."""
    current = locked(by)
    seance, at = current.seance, now()
    refuse(rules.why_not_clore(current, underway=seance.scrutins.underway()))
    if seance.current_etape:
        _end(seance.current_etape, at)
    for college, people in seance.participants.all().by_college().items():
        Presence.objects.update_or_create(
            seance=seance, college=College(college), defaults={"people": people}
        )
    seance.state, seance.closed_at = Seance.State.CLOSE, at
    seance.code = seance.code_expires_at = None
    seance.save(update_fields=["state", "closed_at", "code", "code_expires_at"])
    write_move(current, "clôt la séance", before={}, timer_ends_at=None, timer_left=None)
    enqueue(JOB_COURRIELS, seance=seance.pk)
    note("seance.close", current, f"clôt la séance « {seance.title} »")
    return seance


# Steps -------------------------------------------------------------------------------------------


@transaction.atomic
def passer(by: Facilitation, etape: Etape, *, seen: int) -> Seance:
    """Move to a step, forwards or back; its timer starts with its planned duration."""
    current = locked(by)
    seance, at = current.seance, now()
    etape = Etape.objects.get(pk=etape.pk)
    refuse(rules.why_not_passer(current, etape, underway=list(seance.scrutins.underway())))
    left = seance.current_etape
    if left == etape:
        return seance
    move(
        current,
        seen,
        f"passe à l’étape « {etape.title} »",
        current_etape_id=etape.pk,
        timer_ends_at=at + timedelta(minutes=etape.minutes),
        timer_left=None,
        screen=Screen.CODE if etape.kind == Etape.Kind.ACCUEIL else Screen.CONSIGNE,
    )
    if left:
        _end(left, at)
    _start(etape, at)
    note("seance.etape", current, f"passe à l’étape « {etape.title} »")
    return seance


def _start(etape: Etape, at: datetime) -> None:
    etape.started_at, etape.ended_at = etape.started_at or at, None
    etape.save(update_fields=["started_at", "ended_at"])


def _end(etape: Etape, at: datetime) -> None:
    etape.ended_at = at
    etape.save(update_fields=["ended_at"])


# Timer -------------------------------------------------------------------------------------------


@transaction.atomic
def lancer(by: Facilitation, minutes: int, *, seen: int) -> Seance:
    """Start the timer again from so many minutes (1 to 240)."""
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    ends = now() + timedelta(minutes=max(1, min(minutes, 240)))
    return move(current, seen, "lance le minuteur", timer_ends_at=ends, timer_left=None)


@transaction.atomic
def pause(by: Facilitation, *, seen: int) -> Seance:
    """Stop the timer where it is. Already stopped: nothing to do."""
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    seance = current.seance
    if seance.timer_left is not None:
        return seance
    left = seance.seconds_left(now())
    refuse(rules.why_not_pause(seance, left))
    return move(current, seen, "met le minuteur en pause", timer_ends_at=None, timer_left=left)


@transaction.atomic
def reprendre(by: Facilitation, *, seen: int) -> Seance:
    """Go on from where the timer was stopped. Already running: nothing to do."""
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    seance = current.seance
    if seance.timer_ends_at is not None:
        return seance
    refuse(rules.why_not_reprendre(seance))
    ends = now() + timedelta(seconds=seance.timer_left or 0)
    return move(current, seen, "relance le minuteur", timer_ends_at=ends, timer_left=None)


@transaction.atomic
def ajouter_minute(by: Facilitation, *, seen: int) -> Seance:
    """One minute more; from now when the time was over or the timer off."""
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    seance, at = current.seance, now()
    if seance.timer_left is not None:
        left = seance.timer_left + MINUTE
        return move(current, seen, "ajoute une minute", timer_left=left)
    start = max(at, seance.timer_ends_at or at)
    ends = start + timedelta(seconds=MINUTE)
    return move(current, seen, "ajoute une minute", timer_ends_at=ends)


# Screen ------------------------------------------------------------------------------------------


@transaction.atomic
def montrer(
    by: Facilitation,
    screen: str,
    *,
    seen: int,
    action: Action | None = None,
    scrutin: Scrutin | None = None,
    question: Question | None = None,
) -> Seance:
    """Choose what the projector shows (`Seance.Screen`), with its action, vote or question."""
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    fresh = Scrutin.objects.get(pk=scrutin.pk) if scrutin else None
    refuse(
        rules.why_not_montrer(
            current.seance,
            screen,
            action_feuille_id=action.feuille_id if action else None,
            scrutin=fresh,
        )
    )
    columns: dict[str, object] = {"screen": screen}
    if screen == Screen.QUESTION:
        asked = Question.objects.filter(pk=question.pk).first() if question else None
        refuse(why_not_projeter(asked, current.seance))
        columns["screen_question_id"] = question and question.pk
    if action:
        columns["screen_action_id"] = action.pk
    if fresh:
        columns["screen_scrutin_id"] = fresh.pk
    return move(current, seen, f"montre « {Screen(screen).label} »", **columns)


@transaction.atomic
def annuler(by: Facilitation, *, seen: int) -> Seance:
    """Give back step, timer and screen as they were before the last move, once.

    A step given back counts as running again. Votes are not touched: see `scrutin.rouvrir`.
    """
    current = locked(by)
    refuse(rules.why_not_conduire(current))
    refuse(rules.why_not_annuler(current.seance))
    refuse(rules.why_not_stale(current.seance, seen))
    seance, at = current.seance, now()
    before = dict(seance.before_move)
    if before["timer_ends_at"]:
        before["timer_ends_at"] = datetime.fromisoformat(before["timer_ends_at"])
    left = seance.current_etape
    write_move(current, "annule le dernier geste", before={}, **{n: before.get(n) for n in CONSOLE})
    if left and left.pk != before["current_etape_id"]:
        _end(left, at)
        if back := seance.etapes.filter(pk=before["current_etape_id"]).first():
            _start(back, at)
    return seance


# Decide ------------------------------------------------------------------------------------------


@transaction.atomic
def decider(by: Facilitation, action: Action, decision: str, *, reason: str = "") -> Action:
    """Record a decision on an action, by the rules of the roadmap; screens follow."""
    current = locked(by)
    refuse(rules.why_not_decider(current))
    decided = priorites.decider(action, decision, by=current.access, reason=reason)
    bump_tally(current.seance)
    return decided
