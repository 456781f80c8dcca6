"""The open data of an edition, file by file: what it says, and what it never says."""

import csv
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openpyxl import load_workbook

from actions.apports import Apport
from actions.models import Action
from engagements.models import Engagement
from organisations.models import College, Organisation
from publication.contenu import Choix, Contenu, SommeAnonyme, to_json
from publication.donnees import licence, valeurs
from publication.donnees.colonnes import ACTIONS, ENGAGEMENTS, SOMMES, TABLES, Source, Type
from publication.donnees.documents import json_of, paquet_of
from publication.donnees.fichiers import FICHIERS
from publication.donnees.schemas import contenu_schema, donnees_schema
from publication.donnees.tableurs import csv_of, xlsx_of
from tests.outils import SOFFICE
from tests.publication.exemple import agrandir, exemple

HOSTILE = [
    "=1+1",
    "+33",
    "-2",
    "@SUM(A1)",
    " =cmd",
    "\t=1",
    "＝1",
    "-\r\n=1",
    'a,"b"\nc',
    "",
    "🌊 é’",
]


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(_known(exemple()), "estuaire")


def _known(contenu: Contenu) -> Contenu:
    """The demonstration, with the states and colleges the product knows."""
    start = Choix("a_lancer", "à lancer")
    partners = Choix("partenaires", "Partenaires")
    organisations = tuple(
        o if o.college.cle in valeurs.COLLEGES else replace(o, college=partners)
        for o in contenu.organisations
    )
    actions = tuple(
        replace(a, avancement=start, jalons=tuple(replace(j, state=None) for j in a.jalons))
        for a in contenu.actions
    )
    return replace(contenu, actions=actions, organisations=organisations)


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# Columns -----------------------------------------------------------------------------------------


def test_the_columns_of_the_actions_are_those_announced():
    assert [colonne.nom for colonne in ACTIONS.colonnes] == [
        "id_ti",
        "lib_ti",
        "action_id",
        "numero",
        "intitule",
        "objectif",
        "axe_national",
        "porteur",
        "porteur_type",
        "siren_porteur",
        "maturite",
        "statut",
        "priorite",
        "date_debut",
        "date_fin",
        "budget_ht",
        "financement_acquis",
        "financement_sollicite",
        "nb_engagements",
        "engagement_ferme",
        "tco2e_evite_cible",
        "date_mise_a_jour",
        "version",
    ]


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        (valeurs.MATURITES, Action.Maturite.values),
        (valeurs.AVANCEMENTS, Action.Avancement.values),
        (valeurs.PRIORITES, Action.Priorite.values),
        (valeurs.TYPES, Organisation.Kind.values),
        (valeurs.COLLEGES, College.values),
        (valeurs.NATURES, Apport.values),
        (valeurs.FERMETES, Engagement.Fermete.values),
        (valeurs.STATES, [s for s in Engagement.State.values if s not in ("brouillon", "retire")]),
    ],
)
def test_the_closed_lists_are_those_of_the_product(written, choices):
    assert list(written) == list(choices)


def test_every_column_is_described():
    for table in TABLES:
        assert len({c.nom for c in table.colonnes}) == len(table.colonnes)
        for colonne in table.colonnes:
            assert colonne.description.endswith("."), colonne.nom
            assert re.fullmatch(r"[a-z][a-z0-9_]*", colonne.nom)


def test_an_action_is_told_in_full(source):
    action = source.contenu.actions[0]
    row = ACTIONS.rows(source)[0]
    assert row["action_id"] == "estuaire/1.1"
    assert row["lib_ti"] == "Saint-Nazaire Loire Estuaire"
    assert row["budget_ht"] == Decimal(400_000)
    assert row["financement_sollicite"] == Decimal(220_000)
    assert row["nb_engagements"] == len(source.contenu.engagements_of("1.1")) == 2
    assert row["tco2e_evite_cible"] == Decimal(3_200)
    assert row["objectif"] == source.contenu.objectifs[0].intitule
    assert row["engagement_ferme"] is None
    assert row["date_mise_a_jour"] == action.mise_a_jour


