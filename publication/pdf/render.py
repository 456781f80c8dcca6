"""Frozen content in, PDF bytes out: no database, no clock, no network. Same content, same bytes."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf

from publication.contenu import Contenu
from publication.pdf.book import Book
from publication.pdf.chapters import story
from publication.pdf.conformity import source
from publication.pdf.document import Document
from socle.pdf.conformity import finished, packed
from socle.pdf.theme import require_fonts

MANY_PAGES = 100  # below, what is left in memory is less than looking for it is worth


def render(
    contenu: Contenu,
    *,
    progress: Callable[[int, int], None] | None = None,
    projet: bool = False,
) -> bytes:
    """The whole roadmap as PDF/UA-1 and PDF/A-3a, its data attached.

    `progress(done, total)` is told of the pages drawn, and of how many there will be: guessed from
    the share of the story until the last one. `projet`: a trial, which says so on each page.
    Raises `FontMissingError`.
    """
    require_fonts()
    book = Book.of(contenu, projet=projet)
    drawn = BytesIO()
    with _the_rest_left_alone():
        canvas = Document(drawn, book).render(story(book), progress)
    page_parents, link_parents = canvas.page_parents, canvas.link_parents
    del canvas  # and all that was drawn, before the file is read again
    if len(page_parents) > MANY_PAGES:
        gc.collect()  # ReportLab's objects hold each other, 15 MB of them with 150 actions
    return finished(drawn, page_parents, link_parents, sources=[source(book)], day=contenu.date)


@contextmanager
def _the_rest_left_alone() -> Iterator[None]:
    """What lived before the drawing is not searched for garbage again and again: 6 % of its time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def drawn_plainly(contenu: Contenu) -> bytes:
    """The same pages without structure, claims or data: what conformity costs is measured by it."""
    book = Book.of(contenu)
    drawn = BytesIO()
    Document(drawn, book).render(story(book), None, tagged=False)
    with pikepdf.open(drawn) as pdf:
        return packed(pdf)
