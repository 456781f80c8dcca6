"""What several tests do in the browser: open a territory, add its members, move it along."""

import json
import re
from pathlib import Path

import pypdfium2
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


def ouvrir_territoire(cheffe: Page, name: str, first_list: dict = FIRST_LIST) -> str:
    """A territory of its own for a test, in preparation, with its first list.

    `cheffe` becomes its administrator. Returns the path of the roadmap, « /feuilles/loire-amont ».
    """
    cheffe.goto("/territoires/nouveau/")
    cheffe.get_by_label("Nom du territoire").fill(name)
    cheffe.get_by_label("EPCI").fill("CC du Pays d’Amont\nCC des Deux Rives")
    cheffe.get_by_role("button", name="Créer le territoire").click()
    expect(cheffe).to_have_url(re.compile("/feuilles/"))
    feuille = "/feuilles/" + cheffe.url.split("/feuilles/")[1].split("/")[0]
    cheffe.goto(f"{feuille}/actions/importer/")
    content = json.dumps(first_list, ensure_ascii=False, indent=1).encode()
    cheffe.get_by_label("Votre fichier").set_input_files(
        {"name": "premiere-liste.json", "mimeType": "application/json", "buffer": content}
    )
    cheffe.get_by_role("button", name="Vérifier le fichier").click()
    expect(cheffe.get_by_role("main")).to_contain_text(f"{len(first_list['actions'])} action")
    cheffe.get_by_role("button", name="Importer").click()
    expect(cheffe.get_by_role("link", name="Récupérer la chaleur des fours")).to_be_visible()
    return feuille


def add_member(
    cheffe: Page, feuille: str, name: str, email: str, role: str, organisation: str = ""
) -> None:
    cheffe.goto(f"{feuille}/reglages/membres/")
    cheffe.get_by_label("Nom").fill(name)
    cheffe.get_by_label("Adresse électronique").fill(email)
    cheffe.get_by_role("radio", name=role).check()
    if organisation:
        cheffe.get_by_label("Organisation représentée").select_option(label=organisation)
    cheffe.get_by_role("button", name="Ajouter").click()
    expect(cheffe.get_by_role("status").first).to_contain_text("est membre")


def add_claire(cheffe: Page, feuille: str) -> None:
    """The persona « Porteuse d’actions » joins this territory."""
    add_member(cheffe, feuille, "Claire", "claire.danet@estuaire.example", "Porteur")


def add_ines(cheffe: Page, feuille: str) -> None:
    """The persona « Représentante d’entreprise » represents the forge in this territory."""
    email, role = "ines.rabouin@meca-soudage.example", "Représentant d’une organisation"
    add_member(cheffe, feuille, "Inès", email, role, "Forge de la Boule")


def phase(cheffe: Page, feuille: str, name: str) -> None:
    """The administrator moves the roadmap to another phase."""
    cheffe.goto(f"{feuille}/reglages/")
    cheffe.get_by_role("button", name=f"Choisir {name}").click()
    expect(cheffe.get_by_role("status").first).to_contain_text(f"en phase « {name} »")


def at_step(phone: Page, title: str) -> None:
    """The phone got there by itself, and its scripts run: a tap before them is a plain form."""
    expect(phone.get_by_role("heading", level=1)).to_contain_text(title)
    phone.wait_for_load_state("domcontentloaded")


def wait_online(page: Page, feuille: str) -> None:
    """Read the public page again until its edition is there: the worker draws the PDF."""
    for _ in range(120):
        page.goto(f"{feuille}/")
        if page.get_by_role("link", name="Télécharger le PDF").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("L’édition n’est jamais parue.")


def download_pdf(page: Page, folder: Path) -> str:
    """Press « Télécharger le PDF » and read the file back: its text, spaces as one space."""
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Télécharger le PDF").click()
    target = folder / "edition.pdf"
    downloaded.value.save_as(target)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(target))
    return " ".join(text.split())
