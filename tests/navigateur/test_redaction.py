"""Writing with a real browser: text is kept as it is typed, lines come without a reload."""

from playwright.sync_api import expect


def test_a_fiche_is_kept_as_it_is_typed(ouvrir, produit):
    page = ouvrir("Animateur")
    address = f"{produit.feuille}/actions/1.3/modifier/"
    page.goto(address)
    expect(page.locator("#feux")).to_contain_text("5 sur 5")
    steps = page.locator("#liste-jalons fieldset")
    before = steps.count()

    page.get_by_label("Titre", exact=True).first.fill("Un titre en cours")
    page.get_by_role("button", name="Ajouter une étape").click()
    expect(steps).to_have_count(before + 1)
    expect(steps.last.get_by_label("Étape", exact=True)).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("Un titre en cours")

    page.get_by_label("Budget prévisionnel").fill("1 M€")
    expect(page.locator("#garde")).to_contain_text("Brouillon gardé à")
    expect(page.locator("#feux")).to_contain_text("Complétez le plan de financement")
    expect(page.locator("#annees")).to_contain_text("le budget est de 1 000 000")

    # Nothing is asked on leaving: the text is safe, and found again.
    page.goto(address)
    expect(page.get_by_text("Votre brouillon est repris.")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Un titre en cours")
    expect(steps).to_have_count(before + 1)
    page.get_by_role("button", name="Effacer le brouillon").click()
    expect(page.get_by_text("Brouillon effacé")).to_be_visible()
    page.goto(address)
    expect(page.locator("#id_title")).not_to_have_value("Un titre en cours")


def test_the_same_form_works_without_javascript(ouvrir, produit):
    page = ouvrir("Animateur", javascript=False)
    page.goto(f"{produit.feuille}/actions/1.4/modifier/")
    needs = page.locator("#liste-besoins fieldset")
    before = needs.count()
    page.get_by_label("Localisation").fill("Montoir")
    page.get_by_role("button", name="Ajouter un besoin").click()
    expect(needs).to_have_count(before + 1)
    needs.last.get_by_label("Besoin", exact=True).fill("Un local pour se réunir")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_role("status")).to_contain_text("Enregistré")
    expect(page.locator("#besoins")).to_contain_text("Un local pour se réunir")
