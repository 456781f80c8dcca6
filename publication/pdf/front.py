"""Before the actions: contents, edition, parties, and the free texts of the roadmap."""

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, KeepTogether, Spacer

from publication import totaux, wording
from publication.contenu import OrganisationContenu
from publication.pdf import signs
from publication.pdf.book import Book, Chapter, action_key
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure, PageNumber, grid, head_row, rubric, section, table
from socle.pdf.texts import Run, Text, body, fact, heading, text
from socle.pdf.theme import CELL, CELL_QUIET, CELL_STRONG
from socle.pdf.typography import code, shorten

TOC_CHAPTER = theme.style("toc-chapter", fontSize=10.5, leading=14, fontName=theme.SEMIBOLD)
TOC_NUMBER = theme.style("toc-number", TOC_CHAPTER, alignment=2)
TOC_ACTION = theme.style("toc-action", fontSize=9.6, leading=12.5)
TOC_PAGE = theme.style("toc-page", TOC_ACTION, alignment=2)
FINGERPRINT = theme.style("fingerprint", theme.FACT_VALUE, fontName=theme.REGULAR, fontSize=8.6)


# Contents ----------------------------------------------------------------------------------------


def contents(book: Book, chapters: Sequence[Chapter]) -> list[Flowable]:
    """Every chapter, objectif and action with its page, each a link; then this edition's identity."""
    rows: list[list[Any]] = []
    tight: list[tuple[Any, ...]] = []
    for chapter in chapters:
        if chapter.objectif is None:
            rows.append(["", _link(chapter.title, chapter.key, TOC_CHAPTER), _page(chapter.key)])
            continue
        look = book.look(chapter.objectif.code)
        rows.append(
            [
                _shape(look),
                _link(chapter.title, chapter.key, TOC_CHAPTER, look.main),
                _page(chapter.key),
            ]
        )
        for action in chapter.actions:
            key = action_key(action.numero)
            number = text([Run(code(action.numero), bold=True, color=look.main)], TOC_ACTION)
            tight += _tight(len(rows))
            rows.append(
                [number, _link(action.intitule, key, TOC_ACTION), PageNumber(key, TOC_PAGE)]
            )
    made = table(
        rows,
        (34, theme.CONTENT - 34 - 40, 40),
        head=0,
        role="TOC",
        dense=True,
        extra=[
            ("TOPPADDING", (0, 0), (-1, -1), 2.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
            *tight,
        ],
    )
    return [heading("Sommaire", "sommaire", level=0), made, Spacer(0, 16), _edition(book)]


def _tight(row: int) -> list[tuple[Any, ...]]:
    """An action stands close under its objectif, without a line between."""
    here = (0, row), (-1, row)
    above = (0, row - 1), (-1, row - 1)
    return [
        ("LINEBELOW", *above, 0.1, theme.WHITE),
        ("BOTTOMPADDING", *above, 1.5),
        ("TOPPADDING", *here, 1.5),
    ]


def _link(words: str, key: str, style: Any, color: Any = None) -> Text:
    return text([Run(shorten(words, 160), link=f"#{key}", color=color)], style)


def _page(key: str) -> PageNumber:
    return PageNumber(key, TOC_NUMBER)


def _shape(look: theme.Look) -> Figure:
    drawing = Drawing(14, 14)
    drawing.add(signs.shape(look, 0, 2.2, 9))
    return Figure(drawing, "")


def _edition(book: Book) -> Flowable:
    """What this document is, and how to check that it is the published one."""
    contenu = book.contenu
    cells = [
        fact("Édition", shorten(contenu.edition, 20)),
        fact("Projet au" if book.projet else "Publiée le", francais.date_longue(contenu.date)),
        fact("Actions et engagements", f"{len(contenu.actions)} et {len(contenu.engagements)}"),
        fact("Par", shorten(contenu.auteur or contenu.territoire.nom, 120)),
    ]
    block: list[Flowable] = [
        text("Cette édition", theme.H3, role="H3"),
        grid([cells], [74, 116, 116, theme.CONTENT - 306], row_gap=6),
        *fact("Empreinte SHA-256 du contenu", book.empreinte, style=FINGERPRINT),
    ]
    if contenu.note.strip():
        block += [Spacer(0, 6), *body(contenu.note)]
    return KeepTogether(block)


# Parties -----------------------------------------------------------------------------------------


def parties(book: Book) -> list[Flowable]:
    """The organisations in three groups, what each does, then the deliberations."""
    groups = totaux.parties(book.contenu)
    out: list[Flowable] = []
    for title, members in (
        ("Les intercommunalités", groups.intercommunalites),
        ("Les partenaires publics", groups.publics),
        ("Les partenaires économiques et industriels", groups.economiques),
    ):
        if members:
            out += section(title, _members(book, members))
    if book.contenu.visas:
        out += section("Visas", _visas(book))
    return out


def _members(book: Book, members: Iterable[OrganisationContenu]) -> Flowable:
    rows: list[list[Any]] = [
        head_row("Organisation", "Commune", "Part prise dans la feuille de route")
    ]
    rows += [
        [
            text(o.nom, CELL_STRONG),
            text(o.commune, CELL_QUIET),
            text(wording.share_words(book.contenu, o.nom), CELL),
        ]
        for o in members
    ]
    return table(rows, (204, 114, theme.CONTENT - 204 - 114), dense=True)


def _visas(book: Book) -> Flowable:
    rows: list[list[Any]] = [head_row("Délibération de", "Date", "Référence")]
    for visa in book.contenu.visas:
        cells = [visa.organisation, francais.date_longue(visa.date), visa.reference]
        rows.append([text(words, CELL) for words in cells])
    return table(rows, (250, 120, theme.CONTENT - 370))


# Texts -------------------------------------------------------------------------------------------


def texts(book: Book) -> list[Flowable]:
    """The preamble in large, then the other chapters with their names in the gutter."""
    words = book.contenu.textes
    lead = book.said(words.preambule, theme.LEAD)
    sections = [rubric(c.titre, book.said(c.texte), 14) for c in words.sous_preambule]
    if lead and sections:
        lead.append(Spacer(0, 8))
    return [*lead, *sections]
