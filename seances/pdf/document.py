"""The pages of a séance's documents: one frame, a foot, metadata."""

from io import BytesIO
from typing import Any

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from socle.pdf import theme
from socle.pdf.canvas import RoadmapCanvas
from socle.pdf.typography import printable, shorten

RULE, FOOT = 55.0, 44.0  # heights above the lower edge, in points


class Document(BaseDocTemplate):
    """A4 pages. `foot`: what every page says at its foot."""

    def __init__(self, out: BytesIO, *, title: str, author: str, foot: str) -> None:
        super().__init__(
            out,
            pagesize=(theme.WIDTH, theme.HEIGHT),
            title=printable(title),
            author=printable(author),
            creator="Feuille de route",
            producer="ReportLab",
            lang="fr-FR",
            displayDocTitle=True,
            initialFontName=theme.REGULAR,
            pageCompression=1,
            invariant=1,
        )
        self.foot = printable(shorten(foot, 110))
        tall = theme.HEIGHT - theme.TOP - theme.BOTTOM
        frame = Frame(
            theme.LEFT,
            theme.BOTTOM,
            theme.CONTENT,
            tall,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._foot)])

    def _foot(self, canvas: RoadmapCanvas, _doc: Any) -> None:
        canvas.saveState()
        canvas.setStrokeColor(theme.LINE)
        canvas.setLineWidth(0.5)
        canvas.line(theme.LEFT, RULE, theme.WIDTH - theme.RIGHT, RULE)
        canvas.setFillColor(theme.INK_2)
        canvas.setFont(theme.REGULAR, 8)
        canvas.drawString(theme.LEFT, FOOT, self.foot)
        canvas.folio(theme.WIDTH - theme.RIGHT, FOOT, theme.SEMIBOLD, 9, theme.INK)
        canvas.restoreState()


def build(story: list[Flowable], *, title: str, author: str, foot: str) -> bytes:
    """The bytes of a document; the same story gives the same bytes."""
    out = BytesIO()
    Document(out, title=title, author=author, foot=foot).build(story, canvasmaker=RoadmapCanvas)
    return out.getvalue()
