"""The whole way in the browser, on a new territory: from a first list to the text of the PDF."""

import json
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

FIRST_LIST = {
    "meta": {"titre": "Première liste", "version": "1.0", "langue": "fr", "encodage": "UTF-8"},
    "organisations": [
        {"id": "club", "nom": "Club Loire Industrie", "type": "reseau", "nature": "reel"},
        {"id": "forge", "nom": "Forge de la Boule", "type": "pme", "nature": "fictif"},
    ],
    "actions": [
        {
            "id": "a1",
            "numero": "1.1",
            "objectif": "1",
            "intitule": "Récupérer la chaleur des fours",
            "resume": "Chauffer dix ateliers avec la chaleur perdue.",
            "description": "Un échangeur, une boucle d’eau tempérée.",
            "resultats_attendus": ["Dix ateliers raccordés"],
            "porteur": "club",
            "maturite": "fiche_projet",
            "statut": "a_venir",
            "budget": {"total_ht": "1 250 000,50 €", "devise": "EUR"},
            "plan_financement": [
                {"financeur": "Région", "montant": 1250000.50, "statut": "acquis"}
            ],
            "calendrier": {
                "debut": "2024-09",
                "fin": "2027-12",
                "etapes": [
                    {
                        "ordre": 1,
                        "libelle": "Étude rendue",
                        "echeance": "2025-T2",
                        "statut": "a_faire",
                    }
                ],
            },
            "indicateurs": [
                {
                    "libelle": "Ateliers raccordés",
                    "type": "realisation",
                    "unite": "ateliers",
                    "cible": 10,
                }
            ],
        }
    ],
}


def phase(page: Page, name: str) -> None:
    """The administrator moves the roadmap to another phase."""
    page.goto(f"{page.feuille}/reglages/")
    page.get_by_role("button", name=f"Choisir {name}").click()
    expect(page.get_by_role("status").first).to_contain_text(f"en phase « {name} »")


def add_member(page: Page, name: str, email: str, role: str, organisation: str = "") -> None:
    page.goto(f"{page.feuille}/reglages/membres/")
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_role("radio", name=role).check()
    if organisation:
        page.get_by_label("Organisation représentée").select_option(label=organisation)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("status").first).to_contain_text("est membre")


@pytest.fixture
def liste(tmp_path):
    path = tmp_path / "premiere-liste.json"
    path.write_text(json.dumps(FIRST_LIST, ensure_ascii=False, indent=1))
    return path


def test_from_a_first_list_to_the_published_pdf(ouvrir, produit, liste, tmp_path):
    cheffe = ouvrir("Cheffe de projet")
    cheffe.goto("/territoires/nouveau/")
    cheffe.get_by_label("Nom du territoire").fill("Loire Amont")
    cheffe.get_by_label("EPCI").fill("CC du Pays d’Amont\nCC des Deux Rives")
    cheffe.get_by_role("button", name="Créer le territoire").click()
    cheffe.feuille = "/feuilles/loire-amont"
    expect(cheffe).to_have_url(re.compile("/feuilles/loire-amont/"))

    # Import the first list.
    cheffe.goto(f"{cheffe.feuille}/actions/importer/")
    cheffe.get_by_label("Fichier").set_input_files(str(liste))
    cheffe.get_by_role("button", name="Vérifier le fichier").click()
    expect(cheffe.get_by_role("main")).to_contain_text("1 action")
    cheffe.get_by_role("button", name="Importer").click()
    expect(cheffe.get_by_role("link", name="Récupérer la chaleur des fours")).to_be_visible()

    # The personas become members of this territory.
    add_member(cheffe, "Claire", "claire.danet@estuaire.example", "Porteur")
    add_member(
        cheffe,
        "Inès",
        "ines.rabouin@meca-soudage.example",
        "Représentant d’une organisation",
        "Forge de la Boule",
    )
    phase(cheffe, "Partage")

    # Propose.
    porteuse = ouvrir("Porteuse", phone=True)
    porteuse.goto(f"{cheffe.feuille}/actions/")
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
    entreprise.goto(f"{cheffe.feuille}/actions/1.1/")
    entreprise.get_by_role("button", name="Soutenir").click()
    expect(entreprise.get_by_role("button", name="Soutenue par vous")).to_be_visible()
    phase(cheffe, "Sélection")
    entreprise.goto(f"{cheffe.feuille}/actions/priorites/1/")
    for _ in range(2):
        entreprise.get_by_role("button", name="Ajouter une gommette").first.click()
        entreprise.wait_for_timeout(300)
    expect(entreprise.locator("#reste")).to_contain_text("3")

    # Decide.
    for numero, choice in (("1.1", "Retenir"), ("2.1", "Écarter")):
        cheffe.goto(f"{cheffe.feuille}/actions/{numero}/decider/")
        cheffe.get_by_role("radio", name=choice).check()
        cheffe.get_by_label("Motif").fill("Décision du comité de projet.")
        cheffe.get_by_role("button", name="Enregistrer la décision").click()
    phase(cheffe, "Engagement")

    # Pledge, in three steps.
    entreprise.goto(f"{cheffe.feuille}/actions/1.1/")
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
    entreprise.goto(f"{cheffe.feuille}/engagements/")
    entreprise.get_by_role("button", name="Confirmer").first.click()
    expect(entreprise.get_by_role("main")).to_contain_text("Confirmé")

    # Publish: the worker draws the PDF, the page tells when it is there.
    cheffe.goto(f"{cheffe.feuille}/publication/")
    cheffe.get_by_label("Note de version").fill("Première édition de la feuille de route.")
    cheffe.get_by_role("button", name="Publier l’édition 1.0").click()
    public = ouvrir()
    for _ in range(60):
        public.goto(f"{cheffe.feuille}/")
        if public.get_by_role("link", name="Télécharger le PDF").count():
            break
        public.wait_for_timeout(500)
    expect(public.get_by_role("main")).to_contain_text("Récupérer la chaleur des fours")
    expect(public.get_by_role("main")).not_to_contain_text("apprentis")

    with public.expect_download() as downloaded:
        public.get_by_role("link", name="Télécharger le PDF").click()
    target = tmp_path / "edition.pdf"
    downloaded.value.save_as(target)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(target))
    text = " ".join(text.split())
    for expected in (
        "Récupérer la chaleur des fours",
        "Loire Amont",
        "Club Loire Industrie",
        "Prêter notre bureau d’études.",
        "Forge de la Boule",
    ):
        assert expected in text, expected
