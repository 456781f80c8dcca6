"""What the pages of all our documents share: metadata, a frame, a foot under a rule."""

from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from socle.pdf import theme
from socle.pdf.canvas import RoadmapCanvas
from socle.pdf.structure import Node, outline
from socle.pdf.typography import printable, shorten

RULE, FOOT = 55.0, 44.0  # heights above the lower edge, in points
FOOT_SIZE = 8.0
FOOT_SIGNS = 110  # of a foot in one piece
CREATOR = "Feuille de route"


class Document(BaseDocTemplate):
    """A4 pages in our fonts. The same story gives the same bytes."""

    def __init__(self, out: BytesIO, **metadata: str) -> None:
        super().__init__(
            out,
            pagesize=(theme.WIDTH, theme.HEIGHT),
            creator=CREATOR,
            producer="ReportLab",
            lang="fr-FR",
            displayDocTitle=True,
            initialFontName=theme.REGULAR,
            pageCompression=1,
            invariant=1,
            **{name: printable(words) for name, words in metadata.items()},
        )

    def draw(
        self, story: list[Flowable], *, day: date | None = None, tagged: bool = True
    ) -> RoadmapCanvas:
        """Draw the story; the canvas knows what its structure still needs in the file.

        `day`: the date of the file, that of its content.
        """
        root = outline(story) if tagged else None
        made: list[RoadmapCanvas] = []
        self.build(story, canvasmaker=partial(_canvas, made, root, day))
        return made[0]


class PlainDocument(Document):
    """Pages with one frame, all alike. `foot`: what each of them says at its foot."""

    def __init__(self, out: BytesIO, *, foot: str, **metadata: str) -> None:
        super().__init__(out, **metadata)
        self.foot = printable(shorten(foot, FOOT_SIGNS))
        self.addPageTemplates([PageTemplate("page", [frame("page")], onPage=self._page)])

    def decorate(self, canvas: RoadmapCanvas) -> None:
        """What is drawn on a page under all the rest."""

    def _page(self, canvas: RoadmapCanvas, _doc: Any) -> None:
        canvas.saveState()
        self.decorate(canvas)
        rule(canvas)
        canvas.drawString(theme.LEFT, FOOT, self.foot)
        folio(canvas)
        canvas.restoreState()


def frame(
    name: str,
    *,
    bottom: float = theme.BOTTOM,
    top: float = theme.TOP,
    left: float = theme.LEFT,
    width: float = theme.CONTENT,
) -> Frame:
    """A frame without padding; `bottom` and `top` are the margins left, in points."""
    return Frame(
        left, bottom, width, theme.HEIGHT - bottom - top, id=name,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip


def rule(canvas: RoadmapCanvas) -> None:
    """The line above a foot; then the canvas is ready to write the words of the foot."""
    canvas.setStrokeColor(theme.LINE)
    canvas.setLineWidth(0.5)
    canvas.line(theme.LEFT, RULE, theme.WIDTH - theme.RIGHT, RULE)
    canvas.setFillColor(theme.INK_2)
    canvas.setFont(theme.REGULAR, FOOT_SIZE)


def folio(canvas: RoadmapCanvas) -> None:
    """« 3 / 12 » at the right of the foot."""
    canvas.folio(theme.WIDTH - theme.RIGHT, FOOT, theme.SEMIBOLD, 9, theme.INK)


def _canvas(
    made: list[RoadmapCanvas], root: Node | None, day: date | None, *args: Any, **kwargs: Any
) -> RoadmapCanvas:
    canvas = RoadmapCanvas(*args, root=root, **kwargs)
    if day is not None:
        canvas.date_as(day)
    made.append(canvas)
    return canvas
