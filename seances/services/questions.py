"""The verbs of the questions: ask from a phone, sort from the console."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from actions.models import Action
from seances.access import Facilitation
from seances.models import Participant, Question, Seance
from seances.rules import questions as rules
from seances.services.commun import bump_tally, lock_with, locked, write_move
from socle.refus import refuse

State = Question.State


@transaction.atomic
def poser(
    participant: Participant,
    *,
    text: str,
    client_key: UUID,
    action: Action | None = None,
    is_anonymous: bool = False,
) -> Question:
    """Ask who runs the séance, about an action or not. Sent twice, it is received once."""
    seance, person = lock_with(participant)
    known: Question | None = seance.questions.filter(client_key=client_key).first()
    if known:
        return known
    recent = seance.questions.all().asked_by(person)
    since = now() - timedelta(minutes=rules.WINDOW_MINUTES)
    refuse(rules.why_not_poser(seance, n_recent=recent.since(since).count()))
    question = Question.objects.create(
        seance=seance,
        participant=person,
        action=action,
        text=text.strip(),
        is_anonymous=is_anonymous,
        client_key=client_key,
    )
    bump_tally(seance)
    return question


@transaction.atomic
def trier(by: Facilitation, question: Question, state: State) -> Question:
    """Mark a question as answered, put aside, or waiting again. One put aside leaves the screen.

    Raises Question.DoesNotExist for a question of another séance.
    """
    current = locked(by)
    refuse(rules.why_not_trier(current))
    fresh = Question.objects.get(pk=question.pk, seance=current.seance)
    fresh.state = state
    fresh.save(update_fields=["state"])
    seance = current.seance
    if state == State.ECARTEE and seance.screen_question_id == fresh.pk:
        shown = seance.screen == Seance.Screen.QUESTION
        screen = Seance.Screen.CONSIGNE if shown else seance.screen
        write_move(
            current, "écarte une question", before={}, screen=screen, screen_question_id=None
        )
    bump_tally(seance)
    return fresh
