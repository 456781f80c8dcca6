"""One action, one fiche: a tinted head, the facts, then each part named in the gutter."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, Spacer

from publication.contenu import ActionContenu
from publication.pdf import depths, signs
from publication.pdf.book import Book, action_key
from publication.pdf.fiche_parts import LONG, Part, facts, parts
from socle.pdf import theme
from socle.pdf.blocks import Block, Figure, Rubric, grid, rubric
from socle.pdf.stacks import stack_height
from socle.pdf.texts import Text, balanced, fact, heading, mark, text
from socle.pdf.typography import shorten

TITLE = theme.style("fiche-title", fontSize=22, leading=25, **theme.TITLE_SHAPED)
TITLE_LONG = theme.style("fiche-title-long", fontSize=14, leading=17, **theme.TITLE_SHAPED)
SUMMARY = theme.style("fiche-summary", fontSize=11, leading=15, textColor=theme.INK_2)
BIG = 150  # signs; a longer title is set smaller
FACTS_A_ROW = 4
FULL = 0.92  # of a page: what two spread pages aim at
FIRST_PAGE = theme.HEIGHT - theme.BOTTOM
NEXT_PAGE = FIRST_PAGE - 62
TIGHT, AIRY, LOOSE = 11.0, 16.0, 26.0  # between parts: on one page, on two, at most


def fiche(book: Book, action: ActionContenu) -> list[Flowable]:
    """The story of one fiche, starting on its own page."""
    head = FicheHead(book, action)
    room = FIRST_PAGE - head.wrap(theme.CONTENT, theme.HEIGHT)[1]
    return [
        NextPageTemplate("fiche"),
        PageBreak(),
        NextPageTemplate("suite"),
        head,
        FactsPanel(list(facts(book, action))),
        Spacer(0, 14),
        *_laid_out(book, action, room),
    ]


def _laid_out(book: Book, action: ActionContenu, room: float) -> list[Flowable]:
    """One page when all fits; else the story, then the means on a second page; else as it flows."""
    named = list(parts(book, action))
    room -= FactsPanel(list(facts(book, action))).wrap(theme.CONTENT, room)[1] + 14
    tight = _rubrics(named, TIGHT)
    if stack_height(tight, theme.CONTENT) <= room:
        return tight
    story = [part for part in named if not part.means]
    means = [part for part in named if part.means]
    first, second = _spread(story, room), _spread(means, NEXT_PAGE)
    return [*first, PageBreak(), *second] if first and second else tight


def _spread(named: Sequence[Part], room: float) -> list[Rubric]:
    """Rubrics on one page, spaced to fill it without falling apart; none when they do not fit."""
    bare = stack_height(_rubrics(named, 0), theme.CONTENT)
    space = min(LOOSE, (room * FULL - bare) / max(1, len(named) - 1))
    space = max(space, AIRY)
    if bare + space * (len(named) - 1) > room:
        return []
    return _rubrics(named, space)


def _rubrics(named: Sequence[Part], space: float) -> list[Rubric]:
    return [rubric(part.title, part.content, space) for part in named]


class FactsPanel(Block):
    """The short facts, four a row, on a pale ground under the head."""

    PAD = 11.0

    def __init__(self, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        cells = [fact(name, shorten(value, 160)) for name, value in facts]
        cells += [[] for _ in range(-len(cells) % FACTS_A_ROW)]
        rows = [cells[i : i + FACTS_A_ROW] for i in range(0, len(cells), FACTS_A_ROW)]
        self.grid = grid(rows, [theme.CONTENT / FACTS_A_ROW] * FACTS_A_ROW, gap=14, row_gap=8)
        self.parts = [self.grid]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = self.grid.wrapOn(self.canv, width, height)[1] + 2 * self.PAD - 8
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setFillColor(theme.PAPER)
        canvas.rect(-theme.LEFT, 0, theme.WIDTH, self.height - 0.6, stroke=0, fill=1)
        canvas.restoreState()
        self.grid.drawOn(canvas, 0, self.PAD - 8)


class FicheHead(Block):
    """The band at the top of the page, bled to its three edges, in the tint of the objectif."""

    def __init__(self, book: Book, action: ActionContenu) -> None:
        super().__init__()
        self.book, self.action = book, action
        self.look = book.look(action.objectif)
        self.title = _title(action)
        short = 0 < len(action.resume.strip()) <= LONG
        self.summary = text(action.resume, SUMMARY) if short else None
        self.plates = self._plates()

    @property
    def parts(self) -> list[Flowable]:
        return [self.title, self.plates, *([self.summary] if self.summary is not None else [])]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if self.width == width:
            return width, self.height
        measure = width * 0.78
        tall = 58 + self.title.wrapOn(None, balanced(self.title, measure), 1e6)[1] + 15
        if self.summary is not None:
            tall += 6 + self.summary.wrapOn(None, balanced(self.summary, measure), 1e6)[1]
        self.width, self.height = width, tall
        return width, tall

    def draw(self) -> None:
        canvas, top = self.canv, self.height
        canvas.running = (self.action, self.look)
        depths.band(canvas, self.look, -theme.LEFT, 0, theme.WIDTH, self.height)
        self.plates.drawOn(canvas, 0, top - 46)
        entry = f"{self.action.numero} {self.action.intitule}"
        mark(canvas, action_key(self.action.numero), top, entry, 1)
        y = top - 58 - self.title.height
        self.title.drawOn(canvas, 0, y)
        if self.summary is not None:
            self.summary.drawOn(canvas, 0, y - 6 - self.summary.height)

    def _plates(self) -> Figure:
        """The number on its plate, the objectif, the state."""
        drawing = Drawing(theme.CONTENT, 22)
        said = f"Action {self.action.numero}"
        x = signs.plate(drawing, self.look, 0, 0, self.action.numero, size=12)
        objectif = self.book.objectif(self.action.objectif)
        if objectif is not None:
            words = f"Objectif {objectif.code}, {objectif.titre}"
            name = signs.fit(words, theme.SEMIBOLD, 9.4, 200)
            style = {"font": theme.SEMIBOLD, "size": 9.4, "color": self.look.main}
            drawing.add(signs.label(x + 10, 7, name, **style))
            x += 10 + signs.width_of(name, theme.SEMIBOLD, 9.4)
            said += f", {words[:1].lower()}{words[1:]}"
        if self.action.state is not None:
            signs.state_badge(drawing, x + 12, 1.5, self.action.state)
            said += f", état : {self.action.state.libelle}"
        return Figure(drawing, f"{said}.")


def _title(action: ActionContenu) -> Text:
    style = TITLE if len(action.intitule) <= BIG else TITLE_LONG
    return heading(shorten(action.intitule, LONG), style=style, role="H3")
