"""The whole way in the browser, on a new territory: from a first list to the text of the PDF."""

import re

from playwright.sync_api import expect

from tests.navigateur.parcours import (
    add_claire,
    add_ines,
    download_pdf,
    ouvrir_territoire,
    phase,
    wait_online,
)


def test_from_a_first_list_to_the_published_pdf(ouvrir, tmp_path):
    cheffe = ouvrir("Cheffe de projet")
    feuille = ouvrir_territoire(cheffe, "Loire Amont")
    add_claire(cheffe, feuille)
    add_ines(cheffe, feuille)
    phase(cheffe, feuille, "Partage")

    # Propose.
    porteuse = ouvrir("Porteuse", phone=True)
    porteuse.goto(f"{feuille}/actions/")
    porteuse.get_by_role("link", name="Proposer une action").first.click()
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    alert = porteuse.get_by_role("alert")
    expect(alert).to_contain_text("Donnez un titre à l’action")
    expect(porteuse).to_have_title(re.compile("^Erreur"))
    porteuse.get_by_label("Titre").fill("Loger <b>douze</b> apprentis & intérimaires 🏗")
    porteuse.get_by_role("radio", name="Emploi").check()
    porteuse.get_by_label("Budget estimé").fill("environ 1 million")
    porteuse.get_by_label("Résumé").fill("Douze logements à moins de vingt minutes.")
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("alert")).to_contain_text("en chiffres")
    expect(porteuse.get_by_label("Budget estimé")).to_have_value("environ 1 million")
    porteuse.get_by_label("Budget estimé").fill("850 000")
    porteuse.get_by_role("button", name="Envoyer la proposition").click()
    expect(porteuse.get_by_role("heading", level=1)).to_contain_text("<b>douze</b> apprentis &")

    # Support, then vote, while the phase allows it.
    entreprise = ouvrir("Représentante", phone=True)
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.get_by_role("button", name="Soutenir").click()
    expect(entreprise.get_by_role("button", name="Soutenue par vous")).to_be_visible()
    phase(cheffe, feuille, "Sélection")
    entreprise.goto(f"{feuille}/actions/priorites/1/")
    for left in ("4", "3"):
        entreprise.get_by_role("button", name="Ajouter une gommette").first.click()
        expect(entreprise.locator("#reste")).to_contain_text(f"Il vous reste {left}")

    # Decide.
    for numero, choice in (("1.1", "Retenir"), ("2.1", "Écarter")):
        cheffe.goto(f"{feuille}/actions/{numero}/decider/")
        cheffe.get_by_role("radio", name=choice).check()
        cheffe.get_by_label("Motif").fill("Décision du comité de projet.")
        cheffe.get_by_role("button", name="Enregistrer la décision").click()
    phase(cheffe, feuille, "Engagement")

    # Pledge, in three steps.
    entreprise.goto(f"{feuille}/actions/1.1/")
    entreprise.get_by_role("link", name="Je m’engage").click()
    entreprise.get_by_role("radio", name="Du temps").first.check()
    entreprise.get_by_role("button", name="Continuer").click()
    entreprise.get_by_label("Nombre de jours").fill("douze")
    entreprise.get_by_label("Ce que vous ferez").fill("Prêter notre bureau d’études.")
    entreprise.get_by_role("button", name="Continuer").click()
    expect(entreprise.get_by_role("alert")).to_be_visible()
    expect(entreprise.get_by_label("Ce que vous ferez")).to_have_value(
        "Prêter notre bureau d’études."
    )
    entreprise.get_by_label("Nombre de jours").fill("12")
    entreprise.get_by_role("radio", name="Ferme").check()
    entreprise.get_by_role("button", name="Continuer").click()
    entreprise.get_by_role("button", name="Envoyer mon engagement").click()
    entreprise.goto(f"{feuille}/engagements/")
    entreprise.get_by_role("button", name="Confirmer").first.click()
    expect(entreprise.get_by_role("main")).to_contain_text("Confirmé")

    # Publish: the worker draws the PDF, the page tells when it is there.
    cheffe.goto(f"{feuille}/publication/")
    cheffe.get_by_label("Note de version").fill("Première édition de la feuille de route.")
    cheffe.get_by_role("button", name="Publier l’édition 1.0").click()
    public = ouvrir()
    wait_online(public, feuille)
    expect(public.get_by_role("main")).to_contain_text("Récupérer la chaleur des fours")
    expect(public.get_by_role("main")).not_to_contain_text("apprentis")

    text = download_pdf(public, tmp_path)
    for expected in (
        "Récupérer la chaleur des fours",
        "Loire Amont",
        "Club Loire Industrie",
        "Prêter notre bureau d’études.",
        "Forge de la Boule",
    ):
        assert expected in text, expected
