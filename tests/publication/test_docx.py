"""The roadmap for a word processor: real headings, whole content, French, same bytes."""

import io
import subprocess
import zipfile
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from itertools import pairwise

import docx as python_docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from publication import docx
from publication.contenu import Choix, Contenu, Periode, TerritoireContenu
from publication.docx.page import said
from tests.outils import SOFFICE
from tests.publication.exemple import agrandir, exemple

EMPTY = replace(
    agrandir(exemple(), 0), organisations=(), engagements=(), glossaire=(), sources=(), visas=(),
    signataires=(),
)  # fmt: skip
CONTENTS = {"demonstration": exemple(), "vide": EMPTY, "cent": agrandir(exemple(), 100)}


def _open(contenu: Contenu):
    return python_docx.Document(io.BytesIO(docx.render(contenu)))


def _words(document) -> str:
    return " ".join(node.text for node in document.element.body.iter(qn("w:t")) if node.text)


@pytest.fixture(scope="module", params=CONTENTS, ids=CONTENTS.keys())
def document(request):
    return _open(CONTENTS[request.param])


def test_headings_are_real_and_never_skip_a_level(document):
    levels = [
        int(paragraph.style.name.removeprefix("Heading "))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading ")
    ]
    assert levels[0] == 1
    for before, after in pairwise(levels):
        assert after <= before + 1
    assert sum(paragraph.style.name == "Title" for paragraph in document.paragraphs) == 1


def test_the_document_speaks_french_and_says_its_name():
    document = _open(exemple())
    properties = document.core_properties
    assert properties.title.startswith("Feuille de route 2024-2027")
    assert properties.author == exemple().auteur
    assert properties.language == "fr-FR"
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}


def test_tables_say_what_they_are_and_repeat_their_head(document):
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text.strip() for cell in table.rows[0].cells)


def test_no_picture_goes_without_words(document):
    for picture in document.element.body.iter(qn("wp:docPr")):
        assert picture.get("descr")


def test_the_contents_are_a_field_that_leads_to_each_heading():
    document = _open(exemple())
    body = document.element.body
    instructions = [node.text for node in body.iter(qn("w:instrText"))]
    assert any(r"TOC \o" in words for words in instructions)
    marks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    links = [node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))]
    assert set(links) == marks
    headings = [p for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert len(links) == len(headings) - 1  # all but « Sommaire » itself
    kinds = [node.get(qn("w:fldCharType")) for node in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


#: Fields the PDF does not print either, keys, and what is printed in other words.
SILENT = {"cle", "objectif", "axe", "college", "url", "code", "ordre", "unite", "debut", "fin",
          "echeance", "siren", "theme", "motif", "type"}  # fmt: skip


def _texts(value, name=""):
    if is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, str) and name not in SILENT:
        yield value


def test_every_text_of_the_content_is_in_the_document():
    contenu = exemple()
    words = " ".join(_words(_open(contenu)).lower().split())
    for part in (
        contenu.textes, contenu.objectifs, contenu.organisations, contenu.visas,
        contenu.signataires, contenu.glossaire, contenu.engagements, contenu.seances,
        *((a.intitule, a.resume, a.constat, a.description, a.porteur, a.resultats_attendus,
           a.partenaires, a.copilotes, a.localisation, a.points_de_vigilance, a.jalons,
           a.financements, a.indicateurs) for a in contenu.actions),
    ):  # fmt: skip
        for text in _texts(part):
            for line in said(text).lower().splitlines():
                assert " ".join(line.split()).rstrip(".") in words, text


def test_the_texts_of_the_territory_keep_their_lists_and_links():
    words = (
        "Avec **force** et *soin*.\n\n# Pourquoi\n\n3. un\n4. deux\n   - dedans\n\nEncore :\n\n1. recommence"
        "\n\n[la loi](https://legifrance.example/loi)"
    )
    textes = replace(exemple().textes, preambule=words, markdown=True)
    document = _open(replace(exemple(), textes=textes))
    found = {p.text: p for p in document.paragraphs}
    assert found["Pourquoi"].style.name == "Heading 2"
    assert found["Avec force et soin."].runs[1].bold
    assert found["Avec force et soin."].runs[3].italic
    assert found["dedans"].style.name == "List Bullet 2"
    lists = [found[item]._p.pPr.numPr.numId.val for item in ("un", "deux", "recommence")]
    assert lists[0] == lists[1] != lists[2]
    (link,) = found["la loi"].hyperlinks
    assert link.url == "https://legifrance.example/loi"


def test_hidden_amounts_are_not_there():
    contenu = exemple()
    model = replace(contenu.engagements[0], nature=Choix("financier", "Apport financier"))
    hidden = replace(model, unite="EUR", quantite=None, montant_masque=True)
    anonymous = replace(model, unite="EUR", quantite=Decimal(987_654), anonyme=True,
                        organisation="", texte="", condition="")  # fmt: skip
    words = _words(_open(replace(contenu, engagements=(hidden, anonymous), anonymes=())))
    assert "montant masqué" in words
    assert "Et 1\u00a0engagement anonyme." in words
    assert "987\u202f654" not in words.split("Les engagements des organisations")[-1]


@pytest.mark.parametrize("contenu", CONTENTS.values(), ids=CONTENTS.keys())
def test_the_same_content_gives_the_same_bytes(contenu):
    data = docx.render(contenu)
    assert data == docx.render(contenu)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {contenu.date.year}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()


def test_any_text_makes_a_document_that_opens():
    hostile = "<w:p> & \"'\x00\x0b\ufffe ]]> 🌊\r\n- puce\n\n" + "très long " * 400
    action = replace(exemple().actions[0], intitule=hostile, description=hostile, porteur=hostile)
    contenu = Contenu(
        edition="1.0", date=exemple().date, periode=Periode(debut=2024, fin=2027),
        territoire=TerritoireContenu(nom=hostile), actions=(action,), note=hostile,
        avertissement=hostile,
    )  # fmt: skip
    assert "très long très long" in _words(_open(contenu))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_it_whole(tmp_path):
    path = tmp_path / "feuille.docx"
    path.write_bytes(docx.render(exemple()))
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pdf = pypdfium2.PdfDocument(tmp_path / "feuille.pdf")
    assert 30 < len(pdf) < 70
    words = " ".join(page.get_textpage().get_text_range() for page in pdf)
    for action in exemple().actions:
        assert action.numero in words
    assert "Glossaire" in words
