"""The cover: deep channel, yellow corner, the three sea marks at the foot."""

from collections.abc import Iterator

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Polygon
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from publication.pdf import depths, signs
from publication.pdf.book import Book
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Block
from socle.pdf.texts import LINE_END, Text, mark, text
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
        self.programme, self.place = self._territory()
        self.title = text(
            ["Feuille de route", LINE_END, str(book.contenu.periode)], TITLE, role="H1"
        )
        self.count = self._count()
        self.names = [text(shorten(o.titre, 40), MARK_NAME) for o in book.contenu.objectifs[:3]]
        self.imprint = list(self._imprint())

    @property
    def parts(self) -> list[Text]:
        return [self.programme, self.place, self.title, *self.count, *self.names, *self.imprint]

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return WIDTH, HEIGHT

    def draw(self) -> None:
        mark(self.canv, "couverture", HEIGHT, "Couverture", 0)
        self._sea()
        self._titles()
        self._marks()
        self._foot()

    def _sea(self) -> None:
        canvas = self.canv
        canvas.saveState()
        page = canvas.beginPath()
        page.rect(0, 0, WIDTH, HEIGHT)
        canvas.clipPath(page, stroke=0, fill=0)
        canvas.setFillColor(CHANNEL)
        canvas.rect(0, 0, WIDTH, HEIGHT, stroke=0, fill=1)
        depths.whole_lines(canvas, (1700, -420, HEIGHT + 14), CHANNEL_BRIGHT, 1.3)
        drawing = Drawing(WIDTH, HEIGHT)
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

    def _territory(self) -> tuple[Text, Text]:
        territoire = self.book.contenu.territoire
        style = PLACE if len(territoire.nom) <= 60 else PLACE_LONG
        programme = text(territoire.programme or "Territoires d’industrie", LINE)
        return programme, text(shorten(territoire.nom, 160), style)

    def _count(self) -> list[Text]:
        contenu = self.book.contenu
        if not contenu.actions:
            return []
        pledges = francais.pluriel(len(contenu.engagements), "engagement", "engagements")
        words = f"{capital(len(contenu.actions))} et {pledges} pour l’industrie du territoire."
        return [text(words, LINE)]

    def _titles(self) -> None:
        y = self._put(self.programme, HEIGHT - 92)
        y = self._put(self.place, y - 6)
        y = self._put(self.title, y - 92)
        for words in self.count:
            self._put(words, y - 16)

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
        for rank, name in enumerate(self.names):
            width = step - 60
            _, tall = name.wrapOn(self.canv, width, 100)
            name.drawOn(self.canv, LEFT + rank * step + 52, 168 + 24 - tall / 2)

    def _imprint(self) -> Iterator[Text]:
        """Which edition this is, by whom, with what content; the demonstration warning."""
        contenu = self.book.contenu
        day = francais.date_longue(contenu.date)
        numero = shorten(contenu.edition, 20)
        if self.book.projet:
            yield text(f"Projet de l’édition {numero}, état au {day}, non publié", LINE)
        else:
            yield text(f"Édition {numero}, publiée le {day}", LINE)
        author = f"{shorten(contenu.auteur, 90)}. " if contenu.auteur else ""
        yield text(f"{author}Empreinte SHA-256 du contenu : {self.book.short_hash}", SMALL)
        if contenu.avertissement:
            yield text(shorten(contenu.avertissement, 420), SMALL)

    def _foot(self) -> None:
        self.canv.setStrokeColor(CHANNEL_BRIGHT)
        self.canv.setLineWidth(0.8)
        self.canv.line(LEFT, 146, WIDTH - LEFT, 146)
        edition, content, *warning = self.imprint
        y = self._put(edition, 134)
        y = self._put(content, y - 1)
        for words in warning:
            self._put(words, y - 7)

    def _put(self, paragraph: Text, top: float) -> float:
        """Draw a paragraph from `top` down; gives the height where the next one may start."""
        _, tall = paragraph.wrapOn(self.canv, WIDTH - 2 * LEFT, 1e6)
        paragraph.drawOn(self.canv, LEFT, top - tall)
        return float(top - tall)


def capital(count: int) -> str:
    """« Quinze actions »."""
    words = francais.en_lettres(count, feminin=True)
    return f"{words[:1].upper()}{words[1:]} {francais.accord(count, 'action', 'actions')}"
