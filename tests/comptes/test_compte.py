"""Personas of the demonstration, one's own account, the way out."""

import pytest
from django.test import Client
from django.urls import reverse

from comptes.models import User
from socle.models import Journal
from tests.fabrique import une_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def persona():
    return une_personne("Claire Vasseur", is_demo=True)


@pytest.fixture
def person(client):
    user = une_personne("Inès Rabouin", fonction="Directrice")
    client.force_login(user)
    return user


# Personas ----------------------------------------------------------------------------------------


def test_a_persona_is_one_click_away_and_the_journal_says_so(client, persona):
    response = client.post(reverse("comptes:persona", args=[persona.pk]))
    assert (response.status_code, response.url) == (302, reverse("entrer"))
    assert client.session["_auth_user_id"] == str(persona.pk)
    line = Journal.objects.get(verb="compte.connexion")
    assert (line.user_id, line.details) == (persona.pk, {"moyen": "démonstration"})


def test_from_one_persona_to_another_no_session_is_kept(client, persona):
    client.post(reverse("comptes:persona", args=[persona.pk]))
    before = client.session.session_key
    other = une_personne(is_demo=True)
    client.post(reverse("comptes:persona", args=[other.pk]))
    assert client.session["_auth_user_id"] == str(other.pk)
    assert client.session.session_key != before


@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_the_demonstration_the_address_does_not_exist(client, settings, persona, method):
    settings.DEMO = False
    url = reverse("comptes:persona", args=[persona.pk])
    assert getattr(client, method)(url).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("fields", [{}, {"is_demo": True, "is_active": False}])
def test_a_real_person_or_a_closed_account_is_no_persona(client, fields):
    user = une_personne(**fields)
    assert client.post(reverse("comptes:persona", args=[user.pk])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_link_is_not_enough(client, persona):
    response = client.get(reverse("comptes:persona", args=[persona.pk]))
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_another_site_cannot_choose_the_persona(persona):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("comptes:persona", args=[persona.pk])).status_code == 403


def test_personas_come_in_the_order_of_their_creation(persona):
    une_personne()
    second = une_personne(is_demo=True)
    assert list(User.objects.personas()) == [persona, second]


# One's own account -------------------------------------------------------------------------------


def test_one_sees_oneself(client, person):
    page = client.get(reverse("comptes:compte")).content.decode()
    for shown in (person.name, person.fonction, person.email):
        assert shown in page


def test_one_changes_name_and_function(client, person):
    response = client.post(
        reverse("comptes:compte"), {"name": "Inès R. <b>", "fonction": "", "email": "autre@x.fr"}
    )
    assert response.url == reverse("comptes:compte")
    changed = User.objects.get(pk=person.pk)
    assert (changed.name, changed.fonction) == ("Inès R. <b>", "")
    assert changed.email == person.email
    assert Journal.objects.filter(verb="compte.profil", user_id=person.pk).count() == 1
    page = client.get(response.url).content.decode()
    assert "Votre profil est à jour." in page
    assert "Inès R. <b>" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Écrivez votre prénom et votre nom."), ("é" * 10_000, "en 150 caractères au plus")],
)
def test_a_refused_profile_keeps_what_was_typed(client, person, typed, sentence):
    response = client.post(reverse("comptes:compte"), {"name": typed, "fonction": "Cheffe 🏭"})
    page = response.content.decode()
    assert sentence in page
    assert "<title>Erreur" in page
    assert 'value="Cheffe 🏭"' in page
    assert User.objects.get(pk=person.pk).name == "Inès Rabouin"


def test_a_stranger_signs_in_first(client):
    assert client.get(reverse("comptes:compte")).status_code == 302


# The way out -------------------------------------------------------------------------------------


def test_leaving(client, person):
    response = client.post(reverse("account_logout"), follow=True)
    assert "Vous avez quitté votre compte." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_leaving_takes_a_button(client, person):
    assert client.get(reverse("account_logout")).status_code == 405
    assert "_auth_user_id" in client.session
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(reverse("account_logout")).status_code == 403


def test_a_closed_account_leaves_at_once(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("comptes:compte")).status_code == 302
