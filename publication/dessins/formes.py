"""Shapes on a plane: from the upper left corner, x to the right, y down, one unit a point or a pixel.

A colour is a name of `palette`, empty for none. Nothing here knows the PDF or the web.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    thickness: float = 0
    radius: float = 0


class Strokes(NamedTuple):
    """Straight lines drawn as one: (x1, y1, x2, y2). Round ends make dots of the shortest."""

    lines: tuple[tuple[float, float, float, float], ...]
    color: str
    thickness: float
    is_round: bool = False


class Disc(NamedTuple):
    x: float  # of its centre
    y: float
    radius: float
    fill: str = ""
    edge: str = ""
    thickness: float = 0


class Diamond(NamedTuple):
    x: float  # of its centre
    y: float
    reach: float
    fill: str = ""
    edge: str = ""
    thickness: float = 0


class Words(NamedTuple):
    """One line of text on its baseline. `whole`: what it says when it had to be cut."""

    x: float
    y: float
    text: str
    size: float
    color: str = "encre"
    weight: int = 400  # 400, 600 or 700
    anchor: str = "start"  # start, middle, end
    whole: str = ""

    @property
    def label(self) -> str:
        return self.whole or self.text


Shape = Box | Strokes | Disc | Diamond | Words


@dataclass
class Picture:
    """A chart: its shapes from the back to the front, its name, and the words that say the same."""

    width: float
    height: float
    titre: str
    alternative: str
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        self.shapes.extend(shapes)

    @property
    def words(self) -> list[Words]:
        return [shape for shape in self.shapes if isinstance(shape, Words)]

    @property
    def labels(self) -> list[str]:
        """What it writes, whole, whatever had to be cut."""
        return [words.label for words in self.words]


class Format(NamedTuple):
    """How large a chart is drawn. `size`: of its words; every other measure follows it.

    `is_narrow`: names stand above their bar, not beside it.
    """

    width: float
    size: float
    is_narrow: bool = False

    @property
    def em(self) -> float:
        """What one point of the PDF becomes."""
        return self.size / 8.4


#: The width of a page of the PDF, half of it less a gutter; a screen, half of it; a phone.
PAGE, DEMI_PAGE = Format(504.6, 8.4), Format(234, 8.4, is_narrow=True)
ECRAN, DEMI_ECRAN = Format(1000, 15), Format(420, 14, is_narrow=True)
POCHE = Format(350, 14, is_narrow=True)


def signe(rang: int, x: float, y: float, size: float, color: str) -> Shape:
    """The shape of an objective, centred: disc, square or diamond; a ring for an action of none."""
    if rang == 2:
        return Box(x - size * 0.45, y - size * 0.45, size * 0.9, size * 0.9, color, radius=1)
    if rang == 3:
        return Diamond(x, y, size * 0.56, color)
    if rang == 1:
        return Disc(x, y, size / 2, color)
    return Disc(x, y, size * 0.4, "", color, size * 0.2)


def hachures(box: Box, color: str, gap: float, thickness: float) -> Strokes:
    """Diagonal lines cut to a rectangle."""
    lines = []
    at = gap / 2 - box.height
    while at < box.width:
        x1, x2 = max(at, 0.0), min(at + box.height, box.width)
        if x2 > x1:
            lines.append((box.x + x1, box.y + (x1 - at), box.x + x2, box.y + (x2 - at)))
        at += gap
    return Strokes(tuple(lines), color, thickness)


def barreaux(box: Box, color: str, gap: float, thickness: float) -> Strokes:
    """Upright lines inside a rectangle."""
    count = int(box.width / gap)
    xs = (box.x + gap * (rank + 0.5) for rank in range(count))
    return Strokes(tuple((x, box.y, x, box.y + box.height) for x in xs), color, thickness)


def points(box: Box, color: str, gap: float, thickness: float) -> Strokes:
    """A centred grid of dots inside a rectangle."""
    columns = int((box.width - thickness) // gap) + 1 if box.width > gap * 0.75 else 0
    rows = int((box.height - thickness) // gap) + 1
    left = box.x + (box.width - (columns - 1) * gap) / 2
    top = box.y + (box.height - (rows - 1) * gap) / 2
    spots = [(left + c * gap, top + r * gap) for r in range(rows) for c in range(columns)]
    return Strokes(tuple((x, y, x, y) for x, y in spots), color, thickness, is_round=True)


def serie(rang: int, box: Box, em: float) -> Iterable[Shape]:
    """One segment of a stacked bar: plain, plain, hatched, dotted, barred; 0, empty and hatched.

    `box` says where; its colours are those of the series.
    """
    if rang == 0:
        yield box._replace(fill="surface", edge="trait-fort", thickness=0.6 * em)
        yield hachures(box, "trait-fort", 6 * em, 0.4 * em)
        return
    yield box._replace(fill=f"c{rang}")
    if rang == 3:
        yield hachures(box, "c2", 4 * em, 0.5 * em)
    elif rang == 4:
        yield points(box, "encre-2", 4 * em, 1.1 * em)
    elif rang == 5:
        yield barreaux(box, "encre-2", 4 * em, 0.5 * em)
