"""The conversation on an action, from its pages."""

import re

import pytest
from django.urls import reverse

from actions.affichage.commentaires import PAGE
from actions.models import Commentaire
from actions.services import commentaires as services
from organisations.services import accorder
from territoires.droits import Role
from tests.actions.formulaire import url_of
from tests.fabrique import un_access, une_action, une_organisation, une_personne
from tests.outils import HTMX, client_of, queries_of, sign_in, text_of

pytestmark = pytest.mark.django_db

MARKUP = '<img src="/etc/passwd"> <b & « 🌊 »'
ESCAPED = "&lt;img src=&quot;/etc/passwd&quot;&gt; &lt;b &amp; « 🌊 »"


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


def gesture(name, said, feuille):
    return url_of(f"{name}_commentaire", feuille, said.action.numero, said.pk)


@pytest.fixture
def action(feuille):
    return une_action(feuille)


@pytest.fixture
def asker(feuille):
    return un_access(feuille, Role.PORTEUR)


@pytest.fixture
def question(action, asker):
    return services.commenter(action, by=asker, text="Quand ?", question=True)


def test_a_question_is_asked_answered_and_settled(client, feuille, action, asker):
    page = client_of(asker)
    page.post(url_of("commenter", feuille, action.numero), {"text": "Quand ?", "question": "on"})
    question = Commentaire.objects.get()
    sign_in(client, un_access(feuille, Role.PORTEUR))
    assert "Question sans réponse" in text_of(client.get(action.get_absolute_url()))
    sent = client.post(gesture("repondre", question, feuille), {"text": "En mai."})
    assert sent.url == f"{action.get_absolute_url()}#commentaire-{question.pk}"
    answer = question.reponses.get()
    assert "Retenir cette réponse" not in text_of(client.get(action.get_absolute_url()))
    assert "Retenir cette réponse" in text_of(page.get(action.get_absolute_url()))
    fragment = page.post(gesture("retenir", answer, feuille), **HTMX)
    assert fragment.content.decode().strip().startswith(f'<li id="fil-{question.pk}"')
    assert "Question réglée" in text_of(fragment)
    assert "Réponse retenue" in text_of(fragment)
    assert "Rouvrir la question" in text_of(fragment)


def test_a_form_opens_in_its_thread_or_on_a_page(client, feuille, question):
    sign_in(client, un_access(feuille, Role.PORTEUR))
    url = gesture("repondre", question, feuille)
    page = client.get(url).content.decode()
    assert "<h1>Répondre à " in page
    assert "Quand ?" in page
    assert "hx-post" not in page.split("<main")[1]
    opened = client.get(url, **HTMX)
    assert opened["HX-Retarget"] == f"#gestes-{question.pk}"
    assert "<h1>" not in opened.content.decode()
    refused = client.post(url, {"text": " "}, **HTMX)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, f"#gestes-{question.pk}")
    assert "Écrivez votre réponse" in text_of(refused)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_refused_keeps_its_text(client, feuille, question, headers):
    sign_in(client, un_access(feuille, Role.PORTEUR))
    url = gesture("repondre", question, feuille)
    form = client.get(url).content.decode()
    assert "Publier la réponse" in form
    services.masquer(question, by=un_access(feuille, Role.ANIMATEUR), reason="Hors sujet.")
    response = client.post(url, {"text": "Ma longue réponse"}, **headers)
    assert response.status_code == 403
    assert "Ma longue réponse" in response.content.decode()
    assert "masqué" in text_of(response)
    assert "Quand ?" not in response.content.decode()


def test_the_same_answer_twice_is_one(client, feuille, question):
    sign_in(client, un_access(feuille, Role.PORTEUR))
    url = gesture("repondre", question, feuille)
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(url).content.decode())[1]
    for _twice in range(2):
        assert client.post(url, {"text": "En mai.", "form_key": key}).status_code == 302
    assert question.reponses.count() == 1


def test_ones_words_are_changed_then_taken_back(feuille, action, asker, question):
    page = client_of(asker)
    assert "Quand ?" in page.get(gesture("modifier", question, feuille)).content.decode()
    page.post(gesture("modifier", question, feuille), {"text": "Quand exactement ?"})
    told = text_of(page.get(action.get_absolute_url()))
    assert "Quand exactement ?" in told
    assert ", modifié" in told
    assert "Son texte sera effacé" in text_of(page.get(gesture("retirer", question, feuille)))
    assert Commentaire.objects.get().text
    page.post(gesture("retirer", question, feuille))
    told = text_of(page.get(action.get_absolute_url()))
    assert "Retiré par son auteur." in told
    assert "Quand exactement" not in told