@pytest.mark.parametrize(
    ("fermete", "told"), [(None, None), ("ferme", True), ("conditionnelle", False)]
)
def test_an_action_is_firm_or_not_or_not_said(source, fermete, told):
    choice = Choix(fermete, fermete) if fermete else None
    action = replace(source.contenu.actions[0], fermete=choice)
    one = Source(replace(source.contenu, actions=(action,)), "estuaire")
    assert ACTIONS.rows(one)[0]["engagement_ferme"] is told


def test_two_targets_in_tonnes_are_never_added(source):
    action = source.contenu.actions[0]
    twice = replace(action, indicateurs=(*action.indicateurs, *action.indicateurs))
    one = Source(replace(source.contenu, actions=(twice,)), "estuaire")
    assert ACTIONS.rows(one)[0]["tco2e_evite_cible"] is None


def test_an_identifier_outlives_an_edition(source):
    later = Source(replace(source.contenu, edition="2.0"), "estuaire")
    before = [row["action_id"] for row in ACTIONS.rows(source)]
    assert before == [row["action_id"] for row in ACTIONS.rows(later)]
    assert len(set(before)) == len(before)


# What is not public ------------------------------------------------------------------------------


def test_hidden_quantities_are_in_no_file(source):
    contenu = source.contenu
    model = contenu.engagements[0]
    money = {"nature": Choix("financier", "Apport financier"), "unite": "EUR", "texte": ""}
    hidden = (
        replace(model, **money, quantite=None, montant_masque=True, organisation="Masquée"),
        replace(model, **money, quantite=None, montant_retenu=True, organisation="Retenue"),
        replace(model, **money, quantite=Decimal(987_654), anonyme=True, organisation=""),
    )
    sums = SommeAnonyme(nature=money["nature"], unite="EUR", nombre=3, quantite=None)
    secret = Source(replace(contenu, engagements=hidden, anonymes=(sums,)), "estuaire")
    rows = ENGAGEMENTS.rows(secret)
    assert [row["quantite"] for row in rows] == [None, None, None]
    assert [row["quantite_publication"] for row in rows] == ["masquee", "retenue", "total_anonyme"]
    assert rows[2]["organisation"] is None
    assert rows[2]["texte"] is None
    assert SOMMES.rows(secret)[0]["quantite"] is None
    for data in (*(csv_of(t, secret) for t in TABLES), json_of(secret)):
        assert b"987654" not in data
    with zipfile.ZipFile(io.BytesIO(xlsx_of(secret))) as book:
        assert not [name for name in book.namelist() if b"987654" in book.read(name)]


# CSV ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_a_csv_reads_back_as_what_was_written(source, table):
    rows = _rows(csv_of(table, source))
    wanted = table.rows(source)
    assert len(rows) == len(wanted)
    for read, row in zip(rows, wanted, strict=True):
        assert list(read) == [colonne.nom for colonne in table.colonnes]
        for colonne in table.colonnes:
            assert _read(read[colonne.nom], colonne.type) == row[colonne.nom], colonne.nom


def _read(text: str, kind: Type):
    readers = {
        Type.ENTIER: int,
        Type.NOMBRE: Decimal,
        Type.BOOLEEN: {"true": True, "false": False}.get,
        Type.DATE: date.fromisoformat,
    }
    return readers.get(kind, str)(text) if text else None


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_runs_as_a_formula(source, words):
    """In CSV an apostrophe stops it; in a workbook it is a text, as typed."""
    action = replace(source.contenu.actions[0], intitule=f"{words}", porteur="")
    one = Source(replace(source.contenu, actions=(action,), engagements=()), "estuaire")
    (read,) = _rows(csv_of(ACTIONS, one))
    assert not re.match(r"\s*[=+\-@＝＋－＠]", read["intitule"])
    assert read["intitule"] in (words, f"'{words}")
    (cell,) = [
        cell
        for row in load_workbook(io.BytesIO(xlsx_of(one)))["Les actions"].iter_rows(min_row=2)
        for cell in row
        if cell.column == 5
    ]
    assert cell.data_type != "f"
    assert (cell.value or "") == words


