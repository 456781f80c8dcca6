"""The few builders every chapter is made of. All words and drawings pass here.

Each block knows its semantic role (a PDF structure type: P, H1, LI, Figure, Table…): tagging the
document later touches this module and the canvas only. Texts are plain fragments, never markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from socle.pdf import theme
from socle.pdf.stacks import draw_stack, fill, stack_height
from socle.pdf.typography import lines, printable, shorten

LONG_TITLE = 240  # signs; above, a title is cut where it is repeated (contents, tables, bookmarks)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text with its own look. `link` is « #bookmark » or an http address."""

    text: str
    bold: bool = False
    color: Color | None = None
    link: str = ""


Words = str | Run | Sequence[str | Run]


class Text(Paragraph):
    """A paragraph with a role, made by `text()`; its wrap is remembered for one width."""

    role = "P"
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
            part.role = self.role
        return parts


def text(
    words: Words, style: ParagraphStyle = theme.BODY, role: str = "P", bullet: str = ""
) -> Text:
    """One paragraph. Line ends inside the words become spaces."""
    runs = [words] if isinstance(words, str | Run) else words
    made = Text(None, style, bulletText=bullet or None, frags=_fragments(runs, style))
    made.role = role
    return made


def body(words: str, style: ParagraphStyle = theme.BODY) -> list[Flowable]:
    """A free text: one paragraph a line; lines typed with a dash or a bullet make a list."""
    out: list[Flowable] = []
    for line in lines(words):
        item = line[1:].strip() if line[0] in "-–•*" and line[1:2] == " " else ""
        out.append(bullet(item) if item else text(line, style))
    return out


def bullet(words: Words, style: ParagraphStyle = theme.BULLET) -> Text:
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
    role: str = "H1",
) -> Heading:
    made = Heading(None, style, frags=_fragments([words], style))
    made.role, made.key, made.level, made.entry = role, key, level, words
    return made


def mark(canvas: Any, key: str, top: float, entry: str, level: int | None) -> None:
    """Bind the bookmark `key` at `top` (in the current coordinates) and name it in the outline."""
    canvas.bookmarkHorizontal(key, 0, top)
    if level is not None:
        canvas.addOutlineEntry(shorten(entry, LONG_TITLE), key, level, closed=level > 0)


class Block(Flowable):
    """A flowable that can also be measured before there is a page to draw on."""

    canv: Any = None


class Figure(Block):
    """A drawing with its alternative: a sentence that says the same in words.

    An empty alternative means decoration: what it shows is written beside it.
    """

    role = "Figure"

    def __init__(self, drawing: Drawing, alt: str) -> None:
        super().__init__()
        self.drawing, self.alt = drawing, alt

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = self.drawing.width, self.drawing.height
        return self.width, self.height

    def draw(self) -> None:
        renderPDF.draw(self.drawing, self.canv, 0, 0)


class PageNumber(Block):
    """The page of a bookmark, right-aligned in its table cell."""

    def __init__(self, key: str, style: ParagraphStyle = theme.CELL_NUMBER) -> None:
        super().__init__()
        self.key, self.style = key, style

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, self.style.leading
        return self.width, self.height

    def draw(self) -> None:
        style = self.style
        base = style.leading - style.fontSize
        self.canv.page_number(
            self.key, self.width, base, style.fontName, style.fontSize, style.textColor
        )


class Rubric(Block):
    """A named part of a fiche: its name in the gutter, its content in the column at the right."""

    role = "Sect"
    spaceAfter: float = 0

    def __init__(self, title: Text | None, content: Sequence[Flowable], space: float = 12) -> None:
        super().__init__()
        self.title, self.content = title, list(content)
        self.spaceAfter = space

    def getSpaceAfter(self) -> float:
        return self.spaceAfter

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        tall = stack_height(self.content, width - theme.GUTTER, self.canv)
        if self.title is not None:
            tall = max(tall, self.title.wrapOn(self.canv, theme.GUTTER - 10, height)[1])
        self.width, self.height = width, tall
        return width, tall

    def split(self, width: float, height: float) -> list[Flowable]:
        """Fill what fits, keep the name with the first piece, never leave a name alone."""
        column = width - theme.GUTTER
        if (
            self.title is not None
            and self.title.wrapOn(self.canv, theme.GUTTER - 10, height)[1] > height
        ):
            return []
        head, rest = fill(self.content, column, height, self.canv)
        if not head or not rest:
            return []
        return [Rubric(self.title, head, 0), Rubric(None, rest, self.spaceAfter)]

    def draw(self) -> None:
        if self.title is not None:
            _, tall = self.title.wrapOn(self.canv, theme.GUTTER - 10, self.height)
            self.title.drawOn(self.canv, 0, self.height - tall + 1)
        draw_stack(self.content, self.canv, theme.GUTTER, self.height, self.width - theme.GUTTER)


