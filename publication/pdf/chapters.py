"""The order of the document."""

from functools import partial

from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate, PageBreak

from publication.contenu import ActionContenu, ObjectifContenu
from publication.pdf import annex, commitments, front, overview
from publication.pdf.book import Book, Chapter, objectif_key
from publication.pdf.cover import Cover
from publication.pdf.fiche import fiche
from publication.pdf.part import part_page
from publication.textes import TITRES
from socle.pdf import theme
from socle.pdf.blocks import Gap, Later
from socle.pdf.structure import RANKS
from socle.pdf.texts import heading


def story(book: Book) -> list[Flowable]:
    """All flowables, cover to last annex."""
    chapters = [c for c in _chapters(book) if c.content or c.objectif is not None]
    out: list[Flowable] = [Cover(book), NextPageTemplate("text"), PageBreak()]
    out += front.contents(book, chapters)
    for chapter in chapters:
        out += _opened(book, chapter)
    return out


def _opened(book: Book, chapter: Chapter) -> list[Flowable]:
    """A chapter on a new page, or under the one before it when it may follow and there is room."""
    if chapter.objectif is not None:
        out = part_page(book, chapter)
        for action in chapter.actions:
            out.append(Later(RANKS["H3"], partial(fiche, book, action)))
        return [*out, NextPageTemplate("text")]
    start: list[Flowable] = [PageBreak()]
    if chapter.follows:
        start = [Gap(0, 26), CondPageBreak(theme.HEIGHT * chapter.follows)]
    return [*start, heading(chapter.title, chapter.key, level=0), *chapter.content]


def _chapters(book: Book) -> list[Chapter]:
    return [
        Chapter("Les parties", "parties", front.parties(book)),
        Chapter("Préambule", "preambule", front.texts(book), follows=0.4),
        Chapter("La feuille de route en bref", "en-bref", overview.at_a_glance(book)),
        Chapter("Les moyens réunis", "moyens", overview.means(book), follows=0.6),
        Chapter("Tableau des actions", "tableau", overview.summary(book), follows=0.5),
        *(_part(objectif, actions) for objectif, actions in book.groups() if actions),
        Chapter("Les engagements des organisations", "engagements", commitments.pledges(book)),
        Chapter("Plan de financement", "financement", commitments.financing(book)),
        Chapter("Suivi et évaluation", "suivi", commitments.monitoring(book)),
        Chapter(TITRES["duree"], "duree", commitments.duration(book), follows=0.25),
        Chapter("Signatures", "signatures", commitments.signatures(book), follows=0.5),
        Chapter("Annexe : la méthode", "methode", annex.method(book)),
        Chapter("Glossaire", "glossaire", annex.glossary(book), follows=0.2),
        Chapter("Sources et mentions", "sources", annex.sources(book), follows=0.2),
    ]


def _part(objectif: ObjectifContenu, actions: tuple[ActionContenu, ...]) -> Chapter:
    title = f"Objectif {objectif.code}, {objectif.titre}" if objectif.code else objectif.titre
    return Chapter(title, objectif_key(objectif.code), [], objectif=objectif, actions=actions)
