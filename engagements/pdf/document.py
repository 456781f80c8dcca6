"""The pages of a fiche: a folded yellow corner, and « PROJET » across those of a draft."""

from datetime import date
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from socle.pdf import theme
from socle.pdf.canvas import RoadmapCanvas
from socle.pdf.pages import PlainDocument

CORNER = 12 * mm
GHOST = HexColor("#eef0eb")  # under the words: light enough to read over it


class Document(PlainDocument):
    """A4 pages. `foot`: what every page says at its foot; a draft says so across its pages."""

    def __init__(
        self, out: BytesIO, *, title: str, author: str, subject: str, foot: str, day: date,
        draft: bool,
    ) -> None:  # fmt: skip
        super().__init__(
            out,
            title=title,
            author=author,
            subject=subject,
            keywords="fiche d’engagement",
            foot=foot,
        )
        self.day, self.is_draft = day, draft

    def render(self, story: list[Flowable]) -> RoadmapCanvas:
        """Draw the story; the canvas knows what the structure still needs in the file."""
        return self.draw(story, day=self.day)

    def decorate(self, canvas: RoadmapCanvas) -> None:
        if self.is_draft:
            _draw_draft(canvas)
        _draw_corner(canvas)


def _draw_draft(canvas: RoadmapCanvas) -> None:
    canvas.saveState()
    canvas.setFillColor(GHOST)
    canvas.setFont(theme.DISPLAY, 150)
    canvas.translate(theme.WIDTH / 2, theme.HEIGHT / 2 - 60)
    canvas.rotate(52)
    canvas.drawCentredString(0, -50, "PROJET")
    canvas.restoreState()


def _draw_corner(canvas: RoadmapCanvas) -> None:
    corner = canvas.beginPath()
    corner.moveTo(theme.WIDTH - CORNER, theme.HEIGHT)
    corner.lineTo(theme.WIDTH, theme.HEIGHT - CORNER)
    corner.lineTo(theme.WIDTH - CORNER, theme.HEIGHT - CORNER)
    corner.close()
    canvas.setFillColor(theme.BUOY)
    canvas.drawPath(corner, stroke=0, fill=1)
