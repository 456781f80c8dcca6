"""The PDF follows PDF/UA-1 and PDF/A-3a, and says all of the content in its structure.

Conformity is judged by an independent validator; the broken copies prove that it would notice.
"""

import io
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import page as validator
import pikepdf
import pytest
from pikepdf import Name

from publication.contenu import Choix, to_json
from publication.pdf.book import Book
from publication.pdf.conformity import DATA_NAME
from publication.pdf.fiche_parts import NOT_STARTED
from publication.pdf.render import drawn_plainly
from socle import francais
from socle.pdf.typography import printable
from tests.publication.balises import marked_words
from tests.publication.dessins import CONTENTS, LONG, UNBROKEN, drawn, tree, words
from tests.publication.exemple import exemple


def failures(pdf: bytes, profile: str) -> list[str]:
    report = validator.validate_pdf_bytes(pdf, profile=profile)
    found = [f"{f.rule_id}: {f.message}" for f in report.failures]
    assert report.is_compliant == (not found)
    return found


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return drawn("demonstration")


# Standards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", CONTENTS)
def test_conforms(name: str, profile: str) -> None:
    assert failures(drawn(name), profile) == []


def without_alternative(pdf: pikepdf.Pdf) -> None:
    del next(element_of(pdf, "Figure")).Alt


