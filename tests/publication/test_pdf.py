"""The PDF, read back with the engine of a browser: nothing missing, nothing leaked, same bytes."""

import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from publication.contenu import ActionContenu, Choix, Contenu, EngagementContenu
from publication.pdf import render
from publication.pdf.book import Book
from socle.pdf.typography import quantity
from tests.publication.dessins import drawn
from tests.publication.exemple import agrandir, exemple

ROOT = Path(__file__).parents[2]


def read(pdf: bytes) -> list[str]:
    """The text of each page, as a browser would copy it."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [_page_text(page) for page in document]
    finally:
        document.close()


def _page_text(page: pdfium.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_bounded())
    finally:
        words.close()
        page.close()


def squash(words: str) -> str:
    """What was typed and what was read, made comparable: no spaces, one apostrophe, one hyphen."""
    words = words.replace("\ufffe", "-").replace("’", "'")
    return re.sub(r"[\s\u00a0\u202f]+", "", words)


def contains(pages: list[str], words: str) -> bool:
    return squash(words) in squash("".join(pages))


@pytest.fixture(scope="module")
def contenu() -> Contenu:
    return exemple()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return drawn("demonstration")


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[str]:
    return read(pdf)


# What must be there ------------------------------------------------------------------------------


def words_of(action: ActionContenu) -> Iterator[str]:
    yield from (action.intitule, action.porteur, action.resume, action.constat, action.description)
    yield from (action.public_cible, action.localisation, *action.copilotes, *action.partenaires)
    yield from (*action.resultats_attendus, *action.besoins, *action.points_de_vigilance)
    yield from (jalon.libelle for jalon in action.jalons)
    yield from (line.financeur for line in action.financements)
    yield from (indicateur.libelle for indicateur in action.indicateurs)
    yield from (quantity(line.montant, "EUR") for line in action.financements)
    yield from (quantity(line.montant, "EUR") for line in action.budget_par_annee)


@pytest.mark.parametrize("action", exemple().actions, ids=lambda action: action.numero)
def test_every_word_of_an_action_is_on_its_fiche(
    action: ActionContenu, pages: list[str], pdf: bytes
) -> None:
    first = page_of(pdf, f"{action.numero} ")
    fiche = pages[first : first + 2]
    assert [words for words in words_of(action) if not contains(fiche, words)] == []


def test_every_public_engagement_is_printed(contenu: Contenu, pages: list[str]) -> None:
    assert len(contenu.engagements) == 21
    for engagement in contenu.engagements:
        for words in (engagement.organisation, engagement.texte, engagement.condition):
            assert contains(pages, words)


def test_the_other_chapters_are_complete(contenu: Contenu, pages: list[str]) -> None:
    seance = contenu.seances[0]
    expected = [
        contenu.territoire.nom,
        contenu.territoire.programme,
        contenu.textes.gouvernance,
        contenu.note,
        contenu.avertissement,
        seance.intitule,
        seance.lieu,
        *(o.nom for o in contenu.organisations),
        *(o.intitule for o in contenu.objectifs),
        *(a.texte for a in seance.amendements),
        *(a.motif for a in seance.amendements),
        *(p.intitule for p in seance.propositions),
        *(p.motif for p in seance.propositions),
        *(e.titre for e in seance.deroule),
        *(t.theme for t in seance.tables),
        *(s.organisation for s in contenu.signataires),
        *(d.definition for d in contenu.glossaire),
        *(s.titre for s in contenu.sources),
        *(v.reference for v in contenu.visas),
        "Envoyé en préfecture le",
    ]
    assert [words for words in expected if not contains(pages, words)] == []


def test_cover_and_feet_say_which_edition(contenu: Contenu, pages: list[str]) -> None:
    short = Book.of(contenu).short_hash
    assert all(contains([page], short) for page in pages)
    assert contains(pages[:1], "Édition 1.0, publiée le 18 décembre 2024")
    assert contains(pages[:1], contenu.avertissement)
    for number, page in enumerate(pages[1:], 2):
        assert contains([page], f"{number} / {len(pages)}")
        assert contains([page], "Données de démonstration. Seuls les champs marqués")


def test_no_warning_without_demonstration(contenu: Contenu) -> None:
    plain = read(render(replace(contenu, avertissement="", actions=contenu.actions[:1])))
    assert not contains(plain, "Données de démonstration")
    assert not contains(plain, "Avertissement")


# What must not be there --------------------------------------------------------------------------


def pledge(**changes: object) -> EngagementContenu:
    values: dict[str, object] = {
        "action": "1.1",
        "organisation": "Forges du Secret",
        "nature": Choix("financier", "Apport financier"),
        "fermete": Choix("ferme", "ferme"),
        "state": Choix("signe", "signé"),
        "texte": "Nous participons au parcours.",
        "unite": "EUR",
        "quantite": Decimal(987_654),
    }
    return EngagementContenu(**{**values, **changes})


def pages_with(contenu: Contenu, *pledges: EngagementContenu) -> list[str]:
    few = contenu.actions[:1]
    return read(render(replace(contenu, actions=few, engagements=pledges, seances=())))


def test_public_amount_is_printed(contenu: Contenu) -> None:
    pages = pages_with(contenu, pledge())
    assert contains(pages, "Apport financier, 987 654 €")
    assert contains(pages, "Forges du Secret")


def test_hidden_amount_is_said_to_be_hidden(contenu: Contenu) -> None:
    pages = pages_with(
        contenu, pledge(quantite=None, montant_masque=True), pledge(quantite=Decimal(5))
    )
    assert not contains(pages, "987 654")
    assert contains(pages, "Apport financier, montant masqué")
    assert contains(pages, "1 montant masqué")
    assert contains(pages, "Nous participons au parcours.")


def test_anonymous_pledge_counts_without_a_name(contenu: Contenu) -> None:
    pages = pages_with(contenu, pledge(organisation="", texte="", anonyme=True))
    assert not contains(pages, "Forges du Secret")
    assert contains(pages, "Et 1 engagement anonyme.")
    assert contains(pages, "987 654 €")


def test_no_picture_and_no_foreign_font(pdf: bytes) -> None:
    """Only our own embedded fonts; nothing in the document came from a file a text may name."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        objects = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)
        ]
        assert not [o for o in objects if o.get("/Subtype") == "/Image"]
        fonts = {str(o["/BaseFont"]) for o in objects if o.get("/Type") == "/Font"}
    assert fonts
    assert all(re.search("Hanken|Familjen", font) for font in fonts), fonts


