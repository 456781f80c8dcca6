"""The signs of the design: sea marks, water levels, depth lines. Each is a reportlab drawing part.

Coordinates: every function puts its sign with the lower left corner at (x, y).
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Rect
from reportlab.graphics.shapes import Path as DrawnPath
from reportlab.lib.colors import Color, linearlyInterpolatedColor

from publication.contenu import Choix
from socle.pdf import svgpath, theme
from socle.pdf.signs import (  # noqa: F401 -- the signs every document shares, with ours
    fit,
    label,
    plate,
    shape,
    width_of,
)
from socle.pdf.theme import SERIES, WHITE, Look
from socle.pdf.typography import capitalised, printable, shorten

ART = Path(__file__).parent / "art"
ROUND = {"strokeLineCap": 1, "strokeLineJoin": 1}

SHADES = 8  # steps from the tint of a band to its depth lines

# Pictograms on a 24 by 24 grid, from the icons of the design: leaf, hard hat, flask.
PICTOGRAMS = {
    1: (
        "M11 20a10 10 0 0 0 10-10 25.9 25.9 0 0 0-1.04-7.281 1 1 0 0 0-1.755-.325"
        "C15.833 5.5 13 5.5 9.8 6.1A7 7 0 0 0 11 20",
        "M2 21a5 5 0 0 1 2.911-4.544C7.613 15.212 8.351 15.24 11 13",
    ),
    2: (
        "M10 10V5a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v5",
        "M14 6a6 6 0 0 1 6 6v3",
        "M4 15v-3a6 6 0 0 1 6-6",
        "M3 15h18a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1z",
    ),
    3: (
        "M14 2v6a2 2 0 0 0 .245.96l5.51 10.08A2 2 0 0 1 18 22H6a2 2 0 0 1-1.755-2.96"
        "l5.51-10.08A2 2 0 0 0 10 8V2",
        "M6.453 15h11.094",
        "M8.5 2h7",
    ),
}

# Water levels of a state, on a 16 by 16 grid; 0 and 1 are empty, 5 is a tick.
WATER = {
    2: "M3.69 9.88q1.08-1.1 2.15 0t0 0q1.07 1.1 2.15 0q1.07-1.1 2.15 0q1.08 1.1 2.15 0"
    "A4.7 4.7 0 0 1 3.69 9.88z",
    3: "M3.30 7.81q1.17-1.1 2.35 0q1.17 1.1 2.35 0q1.17-1.1 2.35 0q1.17 1.1 2.35 0"
    "A4.7 4.7 0 1 1 3.30 7.81z",
    4: "M4.11 5.37q.97-1.1 1.95 0q.97 1.1 1.95 0q.97-1.1 1.95 0q.97 1.1 1.95 0"
    "A4.7 4.7 0 1 1 4.11 5.37z",
}
STATE_LEVELS = {
    "brouillon": 0,
    "idee": 0,
    "proposee": 1,
    "fiche_projet": 1,
    "partagee": 2,
    "ajustee": 3,
    "fiche_action": 3,
    "retenue": 4,
    "inscrite": 4,
    "engagee": 5,
}


def sea_mark(look: Look, x: float, y: float, size: float, *, on_channel: bool = False) -> Group:
    """The balise of an objectif: its shape with its pictogram; bright when on the dark channel."""
    fill, ink = (look.bright, theme.CHANNEL) if on_channel else (look.main, WHITE)
    group = shape(look, x, y, size, fill)
    inner = size * (0.50 if look.shape != 3 else 0.46)
    left, top = x + (size - inner) / 2, y + (size + inner) / 2
    line = {"fillColor": None, "strokeColor": ink, "strokeWidth": inner / 12, **ROUND}
    for data in PICTOGRAMS[look.shape]:
        group.add(svgpath.path(data, scale=inner / 24, dx=left, dy=top, **line))
    return group


def water_level(level: int, x: float, y: float, size: float, color: Color) -> Group:
    """The marée of a state, 0 (draft, dashed) to 5 (committed, ticked)."""
    unit = size / 16
    group = Group()
    cx, cy = x + size / 2, y + size / 2
    if level >= 5:
        group.add(Circle(cx, cy, 7 * unit, fillColor=color, strokeColor=None))
        tick = svgpath.path(
            "m4.8 8.2 2.2 2.2 4.2-4.6",
            scale=unit,
            dx=x,
            dy=y + size,
            fillColor=None,
            strokeColor=WHITE,
            strokeWidth=1.8 * unit,
            **ROUND,
        )
        group.add(tick)
        return group
    dashes = [2.1 * unit, 1.8 * unit] if level == 0 else None
    group.add(
        Circle(
            cx,
            cy,
            6.2 * unit,
            fillColor=None,
            strokeColor=color,
            strokeWidth=1.6 * unit,
            strokeDashArray=dashes,
        )
    )
    if level in WATER:
        group.add(
            svgpath.path(
                WATER[level], scale=unit, dx=x, dy=y + size, fillColor=color, strokeColor=None
            )
        )
    return group


def light(on: bool, x: float, y: float, size: float) -> Group:
    """A full disc when lit, an empty ring when not: never colour alone."""
    color = theme.SUCCESS if on else theme.LINE_STRONG
    group = Group()
    if on:
        return water_level(5, x, y, size, color)
    group.add(
        Circle(
            x + size / 2,
            y + size / 2,
            size * 0.39,
            fillColor=None,
            strokeColor=color,
            strokeWidth=size * 0.1,
        )
    )
    return group


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


def series(rank: int, x: float, y: float, width: float, height: float) -> Group:
    """One segment of a stacked bar: plain, plain, hatched, dotted, then empty and hatched (-1)."""
    group = Group()
    if rank < 0:
        group.add(
            Rect(
                x, y, width, height, fillColor=WHITE, strokeColor=theme.LINE_STRONG, strokeWidth=0.6
            )
        )
        _hatch(group, x, y, width, height, theme.LINE, 6)
        return group
    rank %= len(SERIES)
    group.add(Rect(x, y, width, height, fillColor=SERIES[rank], strokeColor=None))
    if rank == 2:
        _hatch(group, x, y, width, height, theme.SERIES[1], 4)
    if rank == 3:
        _dots(group, x, y, width, height, theme.WARNING)
    return group


def _hatch(
    group: Group, x: float, y: float, width: float, height: float, color: Color, gap: float
) -> None:
    """Diagonal lines cut to the rectangle, drawn as one."""
    lines = DrawnPath(fillColor=None, strokeColor=color, strokeWidth=0.5)
    at = gap / 2 - height
    while at < width:
        x1, y1 = max(at, 0.0), max(-at, 0.0)
        x2 = min(at + height, width)
        y2 = x2 - at
        if x2 > x1:
            lines.moveTo(x + x1, y + y1)
            lines.lineTo(x + x2, y + y2)
        at += gap
    if lines.points:
        group.add(lines)


def _dots(group: Group, x: float, y: float, width: float, height: float, color: Color) -> None:
    """A centred grid of dots inside the rectangle."""
    gap = 4.0
    columns, rows = int((width - 1.5) // gap) + 1, int((height - 1.5) // gap) + 1
    left, low = x + (width - (columns - 1) * gap) / 2, y + (height - (rows - 1) * gap) / 2
    dots = {"strokeColor": color, "strokeWidth": 1.2, "strokeLineCap": 1}
    for row in range(rows if width > 3 else 0):
        y_row, right = low + row * gap, left + (columns - 1) * gap + 0.01
        group.add(Line(left, y_row, right, y_row, strokeDashArray=[0, gap], **dots))


def state_badge(drawing: Drawing, x: float, y: float, state: Choix) -> float:
    """The state of a fiche: its water level and its word in a white pill; gives its right edge."""
    words = capitalised(printable(shorten(state.libelle, 40)))
    width = 26 + width_of(words, theme.SEMIBOLD, 9)
    drawing.add(
        Rect(
            x,
            y,
            width,
            18,
            fillColor=WHITE,
            strokeColor=theme.LINE_STRONG,
            strokeWidth=0.6,
            rx=9,
            ry=9,
        )
    )
    drawing.add(water_level(STATE_LEVELS.get(state.cle, 1), x + 6, y + 4, 10, theme.CHANNEL))
    drawing.add(label(x + 20, y + 5.6, words, font=theme.SEMIBOLD, size=9))
    return x + width


def band(canvas: Any, look: Look, x: float, y: float, width: float, height: float) -> None:
    """A tinted head with depth lines at its right and a line below; the lines are stored once."""
    form = f"isobathes-{look.shape}"
    if not canvas.hasForm(form):
        canvas.beginForm(form, 0, 0, width, 400)
        lines = Drawing(width, 400)
        lines.add(
            fading_lines(430, width - 430, 400, look, lambda across, _: (across - 0.15) / 0.45)
        )
        renderPDF.draw(lines, canvas, 0, 0)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(x, y)
    box = canvas.beginPath()
    box.rect(0, 0, width, height)
    canvas.clipPath(box, stroke=0, fill=0)
    canvas.setFillColor(look.tint)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.translate(0, height - 385)
    canvas.doForm(form)
    canvas.restoreState()
    canvas.saveState()
    canvas.setStrokeColor(look.main)
    canvas.setLineWidth(1.2)
    canvas.line(x, y, x + width, y)
    canvas.restoreState()


def fading_lines(
    spread: float, x: float, top: float, look: Look, strength: Callable[[float, float], float]
) -> Group:
    """Depth lines that come out of the tint: `strength(across, down)`, both 0 to 1, gives 0 to 1.

    Each curve takes the shade of its place: no transparency, which archives refuse.
    """
    scale = spread / 900
    shades: dict[int, DrawnPath] = {}
    ends: dict[int, tuple[float, float]] = {}  # a curve that goes on from there needs no new start
    here = (0.0, 0.0)
    for op, points in svgpath.segments(_isobath_data()):
        start, here = here, points[-1]
        shade = min(SHADES, int(strength(start[0] / 900, start[1] / 460) * SHADES))
        if op != "C" or shade <= 0:
            continue
        if shade not in shades:
            color = linearlyInterpolatedColor(look.tint, look.line, 0, SHADES, shade)
            shades[shade] = DrawnPath(fillColor=None, strokeColor=color, strokeWidth=0.8)
        placed = [
            (round(x + px * scale, 1), round(top - py * scale, 1)) for px, py in (start, *points)
        ]
        if ends.get(shade) != placed[0]:
            shades[shade].moveTo(*placed[0])
        ends[shade] = placed[-1]
        shades[shade].curveTo(*(v for point in placed[1:] for v in point))
    return Group(*(shades[shade] for shade in sorted(shades)))
