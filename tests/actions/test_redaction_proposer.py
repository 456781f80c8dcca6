"""The page of a proposal and drafts: works, refuses with a reason, loses nothing typed."""

from decimal import Decimal

import pytest

from actions.models import Action, Brouillon
from territoires.droits import Role
from territoires.models import FeuilleGrant
from tests.actions.formulaire import sent_by, url_of
from tests.fabrique import (
    un_access,
    une_action,
    une_organisation,
)
from tests.outils import close, queries_of, sign_in

pytestmark = pytest.mark.django_db

MARKUP = '<img src="/etc/passwd"> <b & « 🌊 »'
ESCAPED = "&lt;img src=&quot;/etc/passwd&quot;&gt; &lt;b &amp; « 🌊 »"


@pytest.mark.parametrize("name", ["proposer", "modifier"])
def test_strangers_find_nothing_and_readers_a_reason(client, feuille, name):
    args = [une_action(feuille).numero] if name == "modifier" else []
    url = url_of(name, feuille, *args)
    assert client.get(url).status_code == 404
    sign_in(client, un_access(feuille, Role.LECTEUR))
    response = client.get(url)
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in response.content.decode()


@pytest.mark.parametrize("name", ["commenter", "faire_avancer", "passer_fiche_action"])
def test_verbs_are_posts(client, feuille, writer, name):
    url = url_of(name, feuille, une_action(feuille).numero)
    assert client.get(url).status_code == 405
    client.logout()
    assert client.post(url).status_code == 404


def test_a_restricted_action_is_not_there_for_others(client, feuille):
    action = une_action(feuille, is_restricted=True)
    sign_in(client, un_access(feuille, Role.PORTEUR))
    for name in ("modifier", "commenter", "garder_modification"):
        assert client.post(url_of(name, feuille, action.numero)).status_code == 404


# Propose ------------------------------------------------------------------------------------------


def propose(client, feuille, follow=False, **typed):
    url = url_of("proposer", feuille)
    page = client.get(url + "?nouvelle=1")
    filled = {"title": "Partager un four", "objectif": "1", "summary": "Un résumé."} | typed
    return client.post(url, sent_by(page, "proposition", **filled), follow=follow)


def test_a_proposal_is_sent(client, feuille, writer):
    porteur = une_organisation()
    feuille.territoire.organisations.add(porteur)
    response = propose(
        client, feuille, follow=True, budget="1 250 000,50 €", porteur=str(porteur.pk)
    )
    action = Action.objects.get()
    assert response.redirect_chain == [(action.get_absolute_url(), 302)]
    assert "Votre proposition porte le numéro 1.1." in response.content.decode()
    assert (action.budget, action.porteur) == (Decimal("1250000.50"), porteur)


def test_a_double_click_sends_once(client, feuille, writer):
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un", objectif="1", summary="x")
    assert client.post(url, data).url == client.post(url, data).url
    assert Action.objects.count() == 1


def test_a_refused_proposal_says_what_to_do_and_keeps_all(client, feuille, writer):
    response = propose(client, feuille, title="", objectif="", budget="environ 1 million")
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur : Proposer une action" in html.replace("\xa0", " ")
    assert "Corrigez trois points avant d’envoyer" in html
    for sentence in ("Donnez un titre", "Choisissez un objectif", "Écrivez le montant en chiffres"):
        assert sentence in html
    assert 'value="environ 1 million"' in html
    assert "Un résumé." in html
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "a" * 10_000, "Raccourcissez le titre\xa0: 300 caractères au plus, "
         "vous en avez écrit 10\u202f000."),
        ("summary", "é" * 601, "Raccourcissez le résumé\xa0: 600 caractères au plus, "
         "vous en avez écrit 601."),
        ("budget", "-5", "Écrivez un montant positif"),
        ("budget", "850,000", "Écrivez les centimes avec deux chiffres"),
        ("budget", "9" * 40, "Écrivez un montant inférieur"),
        ("porteur", "999999", "Choisissez un porteur dans l’annuaire."),
        ("objectif", "9", "Choisissez un objectif de cette feuille de route."),
    ],
)  # fmt: skip
def test_hostile_fields_get_a_sentence(client, feuille, writer, field, value, sentence):
    response = propose(client, feuille, **{field: value})
    assert response.status_code == 422
    html = response.content.decode()
    assert sentence in html
    if field in ("title", "summary", "budget"):
        assert value in html


def test_markup_is_text_and_control_characters_go(client, feuille, writer):
    response = propose(client, feuille, title=f"{MARKUP}\x00\x07", summary="a\x00b\r\nc")
    assert response.status_code == 302
    action = Action.objects.get()
    assert (action.title, action.summary) == (MARKUP, "ab\nc")
    page = client.get(url_of("modifier", feuille, action.numero)).content.decode()
    assert ESCAPED in page
    assert MARKUP not in page


