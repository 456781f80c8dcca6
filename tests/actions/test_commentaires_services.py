"""A conversation: what each verb writes, what it refuses, what the journal keeps."""

from uuid import uuid4

import pytest
from django.utils.timezone import now

from actions.models import Abonnement, Action, Commentaire
from actions.services import commentaires as services
from socle.models import Journal
from socle.refus import Refus
from territoires.droits import Role
from tests.fabrique import un_access, une_action, une_feuille, une_organisation
from tests.outils import close

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille()


@pytest.fixture
def action(feuille):
    return une_action(feuille, porteur=une_organisation("Porteuse"))


def ask(action, access, text="Quand ?"):
    return services.commenter(action, by=access, text=text, question=True)


def verbs(action):
    return [line.verb for line in Journal.objects.about(action)][::-1]


def test_a_comment_is_signed_and_told(feuille, action):
    organisation = une_organisation("Étuves Courlis")
    access = un_access(feuille, Role.REPRESENTANT, organisation)
    key = uuid4()
    for _twice in range(2):
        services.commenter(
            action, by=access, text="D’accord.", organisation_id=organisation.pk, form_key=key
        )
    comment = Commentaire.objects.get()
    assert (comment.text, comment.signature) == ("D’accord.", "Étuves Courlis")
    assert verbs(action) == ["action.commentee"]


def test_nobody_speaks_for_an_organisation_of_others(feuille, action):
    access = un_access(feuille, Role.REPRESENTANT)
    other = une_organisation().pk
    said = ask(action, access)
    with pytest.raises(Refus, match="ne représentez pas"):
        services.commenter(action, by=access, text="x", organisation_id=other)
    with pytest.raises(Refus, match="ne représentez pas"):
        services.repondre(said, by=access, text="x", organisation_id=other)


def test_a_reader_does_not_speak(feuille, action):
    said = ask(action, un_access(feuille, Role.PORTEUR))
    reader = un_access(feuille, Role.LECTEUR)
    with pytest.raises(Refus, match="lecteur"):
        services.commenter(action, by=reader, text="x")
    with pytest.raises(Refus, match="lecteur"):
        services.repondre(said, by=reader, text="x")


def test_a_question_is_answered_settled_and_opened_again(feuille, action):
    asker, other = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ANIMATEUR)
    question = ask(action, asker)
    assert list(Commentaire.objects.unanswered()) == [question]
    key = uuid4()
    answers = {
        services.repondre(question, by=other, text="En mai.", form_key=key).pk for _twice in "ab"
    }
    assert len(answers) == 1
    answer = Commentaire.objects.get(pk=answers.pop())
    assert not Commentaire.objects.unanswered().exists()
    settled = services.retenir_reponse(answer, by=asker)
    assert settled.settled_by == answer
    services.retenir_reponse(answer, by=asker)
    with pytest.raises(Refus, match="La personne qui a posé"):
        services.rouvrir(question, by=un_access(feuille, Role.PORTEUR))
    for _twice in range(2):
        assert services.rouvrir(question, by=asker).settled_at is None
    assert verbs(action) == [
        "action.question_posee",
        "action.repondue",
        "action.reponse_retenue",
        "action.question_rouverte",
    ]


def test_ones_own_words_do_not_answer_ones_question(feuille, action):
    asker = un_access(feuille, Role.PORTEUR)
    question = ask(action, asker)
    services.repondre(question, by=asker, text="Je précise.")
    assert list(Commentaire.objects.unanswered()) == [question]
    services.repondre(question, by=un_access(feuille, Role.ANIMATEUR), text="En mai.")
    assert not Commentaire.objects.unanswered().exists()


def test_a_question_asked_in_a_room_is_answered_by_an_account(feuille, action):
    question = Commentaire.objects.create(action=action, kind="question", text="Quand ?")
    same_room = Commentaire.objects.create(action=action, answers=question, text="En mai.")
    assert not Commentaire.objects.unanswered().exists()
    same_room.delete()
    assert list(Commentaire.objects.unanswered()) == [question]
    services.repondre(question, by=un_access(feuille, Role.ANIMATEUR), text="En mai.")
    assert not Commentaire.objects.unanswered().exists()


def test_an_answer_is_not_answered(feuille, action):
    access = un_access(feuille, Role.ANIMATEUR)
    answer = services.repondre(ask(action, access), by=access, text="En mai.")
    with pytest.raises(Refus, match="premier message"):
        services.repondre(answer, by=access, text="Non.")
    with pytest.raises(Refus, match="réponse à une question"):
        services.retenir_reponse(services.commenter(action, by=access, text="a"), by=access)


