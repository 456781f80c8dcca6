"""An amendment, from the keyboard of who proposes it to the new version, and three ways between."""

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.parcours import add_ines, ouvrir_territoire, phase
from tests.navigateur.test_accessibilite import violations

TEXT = "Un échangeur, une boucle d’eau tempérée."


def _is_clean(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def _edit(cheffe: Page, feuille: str, text: str) -> None:
    cheffe.goto(f"{feuille}/actions/1.1/modifier/")
    cheffe.get_by_label("Ce que nous allons faire").fill(text)
    cheffe.get_by_role("button", name="Enregistrer").first.click()
    expect(cheffe.get_by_role("status").first).to_contain_text("Enregistré")


@pytest.mark.parametrize("phone", [False, True], ids=["bureau", "téléphone"])
def test_both_texts_survive(ouvrir, phone):
    cheffe = ouvrir("Cheffe de projet", phone=phone)
    feuille = ouvrir_territoire(cheffe, f"Amendements {'Aval' if phone else 'Amont'}")
    add_ines(cheffe, feuille)
    phase(cheffe, feuille, "Ajustement")
    ines = ouvrir("Représentante", phone=phone)

    # Beside the field; what changes is shown while she types.
    ines.goto(f"{feuille}/actions/1.1/")
    ines.get_by_role("link", name="Amender ce que nous allons faire").click()
    field = ines.get_by_label("Ce que nous allons faire")
    field.fill(TEXT.replace("Un échangeur", "Deux échangeurs"))
    expect(ines.locator("#apercu ins")).to_contain_text("Deux échangeurs")
    _is_clean(ines)
    ines.get_by_role("button", name="Envoyer l’amendement").click()
    expect(ines.get_by_role("alert")).to_contain_text("Écrivez le motif")
    ines.get_by_label("Motif").fill("La fonderie a deux fours.")
    ines.get_by_role("button", name="Envoyer l’amendement").click()
    expect(ines.get_by_role("status").first).to_contain_text("Votre amendement est envoyé")
    ines.get_by_role("radio", name="D’accord", exact=True).check()
    ines.get_by_role("button", name="Enregistrer mon avis").click()
    expect(ines.get_by_role("main")).to_contain_text("1 d’accord (Forge de la Boule)")
    _is_clean(ines)

    # The fiche moves elsewhere: both changes are put together, and shown before.
    _edit(cheffe, feuille, TEXT.replace("tempérée", "chaude"))
    cheffe.goto(f"{feuille}/actions/amendements/")
    _is_clean(cheffe)
    cheffe.get_by_role("link", name="Décider").click()
    main = cheffe.get_by_role("main")
    expect(main).to_contain_text("a changé depuis que l’amendement est proposé")
    expect(cheffe.get_by_label("Ce que nous allons faire")).to_have_value(
        "Deux échangeurs, une boucle d’eau chaude."
    )
    _is_clean(cheffe)
    cheffe.get_by_role("button", name="Intégrer à la fiche").click()
    expect(cheffe.get_by_role("status").first).to_contain_text("Amendement intégré")
    expect(cheffe.get_by_role("main")).to_contain_text("Deux échangeurs, une boucle d’eau chaude.")
    cheffe.get_by_role("link", name="Toutes les versions de cette action").click()
    expect(cheffe.get_by_role("main")).to_contain_text("intègre un amendement d’Inès")


def test_a_line_from_the_keyboard_then_integrated_with_another(ouvrir):
    cheffe = ouvrir("Cheffe de projet")
    feuille = ouvrir_territoire(cheffe, "Amendements au clavier")
    add_ines(cheffe, feuille)
    phase(cheffe, feuille, "Ajustement")
    ines = ouvrir("Représentante")
    ines.goto(f"{feuille}/actions/1.1/amender/jalons/")
    ines.get_by_role("link", name="Ajouter une étape").focus()
    ines.keyboard.press("Enter")
    ines.get_by_label("Étape", exact=True).focus()
    ines.keyboard.type("Raccorder le lycée")
    ines.keyboard.press("Tab")
    ines.get_by_label("Échéance").select_option("2026-3")
    ines.get_by_label("Motif").focus()
    ines.keyboard.type("Le chantier est prévu.")
    ines.keyboard.press("Tab")
    expect(ines.get_by_role("button", name="Envoyer l’amendement")).to_be_focused()
    ines.keyboard.press("Enter")
    expect(ines.get_by_role("status").first).to_contain_text("Votre amendement est envoyé")
    ines.goto(f"{feuille}/actions/1.1/amender/budget/")
    ines.get_by_label("Budget prévisionnel").fill("1 400 000")
    ines.get_by_label("Motif").fill("Le devis est là.")
    ines.keyboard.press("Tab")
    ines.keyboard.press("Enter")
    expect(ines.get_by_role("status").first).to_contain_text("Votre amendement est envoyé")

    cheffe.goto(f"{feuille}/actions/amendements/")
    for box in cheffe.get_by_role("checkbox").all():
        box.focus()
        cheffe.keyboard.press("Space")
    cheffe.get_by_role("button", name="Relire ensemble").focus()
    cheffe.keyboard.press("Enter")
    expect(cheffe.get_by_role("main")).to_contain_text("Raccorder le lycée")
    _is_clean(cheffe)
    cheffe.get_by_role("button", name="Intégrer 2 amendements").focus()
    cheffe.keyboard.press("Enter")
    expect(cheffe.get_by_role("status").first).to_contain_text("2 amendements intégrés")
    cheffe.goto(f"{feuille}/actions/1.1/versions/")
    expect(cheffe.get_by_role("main")).to_contain_text("intègre deux amendements d’Inès")
