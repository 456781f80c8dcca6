"""The state of an action, from its page."""

import pytest

from tests.actions.formulaire import url_of
from tests.fabrique import une_action

pytestmark = pytest.mark.django_db


def test_an_action_moves_forward(client, feuille, writer):
    action = une_action(feuille)
    url = url_of("faire_avancer", feuille, action.numero)
    assert client.post(url, {"vers": "retenue"}).status_code == 404
    assert client.post(url, {"vers": "ajustee"}).status_code == 403
    assert client.post(url, {"vers": "partagee"}).url == action.get_absolute_url()
    action.refresh_from_db()
    assert action.state == "partagee"


def test_a_fiche_action_is_refused_with_what_is_missing(client, feuille, writer):
    action = une_action(feuille, maturite="fiche_projet")
    response = client.post(url_of("passer_fiche_action", feuille, action.numero))
    assert response.status_code == 403
    assert "Désignez un porteur." in response.content.decode()
