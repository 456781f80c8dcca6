"""Reads a tagged PDF back: its words by what they are marked as, and its structure tree."""

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw


@dataclass
class Element:
    """A structure element with its own words (not those of its children)."""

    tag: str
    alt: str = ""
    scope: str = ""
    columns: int = 1
    words: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.all()

    @property
    def text(self) -> str:
        return self.words + "".join(child.text for child in self.children)


def marked_words(pdf: bytes) -> dict[tuple[int, int], str]:
    """Words by (page index, marked content number); decoration is under number -1."""
    found: dict[tuple[int, int], str] = {}
    document = pdfium.PdfDocument(pdf)
    try:
        for index in range(len(document)):
            page = document[index]
            text_page = page.get_textpage()
            for place in range(raw.FPDFPage_CountObjects(page)):
                item = raw.FPDFPage_GetObject(page, place)
                if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
                    key = index, raw.FPDFPageObj_GetMarkedContentID(item)
                    found[key] = found.get(key, "") + _words(item, text_page)
            text_page.close()
            page.close()
    finally:
        document.close()
    return found


def _words(item: Any, text_page: pdfium.PdfTextPage) -> str:
    size = raw.FPDFTextObj_GetText(item, text_page, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(
        item, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
    )
    words = buffer.raw[: max(0, size - 2)].decode("utf-16-le")
    return words.replace("\x02", "-")  # PDFium's sign for a hyphen that ends a line


def structure(pdf: bytes, words: dict[tuple[int, int], str] | None = None) -> Element:
    """The root element, « Document ». `words`: those of `marked_words`, when they are known."""
    if words is None:
        words = marked_words(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.obj.objgen: index for index, page in enumerate(document.pages)}
        return _element(document.Root.StructTreeRoot.K, pages, words)


def _element(node: Any, pages: dict[Any, int], words: dict[tuple[int, int], str]) -> Element:
    attributes = node.get("/A", {})
    made = Element(
        tag=str(node.S)[1:],
        alt=str(node.get("/Alt", "")),
        scope=str(attributes.get("/Scope", ""))[1:],
        columns=int(attributes.get("/ColSpan", 1)),
    )
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            made.words += words.get((pages[node.Pg.objgen], child), "")
        elif "/S" in child:
            made.children.append(_element(child, pages, words))
        elif "/MCID" in child:
            made.words += words.get((pages[child.Pg.objgen], int(child.MCID)), "")
    return made
