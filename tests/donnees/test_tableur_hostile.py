"""Files nobody should open: refused with a sentence, quickly, within bounded memory."""

import os
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feuille_de_route.donnees.tableur import classeur, texte
from feuille_de_route.donnees.tableur.depot import open_upload
from feuille_de_route.donnees.tableur.grille import MAX_BYTES, Grid, Spot, Unopenable
from territoires.droits import Phase, Role
from tests.donnees.classeurs import ENTETES, xlsx
from tests.fabrique import un_access, une_feuille

ROWS = [["N°", "Titre"], ["1.1", "Un titre"]]
SHEET = "xl/worksheets/sheet1.xml"


def changed(data, parts=None, *, drop=()):
    """The same archive with parts replaced or added."""
    parts = dict(parts or {})
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, parts.pop(name, old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def sheet_of(body):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'


def text_cell(text, at="A1"):
    return f'<row r="1"><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def with_sheet(xml):
    return changed(xlsx(ROWS), {SHEET: xml})


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    + sheet_of(text_cell("&b;"))
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet_of(
    text_cell("&a;")
)


def encrypted():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 400
    )


HOSTILE = {
    "bomb": (lambda: changed(xlsx(ROWS), {"xl/bomb.xml": b"0" * 50_000_000}), "plan.xlsx", "prend trop de place"),
    "many parts": (lambda: changed(xlsx(ROWS), {f"x/{n}.bin": bytes([n]) * 3_000_000 for n in range(30)}), "plan.xlsx", "prend trop de place"),
    "entity": (lambda: with_sheet(ENTITY), "plan.xlsx", "déclarations"),
    "external entity": (lambda: with_sheet(EXTERNAL), "plan.xlsx", "déclarations"),
    "entity in UTF-16": (lambda: with_sheet(ENTITY.replace("1.0\"", "1.0\" encoding=\"UTF-16\"").encode("utf-16")), "plan.xlsx", "déclarations"),
    "macros": (lambda: changed(xlsx(ROWS), {"xl/vbaProject.bin": b"x"}), "plan.xlsx", "sans macros"),
    "macros by name": (lambda: xlsx(ROWS), "plan.xlsm", "sans macros"),
    "links": (lambda: changed(xlsx(ROWS), {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "plan.xlsx", "liaisons"),
    "encrypted": (encrypted, "plan.xlsx", "mot de passe"),
    "old format": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "plan.xlsx", "ancien format .xls"),
    "old name": (lambda: b"anything", "plan.xls", "ancien format .xls"),
    "open document": (lambda: b"PK\x03\x04", "plan.ods", ".ods"),
    "not a workbook": (lambda: b"%PDF-1.7", "plan.xlsx", "ne se lit pas"),
    "cut": (lambda: xlsx(ROWS)[:3000], "plan.xlsx", "ne se lit pas"),
    "no types": (lambda: changed(xlsx(ROWS), drop=("[Content_Types].xml",)), "plan.xlsx", "ne se lit pas"),
    "broken sheet": (lambda: with_sheet("<worksheet><sheetData><row>"), "plan.xlsx", "ne se lit pas"),
    "other kind": (lambda: b"x", "plan.pdf", "Choisissez un classeur"),
    "workbook named csv": (lambda: xlsx(ROWS), "plan.csv", "Renommez"),
    "csv named xlsx": (lambda: b"a;b\n1;2\n", "plan.xlsx", "ne se lit pas"),
    "NUL bytes": (lambda: b"N\xc2\xb0;Titre\n1.1;a\0b\n", "plan.csv", "pas un texte"),
    "UTF-16": (lambda: "N°;Titre\n1.1;Été\n".encode("utf-16"), "plan.csv", "CSV UTF-8"),
    "Mac Roman": (lambda: "N°;Titre\n1.1;Été à Bouée\n".encode("mac-roman"), "plan.csv", "CSV UTF-8"),
    "damaged UTF-8": (lambda: "Titre;é\nÉté;à".encode()[:-1] + b"\xff", "plan.csv", "CSV UTF-8"),
    "empty": (lambda: b"\n\n", "plan.csv", "celui-ci est vide"),
    "empty workbook": (lambda: xlsx([]), "plan.xlsx", "celui-ci est vide"),
    "one cell of 10 MB": (lambda: with_sheet(sheet_of(text_cell(os.urandom(5_000_000).hex()))), "plan.xlsx", "Raccourcissez la cellule A1"),
    "one CSV cell of 9 MB": (lambda: b"Titre\n" + b"a" * 9_000_000, "plan.csv", "toute longueur"),
    "far column": (lambda: with_sheet(sheet_of(text_cell("x", "XFD1"))), "plan.xlsx", "colonne XFD"),
    "16,384 columns": (lambda: b";".join([b"x"] * 16_384), "plan.csv", "200 colonnes"),
    "wide empty rows": (lambda: b"\n".join([b";" * 16_383] * 100), "plan.csv", "trop de cellules"),
    "too many rows": (lambda: b"x\n" * 20_001, "plan.csv", "Partagez ce fichier"),
    "too heavy": (lambda: b"a" * (MAX_BYTES + 1), "plan.csv", "10 Mo au plus"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make, filename, words = HOSTILE[name]
    data = make()
    started = time.perf_counter()
    with pytest.raises(Unopenable, match=words):
        open_upload(filename, data)
    assert time.perf_counter() - started < 10
    assert not list(tmp_path.iterdir())


def test_a_bomb_takes_no_memory(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = changed(xlsx(ROWS), {SHEET: sheet_of("<row>" + " " * 55_000_000 + "</row>")})
    tracemalloc.start()
    try:
        with pytest.raises(Unopenable):
            open_upload("plan.xlsx", data)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_part_that_lies_on_its_size_is_refused():
    """The directory says 10 bytes, the part unpacks to 50 MB."""
    data = bytearray(changed(xlsx(ROWS), {"xl/lie.xml": b"0" * 50_000_000}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/lie.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Unopenable):
        classeur.check(bytes(data))


@pytest.mark.django_db
def test_100_mb_is_refused_by_the_page_without_being_read(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    feuille = une_feuille(Phase.PREPARATION)
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    sent = SimpleUploadedFile("plan.xlsx", b"\0" * 100_000_000)
    answer = client.post(f"/feuilles/{feuille.slug}/actions/importer/", {"fichier": sent})
    assert answer.status_code == 422
    assert "10 Mo au plus" in answer.content.decode()
    assert not list(tmp_path.iterdir())


# What is accepted --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_texts_of_these_encodings_and_separators_are_read(encoding, separator):
    rows = [["N°", "Titre", "Coût"], ["1.1", "Été à Bouée", "45 k€"], ["1.2", "L’œuvre", "3 €"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    grid = texte.read_csv(text.encode(encoding))
    assert [list(row.values()) for row in grid.rows.values()] == rows


def test_a_csv_says_its_separator_and_guards_its_formulas():
    grid = texte.read_csv("sep=,\nN°,Titre\n1.1,'=1+1\n1.2,''-x\n".encode())
    assert grid.rows[3] == {1: "1.1", 2: "=1+1"}
    assert grid.rows[4][2] == "'-x"


def read(data):
    return next(iter(classeur.read_sheets(data).values()))


def test_a_formula_is_never_computed():
    """Without a result in the file, it is a doubt; with one, it is read."""
    grid = read(xlsx([["N°", "Titre"], ["1.1", '=HYPERLINK("http://x","y")']]))
    assert 2 not in grid.rows[2]
    assert grid.uncomputed == {Spot(2, 2)}
    done = sheet_of('<row r="1"><c r="A1"><f>1+1</f><v>7</v></c></row>')
    grid = read(with_sheet(done))
    assert grid.rows[1] == {1: 7}
    assert not grid.uncomputed


def test_merged_cells_fill_the_rows_below_only():
    rows = [ENTETES, ["1.1", 1, "Un"], ["1.2", None, "Deux"], ["Objectif 2"], ["2.1", 2, "Trois"]]
    grid = read(xlsx(rows, merged=["B2:B3", "A4:F4"]))
    assert grid.rows[3][2] == 1
    assert grid.merged == {Spot(3, 2): Spot(2, 2)}
    assert grid.titles == {4}
    assert grid.rows[4] == {1: "Objectif 2"}


def test_hidden_sheets_are_not_read(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = xlsx(ROWS)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    hidden = changed(data, {"xl/workbook.xml": book.replace('state="visible"', 'state="hidden"')})
    with pytest.raises(Unopenable, match="feuille visible"):
        open_upload("plan.xlsx", hidden)


def test_limits_are_those_of_a_grid():
    grid = Grid()
    grid.put(1, ["x"] * 200)
    with pytest.raises(Unopenable, match="200 colonnes"):
        grid.put(2, ["x"] * 201)