# Same content, same bytes ------------------------------------------------------------------------

RENDER = (
    "import hashlib; from publication.pdf import render;"
    "from tests.publication.exemple import exemple;"
    "print(hashlib.sha256(render(exemple())).hexdigest())"
)


def test_same_bytes_here_and_in_other_processes(pdf: bytes) -> None:
    here = hashlib.sha256(pdf).hexdigest()
    others = [
        subprocess.Popen(
            [sys.executable, "-c", RENDER],
            stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **changes},
        )
        for changes in (
            {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1700000000", "TZ": "Pacific/Auckland"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "C"},
        )
    ]  # fmt: skip
    assert [other.communicate()[0].strip() for other in others] == [here, here]


def test_one_word_changes_the_bytes(contenu: Contenu) -> None:
    few = replace(contenu, actions=contenu.actions[:1])
    assert render(replace(few, note="Autre note.")) != render(few)


def test_small_enough_to_send(pdf: bytes) -> None:
    assert len(pdf) <= 300_000


def test_drawing_needs_no_django() -> None:
    code = "import sys, publication.pdf; print('django' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert out.stdout.strip() == "False"


def test_progress_tells_the_pages_drawn_and_ends_at_their_number(contenu: Contenu) -> None:
    told: list[tuple[int, int]] = []
    data = render(agrandir(contenu, 3), progress=lambda done, total: told.append((done, total)))
    document = pdfium.PdfDocument(data)
    pages = len(document)
    document.close()
    done = [d for d, _ in told]
    assert done == sorted(done)
    assert told[-1] == (pages, pages)
    assert len(set(done)) > pages / 2, "the page follows it"
    assert all(drawn < total for drawn, total in told[:-1])


# Finding one's way -------------------------------------------------------------------------------


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page index of each bookmark."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [
            (mark.level, mark.get_title(), mark.get_dest().get_index())
            for mark in document.get_toc()
        ]
    finally:
        document.close()


def page_of(pdf: bytes, start: str) -> int:
    return next(page for _, title, page in bookmarks(pdf) if title.startswith(start))


def test_bookmarks_and_contents_lead_to_each_action(
    contenu: Contenu, pdf: bytes, pages: list[str]
) -> None:
    marks = bookmarks(pdf)
    chapters = [title for level, title, _ in marks if level == 0]
    assert chapters[:2] == ["Couverture", "Sommaire"]
    assert {"Signatures", "Les engagements des organisations"} <= set(chapters)
    for action in contenu.actions:
        page = page_of(pdf, f"{action.numero} ")
        assert contains([pages[page]], action.intitule)
        assert contains([pages[1]], f"{action.numero}{action.intitule}{page + 1}")


def test_each_action_starts_a_page_and_takes_two_at_most(pdf: bytes) -> None:
    starts = [page for level, _, page in bookmarks(pdf) if level <= 1]
    lengths = [after - page for page, after in itertools.pairwise(starts)]
    levels = [level for level, _, _ in bookmarks(pdf)][:-1]
    fiches = [length for level, length in zip(levels, lengths, strict=True) if level == 1]
    assert len(fiches) == 15
    assert set(fiches) <= {1, 2}


