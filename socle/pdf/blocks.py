"""The few builders every chapter is made of, with `texts.py`. All drawings pass here.

Each block knows its role in the structure (a PDF structure type: P, H2, LI, Figure, Table…), and
the blocks it lays out are its `parts`: `structure.py` reads both.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle
from reportlab.platypus.doctemplate import ActionFlowable

from socle.pdf import theme
from socle.pdf.stacks import draw_stack, fill, stack_height
from socle.pdf.structure import Node
from socle.pdf.texts import Text, text


class Block(Flowable):
    """A flowable that can also be measured before there is a page to draw on."""

    canv: Any = None
    node: Node | None = None


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
        if self.node is not None:
            left, low = self.canv.absolutePosition(0, 0)
            right, high = self.canv.absolutePosition(self.width, self.height)
            box = f"{left:.0f} {low:.0f} {right:.0f} {high:.0f}"
            self.node.attributes = f"/O/Layout/Placement/Block/BBox[{box}]"
        with self.canv.showing(self.node):
            self.paint()

    def paint(self) -> None:
        renderPDF.draw(self.drawing, self.canv, 0, 0)


class PageNumber(Block):
    """The page of a bookmark, right-aligned in its table cell."""

    role = "P"

    def __init__(self, key: str, style: ParagraphStyle = theme.CELL_NUMBER) -> None:
        super().__init__()
        self.key, self.style = key, style

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, self.style.leading
        return self.width, self.height

    def draw(self) -> None:
        style = self.style
        base = style.leading - style.fontSize
        with self.canv.showing(self.node):
            self.canv.page_number(
                self.key, self.width, base, style.fontName, style.fontSize, style.textColor
            )


class Later(ActionFlowable):
    """A section built when its turn comes: 150 fiches never stand in memory together.

    `rank` is that of its heading; `outline` its place in the structure.
    """

    role = "Later"
    outline: Any = None

    def __init__(self, rank: int, build: Callable[[], list[Flowable]]) -> None:
        super().__init__()
        self.rank, self.build = rank, build

    def apply(self, document: Any) -> None:
        story = self.build()
        if self.outline is not None:
            self.outline.add_all(story)
        while story:
            document.clean_hanging()
            document.handle_flowable(story)


class Rubric(Block):
    """A named part of a fiche: its name in the gutter, its content in the column at the right."""

    role = "Sect"
    spaceAfter: float = 0

    def __init__(self, title: Text | None, content: Sequence[Flowable], space: float = 12) -> None:
        super().__init__()
        self.title, self.content = title, list(content)
        self.spaceAfter = space

    @property
    def parts(self) -> list[Flowable]:
        return [*([self.title] if self.title is not None else []), *self.content]

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
    return Rubric(text(title, theme.RUBRIC, role="H4"), content, space)


class Rows(Table):
    """A table cut between its rows; inside a row only when that row is as tall as half a page.

    Its columns have given widths and its cells do not change: it is measured once.
    """

    role = "Table"
    _is_measured = False

    def _calc(self, width: float, height: float) -> None:
        if not self._is_measured:
            super()._calc(width, height)
            self._is_measured = True

    def split(self, width: float, height: float) -> list[Table]:
        self._calc(width, height)
        first = self._rowHeights[min(self.repeatRows, len(self._rowHeights) - 1)]
        self.splitInRow = int(first > theme.HEIGHT / 2)
        parts: list[Table] = super().split(width, height)
        return parts


class Layout(Rows):
    """Blocks side by side, read row by row."""

    role = "Div"

    @property
    def parts(self) -> list[Any]:
        return [cell for row in self._cellvalues for cell in row if cell]


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
    role: str = "Table",
) -> Rows:
    """Rows of cells under a strong line; hairlines between. `row_head` is the column of row names.

    Any cell may be longer than a page. `role`: a table of data, a « TOC » whose rows are a number,
    a link and its page, or a list « L » laid out in rows.
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
        if len(rows) > head + 1:
            style.append(("NOSPLIT", (0, -2), (-1, -1)))  # a total is never alone on its page
    made = Rows(
        [[_cell(cell) for cell in row] for row in rows],
        colWidths=list(widths),
        repeatRows=head,
        hAlign="LEFT",
        style=TableStyle([*style, *extra]),
    )
    made.row_head, made.role = row_head, role
    return made


class Gap(Spacer):
    """Space between two blocks, none at the top of a page."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        frame = getattr(self, "_frame", None)
        if frame is not None and frame._atTop:
            return 0, 0
        size: tuple[float, float] = super().wrap(width, height)
        return size


def section(title: str, *content: Flowable, least: float = 120) -> list[Flowable]:
    """A second-level title and what it names, on the next page when less than `least` is left."""
    return [CondPageBreak(least), text(title, theme.H2, role="H3"), *content]


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


def _cell(cell: Any) -> Any:
    return text(cell, theme.CELL) if isinstance(cell, str) and cell else cell
