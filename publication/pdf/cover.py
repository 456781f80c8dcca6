"""The cover: deep channel, yellow corner, the three sea marks at the foot."""

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Polygon
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from publication.pdf import signs
from publication.pdf.book import Book
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Block, mark, text
from socle.pdf.theme import (
    BUOY,
    CHANNEL,
    CHANNEL_BRIGHT,
    DISPLAY,
    HEIGHT,
    LEFT,
    SEMIBOLD,
    WHITE,
    WIDTH,
)
from socle.pdf.typography import shorten

CORNER = 14 * mm
PALE = HexColor("#c5dadb")
TITLE = theme.style(
    "cover-title", fontName=DISPLAY, fontSize=54, leading=56, textColor=WHITE, shaping=1
)
PLACE = theme.style(
    "cover-place", fontName=DISPLAY, fontSize=22, leading=27, textColor=BUOY, shaping=1
)
PLACE_LONG = theme.style("cover-place-long", PLACE, fontSize=14, leading=18)
LINE = theme.style("cover-line", fontSize=11, leading=16, textColor=WHITE)
SMALL = theme.style("cover-small", fontSize=8.4, leading=11.4, textColor=PALE)
MARK_NAME = theme.style("cover-mark", fontName=SEMIBOLD, fontSize=11, leading=13, textColor=WHITE)


class Cover(Block):
    """The whole first page."""

    role = "Sect"

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return WIDTH, HEIGHT

    def draw(self) -> None:
        mark(self.canv, "couverture", HEIGHT, "Couverture", 0)
        self._sea()
        self._titles()
        self._marks()
        self._imprint()

    def _sea(self) -> None:
        canvas = self.canv
        canvas.saveState()
        page = canvas.beginPath()
        page.rect(0, 0, WIDTH, HEIGHT)
        canvas.clipPath(page, stroke=0, fill=0)
        canvas.setFillColor(CHANNEL)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        drawing = Drawing(WIDTH, HEIGHT)
        drawing.add(signs.isobaths(1700, -420, HEIGHT + 14, CHANNEL_BRIGHT, 1.3))
        drawing.add(
            Polygon(
                [WIDTH - CORNER, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT - CORNER],
                fillColor=WHITE,
                strokeColor=None,
            )
        )
        drawing.add(
            Polygon(
                [WIDTH - CORNER, HEIGHT, WIDTH, HEIGHT - CORNER, WIDTH - CORNER, HEIGHT - CORNER],
                fillColor=BUOY,
                strokeColor=None,
            )
        )
        renderPDF.draw(drawing, canvas, 0, 0)
        canvas.restoreState()

    def _titles(self) -> None:
        contenu = self.book.contenu
        y = self._put(contenu.territoire.programme or "Territoires d’industrie", LINE, HEIGHT - 92)
        place = contenu.territoire.nom
        y = self._put(shorten(place, 160), PLACE if len(place) <= 60 else PLACE_LONG, y - 6)
        y = self._put("Feuille de route", TITLE, y - 92)
        y = self._put(str(contenu.periode), TITLE, y)
        count = len(contenu.actions)
        if not count:
            return
        words = f"{capital(count)} et {francais.pluriel(len(contenu.engagements), 'engagement', 'engagements')}"
        self._put(f"{words} pour l’industrie du territoire.", LINE, y - 16)

    def _marks(self) -> None:
        """The objectifs as sea marks, at most three in a row, names beside them."""
        objectifs = self.book.contenu.objectifs[:3]
        if not objectifs:
            return
        drawing = Drawing(WIDTH, 50)
        step = (WIDTH - 2 * LEFT) / 3
        for rank, objectif in enumerate(objectifs):
            look = self.book.look(objectif.code)
            drawing.add(signs.sea_mark(look, LEFT + rank * step, 4, 40, on_channel=True))
        renderPDF.draw(drawing, self.canv, 0, 168)
        for rank, objectif in enumerate(objectifs):
            name = text(shorten(objectif.titre, 40), MARK_NAME)
            width = step - 60
            _, tall = name.wrapOn(self.canv, width, 100)
            name.drawOn(self.canv, LEFT + rank * step + 52, 168 + 24 - tall / 2)

    def _imprint(self) -> None:
        contenu, book = self.book.contenu, self.book
        self.canv.setStrokeColor(CHANNEL_BRIGHT)
        self.canv.setLineWidth(0.8)
        self.canv.line(LEFT, 146, WIDTH - LEFT, 146)
        day = francais.date_longue(contenu.date)
        y = self._put(f"Édition {shorten(contenu.edition, 20)}, publiée le {day}", LINE, 134)
        author = f"{shorten(contenu.auteur, 90)}. " if contenu.auteur else ""
        y = self._put(f"{author}Empreinte SHA-256 du contenu : {book.short_hash}", SMALL, y - 1)
        if contenu.avertissement:
            self._put(shorten(contenu.avertissement, 420), SMALL, y - 7)

    def _put(self, words: str, style: ParagraphStyle, top: float) -> float:
        """Draw a paragraph from `top` down; gives the height where the next one may start."""
        paragraph = text(words, style)
        _, tall = paragraph.wrapOn(self.canv, WIDTH - 2 * LEFT, 1e6)
        paragraph.drawOn(self.canv, LEFT, top - tall)
        return float(top - tall)


def capital(count: int) -> str:
    """« Quinze actions »."""
    words = francais.en_lettres(count, feminin=True)
    return f"{words[:1].upper()}{words[1:]} {francais.accord(count, 'action', 'actions')}"
