"""The canvas of the document: tagged content, and page numbers known only at the end.

One pass. What is drawn for a node of the structure is marked as its content; all the rest of a page
becomes decoration when the page ends, so that nothing is left untagged.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from socle.pdf import tags
from socle.pdf.structure import Mark, Node

_TOKEN = re.compile("\x01(\\d+)([XT])\x02")
_DIGITS = "0123456789 /?"
# Digits beyond a hundredth of a point or a thousandth of a colour; strings are left alone.
_TOO_FINE = re.compile(r"\((?:[^()\\]|\\.)*\)|(\d\.\d\d|\.\d\d\d)\d+")
_PAINTING = re.compile(r"(?:^|\s)(?:[Ssf]|f\*|F|B\*?|b\*?|Do|sh|EI|ET)\s*$", re.MULTILINE)


class RoadmapCanvas(Canvas):
    """Adds tags, `page_number` and `folio`; keeps what pages tell each other in `running`.

    Without a `root` nothing is tagged: the same pages, drawn plainly.
    """

    def __init__(self, *args: Any, root: Node | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root = root
        self.running: Any = None
        self.paragraph: Any = None  # the one being drawn, when it is content
        self.page_parents: list[int] = []  # StructParents of each page
        self.link_parents: list[tuple[int, str]] = []  # StructParent of each link, and its words
        self._parents: list[tags.Parent] = []
        self._nodes: list[Node] = []  # shown by the marked contents of this page, by their number
        self._opened: int | None = None  # where in the code the content being drawn begins
        self._marked: list[tuple[int, int]] = []  # slices of this page's code
        self._late: list[tuple[str, str, float, float]] = []  # key, font, size, right edge

    def date_as(self, day: date) -> None:
        """The dates of the file are those of its content, whatever the clock or the environment say."""
        stamp = self._doc._timeStamp
        stamp.YMDhms = (day.year, day.month, day.day, 12, 0, 0)
        stamp.dhh = stamp.dmm = 0

    # Tags ----------------------------------------------------------------------------------------

    def shows(self, node: Node | None) -> bool:
        """Whether drawing now would be content: a repeated head is decoration on later pages."""
        if node is None:
            return False
        return not (node.once and node.page not in (None, self._pageNumber - 1))

    @contextmanager
    def showing(self, node: Node | None) -> Iterator[None]:
        """What is drawn inside is the content of the node."""
        self.open(node)
        yield
        self.close()

    def open(self, node: Node | None) -> None:
        """What is drawn until `close` is the content of the node."""
        if node is not None and self.shows(node):
            self._opened = len(self._code)
            self._code.append(self.begin(node))

    def close(self) -> None:
        if self._opened is not None:
            self._code.append("EMC")
            self._marked.append((self._opened, len(self._code)))
            self._opened = None

    def begin(self, node: Node) -> str:
        """The operator that begins a new piece of content of a node on this page."""
        number = len(self._nodes)
        self._nodes.append(node)
        self._show(node, Mark(self._pageNumber - 1, number))
        return f"/{node.tag} <</MCID {number}>> BDC"

    def drawText(self, words: PDFTextObject) -> None:
        if isinstance(words, MarkedWords):
            self._marked.append((len(self._code), len(self._code) + 1))
        super().drawText(words)

    def linkRect(self, contents: str, destinationname: str, *args: Any, **kwargs: Any) -> None:
        super().linkRect(contents, destinationname, *args, **kwargs)
        self._linked(f"#{destinationname}")

    def linkURL(self, url: str, *args: Any, **kwargs: Any) -> None:
        super().linkURL(url, *args, **kwargs)
        self._linked(url)

    def _linked(self, target: str) -> None:
        """Give the annotation just added to the link of the paragraph being drawn."""
        if self.root is None:
            return
        if self.paragraph is None:
            raise ValueError(f"The link to {target} is outside the structure.")
        link = self.paragraph.node.link(target)
        reference = self._annotationrefs[-1].name
        number = self._doc.idToObjectNumberAndVersion[reference][0]
        self._show(link, Mark(self._pageNumber - 1, annotation=number))
        self.link_parents.append((len(self._parents), self.paragraph.links[target]))
        self._parents.append(link)

    def _show(self, node: Node, mark: Mark) -> None:
        node.children.append(mark)
        if node.page is None:
            node.page = mark.page

    def _with_decoration(self) -> list[str]:
        """The code of the page, what is not marked between artifact marks."""
        out: list[str] = []
        at, end = 0, len(self._code)
        for start, stop in (*self._marked, (end, end)):
            between = self._code[at:start]
            painted = bool(_PAINTING.search("\n".join(between)))
            out += ["/Artifact BMC", *between, "EMC"] if painted else between
            out += self._code[start:stop]
            at = stop
        return out

    def showPage(self) -> None:
        if self.root is not None:
            self._code[:] = self._with_decoration()
            self.page_parents.append(len(self._parents))
            self._parents.append(self._nodes)
            self._nodes, self._marked = [], []
        super().showPage()

    # Page numbers --------------------------------------------------------------------------------

    def page_number(
        self, key: str, right: float, y: float, font: str, size: float, color: Color
    ) -> None:
        """The number of the page where the bookmark `key` is, right-aligned at `right`."""
        self._write_late(key, right, y, font, size, color)

    def folio(self, right: float, y: float, font: str, size: float, color: Color) -> None:
        """« 12 / 34 »: this page over all pages, right-aligned at `right`."""
        self._write_late(f"/{self.getPageNumber()}", right, y, font, size, color)

    def _write_late(
        self, key: str, right: float, y: float, font: str, size: float, color: Color
    ) -> None:
        face = pdfmetrics.getFont(font)
        face.splitString(_DIGITS, self._doc)
        name = face.getSubsetInternalName(0, self._doc)
        number = len(self._late)
        self._late.append((key, font, size, right))
        self.saveState()
        self.setFillColor(color)
        self._code.append(
            f"BT {name} {size} Tf 1 0 0 1 \x01{number}X\x02 {y:.3f} Tm (\x01{number}T\x02) Tj ET"
        )
        self.restoreState()

    def _resolve(self) -> None:
        total = self._doc.pageCounter - 1
        for page in self._doc.Pages.pages:
            code = _TOKEN.sub(lambda match: self._late_text(match, total), page.stream)
            page.stream = _TOO_FINE.sub(lambda match: match[1] or match[0], code)

    def _late_text(self, match: re.Match[str], total: int) -> str:
        key, font, size, right = self._late[int(match[1])]
        if key.startswith("/"):
            text = f"{key[1:]} / {total}"
        else:
            page = self._destinations[key].page if key in self._destinations else None
            text = page.name.removeprefix("Page") if page is not None else "?"
        if match[2] == "T":
            return text
        return f"{right - pdfmetrics.stringWidth(text, font, size):.3f}"

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        self._resolve()
        if self.root is not None:
            tags.write(self._doc, self.root, self._parents, len(self.page_parents))
        super().save()


class Words(PDFTextObject):
    """The words of a paragraph. A line that ends between two words ends with a space, so that
    they do not stick together when they are read aloud or copied."""

    def __init__(self, canvas: RoadmapCanvas, x: float, y: float, glued: Sequence[bool]) -> None:
        super().__init__(canvas, x, y)
        self._glued = iter(glued)  # lines that end inside a word
        self._said = False  # something is written on this line

    def _textOut(self, text: str, TStar: int = 0) -> None:
        self._said = self._said or bool(text)
        if TStar:
            if self._said and not next(self._glued, False):
                text = text + " "  # not an f-string: shaped text keeps its shape
            self._said = False
        super()._textOut(text, TStar)

    def getCode(self) -> str:
        """Without the moves after the last words, which lead nowhere."""
        while self._code[-1].endswith(" Td"):
            self._code.pop()
        self._code[-1] = self._code[-1].removesuffix(" T*")
        code: str = super().getCode()
        return code


class MarkedWords(Words):
    """Words that are the content of a node; the links among them are its children."""

    def __init__(
        self, canvas: RoadmapCanvas, x: float, y: float, glued: Sequence[bool], node: Node
    ) -> None:
        super().__init__(canvas, x, y, glued)
        self.node = node
        self._code.append(canvas.begin(node))
        self._before = len(self._code)

    def _textOut(self, text: str, TStar: int = 0) -> None:
        self._before = len(self._code)
        super()._textOut(text, TStar)

    def _linkRecord(self, link: tuple[int, str], what: str) -> None:
        """Called by ReportLab after the first words of a link, and after its last on the line."""
        if what == "start":
            self._code[self._before : self._before] = self._turn_to(self.node.link(link[1]))
        else:
            self._code += self._turn_to(self.node)

    def _turn_to(self, node: Node) -> list[str]:
        return ["EMC", self._canvas.begin(node)]

    def getCode(self) -> str:
        return super().getCode().removesuffix("ET") + "EMC ET"