def test_words_change_until_somebody_answers(feuille, action):
    access = un_access(feuille, Role.PORTEUR)
    said = ask(action, access)
    changed = services.modifier(said, by=access, text="Quand exactement ?")
    assert changed.text == "Quand exactement ?"
    assert changed.edited_at
    services.repondre(said, by=un_access(feuille, Role.ANIMATEUR), text="En mai.")
    with pytest.raises(Refus, match="Quelqu’un a répondu"):
        services.modifier(said, by=access, text="Autre chose")
    with pytest.raises(Refus, match="Seul son auteur"):
        services.modifier(said, by=un_access(feuille, Role.ADMINISTRATEUR), text="x")


def test_the_same_words_change_nothing(feuille, action):
    access = un_access(feuille, Role.PORTEUR)
    said = ask(action, access)
    assert services.modifier(said, by=access, text=said.text).edited_at is None
    assert verbs(action) == ["action.question_posee"]


def test_what_is_taken_back_leaves_its_place_and_no_text(feuille, action):
    asker, other = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ANIMATEUR)
    question = ask(action, asker)
    answer = services.repondre(question, by=other, text="En mai.")
    services.retenir_reponse(answer, by=asker)
    gone = services.retirer(answer, by=other)
    assert (gone.text, gone.withdrawn_at is None) == ("", False)
    question.refresh_from_db()
    assert question.settled_at is None, "nobody reads the answer any more"
    assert list(Commentaire.objects.unanswered()) == [question]
    with pytest.raises(Refus, match="déjà retiré"):
        services.retirer(answer, by=other)
    with pytest.raises(Refus, match="Seul son auteur"):
        services.retirer(question, by=other)


def test_ones_words_are_taken_back_after_one_lost_the_right_to_comment(feuille, action):
    access = un_access(feuille, Role.PORTEUR)
    said = ask(action, access)
    feuille.grants.filter(user=access.user).delete()
    reader = un_access(feuille, Role.LECTEUR)
    Commentaire.objects.update(author=reader.user)
    assert services.retirer(said, by=reader).withdrawn_at


def test_hiding_says_why_and_the_journal_keeps_no_text(feuille, action):
    author, team = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ANIMATEUR)
    said = services.commenter(action, by=author, text="Des mots vifs.")
    with pytest.raises(Refus, match="Votre rôle"):
        services.masquer(said, by=author, reason="Non")
    with pytest.raises(Refus, match="Écrivez le motif"):
        services.masquer(said, by=team, reason=" ")
    hidden = services.masquer(said, by=team, reason="Met en cause une personne.")
    assert (hidden.hidden_by, hidden.text) == (team.user, "Des mots vifs.")
    with pytest.raises(Refus, match="déjà masqué"):
        services.masquer(said, by=team, reason="Encore")
    with pytest.raises(Refus, match="masqué"):
        services.modifier(said, by=author, text="Autre")
    with pytest.raises(Refus, match="masqué"):
        services.repondre(said, by=un_access(feuille, Role.PORTEUR), text="x")
    services.repondre(said, by=author, text="Je le regrette.")
    shown = services.demasquer(said, by=team)
    assert (shown.hidden_at, shown.hidden_by, shown.hidden_reason) == (None, None, "")
    with pytest.raises(Refus, match="pas masqué"):
        services.demasquer(said, by=team)
    lines = Journal.objects.about(action)
    assert "Met en cause une personne." in str([line.details for line in lines])
    assert "Des mots vifs." not in str([line.details for line in lines])


def test_a_hidden_answer_settles_nothing(feuille, action):
    team = un_access(feuille, Role.ANIMATEUR)
    question = ask(action, team)
    answer = services.repondre(question, by=un_access(feuille, Role.PORTEUR), text="Jamais.")
    services.retenir_reponse(answer, by=team)
    services.masquer(answer, by=team, reason="Hors sujet.")
    question.refresh_from_db()
    assert question.settled_by is None
    with pytest.raises(Refus, match="retiré ou masqué"):
        services.retenir_reponse(answer, by=team)


def test_the_action_merged_meanwhile_refuses(feuille, action):
    access = un_access(feuille, Role.ANIMATEUR)
    said = ask(action, access)
    other = une_action(feuille)
    Action.objects.filter(pk=action.pk).update(state="fusionnee", fusionnee_dans=other)
    with pytest.raises(Refus, match="fusionnée"):
        services.repondre(said, by=access, text="x")
    assert Commentaire.objects.count() == 1


def test_following_is_a_choice_one_changes(feuille, action):
    access = un_access(feuille, Role.LECTEUR)
    close(feuille)
    for follows in (True, True, False):
        services.suivre(action, by=access, follows=follows)
    assert Abonnement.objects.get().follows is False
    assert Abonnement.objects.choice_of(access.user) is False
    assert verbs(action) == []


def test_what_must_never_be_false(action):
    with pytest.raises(Exception, match="commentaire_retire_ne_garde_pas_son_texte"):
        Commentaire.objects.create(action=action, text="x", withdrawn_at=now())
