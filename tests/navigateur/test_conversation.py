"""A question is asked, answered and settled, on a phone too, with a keyboard alone, and undone."""

import re

from playwright.sync_api import expect

from tests.navigateur.clavier import Clavier

FICHE = "/feuilles/estuaire/actions/2.1/"


def ask(page, text):
    page.goto(FICHE)
    page.get_by_label("Votre commentaire").fill(text)
    page.get_by_role("checkbox", name="C’est une question").check()
    page.get_by_role("button", name="Publier le commentaire").click()
    expect(page.locator("#fils")).to_contain_text(text)


def thread(page, text):
    return page.locator("#fils li[id^=fil-]", has_text=text)


def test_a_question_is_answered_and_settled(ouvrir):
    porteuse, animateur = ouvrir("Porteuse"), ouvrir("Animateur", phone=True)
    ask(porteuse, "Qui ouvre le gymnase ?")
    animateur.goto(f"{FICHE}commentaires/?questions=1")
    waiting = thread(animateur, "Qui ouvre le gymnase ?")
    expect(waiting).to_contain_text("Question sans réponse")

    # The form opens in its thread; what is typed elsewhere on the page stays.
    animateur.get_by_label("Votre commentaire").fill("Un autre sujet")
    waiting.get_by_role("link", name=re.compile("Répondre")).click()
    expect(waiting.get_by_label("Votre réponse", exact=True)).to_be_focused()
    waiting.get_by_role("button", name="Publier la réponse").click()
    expect(waiting.get_by_role("alert")).to_contain_text("Écrivez votre réponse")
    waiting.get_by_label("Votre réponse", exact=True).fill("La mairie, dès 7 h.")
    waiting.get_by_role("button", name="Publier la réponse").click()
    expect(waiting).to_contain_text("La mairie, dès 7 h.")
    expect(animateur.get_by_label("Votre commentaire")).to_have_value("Un autre sujet")

    # Who asked says that it is enough.
    porteuse.reload()
    mine = thread(porteuse, "Qui ouvre le gymnase ?")
    mine.get_by_role("button", name=re.compile("Retenir cette réponse")).click()
    expect(mine).to_contain_text("Question réglée")
    expect(mine).to_contain_text("Réponse retenue")


def test_a_message_is_hidden_with_its_reason(ouvrir):
    porteuse, animateur, lecteur = ouvrir("Porteuse"), ouvrir("Animateur"), ouvrir("lecteur")
    ask(porteuse, "Untel est-il incapable ?")
    animateur.goto(FICHE)
    said = thread(animateur, "Untel est-il incapable ?")
    said.get_by_role("link", name=re.compile("Masquer")).click()
    said.get_by_label("Motif").fill("Vise une personne.")
    said.get_by_role("button", name="Masquer le message").click()
    expect(said).to_contain_text("Commentaire masqué par l’animation")
    lecteur.goto(FICHE)
    expect(lecteur.locator("#fils")).to_contain_text("Vise une personne.")
    assert "incapable" not in lecteur.content()
    porteuse.goto(FICHE)
    expect(thread(porteuse, "Untel est-il incapable ?")).to_contain_text("Vise une personne.")


def test_without_javascript_one_answers_changes_and_takes_back(ouvrir):
    page = ouvrir("Porteuse", javascript=False)
    ask(page, "Faut-il un car le samedi ?")
    said = thread(page, "Faut-il un car le samedi ?")
    said.get_by_role("link", name=re.compile("Modifier")).click()
    page.get_by_role("textbox", name="Votre message").fill("Faut-il un car le dimanche ?")
    page.get_by_role("button", name="Enregistrer").click()
    said = thread(page, "Faut-il un car le dimanche ?")
    expect(said).to_contain_text("modifié")
    said.get_by_role("link", name=re.compile("Répondre")).click()
    page.get_by_role("textbox", name="Votre réponse").fill("Je précise : matin et soir.")
    page.get_by_role("button", name="Publier la réponse").click()
    answer = page.locator("#fils li", has_text="Je précise").last
    answer.get_by_role("link", name=re.compile("Retirer")).click()
    page.get_by_role("button", name="Retirer le message").click()
    expect(thread(page, "Faut-il un car le dimanche ?")).to_contain_text("Retiré par son auteur.")


def test_the_keyboard_opens_a_form_and_comes_back(ouvrir):
    page = ouvrir("Représentante")
    ask(page, "Quelle date retenir ?")
    page.goto(f"{FICHE}commentaires/?questions=1")
    keyboard = Clavier(page)
    keyboard.activate("link", "Répondre à Inès Rabouin", exact=True)
    box = page.get_by_role("textbox", name="Votre réponse")
    expect(box).to_be_focused()
    page.keyboard.type("Nous en serons.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.locator("#fils")).to_contain_text("Nous en serons.")
    expect(page.locator("[id^=repondre-]:focus")).to_be_visible()
