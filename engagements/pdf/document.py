"""The pages: a folded yellow corner, one frame, a foot that says which fiche this is."""

from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from socle.pdf import theme
from socle.pdf.canvas import RoadmapCanvas
from socle.pdf.structure import Node, outline
from socle.pdf.typography import printable, shorten

RULE, FOOT = 55.0, 44.0  # heights above the lower edge, in points
CORNER = 12 * mm
GHOST = HexColor("#eef0eb")  # under the words: light enough to read over it


class Document(BaseDocTemplate):
    """A4 pages. `foot`: what every page says at its foot; a draft says so across its pages."""

    def __init__(
        self, out: BytesIO, *, title: str, author: str, subject: str, foot: str, day: date,
        draft: bool,
    ) -> None:  # fmt: skip
        super().__init__(
            out,
            pagesize=(theme.WIDTH, theme.HEIGHT),
            title=printable(title),
            author=printable(author),
            subject=printable(subject),
            keywords="fiche d’engagement",
            creator="Feuille de route",
            producer="ReportLab",
            lang="fr-FR",
            displayDocTitle=True,
            initialFontName=theme.REGULAR,
            pageCompression=1,
            invariant=1,
        )
        self.foot, self.day, self.draft = printable(shorten(foot, 110)), day, draft
        tall = theme.HEIGHT - theme.TOP - theme.BOTTOM
        frame = Frame(
            theme.LEFT, theme.BOTTOM, theme.CONTENT, tall,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._decorate)])

    def render(self, story: list[Flowable]) -> RoadmapCanvas:
        """Draw the story; the canvas knows what the structure still needs in the file."""
        root = outline(story)
        made: list[RoadmapCanvas] = []
        self.build(story, canvasmaker=partial(self._canvas, made, root))
        return made[0]

    def _canvas(
        self, made: list[RoadmapCanvas], root: Node, *args: Any, **kwargs: Any
    ) -> RoadmapCanvas:
        canvas = RoadmapCanvas(*args, root=root, **kwargs)
        canvas.date_as(self.day)
        made.append(canvas)
        return canvas

    def _decorate(self, canvas: RoadmapCanvas, _doc: Any) -> None:
        canvas.saveState()
        if self.draft:
            self._draw_draft(canvas)
        self._draw_corner(canvas)
        canvas.setStrokeColor(theme.LINE)
        canvas.setLineWidth(0.5)
        canvas.line(theme.LEFT, RULE, theme.WIDTH - theme.RIGHT, RULE)
        canvas.setFillColor(theme.INK_2)
        canvas.setFont(theme.REGULAR, 8)
        canvas.drawString(theme.LEFT, FOOT, self.foot)
        canvas.folio(theme.WIDTH - theme.RIGHT, FOOT, theme.SEMIBOLD, 9, theme.INK)
        canvas.restoreState()

    def _draw_draft(self, canvas: RoadmapCanvas) -> None:
        canvas.saveState()
        canvas.setFillColor(GHOST)
        canvas.setFont(theme.DISPLAY, 150)
        canvas.translate(theme.WIDTH / 2, theme.HEIGHT / 2 - 60)
        canvas.rotate(52)
        canvas.drawCentredString(0, -50, "PROJET")
        canvas.restoreState()

    def _draw_corner(self, canvas: RoadmapCanvas) -> None:
        corner = canvas.beginPath()
        corner.moveTo(theme.WIDTH - CORNER, theme.HEIGHT)
        corner.lineTo(theme.WIDTH, theme.HEIGHT - CORNER)
        corner.lineTo(theme.WIDTH - CORNER, theme.HEIGHT - CORNER)
        corner.close()
        canvas.setFillColor(theme.BUOY)
        canvas.drawPath(corner, stroke=0, fill=1)
