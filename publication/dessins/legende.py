"""The key of a chart, under it: small signs with their words, on as many lines as it takes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from publication.dessins.formes import Box, Format, Picture, Shape, Words
from publication.dessins.mots import fit, width_of

GAP, SIGN = 14.0, 16.0  # after an entry; width of a sign
LINE = 14.0


class Entree(NamedTuple):
    """One entry: what draws its sign inside a box, and its words."""

    sign: Callable[[Box], Sequence[Shape]]
    words: str


def height(entries: Sequence[Entree], form: Format) -> float:
    """How tall the key is, its space above included."""
    return (_places(entries, form)[-1][1] + 2 * LINE) * form.em if entries else 0


def draw(picture: Picture, entries: Sequence[Entree], form: Format, top: float) -> None:
    """Add the key under `top`."""
    em = form.em
    for entry, (x, y) in zip(entries, _places(entries, form), strict=True):
        base = top + (y + LINE) * em
        box = Box(x * em, base - 6.6 * em, SIGN * em, 7.6 * em)
        picture.add(*entry.sign(box))
        left = (x + SIGN + 5) * em
        words = Words(left, base, entry.words, form.size, "encre-2")
        picture.add(fit(words, form.width - left))


def _places(entries: Sequence[Entree], form: Format) -> list[tuple[float, float]]:
    """Left and top of each entry, in points of the PDF."""
    room, x, y = form.width / form.em, 0.0, 0.0
    places = []
    for entry in entries:
        wide = SIGN + 5 + width_of(entry.words, 8.4)
        if x and x + wide > room:
            x, y = 0.0, y + LINE
        places.append((x, y))
        x += wide + GAP
    return places
