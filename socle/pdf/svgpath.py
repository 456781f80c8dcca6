"""SVG path data to ReportLab paths, enough for our own drawings (M L H V C Q A Z and lower case)."""

import math
import re
from collections.abc import Iterator

from reportlab.graphics.shapes import Path

_TOKEN = re.compile(r"([MLHVCQAZmlhvcqaz])|(-?(?:\d+\.?\d*|\.\d+))")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}

Point = tuple[float, float]


def path(
    data: str,
    *,
    scale: float = 1,
    dx: float = 0,
    dy: float = 0,
    digits: int = 4,
    **style: object,
) -> Path:
    """A Path for SVG data whose origin is at the top left: y is turned, then scaled and moved.

    `dx`, `dy` is where the SVG origin lies in the drawing; `digits` are the decimals kept.
    """
    out = Path(**style)

    def at(point: Point) -> Point:
        return round(dx + point[0] * scale, digits), round(dy - point[1] * scale, digits)

    for op, points in segments(data):
        if op == "M":
            out.moveTo(*at(points[0]))
        elif op == "L":
            out.lineTo(*at(points[0]))
        elif op == "C":
            out.curveTo(*at(points[0]), *at(points[1]), *at(points[2]))
        else:
            out.closePath()
    return out


def segments(data: str) -> Iterator[tuple[str, list[Point]]]:
    """Absolute segments: M and L with one point, C with three, Z with none."""
    here = start = (0.0, 0.0)
    for op, numbers in _commands(data):
        ox, oy = here if op.islower() else (0.0, 0.0)
        if op in "Zz":
            here = start
            yield "Z", []
            continue
        if op in "Hh":
            points = [(ox + numbers[0], here[1])]
        elif op in "Vv":
            points = [(here[0], oy + numbers[0])]
        elif op in "Aa":
            end = (ox + numbers[5], oy + numbers[6])
            yield from (
                ("C", curve) for curve in _arc(here, numbers[0], numbers[1], numbers[3:5], end)
            )
            here = end
            continue
        else:
            points = [(ox + x, oy + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if op in "Qq":
            points = _cubic(here, *points)
        here = points[-1]
        if op in "Mm":
            start = here
        yield {1: "M" if op in "Mm" else "L", 3: "C"}[len(points)], points


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """One command at a time with exactly its numbers; repeated numbers repeat the command."""
    op = ""
    numbers: list[float] = []
    for letter, number in _TOKEN.findall(_spaced_flags(data)):
        if letter:
            op, numbers = letter, []
            if op in "Zz":
                yield op, []
            continue
        numbers.append(float(number))
        if len(numbers) == _ARITY[op.upper()]:
            yield op, numbers
            op, numbers = {"M": "L", "m": "l"}.get(op, op), []


def _spaced_flags(data: str) -> str:
    """Arc flags may be glued (« a10 10 0 0010-10 »): part them from what follows."""
    number = r"-?(?:\d+\.?\d*|\.\d+)"
    sep = r"[\s,]*"
    arc = re.compile(
        rf"({number}{sep}{number}{sep}{number}{sep})([01]){sep}([01])({sep}{number}{sep}{number})"
    )

    def one(match: re.Match[str]) -> str:
        return match[0][0] + arc.sub(r" \1 \2 \3 \4 ", match[0][1:])

    return re.sub(r"[aA][^A-Za-z]+", one, data)


def _cubic(a: Point, b: Point, c: Point) -> list[Point]:
    return [
        ((a[0] + 2 * b[0]) / 3, (a[1] + 2 * b[1]) / 3),
        ((c[0] + 2 * b[0]) / 3, (c[1] + 2 * b[1]) / 3),
        c,
    ]


def _arc(a: Point, rx: float, ry: float, flags: list[float], b: Point) -> list[list[Point]]:
    """A circular or elliptic arc without rotation as curves of a quarter turn at most."""
    large, sweep = bool(flags[0]), bool(flags[1])
    x, y = (a[0] - b[0]) / 2, (a[1] - b[1]) / 2
    grow = max(1.0, math.hypot(x / rx, y / ry))
    rx, ry = rx * grow, ry * grow
    k = (rx * y) ** 2 + (ry * x) ** 2
    factor = math.sqrt(max(0.0, ((rx * ry) ** 2 - k) / k)) * (-1 if large == sweep else 1)
    cx = factor * rx * y / ry + (a[0] + b[0]) / 2
    cy = -factor * ry * x / rx + (a[1] + b[1]) / 2
    first = math.atan2((a[1] - cy) / ry, (a[0] - cx) / rx)
    turn = math.atan2((b[1] - cy) / ry, (b[0] - cx) / rx) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    if not sweep and turn > 0:
        turn -= 2 * math.pi
    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    step = turn / count
    return [_quarter(cx, cy, rx, ry, first + i * step, step) for i in range(count)]


def _quarter(cx: float, cy: float, rx: float, ry: float, at: float, step: float) -> list[Point]:
    t = 4 / 3 * math.tan(step / 4)
    c1, s1, c2, s2 = math.cos(at), math.sin(at), math.cos(at + step), math.sin(at + step)
    return [
        (cx + rx * (c1 - t * s1), cy + ry * (s1 + t * c1)),
        (cx + rx * (c2 + t * s2), cy + ry * (s2 - t * c2)),
        (cx + rx * c2, cy + ry * s2),
    ]
