"""QR codes, drawn as one shape: sharp at any size, no picture in the file."""

from itertools import groupby

import segno
from reportlab.graphics.shapes import Drawing, Path

from socle.pdf import theme
from socle.pdf.blocks import Figure


def qr(content: str, side: float, alt: str) -> Figure:
    """The QR code of an address, `side` points wide; `alt` says in words where it leads."""
    matrix = segno.make_qr(content, error="m").matrix
    step = side / len(matrix)
    shape = Path(fillColor=theme.INK, strokeColor=None)
    for y, row in enumerate(matrix):
        top, x = side - y * step, 0
        for dark, run in groupby(row):
            end = x + len(list(run))
            if dark:  # a row of dark squares that touch is one rectangle
                shape.moveTo(x * step, top)
                shape.lineTo(end * step, top)
                shape.lineTo(end * step, top - step)
                shape.lineTo(x * step, top - step)
                shape.closePath()
            x = end
    drawing = Drawing(side, side)
    drawing.add(shape)
    return Figure(drawing, alt)
