"""A message is written with what it tells, once a key, and leaves after the commit."""

import pytest
from django.core import mail
from django.db import transaction

from socle.courriels import ecrire
from socle.models import Courriel
from tests.fabrique import une_feuille, une_personne

pytestmark = pytest.mark.django_db

CONTEXT = {"seance": {"title": "L’atelier"}, "engagements": [], "territoire": "Estuaire"}


def un_courriel(to="nadia@essai.example", **fields) -> Courriel:
    fields = {"subject": "À confirmer", "template": "a_confirmer", "context": CONTEXT} | fields
    return ecrire("seance", to, **fields)


def test_it_leaves_after_the_commit_with_its_two_versions(django_capture_on_commit_callbacks):
    feuille, user = une_feuille(), une_personne()
    with django_capture_on_commit_callbacks(execute=True):
        courriel = un_courriel(feuille_id=feuille.pk, user_id=user.pk, about=feuille)
        assert mail.outbox == []
    courriel.refresh_from_db()
    assert courriel.state == Courriel.State.ENVOYE
    assert courriel.sent_at is not None
    assert list(Courriel.objects.about(feuille)) == [courriel]
    (message,) = mail.outbox
    assert "« L’atelier »" in message.body
    assert "« L’atelier »" in message.alternatives[0].content
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"] == courriel.message_id


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_writes_nobody():
    with transaction.atomic():
        un_courriel()
        transaction.set_rollback(True)
    assert not Courriel.objects.exists()
    assert mail.outbox == []


def test_one_key_is_one_message(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = un_courriel(cle="une")
        assert un_courriel(cle="une", to="autre@essai.example").pk == first.pk
        assert un_courriel(cle="deux").pk != first.pk
    assert len(mail.outbox) == 2


def test_a_subject_cannot_hold_a_header():
    assert un_courriel(subject="Bonjour\r\nBcc: x@y.z").subject == "Bonjour Bcc: x@y.z"
