"""Calendars: all actions by quarter, and the milestones of one action."""

from collections.abc import Callable, Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect
from reportlab.pdfbase.pdfmetrics import stringWidth

from publication.calendrier import moment_court, moment_label, quarter_index, quarter_of
from publication.contenu import ActionContenu, JalonContenu, ObjectifContenu
from publication.pdf import signs
from publication.pdf.book import Book
from publication.pdf.signs import fit, label
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure
from socle.pdf.theme import BOLD, INK, INK_2, INK_3, LINE, REGULAR, SEMIBOLD, WHITE, Look
from socle.pdf.typography import code, printable

ROW, GROUP, HEAD = 15.5, 21.0, 30.0
NAMES = 262.0  # width of the action names beside the calendar
CHART_ROWS = 36  # rows of one calendar; more make another


class Axis:
    """Quarters of the period laid on a width, from `x`."""

    def __init__(self, book: Book, x: float, width: float) -> None:
        self.years = book.contenu.periode.annees
        self.x, self.quarters = x, 4 * max(1, len(self.years))
        self.step = width / self.quarters
        self.end = x + width

    def at(self, quarters: float) -> float:
        return self.x + min(max(quarters, 0), self.quarters) * self.step

    def index(self, moment: str) -> int | None:
        return quarter_index(moment, self.years[0]) if self.years else None

    def span(self, action: ActionContenu) -> tuple[float, float] | None:
        """Left and right of an action, cut to the period; None when its dates are not known."""
        first, last = self.index(action.debut), self.index(action.fin)
        if first is None:
            return None
        if last is None:
            last = self.quarters - 1 if action.amelioration_continue else first
        left, right = self.at(first), self.at(max(last, first) + 1)
        return (
            (left, right)
            if right > left
            else (min(left, self.end - 4), min(left, self.end - 4) + 4)
        )


def calendars(book: Book) -> list[Figure]:
    """The calendar of all actions; several drawings when there are many actions."""
    pieces: list[list[tuple[ObjectifContenu, Sequence[ActionContenu]]]] = [[]]
    room = CHART_ROWS
    for objectif, actions in book.groups():
        todo = list(actions)
        while todo:
            if room < 3:
                pieces.append([])
                room = CHART_ROWS
            pieces[-1].append((objectif, todo[: room - 1]))
            todo, room = todo[room - 1 :], room - 1 - len(todo[: room - 1])
    return [_calendar(book, piece) for piece in pieces if piece]


def _calendar(
    book: Book, groups: Sequence[tuple[ObjectifContenu, Sequence[ActionContenu]]]
) -> Figure:
    rows = sum(len(actions) for _objectif, actions in groups)
    height = HEAD + len(groups) * GROUP + rows * ROW + 2
    drawing = Drawing(theme.CONTENT, height)
    axis = Axis(book, NAMES, theme.CONTENT - NAMES)
    _calendar_grid(drawing, axis, height)
    y = height - HEAD
    for objectif, actions in groups:
        y -= GROUP
        look = book.look(objectif.code)
        drawing.add(signs.shape(look, 0, y + 4.5, 8))
        name = printable(objectif.titre or objectif.intitule)
        drawing.add(label(13, y + 5, name, font=BOLD, size=9, color=look.main))
        for action in actions:
            y -= ROW
            _calendar_row(drawing, axis, action, look, y)
    _today_flag(drawing, axis, book, height)
    return Figure(drawing, _calendar_words(groups))


def _calendar_grid(drawing: Drawing, axis: Axis, height: float) -> None:
    for rank, year in enumerate(axis.years):
        left = axis.at(rank * 4)
        if rank % 2 == 0:
            drawing.add(
                Rect(left, 0, 4 * axis.step, height - 14, fillColor=theme.PAPER, strokeColor=None)
            )
        drawing.add(Line(left, 0, left, height - 8, strokeColor=LINE, strokeWidth=0.5))
        drawing.add(label(left + 4, height - 10, str(year), font=SEMIBOLD, size=9))
    drawing.add(Line(axis.end, 0, axis.end, height - 8, strokeColor=LINE, strokeWidth=0.5))
    drawing.add(
        Line(0, height - 16, axis.end, height - 16, strokeColor=theme.LINE_STRONG, strokeWidth=0.9)
    )