def rubric(title: str, content: Sequence[Flowable], space: float = 12) -> Rubric:
    return Rubric(text(title, theme.RUBRIC, role="H3"), content, space)


class Rows(Table):
    """A table cut between its rows; inside a row only when that row is as tall as half a page."""

    role = "Table"

    def split(self, width: float, height: float) -> list[Table]:
        self._calc(width, height)
        first = self._rowHeights[min(self.repeatRows, len(self._rowHeights) - 1)]
        self.splitInRow = int(first > theme.HEIGHT / 2)
        parts: list[Table] = super().split(width, height)
        return parts


class Layout(Rows):
    """Blocks side by side."""

    role = "Div"


def table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    head: int = 1,
    total: bool = False,
    line: Color = theme.LINE,
    dense: bool = False,
    extra: Sequence[tuple[Any, ...]] = (),
    row_head: int | None = 0,
) -> Rows:
    """Rows of cells under a strong line; hairlines between. `row_head` is the column of row names.

    Any cell may be longer than a page.
    """
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-2, -1), 11),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2 if dense else 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2 if dense else 4.5),
        ("LINEBELOW", (0, head), (-1, -1), 0.4, line),
    ]
    if head:
        style += [
            ("VALIGN", (0, 0), (-1, head - 1), "BOTTOM"),
            ("LINEBELOW", (0, head - 1), (-1, head - 1), 0.9, theme.LINE_STRONG),
        ]
    else:
        style.append(("TOPPADDING", (0, 0), (-1, 0), 0))
    if total:
        style += [
            ("LINEABOVE", (0, -1), (-1, -1), 0.9, theme.LINE_STRONG),
            ("LINEBELOW", (0, -1), (-1, -1), 0.9, theme.LINE_STRONG),
        ]
    made = Rows(
        [[_cell(cell) for cell in row] for row in rows],
        colWidths=list(widths),
        repeatRows=head,
        hAlign="LEFT",
        style=TableStyle([*style, *extra]),
    )
    made.row_head = row_head
    return made


def section(title: str, *content: Flowable, least: float = 120) -> list[Flowable]:
    """A second-level title and what it names, on the next page when less than `least` is left."""
    return [CondPageBreak(least), text(title, theme.H2, role="H2"), *content]


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


def head_row(*names: str, numbers: Iterable[int] = ()) -> list[Text]:
    """Header cells; those whose index is in `numbers` are right-aligned."""
    right = set(numbers)
    return [
        text(name, theme.HEAD_NUMBER if i in right else theme.HEAD, role="TH")
        for i, name in enumerate(names)
    ]


def grid(
    cells: Sequence[Sequence[Any]],
    widths: Sequence[float],
    *,
    gap: float = 12,
    row_gap: float = 8,
    extra: Sequence[tuple[Any, ...]] = (),
) -> Layout:
    """Blocks side by side without lines: a layout, not a table of data."""
    return Layout(
        [[_cell(cell) for cell in row] for row in cells],
        colWidths=list(widths),
        hAlign="LEFT",
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), gap),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), row_gap),
                *extra,
            ]
        ),
    )


def fact(label: str, value: Words, *, style: ParagraphStyle = theme.FACT_VALUE) -> list[Text]:
    """A small label over its value."""
    return [text(label, theme.FACT_LABEL, role="Lbl"), text(value, style, role="LBody")]


def _cell(cell: Any) -> Any:
    return text(cell, theme.CELL) if isinstance(cell, str) and cell else cell


def _fragments(runs: Sequence[str | Run], style: ParagraphStyle) -> list[Any]:
    """ReportLab's own fragments, made without its markup parser: typed « <b » stays « <b »."""
    model = _model(style)
    out = []
    for number, run in enumerate(runs):
        if isinstance(run, str):
            run = Run(run)
        changes: dict[str, Any] = {"text": " ".join(printable(run.text).split("\n"))}
        if run.bold:
            changes["fontName"] = theme.SEMIBOLD
        if run.color is not None:
            changes["textColor"] = run.color
        if run.link:
            changes["link"] = [(number, run.link)]
        out.append(model.clone(**changes))
    return out


@cache
def _model(style: ParagraphStyle) -> Any:
    return Paragraph("x", style).frags[0]
