"""The milestones of one action, on the line of its years."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line

from publication.calendrier import period_short, period_words  # noqa: F401 -- a fiche asks here
from publication.contenu import ActionContenu, JalonContenu
from publication.dessins.calendrier import Axis
from publication.pdf.book import Book
from publication.pdf.signs import label
from socle import francais
from socle.pdf.blocks import Figure
from socle.pdf.theme import BOLD, INK_2, LINE, WHITE


def milestones(
    book: Book, action: ActionContenu, jalons: Sequence[JalonContenu], width: float
) -> Figure | None:
    """The line of one action: its span and its numbered jalons. None without dates."""
    axis = Axis(book.contenu, 8, width - 16)
    span = axis.span(action)
    if span is None:
        return None
    look, height, line = book.look(action.objectif), 34.0, 9.0
    drawing = Drawing(width, height)
    drawing.add(
        Line(axis.x, line, axis.end, line, strokeColor=LINE, strokeWidth=3, strokeLineCap=1)
    )
    for rank, year in enumerate(axis.years):
        x = axis.at(rank * 4)
        drawing.add(Line(x, line, x, height - 11, strokeColor=LINE, strokeWidth=0.6))
        drawing.add(label(x + 3, height - 9, str(year), size=8.4, color=INK_2))
    drawing.add(
        Line(span[0], line, span[1], line, strokeColor=look.main, strokeWidth=3, strokeLineCap=1)
    )
    busy: dict[int, int] = {}
    for number, jalon in enumerate(jalons, 1):
        quarter = axis.index(jalon.echeance)
        if quarter is None or not 0 <= quarter < axis.quarters:
            continue
        x = axis.at(quarter + 0.5) + 9 * busy.get(quarter, 0)
        busy[quarter] = busy.get(quarter, 0) + 1
        done = jalon.state is not None and jalon.state.cle in ("fait", "realise", "termine")
        fill, ink = (look.main, WHITE) if done else (WHITE, look.main)
        drawing.add(Circle(x, line, 7, fillColor=fill, strokeColor=look.main, strokeWidth=1.4))
        drawing.add(
            label(x, line - 2.8, str(number), font=BOLD, size=8, color=ink, anchor="middle")
        )
    steps = (
        f"{francais.pluriel(len(jalons), 'jalon', 'jalons')}, en toutes lettres après ce dessin."
    )
    return Figure(
        drawing, f"Calendrier de l’action {action.numero} : {period_words(action)}. {steps}"
    )
