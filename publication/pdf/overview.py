"""At a glance: key figures, the three objectifs, the calendar, the money, the summary table."""

from decimal import Decimal
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable, Spacer

from publication import montants, totaux, wording
from publication.calendrier import period_lines
from publication.contenu import ObjectifContenu
from publication.couverture import couvertures, manques, reserves
from publication.dessins.annees import annees, par_annee
from publication.dessins.budget import budget
from publication.dessins.calendrier import calendriers
from publication.dessins.formes import DEMI_PAGE, PAGE
from publication.pdf import charts, signs
from publication.pdf.book import Book, action_key
from publication.pdf.dessin import figure
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure, PageNumber, grid, head_row, section, table
from socle.pdf.texts import Run, Text, text
from socle.pdf.theme import CELL, CELL_NUMBER, CELL_QUIET, CELL_STRONG, CELL_TOTAL
from socle.pdf.typography import capitalised, code, quantity, shorten

FIGURE_SMALL = theme.style("figure-small", theme.FIGURE, fontSize=17, leading=21)
CARD_TITLE = theme.style("card-title", fontSize=15, leading=18, **theme.TITLE_SHAPED)
CARD_TEXT = theme.style("card-text", fontSize=9, leading=12)
GAP = 12.0


def at_a_glance(book: Book) -> list[Flowable]:
    """Key figures, one card an objectif, the calendar of all actions."""
    out: list[Flowable] = [_figures(book), Spacer(0, 12)]
    if book.contenu.objectifs:
        out += [_cards(book), Spacer(0, 6)]
    for rank, picture in enumerate(calendriers(book.contenu, PAGE)):
        calendar = figure(picture)
        title = "Le calendrier" if rank == 0 else "Le calendrier (suite)"
        out += section(title, calendar, least=picture.height + 40)
    if not book.contenu.actions:
        out.append(text("Aucune action n’est encore inscrite à cette feuille de route."))
    return out


def _figures(book: Book) -> Flowable:
    contenu = book.contenu
    budget = totaux.budget_total(contenu.actions)
    acquired = totaux.financement_par_state(totaux.financements(contenu.actions))["acquis"]
    share = francais.pourcentage(francais.part(acquired, budget))
    count = len(contenu.engagements)
    who = totaux.organisations_engagees(contenu)
    cells = [
        _figure(
            francais.nombre(len(contenu.actions)), _word(len(contenu.actions), "action", "actions")
        ),
        _figure(francais.euros_courts(budget), _budget_label(book)),
        _figure(francais.euros_courts(acquired), f"de financements acquis, {share} du budget"),
        _figure(
            francais.nombre(count),
            f"{_word(count, 'engagement', 'engagements')}, "
            f"{francais.pluriel(who, 'organisation engagée', 'organisations engagées')}",
        ),
    ]
    return grid([cells], [theme.CONTENT / 4] * 4, row_gap=0)


def _budget_label(book: Book) -> str:
    unknown = totaux.without_budget(book.contenu.actions)
    label = "de budget prévisionnel, hors taxes"
    return (
        f"{label}, {francais.pluriel(unknown, 'action', 'actions')} à chiffrer"
        if unknown
        else label
    )


def _figure(number: str, words: str) -> list[Text]:
    return [text(number, theme.FIGURE), text(words, CELL_QUIET)]


def _word(count: int, one: str, many: str) -> str:
    return francais.accord(count, one, many)


def _cards(book: Book) -> Flowable:
    """Three tinted cards a row: sea mark, names, figures."""
    objectifs = book.contenu.objectifs
    width = (theme.CONTENT - 2 * GAP) / 3
    inside = width - 24
    said = {o.code: text(shorten(o.intitule, 220), CARD_TEXT) for o in objectifs}
    tallest = max(words.wrapOn(None, inside, 1e6)[1] for words in said.values())
    rows: list[list[Any]] = []
    styles: list[tuple[Any, ...]] = []
    for start in range(0, len(objectifs), 3):
        row: list[Any] = []
        for rank, objectif in enumerate(objectifs[start : start + 3]):
            words = said[objectif.code]
            even = [words, Spacer(0, tallest - words.height + 8)]
            row += ([""] if rank else []) + [_card(book, objectif, even, inside)]
            at = (2 * rank, len(rows))
            styles.append(("BACKGROUND", at, at, book.look(objectif.code).tint))
        rows.append(row + [""] * (5 - len(row)))
    pad = (("LEFTPADDING", 12), ("RIGHTPADDING", 12), ("TOPPADDING", 12), ("BOTTOMPADDING", 8))
    styles += [(name, (0, 0), (-1, -1), size) for name, size in pad]
    return grid(rows, [width, GAP, width, GAP, width], extra=styles)


