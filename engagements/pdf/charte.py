"""Several fiches of one organisation in one document: the letter first, then each fiche."""

from collections.abc import Iterator, Sequence

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, PageBreak, Spacer

from engagements.pdf.fiche import (
    DRAFT,
    TITLE,
    Fiche,
    annexed,
    head,
    mentions,
    spelled,
)
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure, PageNumber, head_row, section, table
from socle.pdf.signs import plate
from socle.pdf.texts import Run, heading, text
from socle.pdf.theme import CELL, CELL_QUIET, CONTENT, look_of
from socle.pdf.typography import capitalised, lines, shorten

NAME = "Charte d’engagement"
PLATE = 62.0
PLEDGE = theme.style("charte-pledge", fontSize=10.5, leading=15)
LONG = 320  # signs of a pledge on the first page; its fiche has all of it


def story(fiches: Sequence[Fiche]) -> list[Flowable]:
    """The letter that lists the pledges and the common rules, then one fiche a page."""
    first = fiches[0].texte
    count = francais.pluriel(len(fiches), "fiche d’engagement", "fiches d’engagement")
    out: list[Flowable] = [
        head(first.territoire, count, _days(fiches)),
        heading(NAME, "charte", level=0, style=TITLE, role="H1"),
        text(first.preambule, theme.BODY),
        Spacer(0, 6),
        _list(fiches),
        *mentions(_common(fiches)),
        *section("Signatures", _signatures(fiches)),
    ]
    for fiche in fiches:
        out += [PageBreak(), *annexed(fiche)]
    return out


def _days(fiches: Sequence[Fiche]) -> str:
    days = sorted({fiche.signe.moment.date() for fiche in fiches if fiche.signe})
    if not days:
        return DRAFT
    if len(days) == 1:
        return f"Signées le {francais.date_longue(days[0])}"
    first, last = francais.date_courte(days[0]), francais.date_courte(days[-1])
    return f"Signées du {first} au {last}"


def _list(fiches: Sequence[Fiche]) -> Flowable:
    rows = [[_plate(fiche), _pledge(fiche)] for fiche in fiches]
    return table(rows, (PLATE, CONTENT - PLATE), head=0, role="L")


def _plate(fiche: Fiche) -> Flowable:
    drawing = Drawing(PLATE - 8, 19)
    plate(drawing, look_of(fiche.texte.objectif), 0, 1, fiche.texte.numero)
    return Figure(drawing, f"Action {fiche.texte.numero} de la feuille de route")


def _pledge(fiche: Fiche) -> Flowable:
    """« **25 jours.** Prêter notre bureau d’études. Conditionnel : si… »."""
    texte = fiche.texte
    lead = capitalised(texte.valeur("Quantité") or texte.valeur("Apport"))
    said = shorten(" ".join(lines(texte.valeur("Ce que fera l’organisation"))), LONG)
    condition = texte.valeur("Condition")
    firmness = texte.valeur("Fermeté")
    words = f"{said} {firmness}\u00a0: {shorten(condition, LONG)}" if condition else said
    return text([Run(f"{lead}. ", bold=True), words], PLEDGE)


def _common(fiches: Sequence[Fiche]) -> tuple[str, ...]:
    """The sentences that all fiches carry, word for word; each fiche repeats its own."""
    first, *others = (fiche.texte.mentions for fiche in fiches)
    return tuple(words for words in first if all(words in mentions for mentions in others))


def _signatures(fiches: Sequence[Fiche]) -> Flowable:
    rows = [head_row("Action", "Référence", "Signée par", "Le", "Page", numbers=(4,))]
    rows += [list(_signature(fiche)) for fiche in fiches]
    return table(rows, (54, 98, CONTENT - 54 - 98 - 130 - 40, 130, 40))


def _signature(fiche: Fiche) -> Iterator[Flowable]:
    signe = fiche.signe
    yield text(fiche.texte.numero, CELL)
    link = [Run(spelled(signe.reference), link=f"#{fiche.key}", color=theme.LINK)] if signe else "–"
    yield text(link, CELL)
    who = f"{signe.name}, {signe.fonction}" if signe and signe.name else signe and signe.fonction
    yield text(capitalised(who or DRAFT), CELL)
    yield text(francais.date_heure(signe.moment) if signe else "–", CELL_QUIET)
    yield PageNumber(fiche.key)
