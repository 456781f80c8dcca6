"""Frozen content in, PDF bytes out: no database, no clock, no network. Same content, same bytes."""

import gc
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import settings

from publication.contenu import Contenu
from publication.pdf import conformity
from publication.pdf.book import Book
from publication.pdf.chapters import story
from publication.pdf.document import Document

settings.set_flate_compression_level(9)


def render(contenu: Contenu, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """The whole roadmap as PDF/UA-1 and PDF/A-3a, its data attached.

    `progress(done, total)` is told of the blocks drawn.
    """
    book = Book.of(contenu)
    drawn = BytesIO()
    canvas = Document(drawn, book).render(story(book), progress)
    page_parents, link_parents = canvas.page_parents, canvas.link_parents
    del canvas  # and all that was drawn, before the file is read again:
    gc.collect()  # ReportLab's objects hold each other, 15 MB of them with 150 actions
    with pikepdf.open(drawn) as pdf:
        conformity.tag_pages(pdf, page_parents, link_parents)
        conformity.attach(pdf, book)
        conformity.claim(pdf, book)
        return packed(pdf)


def drawn_plainly(contenu: Contenu) -> bytes:
    """The same pages without structure, claims or data: what conformity costs is measured by it."""
    book = Book.of(contenu)
    drawn = BytesIO()
    Document(drawn, book).render(story(book), None, tagged=False)
    with pikepdf.open(drawn) as pdf:
        return packed(pdf)


def packed(pdf: pikepdf.Pdf) -> bytes:
    """Object streams halve the size; the identifier is derived from the content alone."""
    if "/ID" in pdf.trailer:  # ReportLab's depends on SOURCE_DATE_EPOCH
        del pdf.trailer["/ID"]
    out = BytesIO()
    pdf.save(
        out,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return _ended(out.getvalue())


def _ended(file: bytes) -> bytes:
    """A compressed stream may end with the sign CR; the LF written after it would then read as the
    second half of one line end, and the stream as one sign shorter than it says."""
    return file.replace(b"\r\nendstream", b"\r\rendstream")