def _card(
    book: Book, objectif: ObjectifContenu, words: list[Flowable], width: float
) -> list[Flowable]:
    look = book.look(objectif.code)
    actions = book.contenu.actions_of(objectif.code)
    numeros = {a.numero for a in actions}
    pledges = sum(e.action in numeros for e in book.contenu.engagements)
    sign = Drawing(width, 38)
    sign.add(signs.sea_mark(look, 0, 6, 32))
    name = [Run(f"Objectif {shorten(objectif.code, 8)}", bold=True, color=look.main)]
    lines = (
        (_word(len(actions), "action", "actions"), francais.nombre(len(actions))),
        ("de budget", francais.euros_courts(totaux.budget_total(actions))),
        (_word(pledges, "engagement", "engagements"), francais.nombre(pledges)),
    )
    rows = [[text(label, CARD_TEXT), text(number, CELL_TOTAL)] for label, number in lines]
    above = ("LINEABOVE", (0, 0), (-1, 0), 0.8, look.main)
    pad = ("TOPPADDING", (0, 0), (-1, 0), 3.5)
    figures = table(rows, (width / 2, width / 2), head=0, line=look.line, extra=[above, pad])
    title = text(shorten(objectif.titre, 60), CARD_TITLE)
    mark = Figure(sign, "")
    return [mark, text(name, CARD_TEXT), title, Spacer(0, 2), *words, figures]


# Money and pledges -------------------------------------------------------------------------------


def means(book: Book) -> list[Flowable]:
    """Budget by objectif and by year, where the money stands, what organisations pledge."""
    contenu = book.contenu
    half = DEMI_PAGE.width
    columns: list[list[Flowable]] = [
        [text(title, theme.RUBRIC, role="H4"), Spacer(0, 6), figure(picture)]
        for title, picture in (
            ("Par objectif et par origine", budget(contenu, DEMI_PAGE)),
            ("Par année", annees(contenu, DEMI_PAGE)),
        )
        if picture is not None
    ]
    out: list[Flowable] = []
    if columns:
        gap = theme.CONTENT - 2 * half
        out.append(grid([columns], [half + gap, half][: len(columns)], gap=gap, row_gap=0))
    if contenu.actions:
        out += _money_tables(book)
    out += _funding(book)
    if visible := _pledge_figures(book):
        out += section("Ce que les organisations engagent", *visible)
    if missing := manques(couvertures(contenu, contenu.actions).values()):
        said = f"Il manque encore {francais.liste(missing)} pour répondre aux besoins chiffrés."
        out.append(text(said, CARD_TEXT))
    return out


def _money_tables(book: Book) -> list[Flowable]:
    """The figures of the two drawings, to the euro."""
    contenu = book.contenu
    out: list[Flowable] = []
    money = montants.tableau(contenu)
    names = [shorten(g.nom, 40) for g in money.groupes]
    if money.total:
        lines = [(line.libelle, (*line.montants, line.total)) for line in money.lignes]
        lines.append(("Total", (*money.totaux, money.total)))
        out.append(_amounts("Origine", [*names, "Ensemble"], lines))
    years = par_annee(contenu)
    if any(map(any, years.values())):
        lines = [(str(year), (*amounts, sum(amounts))) for year, amounts in years.items()]
        sums = [sum(column) for column in zip(*years.values(), strict=True)]
        lines.append(("Total", (*sums, sum(sums))))
        out += [Spacer(0, 6), _amounts("Année", [*names, "Ensemble"], lines)]
    return out


def _amounts(first: str, names: list[str], lines: list[tuple[str, tuple[Any, ...]]]) -> Flowable:
    """A table of euros: a name, then one amount a column; the last line adds up."""
    rows: list[list[Any]] = [head_row(first, *names, numbers=range(1, len(names) + 1))]
    for rank, (name, amounts) in enumerate(lines):
        is_total = rank == len(lines) - 1
        style = CELL_TOTAL if is_total else CELL_NUMBER
        rows.append(
            [text(name, CELL_STRONG), *(text(francais.euros(amount), style) for amount in amounts)]
        )
    wide = min(92.0, (theme.CONTENT - 100) / len(names))
    widths = [theme.CONTENT - wide * len(names), *[wide] * len(names)]
    return table(rows, widths, total=True, dense=True)


