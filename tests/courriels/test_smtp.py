"""Sending, against a mail server that really listens: it takes, refuses, delays, hangs, is absent."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from socle import courriels
from socle.models import Courriel
from tests.courriels.serveur import LATER, UNKNOWN, Boite, free_port, hanging, serving
from tests.courriels.test_ecrire import un_courriel

pytestmark = pytest.mark.django_db

State = Courriel.State


@pytest.fixture(autouse=True)
def _smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3
    settings.DEFAULT_FROM_EMAIL = "Feuille de route <feuille@territoire.example>"


@pytest.fixture
def boite(settings):
    with serving() as (boite, port):
        settings.EMAIL_PORT = port
        yield boite


def tries(courriel: Courriel, after: int = 0) -> Courriel:
    """One try of the worker, `after` seconds later than planned; the row as it is then."""
    Courriel.objects.filter(pk=courriel.pk, state=State.ATTEND).update(
        next_try_at=timezone.now() - timedelta(seconds=after)
    )
    courriels.envoyer(courriel.pk)
    courriel.refresh_from_db()
    return courriel


def test_delivered_once_with_its_headers(boite: Boite):
    courriel = un_courriel(
        reply_to="Mathilde <mathilde@essai.example>", headers={"List-Unsubscribe": "<https://x/>"}
    )
    for _ in range(3):
        courriels.envoyer(courriel.pk)
    courriel.refresh_from_db()
    assert (courriel.state, courriel.attempts) == (State.ENVOYE, 1)
    (message,) = boite.messages
    assert message["To"] == "nadia@essai.example"
    assert message["From"] == "Feuille de route <feuille@territoire.example>"
    assert message["Subject"] == "À confirmer"
    assert message["Message-ID"] == courriel.message_id
    assert courriel.message_id.endswith("@territoire.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "Mathilde <mathilde@essai.example>"
    assert message["List-Unsubscribe"] == "<https://x/>"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert "« L’atelier »" in message.get_body(("plain",)).get_content()


def test_a_refused_address_fails_at_once_and_says_why(boite: Boite):
    boite.answers = [UNKNOWN]
    courriel = tries(un_courriel())
    assert (courriel.state, courriel.attempts) == (State.ECHOUE, 1)
    assert courriel.error.startswith("L’adresse est refusée par le serveur de courriel")
    assert "550 5.1.1" in courriel.error
    assert boite.messages == []


def test_a_message_refused_as_a_whole_fails_at_once(boite: Boite):
    boite.data_answers = ["554 5.7.1 Looks like spam"]
    courriel = tries(un_courriel())
    assert courriel.state == State.ECHOUE
    assert "554 5.7.1 Looks like spam" in courriel.error


@pytest.mark.parametrize("moment", ["answers", "data_answers"])
def test_a_busy_server_is_asked_again_and_takes_it(boite: Boite, moment):
    setattr(boite, moment, [LATER])
    courriel = tries(un_courriel())
    assert (courriel.state, courriel.attempts) == (State.ATTEND, 1)
    assert "451 4.7.1" in courriel.error
    assert courriel.next_try_at > timezone.now() + timedelta(seconds=courriels.DELAYS[0] - 5)
    courriels.envoyer(courriel.pk)  # too early: nothing leaves
    assert boite.messages == []
    courriel = tries(courriel)
    assert (courriel.state, courriel.attempts, courriel.error) == (State.ENVOYE, 2, "")
    assert len(boite.messages) == 1


def test_a_busy_address_does_not_make_the_others_wait(boite: Boite):
    boite.answers = [LATER]
    other = un_courriel("autre@essai.example")
    tries(un_courriel())
    courriels.envoyer(other.pk)
    other.refresh_from_db()
    assert other.state == State.ENVOYE


def test_a_server_that_hangs_costs_its_delay_and_no_more(settings):
    with hanging() as settings.EMAIL_PORT:
        courriel, other = un_courriel(), un_courriel("autre@essai.example")
        began = time.monotonic()
        courriel = tries(courriel)
        assert time.monotonic() - began < 2
        assert (courriel.state, courriel.attempts) == (State.ATTEND, 1)
        assert courriel.error.startswith("Le serveur de courriel ne répond pas")
        # The others do not wait for the same silence one after the other.
        courriels.envoyer(other.pk)
        other.refresh_from_db()
        assert (other.state, other.attempts) == (State.ATTEND, 0)


def test_a_connection_dropped_midway_is_tried_again_under_one_message_id(boite: Boite):
    boite.drops = 1
    courriel = tries(un_courriel())
    assert (courriel.state, courriel.error) == (
        State.ATTEND,
        "Le serveur de courriel a coupé la connexion.",
    )
    written = courriel.message_id
    courriel = tries(courriel)
    assert courriel.state == State.ENVOYE
    assert [message["Message-ID"] for message in boite.messages] == [written]


def test_an_absent_server_is_asked_later_and_later_then_given_up(settings):
    settings.EMAIL_PORT = free_port()
    courriel = un_courriel()
    waits = []
    for _ in courriels.DELAYS:
        courriel = tries(courriel)
        assert courriel.state == State.ATTEND
        waits.append((courriel.next_try_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    courriel = tries(courriel)
    assert (courriel.state, courriel.attempts) == (State.ECHOUE, len(courriels.DELAYS) + 1)
    assert "est arrêté" in courriel.error
    assert f"Abandonné après {courriel.attempts} essais" in courriel.error


@pytest.mark.parametrize("address", ["bad\r\nBcc: x@y.z", "sans arobase", "élodie@essai.example"])
def test_an_address_that_cannot_be_written_fails_with_a_sentence(boite: Boite, address):
    courriel = tries(un_courriel(address))
    assert courriel.state == State.ECHOUE
    assert courriel.error
    assert boite.messages == []


class TestSecret:
    def test_a_code_is_wiped_once_sent(self, boite: Boite):
        courriel = tries(un_courriel(secret=True))
        assert courriel.state == State.ENVOYE
        assert (courriel.text, courriel.html) == ("", "")
        assert "L’atelier" in boite.messages[0].get_body(("plain",)).get_content()

    def test_a_code_is_wiped_when_it_failed(self, boite: Boite):
        boite.answers = [UNKNOWN]
        courriel = tries(un_courriel(secret=True))
        assert (courriel.state, courriel.text, courriel.html) == (State.ECHOUE, "", "")

    def test_a_code_waits_whole(self, boite: Boite):
        boite.answers = [LATER]
        assert "L’atelier" in tries(un_courriel(secret=True)).text

    def test_a_code_that_serves_no_more_is_not_sent(self, boite: Boite):
        courriel = tries(un_courriel(secret=True, expires_at=timezone.now()))
        assert (courriel.state, courriel.error) == (State.ECHOUE, courriels.EXPIRED)
        assert boite.recipients == []

    def test_a_code_is_never_sent_again(self, boite: Boite):
        tries(un_courriel(secret=True))
        assert courriels.renvoyer(Courriel.objects.all()) == 0


class TestWorkers:
    def test_a_message_in_hand_is_not_taken_by_another(self, boite: Boite):
        courriel = un_courriel()
        Courriel.objects.update(
            token="00000000-0000-0000-0000-000000000001", claimed_at=timezone.now()
        )
        courriels.envoyer(courriel.pk)
        assert boite.messages == []
        assert "en train de partir" in courriels.why_not_renvoyer(Courriel.objects.get())

    def test_a_message_whose_worker_is_gone_is_sent_by_another(self, boite: Boite):
        courriel = un_courriel()
        long_ago = timezone.now() - timedelta(hours=1)
        Courriel.objects.update(
            token="00000000-0000-0000-0000-000000000001", claimed_at=long_ago, nudged_at=long_ago
        )
        assert courriels.relancer() == 1
        courriel.refresh_from_db()
        assert courriel.state == State.ENVOYE
        assert courriels.relancer() == 0

    def test_a_late_worker_does_not_write_over_the_end(self, boite: Boite):
        courriel = un_courriel()
        courriel.token = "00000000-0000-0000-0000-000000000001"
        Courriel.objects.update(token="00000000-0000-0000-0000-000000000002")
        courriels._end(courriel, state=State.ECHOUE, error="trop tard")
        courriel.refresh_from_db()
        assert courriel.state == State.ATTEND

    def test_what_waits_for_its_hour_is_left_alone(self, boite: Boite):
        un_courriel()
        now = timezone.now()
        Courriel.objects.update(
            next_try_at=now + timedelta(minutes=5), nudged_at=now - timedelta(hours=1)
        )
        assert courriels.relancer() == 0


class TestRenvoyer:
    def test_a_failed_message_leaves_again(self, boite: Boite, django_capture_on_commit_callbacks):
        boite.answers = [UNKNOWN]
        courriel = tries(un_courriel())
        written = courriel.message_id
        with django_capture_on_commit_callbacks(execute=True):
            assert courriels.renvoyer(Courriel.objects.failed()) == 1
            assert boite.messages == []
        courriel.refresh_from_db()
        assert (courriel.state, courriel.attempts, courriel.error) == (State.ENVOYE, 1, "")
        assert courriel.message_id != written

    @pytest.mark.django_db(transaction=True)
    def test_a_change_of_mind_sends_nothing(self, boite: Boite):
        with transaction.atomic():
            un_courriel()
            transaction.set_rollback(True)
        assert (boite.recipients, Courriel.objects.count()) == ([], 0)
