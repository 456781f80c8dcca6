"""The signs every document shares: the shape of an objectif, the plate of an action, words in drawings.

Coordinates: every function puts its sign with the lower left corner at (x, y).
"""

from reportlab.graphics.shapes import Circle, Drawing, Group, Polygon, Rect, String
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from socle.pdf import theme
from socle.pdf.theme import WHITE, Look
from socle.pdf.typography import code, shorten


def shape(look: Look, x: float, y: float, size: float, color: Color | None = None) -> Group:
    """The small plain shape of an objectif: disc, square or diamond."""
    fill = color or look.main
    group = Group()
    if look.shape == 1:
        group.add(Circle(x + size / 2, y + size / 2, size / 2, fillColor=fill, strokeColor=None))
    elif look.shape == 2:
        inset, round_ = size * 0.05, size * 0.12
        side = size - 2 * inset
        group.add(
            Rect(
                x + inset,
                y + inset,
                side,
                side,
                rx=round_,
                ry=round_,
                fillColor=fill,
                strokeColor=None,
            )
        )
    else:
        middle, reach = size / 2, size * 0.56
        points = [(0, reach), (reach, 0), (0, -reach), (-reach, 0)]
        flat = [v for px, py in points for v in (x + middle + px, y + middle + py)]
        edge = {"strokeColor": fill, "strokeWidth": size * 0.06, "strokeLineJoin": 1}
        group.add(Polygon(flat, fillColor=fill, **edge))
    return group


def label(
    x: float,
    y: float,
    text: str,
    *,
    font: str = theme.REGULAR,
    size: float = 8,
    color: Color = theme.INK,
    anchor: str = "start",
) -> String:
    """A word in a drawing; the text must already be printable."""
    return String(x, y, text, fontName=font, fontSize=size, fillColor=color, textAnchor=anchor)


def fit(words: str, font: str, size: float, width: float) -> str:
    """The words cut with an ellipsis to a width."""
    words = shorten(words, 200)
    if stringWidth(words, font, size) <= width:
        return words
    while words and stringWidth(words + "…", font, size) > width:
        words = words[:-1]
    return words.rstrip(" ,;:(’") + "…"


def width_of(words: str, font: str, size: float) -> float:
    return float(stringWidth(words, font, size))


def plate(drawing: Drawing, look: Look, x: float, y: float, numero: str, size: float = 9) -> float:
    """The plaque of an action: its shape and number on white; gives its right edge."""
    words = code(numero)
    tall = size * 1.75
    width = size * 2.15 + width_of(words, theme.BOLD, size)
    drawing.add(
        Rect(x, y, width, tall, fillColor=WHITE, strokeColor=look.line, strokeWidth=0.6, rx=3, ry=3)
    )
    drawing.add(shape(look, x + size * 0.6, y + tall / 2 - size * 0.36, size * 0.72))
    drawing.add(
        label(
            x + size * 1.6,
            y + tall / 2 - size * 0.35,
            words,
            font=theme.BOLD,
            size=size,
            color=look.main,
        )
    )
    return x + width