def test_a_phase_closed_between_the_page_and_the_post(client, feuille, writer):
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un titre", objectif="1", summary="Texte")
    close(feuille)
    response = client.post(url, data)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Votre texte n’est pas envoyé" in html
    assert "La phase «\xa0Sélection\xa0» ne permet pas de proposer une action" in html
    assert 'value="Un titre"' in html
    assert "Brouillon gardé à" in html
    assert Brouillon.objects.get().data["summary"] == ["Texte"]
    assert "Texte" in client.get(url_of("brouillons", feuille)).content.decode()


def test_a_right_lost_between_the_page_and_the_post(client, feuille):
    access = sign_in(client, un_access(feuille, Role.PORTEUR))
    un_access(feuille, Role.LECTEUR)
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un titre", objectif="1", summary="x")
    reader = FeuilleGrant.objects.get(permission__codename="lire").permission
    FeuilleGrant.objects.filter(user=access.user).update(permission=reader)
    response = client.post(url, data)
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in response.content.decode()
    assert Brouillon.objects.get().user == access.user


def test_the_objective_may_come_from_the_board(client, feuille, writer):
    page = client.get(url_of("proposer", feuille) + "?objectif=3")
    assert sent_by(page, "proposition")["objectif"] == ["3"]


# Drafts -------------------------------------------------------------------------------------------


def test_a_draft_is_kept_whatever_it_holds_and_found_again(client, feuille, writer):
    response = propose(client, feuille, title="", budget="beaucoup", brouillon="1")
    assert response.url == url_of("brouillons", feuille)
    page = client.get(url_of("proposer", feuille))
    html = page.content.decode()
    assert "Votre brouillon est repris" in html
    assert sent_by(page, "proposition")["budget"] == ["beaucoup"]
    assert "message-erreur" not in html
    fresh = client.get(url_of("proposer", feuille) + "?nouvelle=1")
    assert sent_by(fresh, "proposition")["budget"] == [""]


def test_a_form_is_kept_as_it_is_typed(client, feuille, writer):
    url = url_of("garder_proposition", feuille)
    data = sent_by(client.get(url_of("proposer", feuille)), "proposition", title="Un début")
    for title in ("Un début", "Un début plus long"):
        response = client.post(url, data | {"title": [title]}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "Brouillon gardé à" in response.content.decode()
    assert str(Brouillon.objects.get()) == "Un début plus long"
    assert client.post(url, data).url == url_of("brouillons", feuille)


def test_keeping_a_fiche_tells_what_is_missing_live(client, feuille, writer):
    action = une_action(feuille)
    page = client.get(url_of("modifier", feuille, action.numero))
    assert "Désignez un porteur." in page.content.decode()
    porteur = une_organisation()
    feuille.territoire.organisations.add(porteur)
    data = sent_by(page, "fiche", porteur=str(porteur.pk), budget="100", budgets__0__planned="40")
    url = url_of("garder_modification", feuille, action.numero)
    html = client.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert 'id="feux" hx-swap-oob="true"' in html
    assert "Désignez un porteur." not in html
    assert "il manque 60\u202f€" in html
    action.refresh_from_db()
    assert action.porteur is None


def test_an_erased_draft_may_come_back(client, feuille, writer):
    propose(client, feuille, title="Précieux", brouillon="1")
    brouillon = Brouillon.objects.get()
    erased = client.post(url_of("effacer_brouillon", feuille, brouillon.pk), follow=True)
    undo = url_of("retablir_brouillon", feuille)
    assert f'action="{undo}"' in erased.content.decode()
    assert not Brouillon.objects.exists()
    client.post(undo)
    assert Brouillon.objects.get().data["title"] == ["Précieux"]
    assert client.post(undo).status_code == 404


def test_nobody_erases_the_draft_of_others(client, feuille, writer):
    propose(client, feuille, brouillon="1")
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = url_of("effacer_brouillon", feuille, Brouillon.objects.get().pk)
    assert client.post(url).status_code == 404


def test_the_list_of_drafts_costs_the_same_for_1_and_3(client, feuille, writer):
    propose(client, feuille, title="Un", brouillon="1")
    one = queries_of(client, url_of("brouillons", feuille))
    propose(client, feuille, title="Deux", brouillon="1")
    action = une_action(feuille)
    data = sent_by(client.get(url_of("modifier", feuille, action.numero)), "fiche", brouillon="1")
    client.post(url_of("modifier", feuille, action.numero), data)
    assert Brouillon.objects.count() == 3
    assert queries_of(client, url_of("brouillons", feuille)) == one