def _calendar_row(
    drawing: Drawing, axis: Axis, action: ActionContenu, look: Look, y: float
) -> None:
    base = y + 4.6
    number = code(action.numero)
    drawing.add(label(0, base, number, font=BOLD, size=8.4, color=look.main))
    drawing.add(label(24, base, fit(action.intitule, REGULAR, 8.4, NAMES - 34), size=8.4))
    span = axis.span(action)
    if span is None:
        drawing.add(label(axis.x + 6, base, "dates à préciser", size=8, color=INK_3))
        return
    left, right = span[0] + 0.8, span[1] - 0.8
    _bar(drawing, look, left, right, y + 3.4, 9, action.avancement_pourcent or 0)
    for jalon in action.jalons:
        quarter = axis.index(jalon.echeance)
        if quarter is not None and 0 <= quarter < axis.quarters:
            drawing.add(
                Circle(
                    axis.at(quarter + 0.5),
                    y + 7.9,
                    1.9,
                    fillColor=WHITE,
                    strokeColor=look.main,
                    strokeWidth=0.9,
                )
            )


def _bar(
    drawing: Drawing, look: Look, left: float, right: float, y: float, tall: float, done: int
) -> None:
    """Tinted for what is planned, plain for the share done."""
    box = {"rx": 2, "ry": 2, "strokeColor": look.main, "strokeWidth": 0.8}
    drawing.add(Rect(left, y, right - left, tall, fillColor=look.tint, **box))
    if done > 0:
        width = max(4.0, (right - left) * min(done, 100) / 100)
        drawing.add(Rect(left, y, width, tall, fillColor=look.main, **box))


def _today_flag(drawing: Drawing, axis: Axis, book: Book, height: float) -> None:
    """The yellow flag: where the edition stands in the period."""
    day = book.contenu.date
    if day.year not in axis.years:
        return
    quarters = (day.year - axis.years[0]) * 4 + (day.timetuple().tm_yday - 1) / 91.3
    x = axis.at(quarters)
    words = francais.date_courte(day)
    width = stringWidth(words, SEMIBOLD, 8) + 8
    left = min(x, axis.end - width)
    drawing.add(Line(x, 0, x, height - 16, strokeColor=INK, strokeWidth=1))
    drawing.add(
        Rect(left, height - 28, width, 12, fillColor=theme.BUOY, strokeColor=None, rx=1.5, ry=1.5)
    )
    drawing.add(label(left + 4, height - 24.8, words, font=SEMIBOLD))


def _calendar_words(groups: Sequence[tuple[ObjectifContenu, Sequence[ActionContenu]]]) -> str:
    return "Calendrier des actions, par trimestre. " + " ".join(
        f"Action {a.numero}, {a.intitule} : {period_words(a)}."
        for _o, actions in groups
        for a in actions
    )


def period_words(action: ActionContenu) -> str:
    """« septembre 2024 à décembre 2027 », or what is known of it."""
    return _period(action, moment_label)


def period_short(action: ActionContenu) -> str:
    """« sept. 2024 à déc. 2027 »."""
    return _period(action, moment_court)


def period_lines(action: ActionContenu) -> str:
    """« T3 2024 à T4 2027 »: the narrowest, for the summary table."""
    return _period(action, _quarter)


def _quarter(moment: str) -> str:
    at = quarter_of(moment)
    return moment_court(moment) if at is None else f"T{at[1]}\xa0{at[0]}"


def _period(action: ActionContenu, words: Callable[[str], str]) -> str:
    if action.debut and action.fin:
        known = f"{words(action.debut)} à {words(action.fin)}"
    elif action.debut:
        known = f"à partir de {words(action.debut)}"
    elif action.fin:
        known = f"jusqu’à {words(action.fin)}"
    else:
        known = "à préciser"
    return f"{known}, puis en continu" if action.amelioration_continue else known


def milestones(
    book: Book, action: ActionContenu, jalons: Sequence[JalonContenu], width: float
) -> Figure | None:
    """The line of one action: its span and its numbered jalons. None without dates."""
    axis = Axis(book, 8, width - 16)
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
