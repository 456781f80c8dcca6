"""The whole way with the keyboard alone; the focus is judged at each press of Tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import PHONE
from tests.navigateur.parcours import add_claire, add_ines, ouvrir_territoire, wait_online


@pytest.fixture
def clavier(ouvrir):
    """`clavier("Claire Danet")`: a page of this persona, entered and driven by the keyboard."""

    def enter(persona: str, **look) -> Clavier:
        keyboard = Clavier(ouvrir(**look))
        keyboard.devenir(persona)
        return keyboard

    return enter


def change_phase(cheffe: Clavier, feuille: str, name: str) -> None:
    cheffe.goto(f"{feuille}/reglages/")
    cheffe.follow("button", f"Choisir {name}")
    expect(cheffe.page.get_by_role("status").first).to_contain_text(f"en phase « {name} »")


def follow_summary(keyboard: Clavier, *sentences: str) -> None:
    """The error summary has the focus; each of its links leads to its field."""
    alert = keyboard.page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(keyboard.page).to_have_title(re.compile("^Erreur"))
    keyboard.press("Tab")
    expect(alert.get_by_role("link", name=sentences[0])).to_be_focused()
    for sentence in sentences:
        keyboard.activate("link", sentence, back=sentence != sentences[0])
        expect(keyboard.page.locator(":focus")).to_have_attribute("aria-invalid", "true")
        keyboard.stop(ordered=False)


def test_read_filter_and_comment(clavier, produit):
    keyboard = clavier("Inès Rabouin")
    page = keyboard.page
    keyboard.goto(f"{produit.feuille}/actions/")

    # Past the header in one key, then the filters: results change, the focus stays.
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    keyboard.before = None
    keyboard.select("Objectif", "Emploi")
    status = page.get_by_role("status").filter(has_text="affichée")
    expect(status).to_contain_text("6 actions affichées")
    expect(page.get_by_role("combobox", name="Objectif")).to_be_focused()
    keyboard.fill("Chercher une action", "soudage", role="searchbox", back=True)
    expect(page).to_have_url(re.compile("q=soudage"))
    expect(page.locator(".htmx-request")).to_have_count(0)  # the address comes before the list
    expect(status).to_contain_text("1 action affichée")
    expect(page.get_by_role("searchbox", name="Chercher une action")).to_be_focused()
    keyboard.follow("link", "Un second plateau soudage", exact=False)

    # A refused comment, then a good one: the focus is never lost.
    expect(page.get_by_role("heading", level=1)).to_contain_text("plateau soudage")
    comments = page.locator("#commentaires")
    keyboard.activate("button", "Publier le commentaire")
    expect(page.get_by_role("alert")).to_be_focused()
    keyboard.fill("commentaire", "Nous pouvons former deux soudeurs.")
    keyboard.activate("button", "Publier le commentaire")
    expect(comments).to_contain_text("Nous pouvons former deux soudeurs.")
    assert page.evaluate("document.activeElement.closest('#commentaires') !== null")


def test_the_whole_way(clavier, ouvrir):
    feuille = ouvrir_territoire(setup := ouvrir("Cheffe de projet"), "Clavier Amont")
    add_claire(setup, feuille)
    add_ines(setup, feuille)
    cheffe = clavier("Maëlle Guérin")
    change_phase(cheffe, feuille, "Partage")

    # Propose: refused, the summary leads to each field; then sent.
    porteuse = clavier("Claire Danet")
    porteuse.goto(f"{feuille}/actions/")
    porteuse.follow("link", "Proposer une action", exact=True)
    porteuse.fill("Budget estimé", "environ 1 million")
    porteuse.follow("button", "Envoyer la proposition")
    refused = ("Donnez un titre", "Choisissez un objectif", "en chiffres", "Résumez l’action")
    follow_summary(porteuse, *refused)
    porteuse.fill("Budget estimé", "850 000", back=True)
    porteuse.fill("Titre", "Loger douze apprentis", back=True)
    porteuse.choose("Emploi")
    porteuse.fill("Résumé", "Douze logements à moins de vingt minutes.")
    porteuse.follow("button", "Envoyer la proposition")
    expect(porteuse.page.get_by_role("heading", level=1)).to_have_text("Loger douze apprentis")

    # A line more in the long form: the focus goes to it.
    porteuse.follow("link", "Modifier")
    porteuse.activate("button", "Ajouter une étape")
    step = porteuse.page.locator("#liste-jalons fieldset").last.get_by_label("Étape", exact=True)
    expect(step).to_be_focused()
    porteuse.page.keyboard.type("Ouvrir les logements")
    with porteuse.page.expect_navigation():
        porteuse.press("Enter")
    expect(porteuse.page.locator("#calendrier")).to_contain_text("Ouvrir les logements")

    # Support: the button says so under the same focus.
    entreprise = clavier("Inès Rabouin", phone=True)
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.activate("button", "Soutenir")
    expect(entreprise.page.get_by_role("button", name="Soutenue par vous")).to_be_focused()

    # Gommettes: + twice, − once, without leaving the line.
    change_phase(cheffe, feuille, "Sélection")
    entreprise.goto(f"{feuille}/actions/")
    entreprise.follow("link", "Priorités")
    entreprise.follow("link", "Placer Décarbonation")
    left = entreprise.page.locator("#reste")
    entreprise.tab_to("button", "Ajouter une gommette")
    for count in ("4", "3"):
        entreprise.press("Enter")
        expect(left).to_contain_text(f"Il vous reste {count}")
        expect(entreprise.page.locator(".htmx-settling")).to_have_count(0)
        expect(entreprise.page.get_by_role("button", name="Ajouter une")).to_be_focused()
    entreprise.tab_to("button", "Retirer une gommette", back=True)
    entreprise.press("Space")
    expect(left).to_contain_text("Il vous reste 4")

    # Decide: a reason is due to put aside.
    cheffe.goto(f"{feuille}/actions/2.1/decider/")
    cheffe.choose("Écarter")
    cheffe.follow("button", "Enregistrer la décision")
    follow_summary(cheffe, "motif")
    cheffe.fill("Motif", "Le foncier manque.")
    cheffe.follow("button", "Enregistrer la décision")
    cheffe.goto(f"{feuille}/actions/1.1/")
    cheffe.follow("link", "Décider")
    cheffe.choose("Retenir")
    cheffe.follow("button", "Enregistrer la décision")
    change_phase(cheffe, feuille, "Engagement")

    # Pledge in three steps, then confirm; the foot of the screen covers nothing.
    assert entreprise.page.viewport_size == PHONE
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.follow("link", "Je m’engage")
    entreprise.follow("button", "Continuer")
    expect(entreprise.page.get_by_role("alert")).to_be_focused()
    entreprise.choose("Du temps")
    entreprise.follow("button", "Continuer")
    entreprise.fill("Nombre de jours", "douze")
    entreprise.follow("button", "Continuer")
    follow_summary(entreprise, "chiffres")
    entreprise.fill("Nombre de jours", "12")
    entreprise.fill("Ce que vous ferez", "Prêter notre bureau d’études.")
    entreprise.choose("Ferme")
    entreprise.follow("button", "Continuer")
    entreprise.follow("button", "Envoyer mon engagement")
    entreprise.goto(f"{feuille}/engagements/")
    entreprise.follow("button", "Confirmer l’engagement")
    expect(entreprise.page.get_by_role("main")).to_contain_text("Confirmé")

    # Publish, and wait without the focus being taken away.
    cheffe.goto(f"{feuille}/publication/")
    cheffe.fill("Note de version", "Première édition.")
    cheffe.follow("button", "Publier l’édition 1.0")
    wait_online(cheffe.page, feuille)
    cheffe.tab_to("link", "Télécharger le PDF")
