"""The page that opens an objectif: its sea mark, its words, its actions."""

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, Spacer

from publication import totaux
from publication.contenu import ActionContenu
from publication.pdf import depths, signs
from publication.pdf.book import Book, Chapter, action_key
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Block, PageNumber, grid, table
from socle.pdf.stacks import draw_stack
from socle.pdf.texts import Run, body, heading, mark, text
from socle.pdf.typography import code, shorten

TITLE = theme.style("part-title", fontSize=40, leading=44, **theme.TITLE_SHAPED)
WORDS = theme.style("part-words", fontSize=15, leading=20)
NAME = theme.style("part-name", fontSize=11, leading=15)
NUMBER = theme.style("part-number", NAME, alignment=2)
MANY = 20  # actions; above, the contents list them


def part_page(book: Book, chapter: Chapter) -> list[Flowable]:
    return [NextPageTemplate("part"), PageBreak(), PartPage(book, chapter)]


def _fade(across: float, down: float) -> float:
    """Strong at the upper right, gone where the words are."""
    return min(1.0, max(0.0, (across - 0.45) / 0.35)) * (1 - down / 0.9)


class PartPage(Block):
    """A full tinted page."""

    role = "Sect"

    def __init__(self, book: Book, chapter: Chapter) -> None:
        super().__init__()
        self.book, self.chapter = book, chapter
        assert chapter.objectif is not None  # noqa: S101 -- chapters of actions have one
        self.objectif = chapter.objectif
        self.look = book.look(chapter.objectif.code)
        self.parts = self._words()

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, height
        return width, height

    def draw(self) -> None:
        canvas = self.canv
        self._ground()
        mark(canvas, self.chapter.key, self.height, self.chapter.title, 0)
        sign = Drawing(80, 80)
        sign.add(signs.sea_mark(self.look, 0, 4, 72))
        renderPDF.draw(sign, canvas, 0, self.height - 190)
        draw_stack(self.parts, canvas, 0, self.height - 214, theme.CONTENT * 0.92)

    def _ground(self) -> None:
        canvas, look = self.canv, self.look
        canvas.saveState()
        page = canvas.beginPath()
        page.rect(-theme.LEFT, 0, theme.WIDTH, theme.HEIGHT)
        canvas.clipPath(page, stroke=0, fill=0)
        canvas.setFillColor(look.tint)
        canvas.rect(-theme.LEFT, 0, theme.WIDTH, theme.HEIGHT, stroke=0, fill=1)
        seen = (-theme.LEFT, 0, theme.WIDTH - theme.LEFT, theme.HEIGHT)
        depths.fading_lines(canvas, "partie", (1150, -500, theme.HEIGHT + 16), look, _fade, seen)
        canvas.restoreState()

    def _words(self) -> list[Flowable]:
        objectif, look = self.objectif, self.look
        kicker = f"Objectif {shorten(objectif.code, 8)}" if objectif.code else "Hors objectif"
        out: list[Flowable] = [
            text([Run(kicker, bold=True, color=look.main)], NAME),
            heading(shorten(objectif.titre, 80), style=TITLE),
            Spacer(0, 4),
            text(shorten(objectif.intitule, 300), WORDS),
            Spacer(0, 10),
            *body(shorten(objectif.description, 700)),
            Spacer(0, 18),
            self._figures(),
            Spacer(0, 22),
        ]
        if len(self.chapter.actions) <= MANY:
            out.append(self._list())
        return out

    def _figures(self) -> Flowable:
        actions = self.chapter.actions
        numeros = {a.numero for a in actions}
        pledges = sum(e.action in numeros for e in self.book.contenu.engagements)
        cells = [
            [text(number, theme.FIGURE), text(words, theme.CELL_QUIET)]
            for number, words in (
                (francais.nombre(len(actions)), francais.accord(len(actions), "action", "actions")),
                (francais.euros_courts(totaux.budget_total(actions)), "de budget prévisionnel"),
                (francais.nombre(pledges), francais.accord(pledges, "engagement", "engagements")),
            )
        ]
        return grid([cells], [theme.CONTENT * 0.92 / 3] * 3, row_gap=0)

    def _list(self) -> Flowable:
        rows = [self._row(action) for action in self.chapter.actions]
        width = theme.CONTENT * 0.92
        lines = [("LINEBELOW", (0, 0), (-1, -1), 0.6, self.look.line)]
        return (
            table(rows, (40, width - 80, 40), head=0, extra=lines, role="TOC")
            if rows
            else Spacer(0, 0)
        )

    def _row(self, action: ActionContenu) -> list[Flowable]:
        key = action_key(action.numero)
        number = [Run(code(action.numero), bold=True, color=self.look.main)]
        title = [Run(shorten(action.intitule, 120), link=f"#{key}")]
        return [text(number, NAME), text(title, NAME), PageNumber(key, NUMBER)]
