"""The phone by keyboard alone in the four methods, each state judged by axe; choices kept offline."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.navigateur.clavier import Clavier
from tests.navigateur.parcours import at_step
from tests.navigateur.test_accessibilite import violations

pytest_plugins = ("tests.navigateur.salle",)

DARK, LIGHT = "dark", "light"
#: Method → the answers to the first question: (scale, mark).
MARKS = {
    "impact_effort": (("Impact pour le territoire", "Fort"), ("Effort à fournir", "Léger")),
    "jugement": (("Votre avis sur cette action", "Bien"),),
    "criteres": (("Utile au territoire", "4"), ("Faisable", "2")),
}


def faults(page: Page, state: str) -> list[str]:
    """What axe finds in both themes, and a page wider than a phone of 320 px."""
    found = []
    for theme in (DARK, LIGHT):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{state}, {theme}: {one}" for one in violations(page)]
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    return found + ([f"{state}: {wide} px wide"] if wide > 320 else [])


def tab(keyboard: Clavier, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    wanted = target.element_handle()
    keyboard.before = None
    for _ in range(120):
        if keyboard.stop(wanted, ordered=False):
            return
        keyboard.press("Tab")
    raise AssertionError(f"no way to {target}")


def mark(keyboard: Clavier, scale: str, label: str) -> None:
    """Give a mark on a scale: Tab enters it, the arrows move in it."""
    group = keyboard.page.get_by_role("group", name=scale)
    wanted = group.get_by_role("radio", name=label, exact=True)
    tab(keyboard, group.get_by_role("radio").first)
    for _ in range(8):
        if wanted.is_checked():
            break
        focused = wanted.evaluate("radio => radio === document.activeElement")
        keyboard.press("Space" if focused else "ArrowRight")
    expect(wanted).to_be_checked()


def saved(page: Page) -> None:
    """The live region that is shown says that the answer is saved."""
    live = page.locator("[data-enregistre]:visible")
    expect(live).to_have_attribute("role", "status")
    expect(live).to_contain_text("Enregistré à")


def read_the_result(keyboard: Clavier, conduire, method: str) -> list[str]:
    """Closed, counted, published: each state is told and judged; both ways of counting are read."""
    page, found = keyboard.page, []
    title = page.get_by_role("heading", level=1)
    for geste, words in (("close()", "est fermé"), ("count()", "est compté")):
        conduire(geste)
        expect(title).to_contain_text(words)
        found += faults(page, words)
    conduire("publish()")
    expect(title).to_have_text(f"Priorités, {method}")
    expect(page.get_by_role("main")).not_to_contain_text("Votre vote")
    found += faults(page, f"{method}, résultats")
    keyboard.activate("link", "Poids égal par collège")
    expect(page.get_by_role("main")).to_contain_text("Chaque collège compte autant")
    return found + faults(page, f"{method}, poids égal")


def test_points_are_placed_and_their_result_read_by_keyboard(telephone, conduire):
    page, keyboard = telephone, Clavier(telephone)
    conduire("Scrutin.objects.filter(seance=seance).delete(); at('selectionner'); prepare()")
    expect(page.get_by_role("main")).to_contain_text("est prêt")
    found = faults(page, "prêt")
    conduire("vote()")
    at_step(page, "Placez vos")
    group = page.get_by_role("group", name=re.compile("Parcours décarbonation"))
    tab(keyboard, group.get_by_role("button", name="Ajouter une gommette"))
    keyboard.press("Enter")
    keyboard.press("Space")
    expect(group.locator("output")).to_contain_text("2 gommettes")
    expect(page.locator("#reste")).to_contain_text("Il vous reste 3 gommettes")
    saved(page)
    found += faults(page, "points")
    found += read_the_result(keyboard, conduire, "points")
    assert found == []
    assert conduire()[2] == "[[2]]"


@pytest.mark.parametrize("method", MARKS)
def test_marks_are_given_and_their_result_read_by_keyboard(telephone, conduire, method):
    page, keyboard = telephone, Clavier(telephone)
    conduire(f"close(); count(); vote('{method}')")
    expect(page.get_by_text("Action 1 sur")).to_be_visible()
    for scale, label in MARKS[method]:
        mark(keyboard, scale, label)
    saved(page)
    found = faults(page, method)
    first = page.get_by_role("heading", level=1).inner_text()
    keyboard.activate("button", "Action suivante")
    title = page.get_by_role("heading", level=1)
    expect(title).not_to_have_text(first)
    expect(title).to_be_focused()
    found += read_the_result(keyboard, conduire, method)
    assert found == []


def test_choices_and_a_question_made_offline_leave_once_the_network_is_back(telephone, conduire):
    page, network = telephone, telephone.context
    conduire("close(); count(); at('ajuster'); amend('Chauffer quinze ateliers.')")
    at_step(page, "Ajuster")
    room = page.url
    for path in ("moi/", "questions/", "amendements/"):
        page.goto(room + path)
    agree = page.get_by_role("button", name=re.compile("^D’accord")).first
    network.set_offline(True)
    agree.click()
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="Gardé sur ce téléphone")).to_be_visible()
    expect(page.locator("#file-liste")).to_contain_text("Avis sur un amendement")
    assert faults(page, "hors ligne") == []

    page.goto(room + "moi/")
    page.get_by_label("Votre table").select_option(index=2)
    page.get_by_role("button", name="Changer de table").click()
    page.goto(room + "questions/")
    page.get_by_label("Votre question").fill("Qui paie le raccordement ?")
    page.get_by_label("Anonyme pour la salle").check()
    page.get_by_role("button", name="Envoyer ma question").click()
    waiting = page.locator("#file-liste > li").filter(has_text="En attente")
    expect(waiting).to_have_count(3)

    network.set_offline(False)
    expect(page.locator("#reseau")).to_have_text("Connecté")
    expect(page.locator("#file-liste")).to_contain_text("Vous êtes à la table 2.")
    expect(page.locator("#file-liste")).to_contain_text("Votre avis est enregistré.")
    expect(waiting).to_have_count(0)
    page.reload()
    expect(page.locator("#miennes")).to_contain_text("Qui paie le raccordement")
    assert faults(page, "questions") == []
    page.goto(room + "amendements/")
    expect(page.get_by_role("main")).to_contain_text("1 d’accord, 0 pas d’accord")
    page.goto(room + "moi/")
    expect(page.get_by_label("Votre table")).to_have_value(re.compile("."))


def test_an_organisation_is_found_without_accents_and_says_its_college(
    navigateur, produit, conduire
):
    _pk, code, _held = conduire("at('accueil')")
    page = navigateur.new_context(base_url=produit.url, locale="fr-FR").new_page()
    keyboard = Clavier(page)
    keyboard.goto(f"/rejoindre/?code={code}")
    keyboard.fill("Votre prénom", "Renée")
    name = "Atelier Données Usine (fictif)"
    tab(keyboard, page.get_by_role("combobox", name="Votre organisation"))
    page.keyboard.type("DONNEES")
    expect(page.get_by_role("listbox")).to_be_visible()
    found = faults(page, "liste ouverte")
    while page.locator("[role=option][aria-selected=true]").all_inner_texts() != [name]:
        keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Votre organisation")).to_have_value(name)
    expect(page.get_by_text("Vous participez au titre")).to_be_hidden()
    keyboard.follow("button", "Entrer dans la séance")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accueil")
    assert found == []
    page.context.close()


def test_the_room_works_without_a_script(navigateur, produit, conduire):
    _pk, code, _held = conduire("at('ajuster'); amend('Chauffer vingt ateliers.')")
    context = navigateur.new_context(
        base_url=produit.url, locale="fr-FR", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"/rejoindre/?code={code}")
    page.get_by_label("Votre prénom").fill("Lucien")
    page.get_by_role("button", name="Entrer dans la séance").click()
    page.get_by_label("d’un partenaire").check()
    page.get_by_role("button", name="Entrer dans la séance").click()
    told = page.locator("#retours")
    expect(told).to_contain_text("Bienvenue, Lucien")
    page.get_by_role("link", name="Lire les amendements de la salle").click()
    page.get_by_role("button", name=re.compile("^Pas d’accord")).first.click()
    expect(told).to_contain_text("0 d’accord, 1 pas d’accord")
    page.get_by_role("link", name="Revenir à la séance").click()
    page.get_by_role("link", name="Poser une question").click()
    page.get_by_label("Votre question").fill("Qui entretient le réseau ?")
    page.get_by_role("button", name="Envoyer ma question").click()
    expect(told).to_contain_text("Votre question est envoyée")
    expect(page.locator("#miennes")).to_contain_text("Qui entretient le réseau")
    context.close()
