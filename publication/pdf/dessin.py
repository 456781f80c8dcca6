"""A chart of `publication.dessins` as a figure of the PDF: the same shapes, upside down."""

from reportlab.graphics.shapes import Circle, Drawing, Polygon, Rect, String
from reportlab.graphics.shapes import Path as DrawnPath
from reportlab.lib.colors import Color, HexColor

from publication.dessins.formes import Box, Diamond, Disc, Picture, Shape, Strokes, Words
from publication.dessins.mots import FONTS
from publication.dessins.palette import COULEURS
from socle.pdf.blocks import Figure

COLORS = {name: HexColor(value) for name, value in COULEURS.items()}


def figure(picture: Picture) -> Figure:
    """The picture and the words that say the same."""
    drawing = Drawing(picture.width, picture.height)
    for shape in picture.shapes:
        drawing.add(_drawn(shape, picture.height))
    return Figure(drawing, picture.alternative)


def _drawn(shape: Shape, height: float) -> DrawnPath | Circle | Polygon | Rect | String:
    if isinstance(shape, Words):
        return String(
            shape.x, height - shape.y, shape.text, fontName=FONTS[shape.weight],
            fontSize=shape.size, fillColor=COLORS[shape.color], textAnchor=shape.anchor,
        )  # fmt: skip
    if isinstance(shape, Strokes):
        return _lines(shape, height)
    paint = _paint(shape)
    if isinstance(shape, Box):
        low = height - shape.y - shape.height
        round_ = {"rx": shape.radius, "ry": shape.radius}
        return Rect(shape.x, low, shape.width, shape.height, **round_, **paint)
    x, y = shape.x, height - shape.y
    if isinstance(shape, Disc):
        return Circle(x, y, shape.radius, **paint)
    reach = shape.reach
    return Polygon([x, y + reach, x + reach, y, x, y - reach, x - reach, y], **paint)


def _paint(shape: Box | Disc | Diamond) -> dict[str, Color | float | None]:
    edge = COLORS[shape.edge] if shape.edge else None
    return {
        "fillColor": COLORS[shape.fill] if shape.fill else None,
        "strokeColor": edge,
        "strokeWidth": shape.thickness if edge else 0,
    }


def _lines(shape: Strokes, height: float) -> DrawnPath:
    path = DrawnPath(
        fillColor=None,
        strokeColor=COLORS[shape.color],
        strokeWidth=shape.thickness,
        strokeLineCap=int(shape.is_round),
    )
    for x1, y1, x2, y2 in shape.lines:
        path.moveTo(x1, height - y1)
        path.lineTo(x2, height - y2)
    return path