def _pledge_figures(book: Book) -> list[Flowable]:
    """The visible totals in large, four a row, then in one sentence the kinds without a quantity.

    The whole table is with the pledges.
    """
    totals = totaux.engagement_totaux(book.contenu.engagements, book.contenu.anonymes)
    cells = [
        [text(quantity(t.quantite, t.unite), FIGURE_SMALL), text(t.nature.libelle, CELL_QUIET)]
        for t in totals
        if t.quantite is not None
    ]
    cells += [[] for _ in range(-len(cells) % 4)]
    rows = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    out: list[Flowable] = []
    if rows:
        out.append(grid(rows, [theme.CONTENT / 4] * 4, gap=14, row_gap=5))
    counted = [f"{t.nature.libelle.lower()} ({t.nombre})" for t in totals if t.quantite is None]
    if counted:
        said = f"Et, sans quantité : {francais.liste(counted)}."
        out.append(text(said if rows else capitalised(francais.liste(counted)) + ".", CARD_TEXT))
    return out


def _funding(book: Book) -> list[Flowable]:
    actions = book.contenu.actions
    amounts = totaux.financement_par_state(totaux.financements(actions))
    missing = sum((totaux.a_trouver(a) for a in actions), Decimal(0))
    bar = charts.states_bar(amounts, missing, theme.CONTENT)
    if bar is None:
        return []
    total = sum(amounts.values()) + missing
    cells = []
    for rank, words, amount in (
        (0, "Acquis", amounts["acquis"]),
        (2, "Sollicité", amounts["sollicite"]),
        (3, "À confirmer", amounts["a_confirmer"]),
        (-1, "À trouver", missing),
    ):
        share = francais.pourcentage(francais.part(amount, total))
        label = [
            text(f"{words}, {share}", CELL_QUIET),
            text([Run(francais.euros(amount), bold=True)], CELL),
        ]
        cells.append(grid([[charts.swatch(rank), label]], [15, 105], gap=2, row_gap=0))
    key = grid([cells], [theme.CONTENT / 4] * 4, gap=4, row_gap=0)
    return section("Où en sont les financements", bar, Spacer(0, 6), key)


def pledge_totals(book: Book) -> Flowable:
    """Totals by kind and unit; hidden quantities are counted beside, never added."""
    rows: list[list[Any]] = [head_row("Nature", "Engagements", "Total publié", "", numbers=(1, 2))]
    for total in totaux.engagement_totaux(book.contenu.engagements, book.contenu.anonymes):
        shown = "" if total.quantite is None else quantity(total.quantite, total.unite)
        cells = [
            text(total.nature.libelle, CELL_STRONG),
            text(francais.nombre(total.nombre), CELL_NUMBER),
            text(shown, CELL_TOTAL),
            text(capitalised(", ".join(reserves(total))), CELL_QUIET),
        ]
        rows.append(cells)
    return table(rows, (196, 66, 80, theme.CONTENT - 342), dense=True)


# Summary table -----------------------------------------------------------------------------------


def summary(book: Book) -> list[Flowable]:
    """One line an action: number, title, porteur, calendar, budget, state, page."""
    if not book.contenu.actions:
        return []
    names = head_row(
        "N°", "Action", "Porteur", "Calendrier", "Budget HT", "Avancement", "Page", numbers=(4, 6)
    )
    rows: list[list[Any]] = [names]
    extra: list[tuple[Any, ...]] = []
    for objectif, actions in book.groups():
        look = book.look(objectif.code)
        for action in actions:
            key = action_key(action.numero)
            line = (0, len(rows)), (0, len(rows))
            extra.append(("LINEBEFORE", *line, 3, look.main))
            budget = "à chiffrer" if action.budget is None else francais.euros(action.budget)
            rows.append(
                [
                    text([Run(code(action.numero), bold=True, color=look.main)], CELL),
                    text([Run(shorten(action.intitule, 160), link=f"#{key}", bold=True)], CELL),
                    text(shorten(action.porteur, 90), CELL),
                    text(period_lines(action), CELL_QUIET),
                    text(budget, CELL_NUMBER),
                    text(_state(action), CELL_QUIET),
                    PageNumber(key),
                ]
            )
    total = francais.euros(totaux.budget_total(book.contenu.actions))
    rows.append(["", text("Total", CELL_STRONG), "", "", text(total, CELL_TOTAL), "", ""])
    widths = (34, 150, 98, 62, 70, 58, theme.CONTENT - 472)
    extra.append(("LEFTPADDING", (0, 1), (0, -2), 8))
    return [table(rows, widths, total=True, row_head=1, extra=extra)]


def _state(action: Any) -> str:
    return wording.stage_words(action.avancement or action.state, action.avancement_pourcent)
