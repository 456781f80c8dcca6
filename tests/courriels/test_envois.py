"""The outbox of a roadmap: its administrators see what left, waits or failed, and send again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from socle.models import Courriel, Journal
from territoires.droits import Role
from territoires.envois import PER_PAGE
from tests.fabrique import un_access, un_courriel_echoue, une_feuille
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return un_access(une_feuille(), Role.ADMINISTRATEUR)


def page(admin, name="courriels", *args):
    return reverse(f"territoires:{name}", args=[admin.feuille.slug, *args])


def un_envoye(admin, **fields):
    now = timezone.now()
    return un_courriel_echoue(
        admin.feuille, **{"state": "envoye", "error": "", "sent_at": now} | fields
    )


def test_each_state_is_told_with_its_tries_and_reason(admin):
    un_courriel_echoue(admin.feuille, error="L’adresse est refusée : « 550 Unknown ».")
    un_envoye(admin, attempts=3)
    soon = timezone.now() + timedelta(minutes=5)
    un_courriel_echoue(
        admin.feuille, state="attend", attempts=2, error="Il ne répond pas.", next_try_at=soon
    )
    text = text_of(client_of(admin).get(page(admin))).replace("\u00a0", " ")
    for told in ("Tous, 3", "En attente, 1", "Envoyés, 1", "Échoués, 1"):
        assert told in text
    assert "Après 1 essai" in text
    assert "« 550 Unknown »" in text
    assert "en 3 essais" in text
    assert "2 essais, le prochain à" in text


def test_a_filter_keeps_one_state(admin):
    failed, sent = un_courriel_echoue(admin.feuille), un_envoye(admin)
    text = text_of(client_of(admin).get(page(admin), {"etat": "echoue"}))
    assert failed.to in text
    assert sent.to not in text
    assert failed.to in text_of(client_of(admin).get(page(admin), {"etat": "n’importe"}))
    assert "Aucun courriel dans cet état" in text_of(
        client_of(admin).get(page(admin), {"etat": "attend"})
    )


def test_pages_turn_and_cost_the_same(admin):
    client = client_of(admin)
    un_envoye(admin, to="premier@essai.example")
    one = queries_of(client, page(admin))
    for _ in range(PER_PAGE + 2):
        un_envoye(admin)
    assert queries_of(client, page(admin)) == one
    assert "premier@essai.example" not in text_of(client.get(page(admin)))
    last = text_of(client.get(page(admin), {"page": "2"}))
    assert "premier@essai.example" in last
    assert "Page 2 sur 2" in last
    assert "Page 2 sur 2" in text_of(client.get(page(admin), {"page": "99"}))
    assert "Page 1 sur 2" in text_of(client.get(page(admin), {"page": "x"}))


def test_a_message_is_read_unless_it_holds_a_code(admin):
    client = client_of(admin)
    open_, code = (
        un_courriel_echoue(admin.feuille),
        un_courriel_echoue(admin.feuille, is_secret=True, text="Votre code : 123 456"),
    )
    assert "Un message d’essai" in text_of(client.get(page(admin, "courriel", open_.pk)))
    hidden = text_of(client.get(page(admin, "courriel", code.pk)))
    assert "123 456" not in hidden
    assert "seul son destinataire le lit" in hidden


def test_messages_of_another_roadmap_do_not_exist(admin):
    other = un_courriel_echoue(une_feuille())
    client = client_of(admin)
    assert other.to not in text_of(client.get(page(admin)))
    assert client.get(page(admin, "courriel", other.pk)).status_code == 404
    assert client.post(page(admin, "renvoyer_courriel", other.pk)).status_code == 404
    client.post(page(admin, "renvoyer_echecs"))
    other.refresh_from_db()
    assert other.state == Courriel.State.ECHOUE


def test_one_message_is_sent_again(admin, django_capture_on_commit_callbacks):
    courriel = un_courriel_echoue(admin.feuille)
    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(admin).post(page(admin, "renvoyer_courriel", courriel.pk), follow=True)
    assert f"Le message repart vers {courriel.to}." in text_of(response)
    assert [message.to for message in mail.outbox] == [[courriel.to]]
    assert Journal.objects.about(courriel).get().verb == "courriel.renvoye"


def test_a_code_is_not_sent_again_and_says_why(admin):
    courriel = un_courriel_echoue(admin.feuille, is_secret=True, text="")
    response = client_of(admin).post(page(admin, "renvoyer_courriel", courriel.pk))
    assert response.status_code == 403
    assert "demandez-en un autre" in text_of(response)


def test_all_that_failed_is_sent_again_codes_excepted(admin, django_capture_on_commit_callbacks):
    failed = [un_courriel_echoue(admin.feuille) for _ in range(2)]
    un_courriel_echoue(admin.feuille, is_secret=True, text="")
    un_envoye(admin)
    client = client_of(admin)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page(admin, "renvoyer_echecs"), follow=True)
    assert "2 messages repartent." in text_of(response).replace("\u00a0", " ")
    assert {message.to[0] for message in mail.outbox} == {courriel.to for courriel in failed}
    assert "ne peut repartir" in text_of(client.post(page(admin, "renvoyer_echecs"), follow=True))
