"""Depth lines of the estuary: whole on the cover, coming out of a tint on bands and part pages.

The lines of one shade are drawn once in the file, without a colour: whoever shows them gives it, so
that the three objectifs share them.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.graphics.shapes import Path as DrawnPath
from reportlab.lib.colors import Color, linearlyInterpolatedColor

from socle.pdf import svgpath
from socle.pdf.theme import Look

ART = Path(__file__).parent / "art"
SHADES = 8  # steps from the tint of a band to its depth lines
BAND_TALL, BAND_TOP = 400.0, 385.0
Strength = Callable[[float, float], float]
Curve = tuple[tuple[float, float], ...]  # a start and the three points of its curve


@cache
def _isobath_data() -> str:
    text = (ART / "isobathes.svg").read_text(encoding="utf-8")
    match = re.search(r' d="([^"]+)"', text)
    assert match is not None  # noqa: S101 -- our own file
    return match[1]


@cache
def isobaths(width: float, x: float, top: float, color: Color, line: float = 0.8) -> DrawnPath:
    """Depth lines, `width` wide with their upper left corner at (x, top); clip what overflows."""
    return svgpath.path(
        _isobath_data(),
        digits=1,
        scale=width / 900,
        dx=x,
        dy=top,
        fillColor=None,
        strokeColor=color,
        strokeWidth=line,
    )


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
    canvas: Any, name: str, place: tuple[float, float, float], look: Look, strength: Strength
) -> None:
    """Depth lines that come out of the tint: `strength(across, down)`, both 0 to 1, gives 0 to 1.

    `place`: their width, left and top; `name`: one for each place and strength. Each curve takes
    the shade of its spot: no transparency, which archives refuse.
    """
    for shade, curves in _shaded(*place, strength).items():
        form = f"{name}-{shade}"
        if not canvas.hasForm(form):
            width, x, top = place
            canvas.beginForm(form, x, top - width, x + width, top)
            _draw(canvas, curves)
            canvas.endForm()
        color = linearlyInterpolatedColor(look.tint, look.line, 0, SHADES, shade)
        canvas.setStrokeColor(color)
        canvas.doForm(form)


def _draw(canvas: Any, curves: list[Curve]) -> None:
    path, here = canvas.beginPath(), None
    for curve in curves:
        if curve[0] != here:  # a curve that goes on from there needs no new start
            path.moveTo(*curve[0])
        path.curveTo(*(value for point in curve[1:] for value in point))
        here = curve[-1]
    canvas.setLineWidth(0.8)
    canvas.drawPath(path, stroke=1, fill=0)


@cache
def _shaded(width: float, x: float, top: float, strength: Strength) -> dict[int, list[Curve]]:
    """The curves of each shade, the palest first."""
    scale = width / 900
    shades: dict[int, list[Curve]] = {}
    here = (0.0, 0.0)
    for op, points in svgpath.segments(_isobath_data()):
        start, here = here, points[-1]
        shade = min(SHADES, int(strength(start[0] / 900, start[1] / 460) * SHADES))
        if op == "C" and shade > 0:
            placed = (start, *points)
            shades.setdefault(shade, []).append(
                tuple((round(x + px * scale, 1), round(top - py * scale, 1)) for px, py in placed)
            )
    return dict(sorted(shades.items()))
