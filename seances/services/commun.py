"""What the verbs of a séance share: one lock, two counters, the memory of the last move.

Every verb locks the séance first, so that two consoles, a closing and a vote wait for each other
and never cross; other locks (action, roadmap) come after.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F

from seances.access import Facilitation
from seances.models import Participant, Scrutin, Seance
from seances.rules import console as rules
from socle.journal import record
from socle.refus import refuse

#: The columns a console moves, and that undoing gives back.
CONSOLE = (
    "current_etape_id",
    "timer_ends_at",
    "timer_left",
    "screen",
    "screen_action_id",
    "screen_scrutin_id",
    "screen_question_id",
)


def lock(seance_id: int) -> Seance:
    """The séance as it is now, its row locked until commit."""
    seance: Seance = Seance.objects.for_room().select_for_update(of=("self",)).get(pk=seance_id)
    return seance


def locked(by: Facilitation) -> Facilitation:
    """The same person before the séance as it is now, locked until commit."""
    return replace(by, seance=lock(by.seance.pk))


def lock_with(participant: Participant) -> tuple[Seance, Participant]:
    """The séance locked, and the participant as he or she is now."""
    seance = lock(participant.seance_id)
    return seance, Participant.objects.with_seance().get(pk=participant.pk)


def lock_scrutin(by: Facilitation, scrutin: Scrutin) -> tuple[Facilitation, Scrutin]:
    """The séance locked, and one of its votes as it is now.

    Raises Scrutin.DoesNotExist for a vote of another séance.
    """
    current = locked(by)
    return current, Scrutin.objects.get(pk=scrutin.pk, seance=current.seance)


def bump_tally(seance: Seance) -> None:
    """The room answered: projector and console fetch again."""
    Seance.objects.filter(pk=seance.pk).update(tally=F("tally") + 1)


def bump_stage(seance: Seance) -> None:
    """The room moves: every screen fetches again."""
    Seance.objects.filter(pk=seance.pk).update(stage=F("stage") + 1)
    seance.stage += 1


def move(by: Facilitation, seen: int, phrase: str, **columns: Any) -> Seance:
    """Write columns of `CONSOLE` seen at stage `seen`; nothing when they already hold.

    A console that shows an older stage is refused, unless what it asks is already so: two
    facilitators who press the same button agree. `phrase` says what was done, without subject.
    """
    seance = by.seance
    changed = {name: value for name, value in columns.items() if getattr(seance, name) != value}
    if not changed:
        return seance
    refuse(rules.why_not_stale(seance, seen))
    before = {name: _plain(getattr(seance, name)) for name in CONSOLE}
    write_move(by, phrase, before=before, **changed)
    return seance


def write_move(by: Facilitation, phrase: str, *, before: dict[str, Any], **columns: Any) -> None:
    """Write columns of the séance, the sentence the other console reads, and a new stage."""
    seance = by.seance
    columns |= {"last_move": f"{by.user} {phrase}"[:250], "before_move": before}
    for name, value in columns.items():
        setattr(seance, name, value)
    seance.save(update_fields=list(columns))
    bump_stage(seance)


def milliseconds(at: datetime) -> int:
    """The number of a gesture made at this instant, as phones number theirs."""
    return int(at.timestamp() * 1000)


def note(verb: str, by: Facilitation, phrase: str, *, on: Any = None, **details: Any) -> None:
    """One line of the journal of the séance; in that of the roadmap too."""
    record(
        verb,
        by=by.user,
        on=on or by.seance,
        feuille_id=by.seance.feuille_id,
        phrase=phrase,
        **details,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
