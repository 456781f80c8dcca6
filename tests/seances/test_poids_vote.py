"""A tap of a vote comes by hundreds a second: what it reads stays small."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seances.access import BADGE_COOKIE
from seances.models import Participant
from seances.services import vote as services
from seances.services.salle import entrer
from tests.seances.salle import ADDRESS, une_salle


@pytest.fixture
def tap(db):
    """Send one tap from a phone in the room, on the first action."""
    salle = une_salle()
    scrutin = salle.vote()
    entree = entrer(salle.seance.code, address=ADDRESS, first_name="Nadia", college="entreprises")
    client = Client()
    client.cookies[BADGE_COOKIE.format(seance=salle.seance.pk)] = entree.secret
    url = reverse("salle:voter", args=[salle.seance.pk, scrutin.pk])

    def send(points: int):
        data = {"action": salle.actions[0].pk, "points": points}
        return client.post(url, data, headers={"X-File": "1"})

    return send


def test_a_tap_reads_no_text_of_an_action_nor_the_whole_room(tap):
    assert tap(1).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert tap(2).status_code == 200
    read = " ".join(query["sql"] for query in queries)
    useful = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(useful) == 7
    assert "summary" not in read
    assert "territoires_" not in read


def test_a_badge_of_nobody_votes_nowhere(tap):
    assert tap(1).status_code == 200
    Participant.objects.update(badge_digest="autre")
    assert tap(2).status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL queues its writers itself")
def test_votes_wait_in_line_on_sqlite(tap):
    """A tap does not try the base while another one has its turn."""
    services._line.acquire()
    began = time.monotonic()
    threading.Timer(0.2, services._line.release).start()
    assert tap(1).status_code == 200
    assert time.monotonic() - began > 0.19
