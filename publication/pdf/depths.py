"""Depth lines of the estuary: whole on the cover, coming out of a tint on bands and part pages.

The lines of one shade are drawn once in the file, without a colour: whoever shows them gives it, so
that the three objectifs share them.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

from reportlab.lib.colors import Color, linearlyInterpolatedColor

from socle.pdf import svgpath, theme
from socle.pdf.theme import Look

ART = Path(__file__).parent / "art"
SHADES = 8  # steps from the tint of a band to its depth lines
BAND_TALL, BAND_TOP = 400.0, 385.0
DRAWN_WIDE, DRAWN_TALL = 900.0, 460 / 900  # of the drawing; its height is a share of its width
EDGE = 2.0  # points: more than half the thickest line
Strength = Callable[[float, float], float]
Place = tuple[float, float, float]  # width, left and top of the whole drawing
Box = tuple[float, float, float, float]  # left, bottom, right, top
PAGE: Box = (0, 0, theme.WIDTH, theme.HEIGHT)
EVERYWHERE: Box = (-inf, -inf, inf, inf)
Curve = tuple[tuple[float, float], ...]  # a start and the three points of its curve


@cache
def _isobath_data() -> str:
    text = (ART / "isobathes.svg").read_text(encoding="utf-8")
    match = re.search(r' d="([^"]+)"', text)
    assert match is not None  # noqa: S101 -- our own file
    return match[1]


def whole_lines(canvas: Any, place: Place, color: Color, thickness: float) -> None:
    """Depth lines of one colour over a whole page whose lower left corner is the origin."""
    canvas.setStrokeColor(color)
    _draw(canvas, _placed(place, PAGE), thickness)


def band(canvas: Any, look: Look, x: float, y: float, width: float, height: float) -> None:
    """A tinted head with depth lines at its right and a line below."""
    canvas.saveState()
    canvas.translate(x, y)
    box = canvas.beginPath()
    box.rect(0, 0, width, height)
    canvas.clipPath(box, stroke=0, fill=0)
    canvas.setFillColor(look.tint)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.translate(0, height - BAND_TOP)
    fading_lines(canvas, "bande", (430, width - 430, BAND_TALL), look, _at_right)
    canvas.restoreState()
    canvas.saveState()
    canvas.setStrokeColor(look.main)
    canvas.setLineWidth(1.2)
    canvas.line(x, y, x + width, y)
    canvas.restoreState()


def _at_right(across: float, _down: float) -> float:
    return (across - 0.15) / 0.45


def fading_lines(
    canvas: Any, name: str, place: Place, look: Look, strength: Strength, seen: Box = EVERYWHERE
) -> None:
    """Depth lines that come out of the tint: `strength(across, down)`, both 0 to 1, gives 0 to 1.

    `name`: one for each place and strength. Each curve takes the shade of its spot: no
    transparency, which archives refuse.
    """
    for shade, curves in _shaded(place, strength, seen).items():
        form = f"{name}-{shade}"
        if not canvas.hasForm(form):
            width, x, top = place
            canvas.beginForm(form, x, top - width, x + width, top)
            _draw(canvas, curves, 0.8)
            canvas.endForm()
        color = linearlyInterpolatedColor(look.tint, look.line, 0, SHADES, shade)
        canvas.setStrokeColor(color)
        canvas.doForm(form)


def _draw(canvas: Any, curves: Iterable[Curve], thickness: float) -> None:
    path, here = canvas.beginPath(), None
    for curve in curves:
        if curve[0] != here:  # a curve that goes on from there needs no new start
            path.moveTo(*curve[0])
        path.curveTo(*(value for point in curve[1:] for value in point))
        here = curve[-1]
    canvas.setLineWidth(thickness)
    canvas.drawPath(path, stroke=1, fill=0)


@cache
def _shaded(place: Place, strength: Strength, seen: Box) -> dict[int, list[Curve]]:
    """The curves of each shade, the palest first."""
    width, x, top = place
    shades: dict[int, list[Curve]] = {}
    for curve in _placed(place, seen):
        across, down = (curve[0][0] - x) / width, (top - curve[0][1]) / width
        shade = min(SHADES, int(strength(across, down / DRAWN_TALL) * SHADES))
        if shade > 0:
            shades.setdefault(shade, []).append(curve)
    return dict(sorted(shades.items()))


@cache
def _placed(place: Place, seen: Box) -> tuple[Curve, ...]:
    """The curves at their place, without those that nobody would see."""
    width, x, top = place
    scale = width / DRAWN_WIDE
    found: list[Curve] = []
    here = (0.0, 0.0)
    for op, points in svgpath.segments(_isobath_data()):
        start, here = here, points[-1]
        if op == "C":
            curve = tuple(
                (round(x + px * scale, 1), round(top - py * scale, 1))
                for px, py in (start, *points)
            )
            if _is_in(curve, seen):
                found.append(curve)
    return tuple(found)


def _is_in(curve: Curve, box: Box) -> bool:
    """Whether a curve, which stays among its four points, may show in a box."""
    left, low, right, high = box
    xs, ys = zip(*curve, strict=True)
    return (
        min(xs) - EDGE < right and max(xs) + EDGE > left
        and min(ys) - EDGE < high and max(ys) + EDGE > low
    )  # fmt: skip
