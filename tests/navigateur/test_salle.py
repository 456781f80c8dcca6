"""A phone in the room, in a real browser: it follows, loses its network, and loses nothing else."""

import re

from playwright.sync_api import expect

from tests.navigateur.parcours import at_step

pytest_plugins = ("tests.navigateur.salle",)


def test_a_phone_follows_votes_without_network_and_loses_nothing(telephone, conduire):
    page, network = telephone, telephone.context
    conduire("at('partager')")
    at_step(page, "Partager")

    # Typed while the séance moves: told, never wiped.
    page.get_by_role("link", name="Parcours décarbonation").click()
    field = page.get_by_label("Votre commentaire")
    field.fill("Je n’ai pas fini d’écrire")
    conduire("vote()")
    expect(page.locator("#suite")).to_contain_text("La séance est passée à")
    expect(field).to_have_value("Je n’ai pas fini d’écrire")
    page.get_by_role("link", name="Suivre la séance").click()
    at_step(page, "Placez vos cinq gommettes")

    # Two taps with the network, two without: kept, found again, sent once.
    more = page.get_by_role("button", name="Ajouter une gommette")
    more.nth(0).click()
    more.nth(0).click()
    expect(page.locator("[data-enregistre]")).to_contain_text("Enregistré à")
    network.set_offline(True)
    more.nth(1).click()
    more.nth(2).click()
    expect(page.locator("#reseau")).to_have_text("Hors ligne")
    expect(page.locator("#file-liste")).to_contain_text("En attente")
    page.reload()
    expect(page.locator("#reste b")).to_have_text("1")
    network.set_offline(False)
    expect(page.locator("#reseau")).to_have_text("Connecté")
    page.reload()
    expect(page.locator("#reste b")).to_have_text("1")
    assert conduire()[2] == "[[1, 1, 2]]"


def test_the_ballot_is_voted_by_keyboard_and_names_its_actions(telephone, conduire):
    page = telephone
    conduire("close(); vote()")
    at_step(page, "Placez vos")
    group = page.get_by_role("group", name=re.compile("Parcours décarbonation"))
    add = group.get_by_role("button", name="Ajouter une gommette")
    add.focus()
    page.keyboard.press("Enter")
    expect(group.locator("output")).to_contain_text("1 gommette")
    expect(page.locator("#reste")).to_contain_text("Il vous reste 4 gommettes")
    expect(add).to_be_focused()
