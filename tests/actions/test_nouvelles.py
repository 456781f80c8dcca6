"""The daily digest: who receives what, once, and what never leaves in a message."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.clock import ecrire_nouvelles
from actions.models import Amendement, Commentaire
from actions.nouvelles import nouvelles_between, people_of
from actions.services import commentaires as services
from comptes.models import User
from organisations.services import accorder
from socle.models import Courriel
from territoires.droits import Role
from territoires.services import accorder_role
from tests.fabrique import un_access, une_action, une_feuille, une_organisation, une_personne

pytestmark = pytest.mark.django_db

#: Seven in the morning.
NOW = timezone.make_aware(datetime(2024, 5, 14, 7))
YESTERDAY = NOW - timedelta(hours=12)


@pytest.fixture
def feuille():
    return une_feuille()


@pytest.fixture
def action(feuille):
    return une_action(feuille, title="Boucle de chaleur")


@pytest.fixture
def follower(feuille, action):
    access = un_access(feuille, Role.LECTEUR)
    services.suivre(action, by=access, follows=True)
    return access


def said(action, text="Le tracé est prêt.", at=YESTERDAY, **fields):
    author = fields.pop("author", None) or une_personne("Nadia Ferrand")
    one = Commentaire.objects.create(action=action, author=author, text=text, **fields)
    Commentaire.objects.filter(pk=one.pk).update(created_at=at)
    return one


def sent_to(access):
    """The digests of one person, as plain text."""
    return [one.text for one in Courriel.objects.filter(kind="nouvelles", user_id=access.user.pk)]


def test_what_was_said_yesterday_is_told_once(action, follower):
    question = said(action, "Qui paie ?", kind="question")
    said(action, "La Région.", answers=question)
    said(action)
    amendement = Amendement.objects.create(
        action=action, field="title", text="x", author_label="Table 3", reason="Plus court"
    )
    Amendement.objects.update(created_at=YESTERDAY)
    for _twice in range(2):
        ecrire_nouvelles(NOW)
    mail = Courriel.objects.get(kind="nouvelles", user_id=follower.user.pk)
    subject = mail.subject.replace("\u00a0", " ").replace("\u202f", " ")
    assert subject.endswith("1 question, 1 réponse, 1 commentaire et 1 amendement sur l’action 1.1")
    for told in ("Qui paie ?", "La Région.", "Le tracé est prêt.", "Table 3", "Plus court"):
        assert told in mail.text
        assert told in mail.html.replace("\u202f", " ")
    assert f"/commentaires/{question.pk}/" in mail.text
    assert mail.to == follower.user.email
    assert amendement.action.numero in mail.html
    assert mail.feuille_id == action.feuille_id


def test_each_day_is_told_once_whatever_the_hour(action, follower):
    said(action, "Avant-hier soir", at=YESTERDAY - timedelta(days=1))
    said(action, "Cette nuit", at=NOW - timedelta(hours=3))
    ecrire_nouvelles(NOW)
    Courriel.objects.update(created_at=NOW)
    assert ["Avant-hier soir" in text for text in sent_to(follower)] == [True]
    assert ["Cette nuit" in text for text in sent_to(follower)] == [False]
    ecrire_nouvelles(NOW + timedelta(days=1))
    _first, second = sorted(sent_to(follower), key=lambda text: "Cette nuit" in text)
    assert "Cette nuit" in second
    assert "Avant-hier soir" not in second
    Courriel.objects.update(created_at=NOW + timedelta(days=1))
    assert ecrire_nouvelles(NOW + timedelta(days=2)) == 0


def test_who_is_told(feuille):
    porteur = une_organisation("Porteuse")
    author, pilote, speaks, commented, amended, stranger = (
        un_access(feuille, Role.PORTEUR) for _ in range(6)
    )
    accorder(porteur, speaks.user, by=None)
    feuille.territoire.organisations.add(porteur)
    action = une_action(feuille, author=author.user, pilote=pilote.user, porteur=porteur)
    said(action, at=NOW - timedelta(days=20), author=commented.user)
    Amendement.objects.create(action=action, field="title", text="x", author=amended.user)
    stopped = un_access(feuille, Role.PORTEUR)
    said(action, at=NOW - timedelta(days=20), author=stopped.user)
    services.suivre(action, by=stopped, follows=False)
    said(action)
    ecrire_nouvelles(NOW)
    told = set(Courriel.objects.values_list("user_id", flat=True))
    assert told == {one.user.pk for one in (author, pilote, speaks, commented, amended)}
    assert stranger.user.pk not in told


def test_ones_own_words_are_not_told(action, follower):
    said(action, author=follower.user)
    assert ecrire_nouvelles(NOW) == 0


def test_what_is_hidden_or_taken_back_never_leaves(action, follower, feuille):
    team = un_access(feuille, Role.ANIMATEUR)
    hidden, gone = said(action, "Des mots vifs"), said(action, "Une erreur")
    services.masquer(hidden, by=team, reason="Vise une personne.")
    services.retirer(gone, by=_access_of(gone, feuille))
    assert ecrire_nouvelles(NOW) == 0
    said(action)
    ecrire_nouvelles(NOW)
    (text,) = sent_to(follower)
    assert "Le tracé est prêt." in text
    assert "Des mots vifs" not in text
    assert "Vise une personne" not in text


def _access_of(comment, feuille):
    access = un_access(feuille, Role.PORTEUR)
    Commentaire.objects.filter(pk=comment.pk).update(author=access.user)
    return access


def test_a_restricted_action_is_told_to_its_readers_only(action, follower, feuille):
    team = un_access(feuille, Role.ANIMATEUR)
    services.suivre(action, by=team, follows=True)
    action.is_restricted = True
    action.save()
    said(action, "Un prix secret")
    ecrire_nouvelles(NOW)
    assert sent_to(follower) == []
    assert len(sent_to(team)) == 1


def test_who_left_or_refuses_receives_nothing(action, follower, feuille):
    said(action)
    refusing = un_access(feuille, Role.LECTEUR)
    services.suivre(action, by=refusing, follows=True)
    User.objects.filter(pk=refusing.user.pk).update(rappels=False)
    feuille.grants.filter(user=follower.user).delete()
    assert ecrire_nouvelles(NOW) == 0


def test_a_mailbox_stops_it_in_one_post_signed_out(action, follower):
    said(action)
    ecrire_nouvelles(NOW)
    mail = Courriel.objects.get(kind="nouvelles", user_id=follower.user.pk)
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    browser = Client(enforce_csrf_checks=True)
    browser.post(link.removeprefix(settings.SITE_URL), {"List-Unsubscribe": "One-Click"})
    said(action, at=NOW + timedelta(hours=1))
    assert ecrire_nouvelles(NOW + timedelta(days=1)) == 0


def test_several_roadmaps_make_one_message_of_those_one_may_read(action, follower):
    other, foreign = une_feuille(), une_feuille()
    accorder_role(other, follower.user, Role.LECTEUR, by=None)
    for feuille, text in ((other, "Là-bas"), (foreign, "Chez d’autres")):
        there = une_action(feuille)
        services.suivre(there, by=replace(follower, feuille=feuille), follows=True)
        said(there, text)
    said(action, "Ici")
    assert ecrire_nouvelles(NOW) == 1
    mail = Courriel.objects.get(user_id=follower.user.pk)
    assert "Ici" in mail.text
    assert "Là-bas" in mail.text
    assert "Chez d’autres" not in mail.text
    assert mail.feuille_id is None


def test_markup_in_a_comment_stays_text(action, follower):
    said(action, '<a href="https://piege.example">cliquez</a>')
    ecrire_nouvelles(NOW)
    html = Courriel.objects.get(user_id=follower.user.pk).html
    assert "&lt;a href=" in html
    assert '<a href="https://piege.example">' not in html


def test_a_long_day_says_how_many_more(action, follower):
    for rank in range(9):
        said(action, f"Message {rank}")
    ecrire_nouvelles(NOW)
    (text,) = sent_to(follower)
    assert "Et 3 de plus sur la page de l’action." in text


def test_a_person_of_a_room_is_named_and_receives_nothing(feuille, action, follower):
    Commentaire.objects.create(action=action, author=None, text="Dit en séance")
    Commentaire.objects.update(created_at=YESTERDAY)
    assert ecrire_nouvelles(NOW) == 1
    assert "Dit en séance" in sent_to(follower)[0]


def test_gathering_costs_the_same_for_one_action_and_ten(feuille):
    def cost(actions):
        for action in actions:
            for _ in range(3):
                said(action)
        with CaptureQueriesContext(connection) as queries:
            people_of(nouvelles_between(NOW - timedelta(days=3), NOW))
        return len(queries)

    assert cost([une_action(feuille)]) == cost([une_action(feuille) for _ in range(10)])
