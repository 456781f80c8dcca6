"""QR codes, drawn as squares: sharp at any size, no picture in the file."""

import segno
from reportlab.graphics.shapes import Drawing, Rect

from socle.pdf import theme
from socle.pdf.blocks import Figure


def qr(content: str, side: float, alt: str) -> Figure:
    """The QR code of an address, `side` points wide; `alt` says in words where it leads."""
    matrix = segno.make_qr(content, error="m").matrix
    step = side / len(matrix)
    drawing = Drawing(side, side)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                top = side - (y + 1) * step
                drawing.add(Rect(x * step, top, step, step, fillColor=theme.INK, strokeColor=None))
    return Figure(drawing, alt)
