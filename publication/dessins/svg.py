"""A picture as SVG: its name and its words for whoever cannot see it, colours as classes.

No style attribute: the stylesheet knows the classes « f-o1 » (fill) and « t-o1 » (stroke).
"""

from collections.abc import Iterable
from html import escape

from publication.dessins.formes import Box, Diamond, Disc, Picture, Shape, Strokes, Words

WEIGHTS = {600: "demi", 700: "gras"}


def svg(picture: Picture, ident: str) -> str:
    """One element `svg`; `ident` makes its ids unique in the page. Every text is escaped."""
    width, height = _number(picture.width), _number(picture.height)
    head = (
        f'<svg class="dessin" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' fill="none" role="img" aria-labelledby="{ident}-t" aria-describedby="{ident}-d">'
        f'<title id="{ident}-t">{escape(picture.titre)}</title>'
        f'<desc id="{ident}-d">{escape(picture.alternative)}</desc>'
    )
    return f"{head}{''.join(map(_shape, picture.shapes))}</svg>"


def _shape(shape: Shape) -> str:
    if isinstance(shape, Words):
        return _words(shape)
    if isinstance(shape, Box):
        round_ = f' rx="{_number(shape.radius)}"' if shape.radius else ""
        at = _attributes(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
        return f"<rect{at}{round_}{_paint(shape.fill, shape.edge, shape.thickness)}/>"
    if isinstance(shape, Disc):
        at = _attributes(cx=shape.x, cy=shape.y, r=shape.radius)
        return f"<circle{at}{_paint(shape.fill, shape.edge, shape.thickness)}/>"
    if isinstance(shape, Diamond):
        x, y, r = shape.x, shape.y, shape.reach
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        data = "M" + "L".join(f"{_number(a)} {_number(b)}" for a, b in corners) + "z"
        return f'<path d="{data}"{_paint(shape.fill, shape.edge, shape.thickness)}/>'
    return _strokes(shape)


def _strokes(shape: Strokes) -> str:
    if not shape.lines:
        return ""
    data = "".join(
        f"M{_number(x1)} {_number(y1)}{_to(x2 - x1, y2 - y1)}" for x1, y1, x2, y2 in shape.lines
    )
    ends = ' stroke-linecap="round"' if shape.is_round else ""
    return f'<path d="{data}"{_paint("", shape.color, shape.thickness)}{ends}/>'


def _to(across: float, down: float) -> str:
    """A line to there, said as shortly as it can be."""
    if abs(down) < 0.05:
        return f"h{_number(across)}"
    return f"v{_number(down)}" if abs(across) < 0.05 else f"l{_number(across)} {_number(down)}"


def _words(words: Words) -> str:
    weight = f" {WEIGHTS[words.weight]}" if words.weight in WEIGHTS else ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    at = _attributes(x=words.x, y=words.y)
    size = f' font-size="{_number(words.size)}"'
    return f'<text{at}{size}{anchor} class="f-{words.color}{weight}">{escape(words.text)}</text>'


def _paint(fill: str, edge: str, thickness: float) -> str:
    names = " ".join([*([f"f-{fill}"] if fill else []), *([f"t-{edge}"] if edge else [])])
    width = f' stroke-width="{_number(thickness)}"' if edge else ""
    return f' class="{names}"{width}' if names else ""


def _attributes(**values: float) -> str:
    return "".join(f' {name}="{_number(value)}"' for name, value in values.items())


def _number(value: float) -> str:
    """One decimal at most: a tenth of a pixel is not seen."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def ensemble(drawings: Iterable[Picture], ident: str) -> str:
    """Several pictures, one after the other."""
    return "".join(svg(drawing, f"{ident}-{rank}") for rank, drawing in enumerate(drawings, 1))