def test_files_hold_their_text_in_utf8_without_mark(source):
    data = csv_of(ACTIONS, source)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert "Récupérer et partager la chaleur fatale" in data.decode()


# XLSX --------------------------------------------------------------------------------------------


def test_the_workbook_has_typed_cells_and_a_dictionary(source):
    book = load_workbook(io.BytesIO(xlsx_of(source)))
    assert book.sheetnames == [
        "Les actions",
        "Les engagements",
        "Les totaux anonymes",
        "Dictionnaire",
    ]
    sheet = book["Les actions"]
    names = [cell.value for cell in sheet[1]]
    first = dict(zip(names, sheet[2], strict=True))
    assert first["budget_ht"].value == 400_000
    assert first["budget_ht"].data_type == "n"
    assert first["date_mise_a_jour"].is_date
    assert first["siren_porteur"].value is None
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == len(source.contenu.actions) + 1
    told = [cell.value for cell in book["Dictionnaire"]["B"]]
    assert {c.nom for table in TABLES for c in table.colonnes} <= set(told)
    assert any(licence.ADRESSE in str(c.value) for c in book["Dictionnaire"]["E"])


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_reads_the_workbook(source, tmp_path):
    path = tmp_path / "donnees.xlsx"
    path.write_bytes(xlsx_of(source))
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = _rows((tmp_path / "donnees.csv").read_bytes())
    assert [row["action_id"] for row in read] == [row["action_id"] for row in ACTIONS.rows(source)]


# JSON --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 15, 40])
def test_json_obeys_its_schema(source, n):
    schema = donnees_schema()
    Draft202012Validator.check_schema(schema)
    data = json.loads(json_of(Source(_known(agrandir(exemple(), n)), "estuaire")))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert data["$schema"] == schema["$id"]
    assert len(data["actions"]) == n


def test_the_schema_refuses_what_is_not_ours(source):
    data = json.loads(json_of(source))
    validator = Draft202012Validator(donnees_schema())
    for spoil in (
        lambda d: d["actions"][0].pop("porteur"),
        lambda d: d["actions"][0].update(maturite="vieille"),
        lambda d: d["engagements"][0].update(montant_cache=1),
        lambda d: d.update(licence="aucune"),
    ):
        copy = json.loads(json.dumps(data))
        spoil(copy)
        assert not validator.is_valid(copy)


@pytest.mark.parametrize("n", [0, 15])
def test_the_frozen_content_obeys_its_schema(n):
    schema = contenu_schema()
    Draft202012Validator.check_schema(schema)
    contenu = json.loads(to_json(agrandir(exemple(), n)))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(contenu)
    contenu["inconnu"] = 1
    assert not Draft202012Validator(schema).is_valid(contenu)


# The package -------------------------------------------------------------------------------------


def test_the_package_describes_the_files_beside_it(source):
    files = {f.nom: f.build(source) for f in FICHIERS.values() if f.nom != "datapackage.json"}
    package = json.loads(paquet_of(source, files))
    assert package["licenses"] == [
        {"name": "etalab-2.0", "title": licence.TITRE, "path": licence.ADRESSE}
    ]
    assert package["version"] == "1.0"
    assert {r["path"] for r in package["resources"]} == set(files)
    for resource in package["resources"]:
        assert resource["bytes"] == len(files[resource["path"]])
        assert re.fullmatch("sha256:[0-9a-f]{64}", resource["hash"])
        assert re.fullmatch(r"[-a-z0-9._]+", resource["name"])
        if resource["path"].endswith(".csv"):
            head = next(csv.reader(io.StringIO(files[resource["path"]].decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == head


@pytest.mark.parametrize("nom", FICHIERS)
def test_the_same_edition_gives_the_same_bytes(source, nom):
    again = Source(source.contenu, source.slug)
    assert FICHIERS[nom].build(source) == FICHIERS[nom].build(again)
