"""Comments, and the state of an action, from its page."""

import pytest

from actions.models import Commentaire
from organisations.services import accorder
from territoires.droits import Role
from tests.actions.formulaire import url_of
from tests.fabrique import (
    un_access,
    une_action,
    une_organisation,
)
from tests.outils import sign_in

pytestmark = pytest.mark.django_db

MARKUP = '<img src="/etc/passwd"> <b & « 🌊 »'
ESCAPED = "&lt;img src=&quot;/etc/passwd&quot;&gt; &lt;b &amp; « 🌊 »"


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


def comment(client, action, text, **headers):
    url = url_of("commenter", action.feuille, action.numero)
    return client.post(url, {"text": text}, headers=headers)


def test_a_comment_is_published(client, feuille):
    organisation = une_organisation("Étuves Courlis")
    sign_in(client, un_access(feuille, Role.REPRESENTANT, organisation))
    action = une_action(feuille)
    response = comment(client, action, MARKUP)
    assert response.url == f"{action.get_absolute_url()}#commentaires"
    fragment = comment(client, action, "Et encore", **{"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<section class="section" id="commentaires"')
    assert ESCAPED in fragment
    assert "Étuves Courlis" in fragment
    assert Commentaire.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [("", 422, "Écrivez votre commentaire"), ("a" * 5001, 422, "Raccourcissez votre commentaire")],
)
def test_a_refused_comment_keeps_its_text(client, feuille, writer, headers, text, status, sentence):
    response = comment(client, une_action(feuille), text, **headers)
    assert response.status_code == status
    html = response.content.decode()
    assert sentence in html
    assert text in html


def test_a_comment_refused_by_a_rule_keeps_its_text(client, feuille):
    sign_in(client, un_access(feuille, Role.LECTEUR))
    response = comment(client, une_action(feuille), "Mon avis")
    html = response.content.decode()
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in html
    assert "Mon avis" in html


def test_who_represents_several_organisations_chooses(client, feuille):
    access = un_access(feuille, Role.REPRESENTANT, une_organisation("Une"))
    other = une_organisation("Deux")
    feuille.territoire.organisations.add(other)
    accorder(other, access.user, by=None)
    sign_in(client, access)
    action = une_action(feuille)
    url = url_of("commenter", feuille, action.numero)
    client.post(url, {"text": "Pour Deux", "organisation": str(other.pk)})
    client.post(url, {"text": "Pour moi", "organisation": ""})
    signed = Commentaire.objects.values_list("text", "organisation__name")
    assert list(signed) == [("Pour Deux", "Deux"), ("Pour moi", None)]
