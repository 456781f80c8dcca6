"""A chart of `publication.dessins` as a figure of the PDF: the same shapes, upside down."""

from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from publication.dessins.formes import Box, Diamond, Disc, Picture, Shape, Strokes, Words
from publication.dessins.mots import FONTS
from publication.dessins.palette import COULEURS
from socle.pdf.blocks import Figure

COLORS = {name: HexColor(value) for name, value in COULEURS.items()}


def figure(picture: Picture) -> "Chart":
    """The picture and the words that say the same."""
    return Chart(picture)


class Chart(Figure):
    """Drawn without ReportLab's shapes, which say all of their state each time: half the bytes."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(Drawing(picture.width, picture.height), picture.alternative)
        self.picture = picture

    def paint(self) -> None:
        self.canv.saveState()
        pen = Pen(self.canv, self.picture.height)
        for shape in self.picture.shapes:
            pen.draw(shape)
        self.canv.restoreState()


class Pen:
    """A canvas that is told a colour or a thickness only when it changes; y goes down."""

    def __init__(self, canvas: Any, height: float) -> None:
        self.canvas, self.height = canvas, height
        self.told: dict[str, object] = {}

    def draw(self, shape: Shape) -> None:
        if isinstance(shape, Words):
            self._words(shape)
        elif isinstance(shape, Strokes):
            self._lines(shape)
        else:
            self._surface(shape)

    def _set(self, what: str, value: object) -> None:
        if self.told.get(what) != value:
            self.told[what] = value
            getattr(self.canvas, what)(value)

    def _up(self, y: float) -> float:
        return round(self.height - y, 1)

    def _words(self, words: Words) -> None:
        self._set("setFillColor", COLORS[words.color])
        self.canvas.setFont(FONTS[words.weight], words.size)
        draw = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }[words.anchor]
        draw(round(words.x, 1), self._up(words.y), words.text)

    def _lines(self, strokes: Strokes) -> None:
        if not strokes.lines:
            return
        self._edge(strokes.color, strokes.thickness)
        self._set("setLineCap", int(strokes.is_round))
        path = self.canvas.beginPath()
        for x1, y1, x2, y2 in strokes.lines:
            path.moveTo(round(x1, 1), self._up(y1))
            path.lineTo(round(x2, 1), self._up(y2))
        self.canvas.drawPath(path, stroke=1, fill=0)

    def _surface(self, shape: Box | Disc | Diamond) -> None:
        if shape.fill:
            self._set("setFillColor", COLORS[shape.fill])
        if shape.edge:
            self._edge(shape.edge, shape.thickness)
        paint = {"fill": int(bool(shape.fill)), "stroke": int(bool(shape.edge))}
        x, canvas = round(shape.x, 1), self.canvas
        if isinstance(shape, Box):
            low = self._up(shape.y + shape.height)
            size = round(shape.width, 1), round(shape.height, 1)
            canvas.rect(x, low, *size, **paint)  # square on paper: a round corner is a curve to say
        elif isinstance(shape, Disc):
            canvas.circle(x, self._up(shape.y), shape.radius, **paint)
        else:
            y, reach, path = self._up(shape.y), shape.reach, canvas.beginPath()
            path.moveTo(x, y + reach)
            for across, up in ((reach, 0), (0, -reach), (-reach, 0)):
                path.lineTo(x + across, y + up)
            path.close()
            canvas.drawPath(path, **paint)

    def _edge(self, color: str, thickness: float) -> None:
        self._set("setStrokeColor", COLORS[color])
        self._set("setLineWidth", round(thickness, 2))
