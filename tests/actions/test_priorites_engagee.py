"""« Retenue » and « engagée » follow each other; no other state moves with a pledge."""

import pytest

from actions.models import Action
from actions.services.priorites import demarquer_engagee, marquer_engagee
from socle.models import Journal
from tests.fabrique import une_action, une_feuille, une_personne

State = Action.State
pytestmark = pytest.mark.django_db


def test_a_first_pledge_marks_the_action_and_says_who():
    action = une_action(une_feuille(), state=State.RETENUE)
    person = une_personne("Inès Rabouin")

    assert marquer_engagee(action, by=person)

    assert action.state == State.ENGAGEE
    action.refresh_from_db()
    assert action.state == State.ENGAGEE
    line = Journal.objects.about(action).get()
    assert (line.verb, line.user_name, line.feuille_id) == (
        "action.engagee",
        "Inès Rabouin",
        action.feuille_id,
    )


def test_marking_twice_changes_and_tells_once():
    action = une_action(une_feuille(), state=State.RETENUE)

    assert marquer_engagee(action)
    assert not marquer_engagee(action)

    assert Journal.objects.about(action).count() == 1


@pytest.mark.parametrize("state", [s for s in State if s not in (State.RETENUE, State.FUSIONNEE)])
def test_a_pledge_does_not_move_another_state(state):
    action = une_action(une_feuille(), state=state)

    assert not marquer_engagee(action)

    action.refresh_from_db()
    assert action.state == state
    assert not Journal.objects.about(action).exists()


@pytest.mark.parametrize("state", [s for s in State if s not in (State.ENGAGEE, State.FUSIONNEE)])
def test_a_withdrawal_does_not_move_another_state(state):
    action = une_action(une_feuille(), state=state)

    assert not demarquer_engagee(action)

    action.refresh_from_db()
    assert action.state == state


def test_the_last_withdrawal_brings_back_to_retained():
    action = une_action(une_feuille(), state=State.ENGAGEE)

    assert demarquer_engagee(action)

    action.refresh_from_db()
    assert action.state == State.RETENUE
    assert Journal.objects.about(action).get().verb == "action.plus_engagee"


def test_a_stale_copy_does_not_bring_back_what_was_set_aside():
    action = une_action(une_feuille(), state=State.RETENUE)
    Action.objects.filter(pk=action.pk).update(state=State.ECARTEE)

    assert not marquer_engagee(action)

    action.refresh_from_db()
    assert action.state == State.ECARTEE
