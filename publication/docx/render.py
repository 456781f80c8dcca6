"""From a frozen content to the bytes of a DOCX: the same content gives the same bytes."""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml

from publication.contenu import Contenu
from publication.docx import chapitres, fiche, suite
from publication.docx.page import SPACES, Page, said
from publication.docx.styles import LANGUAGE
from publication.pdf.book import Book
from socle import francais
from socle.archives import figer

#: Signs a property of the file may hold.
LONGEST = 255


def render(contenu: Contenu) -> bytes:
    """The whole roadmap: same parts, same order as the PDF."""
    book, page = Book.of(contenu), Page()
    chapitres.cover(page, book)
    chapitres.opening(page, book)
    for objectif, actions in book.groups():
        if actions:
            chapitres.part(page, book, objectif, actions)
            for rank, action in enumerate(actions):
                fiche.fiche(page, book, action, first=rank == 0)
    suite.closing(page, book)
    page.close()
    _footer(page, book)
    _properties(page.document, contenu)
    out = BytesIO()
    page.document.save(out)
    return figer(out.getvalue(), contenu.date)


def _properties(document: Any, contenu: Contenu) -> None:
    name = f"{contenu.titre} – Territoire d’industrie {contenu.territoire.nom}"
    day = francais.date_longue(contenu.date)
    author = said(contenu.auteur or contenu.territoire.nom)[:LONGEST]
    properties = document.core_properties
    properties.title = said(name)[:LONGEST]
    properties.author = properties.last_modified_by = author
    properties.subject = said(f"Édition {contenu.edition} du {day}")[:LONGEST]
    properties.comments = properties.keywords = properties.category = ""
    properties.language = LANGUAGE
    when = datetime(contenu.date.year, contenu.date.month, contenu.date.day)
    properties.created = properties.modified = when
    properties.revision = 1
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RT.THUMBNAIL:  # that of an empty model
            del package.rels[key]


def _footer(page: Page, book: Book) -> None:
    """Which edition, which content, which page; the demonstration warning below."""
    contenu = book.contenu
    footer = page.document.sections[0].footer
    day = francais.date_courte(contenu.date)
    line = footer.paragraphs[0]
    words = (
        f"{contenu.titre}, {contenu.territoire.nom}. Édition {contenu.edition} du {day}, "
        f"empreinte {book.short_hash}. Page "
    )
    line.add_run(said(words))
    field = f'<w:fldSimple {SPACES} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    line._p.append(parse_xml(field))
    if contenu.avertissement.strip():
        footer.add_paragraph(said(" ".join(contenu.avertissement.split())), style="Footer")
