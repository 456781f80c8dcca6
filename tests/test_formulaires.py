"""A form sent and not accepted never answers 200: 422 to correct, 403 refused. htmx shows both."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.monde import ROUTES, World
from tests.outils import client_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[1]
#: A body that fills no form: nothing, or words where keys, numbers and dates are expected.
BODIES = (
    {},
    dict.fromkeys(("action", "date", "email", "kind", "method", "modele", "name"), "\x01"),
)
#: Not there, or not to be sent: another body changes nothing.
NO_FORM = (404, 405)
WHO = ("administrateur", "representant")
#: Forms without a field: a file is their answer, or the word « done ».
WITHOUT_FIELD = ("mes_donnees", "comptes:desabonner")
#: Doors of the room: who has no badge is sent to them.
OF_THE_ROOM = "salle:"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("phase", ["ajustement", "selection", "engagement"])
def test_a_form_that_is_not_accepted_does_not_answer_200(phase):
    world = World(phase)
    answered = {}
    for person in WHO:
        for page in ROUTES:
            for body in BODIES:
                if answered.get((page, person)) in NO_FORM:
                    continue
                with transaction.atomic():
                    response = client_of(world.people[person]).post(world.url(page), body)
                    transaction.set_rollback(True)
                answered[page, person] = response.status_code
                assert response.status_code != 200 or page in WITHOUT_FIELD, (page, person, body)
                if "resume-erreurs" in response.content.decode(errors="replace"):
                    assert response.status_code in (403, 422), (page, person, body)
    assert list(answered.values()).count(422) > 15  # the walk meets forms


@pytest.mark.parametrize(
    ("address", "typed", "status"),
    [
        ("account_login", {"email": ""}, 422),
        ("account_login", {"email": "pas une adresse"}, 422),
        ("salle:rejoindre", {"code": "lune 00", "first_name": "Nadia"}, 422),
        ("salle:retrouver", {"code": "lune 00", "recovery": "x"}, 403),
    ],
)
def test_the_doors_too(address, typed, status):
    response = Client().post(reverse(address), typed)
    assert response.status_code == status
    assert "Erreur" in response.content.decode()


def test_htmx_puts_refused_forms_in_the_page():
    layout = (ROOT / "templates/layout/base.html").read_text()
    codes = re.search(r'\{"code": "([^"]*422[^"]*)", "swap": true\}', layout)
    assert codes
    for status in ("200", "302", "403", "422"):
        assert re.match(codes[1], status), status
