"""Lists: a spreadsheet comes in and goes out, words are found, two actions become one and two."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.donnees.classeurs import xlsx
from tests.navigateur.conftest import DESKTOP, PHONE
from tests.navigateur.parcours import FIRST_LIST, ouvrir_territoire
from tests.navigateur.test_accessibilite import violations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = (
    "N°", "Objectif n°", "Intitulé de l’action", "Maître d’ouvrage", "Coût HT", "Démarrage",
    "Observations",
)  # fmt: skip
PORTEUR = "CC du Pays d’Amont"


def _is_clean(page: Page) -> None:
    """axe finds nothing, at both widths; nothing scrolls sideways."""
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _send(page: Page, feuille: str, *rows: list) -> None:
    page.goto(f"{feuille}/actions/importer/")
    file = {"name": "Plan d’actions.xlsx", "mimeType": XLSX, "buffer": xlsx([HEAD, *rows])}
    page.get_by_label("Votre fichier").set_input_files(file)
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("heading", name="Dites ce que contient")).to_be_visible()


def test_a_spreadsheet_comes_in_is_searched_and_goes_out(ouvrir):
    cheffe = ouvrir("Cheffe de projet")
    feuille = ouvrir_territoire(cheffe, "Listes d’Amont")
    main = cheffe.get_by_role("main")
    good = [None, 2, "Former des soudeurs", PORTEUR, "45 k€", "03/04/2025", "vu"]
    bad = [None, 1, "Partager un atelier", "Forge de la Boul", "cher", "mars 2025", None]

    _send(cheffe, feuille, bad, good)
    expect(cheffe.get_by_label("C · Intitulé de l’action")).to_have_value("title")
    expect(cheffe.get_by_label("D · Maître d’ouvrage")).to_have_value("porteur")
    expect(cheffe.get_by_label("G · Observations")).to_have_value("")
    _is_clean(cheffe)
    cheffe.get_by_role("button", name="Voir ce qui changera").click()
    expect(main).to_contain_text("« cher » ne se lit pas")
    expect(main).to_contain_text("lu 45 000 €")  # a doubt, on the row that is right
    expect(cheffe.get_by_role("button", name="Importer cette liste")).to_have_count(0)
    _is_clean(cheffe)
    # What the directory did not know is proposed; the cell that was wrong is corrected.
    cheffe.get_by_role("button", name="Retenir ces réponses").click()
    expect(main.get_by_role("row")).not_to_have_count(0)
    expect(main).not_to_contain_text("L’annuaire ne connaît pas")
    cheffe.get_by_role("link", name="Choisir le fichier corrigé").click()
    bad[4] = 1250000.5
    _send(cheffe, feuille, bad, good)
    cheffe.get_by_role("button", name="Voir ce qui changera").click()
    expect(main).to_contain_text("1 250 000,50 €")
    _is_clean(cheffe)
    cheffe.get_by_role("button", name="Importer cette liste").click()
    expect(cheffe.get_by_role("status").first).to_contain_text("2 nouvelles")
    expect(cheffe.get_by_role("link", name="Partager un atelier")).to_be_visible()

    everywhere = cheffe.get_by_role("searchbox", name="Chercher partout")
    everywhere.fill("SOUDEUR")  # case and plural do not count
    everywhere.press("Enter")
    expect(main.get_by_role("link", name="Former des soudeurs")).to_be_visible()
    _is_clean(cheffe)
    main.get_by_role("searchbox").fill("méthaniseur")
    expect(main).to_contain_text("Aucun résultat")
    _is_clean(cheffe)

    cheffe.goto(f"{feuille}/exporter/")
    with cheffe.expect_download() as downloaded:
        main.get_by_role("link", name="Classeur XLSX").first.click()
    sheet = load_workbook(BytesIO(downloaded.value.path().read_bytes())).worksheets[0]
    titles = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Former des soudeurs", "Partager un atelier"} <= titles


def test_a_long_list_is_read_by_a_worker_without_javascript(ouvrir):
    cheffe = ouvrir("Cheffe de projet", javascript=False)
    feuille = ouvrir_territoire(cheffe, "Longues listes")
    _send(cheffe, feuille, *[[None, 1, f"Action du plan {n}", PORTEUR] for n in range(501)])
    cheffe.get_by_role("button", name="Voir ce qui changera").click()
    # The page asks again by itself.
    expect(cheffe.get_by_role("heading", name="Lisez, puis importez")).to_be_visible(timeout=20_000)
    cheffe.get_by_role("button", name="Importer cette liste").click()
    expect(cheffe.get_by_role("status").first).to_contain_text("importée")


def test_two_actions_become_one_then_two_again_and_one_is_split(ouvrir):
    cheffe = ouvrir("Cheffe de projet")
    (first,) = FIRST_LIST["actions"]
    second = first | {
        "id": "a2",
        "numero": "1.2",
        "intitule": "Récupérer la chaleur perdue des fours",
        "resume": "Chauffer douze ateliers avec la chaleur perdue.",
    }
    both = FIRST_LIST | {"actions": [first, second]}
    feuille = ouvrir_territoire(cheffe, "Doublons d’Amont", both)
    main, told = cheffe.get_by_role("main"), cheffe.get_by_role("status").first

    cheffe.goto(f"{feuille}/actions/doublons/")
    _is_clean(cheffe)
    cheffe.get_by_role("link", name="Comparer et réunir").click()
    _is_clean(cheffe)
    # On a phone one reads which action stays before choosing its fields.
    cheffe.set_viewport_size(PHONE)
    stays = cheffe.get_by_role("heading", name="L’action qui reste").bounding_box()
    title = cheffe.get_by_role("group", name="Titre")
    assert stays["y"] < title.bounding_box()["y"]
    cheffe.set_viewport_size(DESKTOP)
    title.get_by_role("radio", name="Garder la 1.2").check()
    cheffe.get_by_label("Motif").fill("C’est la même boucle de chaleur.")
    cheffe.get_by_role("button", name="Réunir les actions").click()
    expect(told).to_contain_text("1.2 rejoint la 1.1")
    _is_clean(cheffe)
    cheffe.goto(f"{feuille}/actions/1.1/")
    expect(main.get_by_role("heading", level=1)).to_contain_text("la chaleur perdue des fours")
    main.get_by_role("link", name="1.2 rejoint la 1.1").click()
    cheffe.get_by_role("button", name="Défaire").click()
    expect(told).to_contain_text("C’est défait")
    expect(main.get_by_role("heading", level=1)).to_contain_text("Récupérer la chaleur des fours")

    cheffe.get_by_role("link", name="Partager en deux").click()
    _is_clean(cheffe)
    cheffe.get_by_label("Titre de la nouvelle action").fill("Rendre l’étude")
    cheffe.get_by_role("checkbox", name="Étude rendue").check()
    cheffe.get_by_role("button", name="Partager en deux").click()
    expect(told).to_contain_text("C’est fait")
    _is_clean(cheffe)
    cheffe.goto(f"{feuille}/actions/1.3/")
    expect(main).to_contain_text("Étude rendue")