def without_displayed_title(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences.DisplayDocTitle


def without_parent_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.ParentTree


def with_untagged_run(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2]
    font = next(iter(page.Resources.Font.keys()))
    page.contents_add(f"BT {font} 9 Tf 50 50 Td (Seul) Tj ET".encode())


def with_skipped_level(pdf: pikepdf.Pdf) -> None:
    next(element_of(pdf, "H3")).S = Name.H5


def without_scope(pdf: pikepdf.Pdf) -> None:
    del next(element_of(pdf, "TH")).A


def without_link_words(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].Annots[0].Contents


def element_of(pdf: pikepdf.Pdf, tag: str) -> Iterator[Any]:
    return (
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{tag}"
    )


BROKEN = (
    without_alternative,
    without_displayed_title,
    without_parent_tree,
    with_untagged_run,
    with_skipped_level,
    without_scope,
    without_link_words,
)


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_copies_are_refused(broken: Callable[[pikepdf.Pdf], None], pdf: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as copy:
        broken(copy)
        copy.save(out)
    assert failures(out.getvalue(), "ua1") != []


def test_drawn_plainly_is_the_same_pages_without_tags(pdf: bytes) -> None:
    plain = drawn_plainly(exemple())
    with pikepdf.open(io.BytesIO(plain)) as bare, pikepdf.open(io.BytesIO(pdf)) as tagged:
        assert len(bare.pages) == len(tagged.pages)
        assert "/StructTreeRoot" not in bare.Root
    assert "".join(marked_words(plain).values()).split() == in_drawn_order(pdf)


def in_drawn_order(pdf: bytes) -> list[str]:
    """Words of a tagged file as they would be read without its tags: all under one mark a page."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            code = re.sub(
                rb"/\w+ <</MCID \d+>> BDC|/Artifact BMC|\bEMC\b", b"", page.Contents.read_bytes()
            )
            page.Contents = document.make_stream(code)
        out = io.BytesIO()
        document.save(out)
    return "".join(marked_words(out.getvalue()).values()).split()


# Structure ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTENTS)
def test_one_title_and_no_skipped_level(name: str) -> None:
    levels = [int(e.tag[1]) for e in tree(name).all() if re.fullmatch("H[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", CONTENTS)
def test_figures_say_in_words_what_they_show(name: str) -> None:
    for figure in (e for e in tree(name).all() if e.tag == "Figure"):
        assert len(figure.alt) >= 20
        assert len(re.findall(r"[^\W\d]{2,}", figure.alt)) >= 2


@pytest.mark.parametrize("name", CONTENTS)
def test_tables_have_heads_and_equal_rows(name: str) -> None:
    tables = [e for e in tree(name).all() if e.tag == "Table"]
    assert tables
    for table in tables:
        cells = [cell for row in table.children for cell in row.children]
        heads = [cell for cell in cells if cell.tag == "TH"]
        assert heads
        assert all(head.scope in ("Row", "Column") for head in heads)
        assert all(head.text.strip() or head.children for head in heads)
        assert len({sum(cell.columns for cell in row.children) for row in table.children}) == 1


def test_a_head_repeated_on_the_next_pages_is_tagged_once() -> None:
    heads = [e for e in tree("hard cases").all() if e.scope == "Column"]
    assert [h.words for h in heads if "Financeur" in h.words] == ["Financeur "] * 3
    repeated = "".join(w for (_page, mark), w in words("hard cases").items() if mark < 0)
    assert repeated.count("Financeur") >= 2


def test_a_paragraph_cut_by_the_page_is_one_paragraph() -> None:
    whole = [e.words for e in tree("hard cases").all() if e.tag == "P" and len(e.words) > 9_000]
    assert len(whole) >= 3
    assert all(said.split() == LONG.split() for said in whole)


def test_lists_have_labels_and_bodies() -> None:
    lists = [e for e in tree("hard cases").all() if e.tag == "L"]
    assert max(len(found.children) for found in lists) >= 90
    for item in (item for found in lists for item in found.children):
        assert item.tag == "LI"
        assert [part.tag for part in item.children] in (["Lbl", "LBody"], ["LBody"])


# Words -------------------------------------------------------------------------------------------

# Keys and moments are printed as labels and dates.
KEYS = {"cle", "code", "objectif", "axe", "college", "unite", "debut", "fin", "echeance"}


def strings(value: Any) -> Iterator[str]:
    """Every word of a content, line by line; a jalon to come goes without saying."""
    if isinstance(value, Choix) and value.cle in NOT_STARTED:
        return
    if is_dataclass(value):
        for place in fields(value):
            held = getattr(value, place.name)
            if place.name not in KEYS or isinstance(held, Choix):
                yield from strings(held)
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield from (line.lstrip("-–•* ") for line in printable(value).split("\n") if line.strip())


def squash(said: str) -> str:
    return re.sub(r"\s+", "", said.replace("\ufffe", "-")).casefold()


@pytest.mark.parametrize("name", ["demonstration", "hard cases", "150 actions"])
def test_every_string_is_in_tagged_content(name: str) -> None:
    said = squash("".join(e.words + e.alt for e in tree(name).all()))
    contenu = CONTENTS[name]()
    named = {action.axe for action in contenu.actions}  # an axe no action names is not printed
    axes = tuple(axe for axe in contenu.axes if axe.code in named)
    found = list(strings(replace(contenu, axes=axes)))
    assert len(found) > 100
    assert [one for one in found if squash(one) not in said] == []


def test_narrow_spaces_survive(pdf: bytes) -> None:
    said = tree("demonstration").text
    for action in exemple().actions:
        assert francais.euros(action.budget or Decimal(0)) in said
    assert "\u202f" in francais.euros(Decimal(1000))


def test_lines_part_words_but_do_not_cut_them() -> None:
    said = tree("demonstration").text
    for action in exemple().actions:
        assert printable(action.description) in said
    assert UNBROKEN[:2_000] in tree("longest").text


@pytest.mark.parametrize("name", CONTENTS)
def test_no_sign_without_meaning(name: str) -> None:
    assert not re.search("[\x00\ufffd\ue000-\uf8ff]", "".join(words(name).values()))


# File --------------------------------------------------------------------------------------------


def test_language_title_and_fonts(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        fonts = [
            o for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
        ]  # fmt: skip
        assert len(fonts) >= 4
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_the_data_is_attached_byte_for_byte(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == [DATA_NAME]
        data = document.attachments[DATA_NAME]
        assert data.get_file().read_bytes() == to_json(exemple()).encode()
        assert data.get_file().mime_type == "application/json"
        assert data.relationship == Name.Source
        assert [spec.objgen for spec in document.Root.AF] == [data.obj.objgen]
        packet = document.Root.Metadata.read_bytes().decode()
    assert f"<fdr:DocumentFileName>{DATA_NAME}<" in packet
    assert f"<fdr:Fingerprint>{Book.of(exemple()).empreinte}<" in packet


def test_links_say_where_they_lead_and_lead_there(pdf: bytes) -> None:
    entries = [e for e in tree("demonstration").all() if e.tag == "Reference"]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        links = [link for page in document.pages for link in page.obj.get("/Annots", ())]
        assert all(len(str(link.Contents)) > 8 for link in links)
        leads = {
            squash(str(link.Contents).removeprefix("Aller à la page de : ")):
                pages[link.Dest[0].objgen]
            for link in document.pages[1].Annots
        }  # fmt: skip
    assert len(entries) > len(leads) >= 30
    contents = entries[: len(leads)]
    assert {squash(e.children[0].words): int(e.words) for e in contents} == leads
    for title, number in leads.items():
        page = "".join(w for (at, _), w in words("demonstration").items() if at == number - 1)
        assert title.removeprefix("objectif1,").removeprefix("objectif2,").removeprefix(
            "objectif3,"
        ) in squash(page)


def test_each_fiche_is_a_section_of_its_objectif() -> None:
    parts = [e for e in tree("demonstration").children if e.tag == "Sect"]
    fiches = [
        [part.children[0].words for part in section.children if part.tag == "Sect"]
        for section in parts
        if section.children[0].text.startswith("Objectif ")
    ]
    titles = [title for names in fiches for title in names]
    assert [len(names) for names in fiches] == [5, 5, 5]
    assert [squash(t) for t in titles] == [squash(printable(a.intitule)) for a in exemple().actions]