def test_metadata(pdf: bytes, contenu: Contenu) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]).startswith("Feuille de route 2024-2027")
        assert contenu.territoire.nom in str(document.docinfo["/Title"])
        assert str(document.docinfo["/CreationDate"]).startswith("D:20241218")
        assert Book.of(contenu).empreinte in str(document.docinfo["/Keywords"])


# Whatever is typed -------------------------------------------------------------------------------

TYPED = {
    '<img src="/etc/passwd">': '<img src="/etc/passwd">',
    "<b": "<b",
    "a & b &amp; c </para>": "a & b &amp; c </para>",
    "<font color=red>rouge</font> <a href='x'>": "<font color=red>rouge</font> <a href='x'>",
    "1\u202f250\u202f000\u202f€": "1 250 000 €",
    "fête 😀🎉 finie": "fête [?] finie",
    "👩\u200d👩\u200d👧 famille": "[?] famille",
    "a\x00b\x07c\u202ed": "abcd",
    "→ Żółw ½ œ Œ ≥ 3": "->",
    "漢字": "[?]",
    "{{ 7 * 7 }} %(x)s": "{{ 7 * 7 }} %(x)s",
}


@pytest.fixture(scope="module")
def typed_pages(contenu: Contenu) -> dict[str, str]:
    """What was typed to the text of its fiche; all in one document."""
    model = contenu.actions[0]
    actions = {
        f"1.{rank}": replace(
            model, numero=f"1.{rank}", intitule=typed, description=typed, porteur=typed,
            besoins=(typed,),
        )
        for rank, typed in enumerate(TYPED, 1)
    }  # fmt: skip
    pdf = render(replace(contenu, actions=tuple(actions.values()), engagements=(), seances=()))
    pages = read(pdf)
    assert not re.search("[\x00\ufffd\ue000-\uf8ff]", "".join(pages).replace("\ufffe", ""))
    starts = [page_of(pdf, f"{numero} ") for numero in actions]
    fiches = itertools.pairwise([*starts, starts[-1] + 2])
    return {
        typed: "".join(pages[start:end]) for typed, (start, end) in zip(TYPED, fiches, strict=True)
    }


@pytest.mark.parametrize("typed", TYPED)
def test_typed_text_is_printed_as_typed(typed: str, typed_pages: dict[str, str]) -> None:
    assert squash(typed_pages[typed]).count(squash(TYPED[typed])) >= 4


FREE = ("intitule", "resume", "constat", "description", "objectifs", "moyens")


@pytest.mark.parametrize(
    ("long", "sign"), [("phrase " * 1500, "phrase"), ("A" * 10_000, "A{8,}")],
    ids=["words", "unbroken"],
)  # fmt: skip
def test_very_long_fields_are_printed_whole(long: str, sign: str, contenu: Contenu) -> None:
    actions = tuple(
        replace(contenu.actions[0], numero=f"1.{rank}", **{field: long})
        for rank, field in enumerate(FREE, 1)
    )
    pdf = render(replace(contenu, actions=actions, engagements=(), seances=()))
    said = squash("".join(read(pdf)))
    assert sum(map(len, re.findall(sign, said))) >= len(FREE) * len(squash(long))


@pytest.mark.parametrize("n", [0, 1, 2, 16])
def test_any_number_of_actions(n: int, contenu: Contenu) -> None:
    pages = read(render(agrandir(contenu, n)) if n else drawn("empty"))
    assert len(pages) >= 9
    if n == 0:
        assert contains(pages, "Aucune action n’est encore inscrite à cette feuille de route.")


def test_hundred_and_fifty_actions() -> None:
    pdf = drawn("150 actions")
    marks = {title for level, title, _ in bookmarks(pdf) if level == 1}
    assert len(marks) == 150
    assert len(pdf) < 3_000_000


def test_nearly_empty_content(contenu: Contenu) -> None:
    bare = Contenu(
        edition="0.1",
        date=contenu.date,
        territoire=replace(contenu.territoire, epci=()),
        periode=contenu.periode,
    )
    assert contains(read(render(bare)), "Saint-Nazaire Loire Estuaire")


def test_action_without_dates_budget_or_objectif(contenu: Contenu) -> None:
    bare = ActionContenu(
        numero="9.9", objectif="inconnu", intitule="Action à écrire", porteur="Personne"
    )
    pages = read(render(replace(contenu, actions=(bare,), engagements=(), seances=())))
    assert contains(pages, "À chiffrer")
    assert contains(pages, "dates à préciser")
    assert contains(pages, "Aucun engagement pour l’instant")
