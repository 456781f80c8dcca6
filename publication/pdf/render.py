"""Frozen content in, PDF bytes out: no database, no clock, no network. Same content, same bytes."""

from collections.abc import Callable
from io import BytesIO

import pikepdf

from publication.contenu import Contenu
from publication.pdf.book import Book
from publication.pdf.chapters import story
from publication.pdf.document import Document


def render(contenu: Contenu, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """The whole roadmap as a PDF. `progress(done, total)` is told of the blocks drawn."""
    book = Book.of(contenu)
    drawn = BytesIO()
    Document(drawn, book).render(story(book), progress)
    return _packed(drawn)


def _packed(drawn: BytesIO) -> bytes:
    """Object streams halve the size; the identifier is derived from the content alone."""
    drawn.seek(0)
    out = BytesIO()
    with pikepdf.open(drawn) as pdf:
        if "/ID" in pdf.trailer:  # ReportLab's depends on SOURCE_DATE_EPOCH
            del pdf.trailer["/ID"]
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()
