"""Questions of the room: asked from a phone, sorted on the console, shown, told in the minutes."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from seances import gestes
from seances.compte_rendu import collecter
from seances.models import Question, Seance
from seances.pdf import compte_rendu as pdf
from seances.projection import Projection
from seances.rules import questions as rules
from seances.services import console, questions
from socle.refus import Refus
from tests.outils import client_of, queries_of, text_of
from tests.seances.salle import une_salle
from tests.seances.test_compte_rendu import words_of
from tests.seances.test_pages_salle import QUEUE, a_phone, page, url

pytestmark = pytest.mark.django_db
State = Question.State


def asked(room, who=None, text="Qui paie le raccordement ?", **fields) -> Question:
    person = who or room.enter()
    return questions.poser(person, text=text, client_key=uuid.uuid4(), **fields)


# Rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "n_recent", "word"),
    [
        ("preparation", 0, "pas encore ouverte"),
        ("ouverte", 0, None),
        ("ouverte", rules.MOST - 1, None),
        ("ouverte", rules.MOST, "10 minutes"),
        ("close", 0, "close"),
    ],
)
def test_asking(state, n_recent, word):
    reason = rules.why_not_poser(Seance(state=state), n_recent=n_recent)
    assert (reason is None) if word is None else (word in reason)


@pytest.mark.parametrize(
    ("seance", "state", "shown"),
    [(1, State.POSEE, True), (1, State.REPONDUE, True), (1, State.ECARTEE, False), (2, State.POSEE, False)],
)  # fmt: skip
def test_showing(seance, state, shown):
    question = Question(seance_id=seance, state=state)
    assert (rules.why_not_projeter(question, Seance(pk=1)) is None) is shown


# Ask ---------------------------------------------------------------------------------------------


def test_a_question_sent_twice_is_received_once_and_wakes_the_console():
    room = une_salle()
    client = a_phone(room)
    tally = room.seance.tally
    sent = {"text": "Qui paie ?", "numero": room.actions[0].numero, "client_key": uuid.uuid4()}
    for _ in range(2):
        done = client.post(url("questions", room), sent, **QUEUE)
        assert (done.status_code, done["Location"]) == (201, url("questions", room))
    question = Question.objects.get()
    assert (question.action, question.asker) == (room.actions[0], "Nadia")
    assert room.seance.tally == tally + 1
    read = page(client, room, "questions")
    assert "Qui paie ?" in read.replace("\u202f", " ")
    assert "Posée" in read


def test_too_many_questions_wait_and_keep_what_was_typed():
    room = une_salle()
    client = a_phone(room)
    for rank in range(rules.MOST + 1):
        typed = {"text": f"Question {rank}", "client_key": uuid.uuid4()}
        last = client.post(url("questions", room), typed)
    assert last.status_code == 403
    assert f"Question {rules.MOST}</textarea>" in last.content.decode()
    assert Question.objects.count() == rules.MOST
    Question.objects.update(created_at=now() - timedelta(minutes=rules.WINDOW_MINUTES + 1))
    assert client.post(url("questions", room), typed).status_code == 302


def test_what_is_missing_or_not_in_the_room_is_corrected():
    room = une_salle()
    client = a_phone(room)
    key = uuid.uuid4()
    empty = client.post(url("questions", room), {"text": " ", "client_key": key})
    assert empty.status_code == 422
    other = {"text": "Et là ?", "numero": "9.9", "client_key": key}
    assert client.post(url("questions", room), other).status_code == 422
    assert client_of().get(url("questions", room)).status_code == 404
    console.clore(room.by)
    assert (
        client.post(url("questions", room), {"text": "Et ?", "client_key": key}).status_code == 403
    )
    assert "close" in page(client, room, "questions")


def test_a_page_costs_the_same_for_one_question_and_for_three():
    room = une_salle()
    client = a_phone(room)
    person = room.seance.participants.get()
    asked(room, person, action=room.actions[0])
    one = queries_of(client, url("questions", room))
    asked(room, person, action=room.actions[1])
    asked(room, person, action=room.actions[2])
    assert queries_of(client, url("questions", room)) == one


# Sort and show -----------------------------------------------------------------------------------


def press(room, geste: str) -> str:
    return gestes.faire(room.by, geste, seen=room.stage)


def test_the_console_marks_questions_and_keeps_those_that_wait_first():
    room = une_salle()
    first, second = asked(room, text="Première ?"), asked(room, text="Seconde ?")
    client = client_of(room.by.user)
    address = reverse("seances:regie", args=[room.feuille.slug, room.seance.pk]) + "?vue=questions"
    assert "2\u00a0questions de la salle" in text_of(client.get(address))
    press(room, f"question-repondue:{first.pk}")
    read = text_of(client.get(address))
    assert read.index("Seconde") < read.index("Première")
    press(room, f"question-ecartee:{second.pk}")
    assert "questions de la salle" not in text_of(client.get(address)).split("À surveiller")[1]
    press(room, f"question-reprise:{second.pk}")
    second.refresh_from_db()
    assert second.state == State.POSEE
    with pytest.raises(Refus):
        press(room, "question-repondue:0")


def test_a_question_on_screen_names_who_asks_unless_anonymous_and_leaves_once_put_aside():
    room = une_salle()
    named = asked(room, room.enter("Nadia"), text="Qui paie ?")
    hidden = asked(room, room.enter("Yann"), text="Et qui décide ?", is_anonymous=True)

    def shown() -> Projection:
        return Projection(room.seance, now(), "http://essai/rejoindre/")

    press(room, f"montrer:question-{named.pk}")
    assert (shown().kind, shown().question.asker) == ("question", "Nadia")
    press(room, f"montrer:question-{hidden.pk}")
    assert shown().question.asker == "Une personne de la salle"
    press(room, "annuler")
    assert shown().question == named
    press(room, f"question-ecartee:{named.pk}")
    assert shown().kind == "consigne"
    with pytest.raises(Refus):
        press(room, f"montrer:question-{named.pk}")


def test_a_question_of_another_seance_is_out_of_reach():
    room, other = une_salle(), une_salle()
    foreign = asked(other)
    with pytest.raises(Refus):
        console.montrer(room.by, "question", seen=room.stage, question=foreign)
    with pytest.raises(Question.DoesNotExist):
        questions.trier(room.by, foreign, State.REPONDUE)


# Minutes -----------------------------------------------------------------------------------------


def test_the_minutes_tell_questions_without_those_put_aside_nor_hidden_names():
    room = une_salle()
    asked(room, room.enter("Nadia"), text="Qui paie ?", action=room.actions[0])
    asked(room, room.enter("Yann"), text="Et qui décide ?", is_anonymous=True)
    questions.trier(room.by, asked(room, text="À bas !"), State.ECARTEE)
    minutes = collecter(room.seance, now())
    assert [(one.texte, one.de, one.numero) for one in minutes.questions] == [
        ("Qui paie ?", "Nadia", room.actions[0].numero),
        ("Et qui décide ?", "Une personne de la salle", ""),
    ]
    address = reverse("seances:compte_rendu", args=[room.feuille.slug, room.seance.pk])
    for told in (text_of(client_of(room.by.user).get(address)), words_of(pdf.render(minutes))):
        assert "Et qui décide" in told
        assert "Yann" not in told
        assert "À bas" not in told
