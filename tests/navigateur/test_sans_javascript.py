"""The way again with JavaScript off: forms, links and reloads do everything."""

import re

from playwright.sync_api import expect

from tests.navigateur.parcours import (
    add_claire,
    add_ines,
    download_pdf,
    ouvrir_territoire,
    phase,
)


def test_the_whole_way_without_javascript(ouvrir, tmp_path):
    cheffe = ouvrir("Cheffe de projet", javascript=False)
    feuille = ouvrir_territoire(cheffe, "Papier Amont")
    add_claire(cheffe, feuille)
    add_ines(cheffe, feuille)
    phase(cheffe, feuille, "Partage")

    # Filter: without script the form has its button.
    porteuse = ouvrir("Porteuse", javascript=False)
    porteuse.goto(f"{feuille}/actions/")
    porteuse.get_by_role("combobox", name="Objectif").select_option("Emploi")
    porteuse.get_by_role("button", name="Filtrer").click()
    main = porteuse.get_by_role("main")
    expect(main).to_contain_text("Aucune action ne correspond à ces filtres")
    porteuse.get_by_role("link", name="Effacer les filtres").click()
    expect(main).to_contain_text("Récupérer la chaleur des fours")

    # Propose: an amount refused, everything typed still there, then sent.
    main.get_by_role("link", name="Proposer une action", exact=True).click()
    porteuse.get_by_label("Titre").fill("Former aux soudures épaisses")
    porteuse.get_by_role("radio", name="Emploi").check()
    porteuse.get_by_label("Résumé").fill("Douze soudeurs par an.")
    porteuse.get_by_label("Budget estimé").fill("beaucoup")
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("alert")).to_be_focused()
    expect(porteuse.get_by_role("alert")).to_contain_text("en chiffres")
    expect(porteuse.get_by_label("Titre")).to_have_value("Former aux soudures épaisses")
    expect(porteuse.get_by_role("radio", name="Emploi")).to_be_checked()
    porteuse.get_by_label("Budget estimé").fill("1 250 000,50 €")
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("heading", level=1)).to_have_text("Former aux soudures épaisses")

    # A line more in the long form keeps what is typed elsewhere.
    porteuse.get_by_role("link", name="Modifier").click()
    steps = porteuse.locator("#liste-jalons fieldset")
    before = steps.count()
    porteuse.get_by_label("Localisation").fill("Trignac")
    porteuse.get_by_role("button", name="Ajouter une étape").click()
    expect(steps).to_have_count(before + 1)
    expect(porteuse.get_by_label("Localisation")).to_have_value("Trignac")
    steps.last.get_by_label("Étape", exact=True).fill("Ouvrir l’atelier")
    porteuse.get_by_role("button", name="Enregistrer").first.click()
    expect(porteuse.get_by_role("status").first).to_contain_text("Enregistré")
    expect(porteuse.locator("#calendrier")).to_contain_text("Ouvrir l’atelier")

    # Support, then place gommettes.
    entreprise = ouvrir("Représentante", javascript=False, phone=True)
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.get_by_role("button", name="Soutenir").click()
    expect(entreprise.get_by_role("button", name="Soutenue par vous")).to_be_visible()
    phase(cheffe, feuille, "Sélection")
    entreprise.goto(f"{feuille}/actions/priorites/1/")
    for left in ("4", "3"):
        entreprise.get_by_role("button", name="Ajouter une gommette").click()
        expect(entreprise.locator("#reste")).to_contain_text(f"Il vous reste {left}")

    # Decide.
    for numero, choice in (("1.1", "Retenir"), ("2.1", "Écarter")):
        cheffe.goto(f"{feuille}/actions/{numero}/decider/")
        cheffe.get_by_role("radio", name=choice).check()
        cheffe.get_by_label("Motif").fill("Décision du comité de projet.")
        cheffe.get_by_role("button", name="Enregistrer la décision").click()
        expect(cheffe.get_by_role("status").first).to_contain_text(numero)
    phase(cheffe, feuille, "Engagement")

    # Pledge.
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.get_by_role("link", name="Je m’engage").click()
    entreprise.get_by_role("radio", name="Du temps").check()
    entreprise.get_by_role("button", name="Continuer").click()
    entreprise.get_by_label("Nombre de jours").fill("12")
    entreprise.get_by_label("Ce que vous ferez").fill("Prêter notre bureau d’études.")
    entreprise.get_by_role("radio", name="Ferme").check()
    entreprise.get_by_role("button", name="Continuer").click()
    entreprise.get_by_role("button", name="Envoyer mon engagement").click()
    entreprise.goto(f"{feuille}/engagements/")
    entreprise.get_by_role("button", name="Confirmer").click()
    expect(entreprise.get_by_role("main")).to_contain_text("Confirmé")

    # Publish, and follow by reloading the page until the edition is there.
    cheffe.goto(f"{feuille}/publication/")
    cheffe.get_by_label("Note de version").fill("Première édition.")
    cheffe.get_by_role("button", name="Publier l’édition 1.0").click()
    editions = cheffe.locator("#editions")
    expect(editions).to_contain_text("1.0")
    for _ in range(120):
        if "En ligne" in editions.inner_text():
            break
        expect(cheffe.get_by_role("status").filter(has_text="Édition 1.0.")).to_be_visible()
        cheffe.wait_for_timeout(500)
        cheffe.goto(f"{feuille}/publication/")
    expect(editions).to_contain_text("En ligne")
    public = ouvrir(javascript=False)
    public.goto(f"{feuille}/")
    text = download_pdf(public, tmp_path)
    assert "Récupérer la chaleur des fours" in text
    assert "Prêter notre bureau d’études." in text
    assert re.search(r"Former aux soudures épaisses", text) is None
