"""The pages of the document: templates, footers, running heads, metadata."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, PageTemplate

from publication.pdf import depths, signs
from publication.pdf.book import Book
from socle import francais
from socle.pdf import pages, theme
from socle.pdf.canvas import RoadmapCanvas
from socle.pdf.pages import FOOT, RULE, folio, frame, rule
from socle.pdf.texts import text
from socle.pdf.typography import lines, printable, shorten

WARNING_TOP = 37.0  # height above the lower edge, in points
STRIP = 42.0  # head of the next pages of a fiche
WARNING_LINES = 2
WARNING_STYLE = theme.style("warning", theme.LEGEND, fontSize=8, leading=9.6)
PROJET = "Projet, non publié : "
STAMP = "PROJET"
STAMP_SIZE, STAMP_ANGLE, STAMP_ALPHA = 150.0, 56.0, 0.13  # points, degrees, opacity
Progress = Callable[[int, int], None]


class Document(pages.Document):
    """Page templates: « cover », « text », « part » (an objectif), « fiche » and its « suite »."""

    def __init__(self, out: BytesIO, book: Book) -> None:
        contenu = book.contenu
        super().__init__(
            out,
            title=f"{PROJET if book.projet else ''}{contenu.titre} – {book.name}",
            author=contenu.auteur or contenu.territoire.nom,
            subject=f"Édition {contenu.edition} du {francais.date_longue(contenu.date)}",
            keywords=f"SHA-256 {book.empreinte}",
        )
        self.book = book
        self.warning = _warning(contenu.avertissement)
        whole = partial(frame, bottom=0, top=0)
        self.addPageTemplates(
            [
                PageTemplate("cover", [whole("cover", left=0, width=theme.WIDTH)]),
                PageTemplate("text", [frame("text")], onPage=self._foot),
                PageTemplate("part", [whole("part")], onPageEnd=self._foot),
                PageTemplate("fiche", [frame("fiche", top=0)], onPage=self._foot),
                PageTemplate("suite", [frame("suite", top=STRIP + 20)], onPage=self._running),
            ]
        )

    def render(
        self, story: list[Flowable], progress: Progress | None, *, tagged: bool = True
    ) -> RoadmapCanvas:
        """Draw the story; the canvas knows what the structure still needs in the file."""
        if progress is not None:
            self.setProgressCallBack(_reporter(progress, len(story)))
        return self.draw(story, day=self.book.contenu.date, tagged=tagged)

    def afterPage(self) -> None:
        """Called by ReportLab at the end of each page: a trial says what it is over all the rest."""
        if not self.book.projet:
            return
        canvas = self.canv
        canvas.saveState()
        is_cover = canvas.getPageNumber() == 1
        canvas.setFillColor(theme.WHITE if is_cover else theme.ERROR)
        canvas.setFont(theme.SEMIBOLD, 8)
        words = printable(f"{PROJET}état au {francais.date_longue(self.book.contenu.date)}")
        if is_cover:  # its right corner is folded
            canvas.drawString(theme.LEFT, theme.HEIGHT - 24, words)
        else:
            canvas.drawRightString(theme.WIDTH - theme.RIGHT, theme.HEIGHT - 24, words)
        canvas.translate(theme.WIDTH / 2, theme.HEIGHT / 2)
        canvas.rotate(STAMP_ANGLE)
        canvas.setFillAlpha(STAMP_ALPHA)
        canvas.setFont(theme.DISPLAY, STAMP_SIZE)
        canvas.drawCentredString(0, -STAMP_SIZE / 3, STAMP)
        canvas.restoreState()

    def _foot(self, canvas: RoadmapCanvas, _doc: Any) -> None:
        """Who, which edition, which content, which page; the demonstration warning below."""
        if not canvas.hasForm("foot"):  # said once in the file, shown on every page
            canvas.beginForm("foot", 0, 0, theme.WIDTH, RULE + 1)
            self._draw_foot(canvas)
            canvas.endForm()
        canvas.doForm("foot")
        folio(canvas)

    def _draw_foot(self, canvas: RoadmapCanvas) -> None:
        contenu = self.book.contenu
        rule(canvas)
        day = francais.date_courte(contenu.date)
        edition = shorten(contenu.edition, 20)
        words = f"Édition {edition} du {day}, empreinte {self.book.short_hash}"
        right = theme.WIDTH - theme.RIGHT - 48
        canvas.drawRightString(right, FOOT, printable(words))
        room = theme.CONTENT - 60 - signs.width_of(words, theme.REGULAR, 8)
        name = f"{contenu.titre}, {contenu.territoire.nom}"
        canvas.drawString(theme.LEFT, FOOT, signs.fit(name, theme.REGULAR, 8, room))
        for rank, line in enumerate(self.warning):
            canvas.drawString(theme.LEFT, WARNING_TOP - 4 - rank * WARNING_STYLE.leading, line)

    def _running(self, canvas: RoadmapCanvas, doc: Any) -> None:
        """The head of the second and next pages of a fiche: a thin strip of its tint."""
        self._foot(canvas, doc)
        action, look = canvas.running
        base = theme.HEIGHT - STRIP
        depths.band(canvas, look, 0, base, theme.WIDTH, STRIP)
        drawing = Drawing(theme.CONTENT, 22)
        x = signs.plate(drawing, look, 0, 0, action.numero, size=9)
        words = signs.fit(action.intitule, theme.SEMIBOLD, 9, theme.CONTENT - x - 60)
        drawing.add(signs.label(x + 8, 4.6, words, font=theme.SEMIBOLD, size=9))
        used = x + 8 + signs.width_of(words, theme.SEMIBOLD, 9)
        drawing.add(signs.label(used + 6, 4.6, "(suite)", size=9, color=theme.INK_2))
        renderPDF.draw(drawing, canvas, theme.LEFT, base + 13)


def _warning(words: str) -> list[str]:
    """The lines of the warning at the foot of pages; the whole of it is on the cover and at the end."""
    if not words.strip():
        return []
    paragraph = text(" ".join(lines(words)), WARNING_STYLE)
    paragraph.wrap(theme.CONTENT, 1e6)
    broken = paragraph.breakLines([theme.CONTENT]).lines
    shown = [" ".join(line[1]) for line in broken[:WARNING_LINES]]
    if len(broken) > WARNING_LINES:
        shown[-1] = signs.fit(
            shown[-1] + " " + " ".join(broken[WARNING_LINES][1]), theme.REGULAR, 8, theme.CONTENT
        )
    return shown


def _reporter(progress: Progress, blocks: int) -> Callable[[str, int], None]:
    """ReportLab's events as (pages drawn, pages in all), told at each new page.

    How many pages there will be is known at the last one: before, it is the share of the `blocks`
    drawn that tells.
    """
    page = told = 0

    def report(kind: str, value: int) -> None:
        nonlocal page, told
        if kind == "PAGE":
            page = value
        elif kind == "PROGRESS" and told < page and value > 0:
            told = page
            progress(page, max(page + 1, round(page * blocks / value)))
        elif kind == "FINISHED" and page:
            progress(page, page)

    return report
