"""After the actions: pledges by organisation, consolidated financing, follow-up, signatures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.platypus import Flowable, KeepTogether, Spacer

from publication import totaux, wording
from publication.calendrier import moment_court
from publication.contenu import EngagementContenu, Signataire
from publication.pdf import signs
from publication.pdf.book import Book, action_key
from publication.pdf.fiche_parts import measure, pledge_kind, pledge_state
from publication.pdf.overview import pledge_totals
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure, grid, head_row, rubric, section, table
from socle.pdf.texts import Run, Text, text
from socle.pdf.theme import CELL, CELL_NUMBER, CELL_QUIET, CELL_STRONG, CELL_TOTAL
from socle.pdf.typography import capitalised, code, shorten

# Pledges -----------------------------------------------------------------------------------------


def pledges(book: Book) -> list[Flowable]:
    """The rule, the totals, then each organisation and what it pledges."""
    contenu = book.contenu
    out: list[Flowable] = [text(wording.CHARTER, theme.BODY), Spacer(0, 4)]
    if not contenu.engagements:
        return [*out, text("Aucun engagement n’est publié dans cette édition.")]
    out += section("Totaux par nature", pledge_totals(book))
    named = totaux.engagements_par_organisation(contenu)
    if named:
        out += section("Organisation par organisation")
        for nom, of in named:
            out += _organisation(book, nom, of)
    if hidden := sum(e.anonyme for e in contenu.engagements):
        out.append(text(wording.anonymous_words(hidden)))
    return out


def _organisation(book: Book, nom: str, of: Sequence[EngagementContenu]) -> list[Flowable]:
    """The name of an organisation over what it pledges, each line led by its action."""
    commune = next((o.commune for o in book.contenu.organisations if o.nom == nom), "")
    name: list[str | Run] = [Run(nom, bold=True), f", {commune}" if commune else ""]
    rows = [[_plate(book, e), _words(e), pledge_state(e), _when(e)] for e in of]
    widths = (50, theme.CONTENT - 50 - 84 - 66, 84, 66)
    title = text(name, theme.ORGANISATION, role="H4")
    return [
        KeepTogether([title, Spacer(0, 3), table(rows, widths, head=0, dense=True)]),
        Spacer(0, 10),
    ]


def _when(pledge: EngagementContenu) -> Text:
    return text(moment_court(pledge.echeance), CELL_QUIET)


def _plate(book: Book, pledge: EngagementContenu) -> Figure:
    action = next((a for a in book.contenu.actions if a.numero == pledge.action), None)
    look = book.look(action.objectif if action is not None else "")
    drawing = Drawing(40, 16)
    signs.plate(drawing, look, 0, 0, pledge.action, size=8.4)
    title = f", {shorten(action.intitule, 160)}" if action is not None else ""
    return Figure(drawing, f"Engagement pour l’action {pledge.action}{title}")


def _words(pledge: EngagementContenu) -> list[Text]:
    out = [text([Run(pledge_kind(pledge), bold=True)], CELL)]
    if pledge.texte.strip():
        out.append(text(pledge.texte, CELL))
    if pledge.condition.strip():
        out.append(text(f"Condition : {pledge.condition}", CELL_QUIET))
    return out


# Financing ---------------------------------------------------------------------------------------


def financing(book: Book) -> list[Flowable]:
    """By financer and state, then by objectif and year."""
    if not totaux.budget_total(book.contenu.actions):
        return []
    out: list[Flowable] = [
        text("Montants en euros hors taxes, toutes actions réunies.", CELL_QUIET),
        *section("Par financeur", _financers(book)),
        *section("Par objectif et par année", _years(book)),
        *section("Par financeur et par année", _financers_by_year(book)),
        Spacer(0, 4),
        text(SPREAD, theme.LEGEND),
    ]
    return out


SPREAD = (
    "Un financement n’a pas d’année dans les fiches : il est réparti comme le budget annuel de son "
    "action, à l’euro près."
)


def _financers(book: Book) -> Flowable:
    lines = totaux.par_financeur(book.contenu)
    total = sum((line.total for line in lines), Decimal(0))
    rows: list[list[Any]] = [
        head_row(
            "Financeur",
            "Acquis",
            "Sollicité",
            "À confirmer",
            "Total",
            "Part",
            numbers=(1, 2, 3, 4, 5),
        )
    ]
    for line in lines:
        rows.append(
            [
                text(line.nom, CELL),
                *_states(line.par_state, CELL_NUMBER),
                *_sum(line.total, total, CELL_TOTAL),
            ]
        )
    whole = totaux.financement_par_state(totaux.financements(book.contenu.actions))
    rows.append(
        [text("Total", CELL_STRONG), *_states(whole, CELL_TOTAL), *_sum(total, total, CELL_TOTAL)]
    )
    return table(rows, (theme.CONTENT - 3 * 74 - 82 - 40, 74, 74, 74, 82, 40), total=True)


def _states(amounts: dict[str, Decimal], style: Any) -> list[Text]:
    return [
        text(francais.euros(amounts[state]) if amounts.get(state) else "–", style)
        for state in totaux.FINANCEMENT_STATES
    ]


def _sum(amount: Decimal, total: Decimal, style: Any) -> list[Text]:
    share = francais.pourcentage(francais.part(amount, total))
    return [text(francais.euros(amount), style), text(share, CELL_NUMBER)]


def _financers_by_year(book: Book) -> Flowable:
    found = totaux.par_financeur_et_annee(book.contenu)
    named = [(nom or "À trouver", amounts) for nom, amounts in found.items()]
    known = {*book.contenu.periode.annees, *(y for _, of in named for y in of if y is not None)}
    years: list[int | None] = sorted(known)
    if any(of.get(None) for _, of in named):
        years.append(None)
    return _by_year("Financeur", years, named)


def _years(book: Book) -> Flowable:
    contenu = book.contenu
    years = [*totaux.budget_par_annee(contenu, contenu.actions)]
    named = [
        (objectif.titre, totaux.budget_par_annee(contenu, actions))
        for objectif, actions in book.groups()
    ]
    return _by_year("Objectif", years, named)


def _by_year(
    of: str, years: Sequence[int | None], named: Sequence[tuple[str, Mapping[Any, Decimal]]]
) -> Flowable:
    """One line a name, one column a year (None: not dated), the totals of both."""
    count = len(years) + 1
    heads = ["Sans année" if year is None else str(year) for year in years]
    rows: list[list[Any]] = [head_row(of, *heads, "Total", numbers=range(1, count + 1))]
    for name, amounts in named:
        cells = [amounts.get(year, totaux.ZERO) for year in years]
        rows.append([text(name, CELL), *_amounts(cells, CELL_NUMBER)])
    whole = [sum((of.get(year, totaux.ZERO) for _, of in named), totaux.ZERO) for year in years]
    rows.append([text("Total", CELL_STRONG), *_amounts(whole, CELL_TOTAL)])
    width = min(78.0, (theme.CONTENT - 120) / count)
    return table(rows, (theme.CONTENT - width * count, *[width] * count), total=True)


def _amounts(amounts: Sequence[Decimal], style: Any) -> list[Text]:
    cells = [text(francais.euros(a) if a else "–", style) for a in amounts]
    return [*cells, text(francais.euros(sum(amounts, Decimal(0))), CELL_TOTAL)]


# Follow-up ---------------------------------------------------------------------------------------


def monitoring(book: Book) -> list[Flowable]:
    """The text on follow-up, where actions stand, and every indicator with its target."""
    contenu = book.contenu
    out: list[Flowable] = []
    if contenu.textes.suivi.strip():
        out += [rubric("Le principe", book.said(contenu.textes.suivi), 8)]
    counts = totaux.par_avancement(contenu.actions)
    if counts:
        said = [
            f"{capitalised(s.libelle)} : {francais.pluriel(n, 'action', 'actions')}"
            for s, n in counts.items()
        ]
        out.append(text(". ".join(said) + "."))
    rows = [_indicator(book, a, i) for a in contenu.actions for i in a.indicateurs]
    if rows:
        names = head_row(
            "Action", "Indicateur", "Type", "Départ", "Cible", "Échéance", numbers=(3, 4)
        )
        widths = (40, theme.CONTENT - 40 - 70 - 44 - 110 - 66, 70, 44, 110, 66)
        out += section("Les indicateurs", table([names, *rows], widths, row_head=1, dense=True))
    return out


def _indicator(book: Book, action: Any, indicator: Any) -> list[Any]:
    color = book.look(action.objectif).main
    return [
        text(
            [
                Run(
                    code(action.numero),
                    bold=True,
                    color=color,
                    link=f"#{action_key(action.numero)}",
                )
            ],
            CELL,
        ),
        text(indicator.libelle, CELL),
        text(indicator.type.libelle, CELL_QUIET),
        text(measure(indicator.reference, ""), CELL_NUMBER),
        text(measure(indicator.cible, indicator.unite), CELL_NUMBER),
        text(moment_court(indicator.echeance), CELL_QUIET),
    ]


# Duration ----------------------------------------------------------------------------------------


def duration(book: Book) -> list[Flowable]:
    """How long the roadmap holds, how a party may have it changed or leave it."""
    return book.said(book.contenu.textes.duree)


# Signatures --------------------------------------------------------------------------------------


def signatures(book: Book) -> list[Flowable]:
    """One block a signatory with room for a hand, and the frame of the préfecture."""
    contenu = book.contenu
    signers = wording.signers(contenu)
    said = wording.approval_words(contenu, book.short_hash)
    out: list[Flowable] = [text(said), Spacer(0, 8), _stamp(), Spacer(0, 20)]
    half = (theme.CONTENT - 24) / 2
    for start in range(0, len(signers), 2):
        pair = [_signature(s, half) for s in signers[start : start + 2]]
        pair += [[]] * (2 - len(pair))
        out.append(KeepTogether([grid([pair], [half + 24, half], gap=24, row_gap=18)]))
    return out


def _signature(signer: Signataire, width: float) -> list[Flowable]:
    """Who signs, then an empty frame, or the date when it is signed."""
    out: list[Flowable] = [
        text([Run(shorten(signer.organisation, 160), bold=True)], theme.FACT_VALUE),
        text(shorten(signer.fonction, 160), CELL_QUIET),
    ]
    if signer.nom:
        out.append(text(shorten(signer.nom, 120), CELL))
    drawing = Drawing(width, 92)
    signed = signer.signe_le
    drawing.add(
        Rect(
            0.5,
            0.5,
            width - 1,
            86,
            rx=4,
            ry=4,
            strokeColor=theme.LINE_STRONG,
            strokeWidth=0.8,
            fillColor=theme.PAPER if signed else None,
            strokeDashArray=None if signed else [3, 3],
        )
    )
    words = f"Signé le {francais.date_longue(signed)}" if signed else "Date et signature"
    drawing.add(signs.label(10, 72, words, size=8, color=theme.INK_3))
    return [*out, Figure(drawing, f"{words}, {signer.organisation}")]


def _stamp() -> Flowable:
    """The frame where the préfecture puts its stamp."""
    width, tall = 230.0, 78.0
    drawing = Drawing(theme.CONTENT, tall)
    left = theme.CONTENT - width
    drawing.add(
        Rect(
            left,
            0.5,
            width - 0.5,
            tall - 1,
            rx=4,
            ry=4,
            fillColor=None,
            strokeColor=theme.LINE_STRONG,
            strokeWidth=0.8,
            strokeDashArray=[3, 3],
        )
    )
    for rank, words in enumerate(wording.STAMP):
        drawing.add(signs.label(left + 10, tall - 18 - rank * 16, words, size=8, color=theme.INK_3))
    for rank, (words, end) in enumerate((("Fait à", ""), ("le", ""), ("en", "exemplaires"))):
        y = tall - 14 - rank * 24
        drawing.add(signs.label(0, y, words, size=10))
        drawing.add(signs.label(190, y, end, size=10))
        line = (36, y - 2, 180 if end else 250, y - 2)
        drawing.add(Line(*line, strokeColor=theme.LINE_STRONG, strokeWidth=0.5))
    return Figure(
        drawing, "Fait à, le, en nombre d’exemplaires. Cadre réservé au visa de la préfecture."
    )