def test_a_hidden_text_is_read_by_its_author_and_the_team_alone(client, feuille, action, asker):
    said = services.commenter(action, by=asker, text="Des mots vifs.")
    team = un_access(feuille, Role.ANIMATEUR)
    client_of(team).post(gesture("masquer", said, feuille), {"reason": "Vise une personne."})
    readers = [un_access(feuille, role) for role in (Role.LECTEUR, Role.PORTEUR)]
    places = [
        action.get_absolute_url(),
        url_of("commentaires", feuille, action.numero),
        gesture("repondre", said, feuille),
    ]
    for place in places:
        for reader in readers:
            response = client_of(reader).get(place)
            assert "Des mots vifs." not in response.content.decode()
            if response.status_code == 200:
                assert "Commentaire masqué par l’animation. Motif : Vise une personne." in text_of(
                    response
                ).replace("\xa0", " ")
        for reader in (asker, team):
            assert "Des mots vifs." in client_of(reader).get(place).content.decode()
    assert "1 message" not in text_of(client.get(action.get_absolute_url()))
    client_of(team).post(gesture("demasquer", said, feuille))
    assert "Des mots vifs." in client_of(readers[0]).get(places[0]).content.decode()


def test_a_restricted_action_has_no_conversation_for_others(feuille, asker):
    action = une_action(feuille, is_restricted=True)
    team = un_access(feuille, Role.ANIMATEUR)
    said = services.commenter(action, by=team, text="Secret.")
    other = client_of(asker)
    for name in ("repondre", "masquer", "modifier", "retirer"):
        assert other.get(gesture(name, said, feuille)).status_code == 404
    assert other.get(url_of("commentaires", feuille, action.numero)).status_code == 404
    assert other.post(url_of("suivre", feuille, action.numero), {"suivre": "1"}).status_code == 404
    mine = une_action(feuille)
    wrong = url_of("repondre_commentaire", feuille, mine.numero, said.pk)
    assert other.get(wrong).status_code == 404, "a message belongs to its action"


def test_the_board_and_the_conversation_show_questions_without_answer(client, feuille, question):
    sign_in(client, un_access(feuille, Role.LECTEUR))
    action, other = question.action, une_action(feuille, title="Sans question")
    board = text_of(client.get(reverse("tableau", args=[feuille.slug]) + "?questions=1"))
    assert action.title in board
    assert other.title not in board
    services.commenter(action, by=un_access(feuille, Role.PORTEUR), text="Bonjour à tous")
    url = url_of("commentaires", feuille, action.numero)
    assert "Bonjour à tous" in text_of(client.get(url))
    kept = client.get(f"{url}?questions=1", **HTMX)
    assert kept.content.decode().strip().startswith('<div id="fils">')
    assert "Bonjour à tous" not in text_of(kept)
    assert "1 question sans réponse" in text_of(kept).replace("\xa0", " ")


def test_following_is_one_button_with_two_states(client, feuille, action):
    sign_in(client, un_access(feuille, Role.LECTEUR))
    assert 'aria-pressed="false"' in client.get(action.get_absolute_url()).content.decode()
    url = url_of("suivre", feuille, action.numero)
    fragment = client.post(url, {"suivre": "1"}, **HTMX).content.decode()
    assert "Vous suivez" in fragment
    assert client.post(url, {"suivre": "0"}).url == action.get_absolute_url()
    assert "Vous suivez" not in text_of(client.get(action.get_absolute_url()))


def test_who_takes_part_follows_without_asking(feuille, action, asker):
    page = client_of(asker)
    assert "Vous suivez" not in text_of(page.get(action.get_absolute_url()))
    services.commenter(action, by=asker, text="Bonjour")
    assert "Vous suivez" in text_of(page.get(action.get_absolute_url()))


def test_three_hundred_messages_cost_what_three_do(client, feuille, action, writer):
    def said(number):
        people = [une_personne() for _ in range(3)]
        for rank in range(number):
            first = Commentaire.objects.create(
                action=action, author=people[rank % 3], text="Quand ?", kind="question"
            )
            for person in people:
                Commentaire.objects.create(
                    action=action, author=person, text="En mai.", answers=first
                )

    said(3)
    pages = [action.get_absolute_url(), url_of("commentaires", feuille, action.numero)]
    three = [queries_of(client, page) for page in pages]
    said(97)
    assert Commentaire.objects.count() == 400
    assert [queries_of(client, page) for page in pages] == three
    last = client.get(f"{pages[1]}?page=5")
    assert len(re.findall(r'id="fil-', last.content.decode())) == PAGE
    oldest = Commentaire.objects.order_by("pk")[0]
    place = client.get(url_of("commentaire", feuille, action.numero, oldest.pk)).url
    assert place == f"{pages[1]}?page=5#commentaire-{oldest.pk}"
