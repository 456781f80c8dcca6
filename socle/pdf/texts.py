"""The words of the document: paragraphs, titles, bullets, each with its role.

Texts are plain fragments, never markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph

from socle.pdf import corrections, theme
from socle.pdf.canvas import MarkedWords, Words
from socle.pdf.structure import Node
from socle.pdf.typography import lines, printable, shorten

LONG_TITLE = 240  # signs; above, a title is cut where it is repeated (contents, tables, bookmarks)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text with its own look. `link` is « #bookmark » or an http address.

    `bold` is the semi-bold of the design; `strong` the heaviest one.
    """

    text: str
    bold: bool = False
    color: Color | None = None
    link: str = ""
    strong: bool = False


LINE_END = Run("\n")  # among other runs, starts a new line of the same paragraph
Said = str | Run | Sequence[str | Run]


class Text(Paragraph):
    """A paragraph with a role, made by `text()`; its wrap is remembered for one width."""

    canv: Any
    role = "P"
    node: Node | None = None  # what it is in the structure
    label: Node | None = None  # what its bullet is
    depth = 0  # of an item: 1 in a list inside a list
    is_numbered = False
    links: dict[str, str]  # targets and where they lead, in words
    _wrapped: tuple[float, Any] | None = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        lines_now = getattr(self, "blPara", None)
        if self._wrapped is not None and lines_now is not None:
            width, broken = self._wrapped
            if width == available_width and broken is lines_now:
                return self.width, self.height
        size: tuple[float, float] = super().wrap(available_width, available_height)
        self._wrapped = (available_width, self.blPara)
        return size

    def split(self, available_width: float, available_height: float) -> list["Text"]:
        parts: list[Text] = super().split(available_width, available_height)
        for part in parts:
            part.role, part.node, part.label = self.role, self.node, self.label
            part.links = self.links
        return parts

    def draw(self) -> None:
        if self.bulletText:
            self.canv.open(self.label)
        super().draw()
        self.canv.close()

    def beginText(self, x: float, y: float) -> Words:
        """Called by ReportLab once the bullet is drawn, before the words."""
        canvas, node, broken = self.canv, self.node, self.blPara
        canvas.close()
        plain = broken.kind == 0  # one look, lines of words; else lines of fragments
        glued = corrections.lines_inside_a_word(broken.lines) if plain else ()
        if node is None or not canvas.shows(node):
            canvas.paragraph = None
            return Words(canvas, x, y, glued)
        canvas.paragraph = self
        if plain and broken.link:
            ((_number, target),) = broken.link
            return MarkedWords(canvas, x, y, glued, node.link(target))
        return MarkedWords(canvas, x, y, glued, node)


def text(
    words: Said, style: ParagraphStyle = theme.BODY, role: str = "P", bullet: str = ""
) -> Text:
    """One paragraph. Line ends inside the words become spaces."""
    runs = [words] if isinstance(words, str | Run) else words
    made = Text(None, style, bulletText=bullet or None, frags=_fragments(runs, style))
    made.role = role
    made.links = {run.link: _leads_to(run) for run in runs if isinstance(run, Run) and run.link}
    return made


def _leads_to(run: Run) -> str:
    """What is said of a link before it is followed."""
    if run.link.startswith("#"):
        return f"Aller à la page de : {shorten(run.text, LONG_TITLE)}"
    return f"Ouvrir le site : {shorten(run.text, LONG_TITLE)}"


def body(words: str, style: ParagraphStyle = theme.BODY) -> list[Flowable]:
    """A free text: one paragraph a line; lines typed with a dash or a bullet make a list."""
    out: list[Flowable] = []
    for line in lines(words):
        item = line[1:].strip() if line[0] in "-–•*" and line[1:2] == " " else ""
        out.append(bullet(item) if item else text(line, style))
    return out


def bullet(words: Said, style: ParagraphStyle = theme.BULLET) -> Text:
    return text(words, style, role="LI", bullet="•")


def bullets(items: Iterable[str]) -> list[Flowable]:
    return [bullet(item) for item in items if item.strip()]


class Heading(Text):
    """A title that is also a bookmark and, at `level` 0 to 2, an entry of the outline."""

    key = ""
    level: int | None = None
    entry = ""

    def split(self, available_width: float, available_height: float) -> list[Text]:
        parts = super().split(available_width, available_height)
        if parts:
            first = parts[0]
            first.key, first.level, first.entry = self.key, self.level, self.entry
        return parts

    def draw(self) -> None:
        if self.key:
            mark(self.canv, self.key, self.height + 8, self.entry, self.level)
        super().draw()


def heading(
    words: str,
    key: str = "",
    *,
    level: int | None = None,
    style: ParagraphStyle = theme.H1,
    role: str = "H2",
) -> Heading:
    made = Heading(None, style, frags=_fragments([words], style))
    made.role, made.key, made.level, made.entry = role, key, level, words
    made.links = {}
    return made


def mark(canvas: Any, key: str, top: float, entry: str, level: int | None) -> None:
    """Bind the bookmark `key` at `top` (in the current coordinates) and name it in the outline."""
    canvas.bookmarkHorizontal(key, 0, top)
    if level is not None:
        canvas.addOutlineEntry(shorten(entry, LONG_TITLE), key, level, closed=level > 0)


def balanced(words: Text, width: float) -> float:
    """The narrowest width that keeps the number of lines: titles without a lonely last word."""
    lines_wanted = words.wrapOn(None, width, 1e6)[1]
    low, high = width * 0.4, width
    while high - low > 6:
        middle = (low + high) / 2
        if words.wrapOn(None, middle, 1e6)[1] > lines_wanted:
            low = middle
        else:
            high = middle
    return high


def fact(label: str, value: Said, *, style: ParagraphStyle = theme.FACT_VALUE) -> list[Text]:
    """A small label over its value."""
    return [text(label, theme.FACT_LABEL, role="Lbl"), text(value, style, role="LBody")]


def _fragments(runs: Sequence[str | Run], style: ParagraphStyle) -> list[Any]:
    """ReportLab's own fragments, made without its markup parser: typed « <b » stays « <b »."""
    model = _model(style)
    out = []
    for number, run in enumerate(runs):
        if isinstance(run, str):
            run = Run(run)
        if run is LINE_END:
            out.append(model.clone(text="", lineBreak=True))
            continue
        changes: dict[str, Any] = {"text": " ".join(printable(run.text).split("\n"))}
        if run.bold:
            changes["fontName"] = theme.SEMIBOLD
        if run.strong:
            changes["fontName"] = theme.BOLD
        if run.color is not None:
            changes["textColor"] = run.color
        if run.link:
            changes["link"] = [(number, run.link)]
        out.append(model.clone(**changes))
    return out


@cache
def _model(style: ParagraphStyle) -> Any:
    return Paragraph("x", style).frags[0]
