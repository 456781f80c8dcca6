"""The parts of a fiche: what each one says, at the width the layout gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from publication import totaux, votes, wording
from publication.calendrier import moment_court
from publication.contenu import (
    ActionContenu,
    BudgetAnnee,
    EngagementContenu,
    IndicateurContenu,
    JalonContenu,
    ResultatVote,
)
from publication.pdf import charts, signs, timeline
from publication.pdf.book import Book
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure, grid, head_row, table
from socle.pdf.texts import LINE_END, Run, Text, body, bullets, text
from socle.pdf.theme import CELL, CELL_NUMBER, CELL_QUIET, CELL_STRONG, CELL_TOTAL, COLUMN
from socle.pdf.typography import capitalised, quantity

LONG = 420  # signs; a longer title or summary goes on in the text
SHORT_NEEDS = 600  # signs; above, needs and points of attention follow each other
NOT_STARTED = ("a_faire", "a_venir")  # states of a jalon that go without saying
MANY_YEARS = 5


@dataclass(frozen=True)
class Part:
    """A named part of a fiche. `means`: it belongs with the money, the measures, the pledges."""

    title: str
    content: list[Flowable]
    means: bool = False


def parts(book: Book, action: ActionContenu) -> Iterator[Part]:
    """The parts that have something to say, in reading order."""
    yield from _story(action)
    if action.partenaires:
        yield Part("Partenaires", [text(f"{francais.liste(action.partenaires)}.")])
    if action.jalons:
        yield Part("Jalons", _jalons(book, action))
    yield from _needs(book, action)
    if action.budget is not None or action.financements:
        yield Part("Budget et financement", _financing(book, action), means=True)
    if action.indicateurs:
        yield Part("Indicateurs", [_indicators(action.indicateurs)], means=True)
    if action.moyens.strip():
        yield Part("Moyens", body(action.moyens), means=True)
    pledges = book.contenu.engagements_of(action.numero)
    yield Part("Engagements", _pledges(pledges), means=True)
    if decision := _decision(book, action):
        yield Part("Décision", decision, means=True)


def facts(book: Book, action: ActionContenu) -> Iterator[tuple[str, str]]:
    """Labels and values of the short facts; the empty ones are left out."""
    for name, value in _fact_values(book, action):
        if value.strip():
            yield name, value


def _fact_values(book: Book, action: ActionContenu) -> Iterator[tuple[str, str]]:
    yield "Porteur", action.porteur
    yield wording.copilotes(action)
    yield "Référent", action.referent
    yield "Calendrier", capitalised(timeline.period_short(action))
    budget = action.budget
    yield "Budget hors taxes", francais.euros(budget) if budget is not None else "À chiffrer"
    yield from wording.more_facts(action, book.axe(action.axe))


def _story(action: ActionContenu) -> Iterator[Part]:
    """The words of the action, longest texts included."""
    words = {
        "Intitulé complet": action.intitule if len(action.intitule) > LONG else "",
        "En bref": action.resume if len(action.resume) > LONG else "",
        "Constat": action.constat,
        "Ce que nous allons faire": action.description,
        "Objectifs": action.objectifs,
    }
    for title, content in words.items():
        if content.strip():
            yield Part(title, body(content))
    if any(item.strip() for item in action.resultats_attendus):
        yield Part("Résultats attendus", bullets(action.resultats_attendus))


def _needs(book: Book, action: ActionContenu) -> Iterator[Part]:
    """Needs and points of attention: side by side when both are short."""
    needs = wording.need_words(book.contenu, action)
    both = {"Besoins": needs, "Points de vigilance": action.points_de_vigilance}
    blocks = {
        title: bullets(items) for title, items in both.items() if any(i.strip() for i in items)
    }
    if len(blocks) == 2 and sum(len(i) for items in both.values() for i in items) < SHORT_NEEDS:
        (first, needs), (second, risks) = blocks.items()
        name = text(second, theme.RUBRIC, role="H4")
        half = COLUMN / 2
        yield Part(first, [grid([[needs, name, risks]], [half - 12, 76, half - 64], row_gap=0)])
        return
    for title, content in blocks.items():
        yield Part(title, content)


# Jalons ------------------------------------------------------------------------------------------


def _jalons(book: Book, action: ActionContenu) -> list[Flowable]:
    jalons = sorted(action.jalons, key=lambda j: j.ordre)
    out: list[Flowable] = []
    if line := timeline.milestones(book, action, jalons, COLUMN):
        out += [line, Spacer(0, 5)]
    color = book.look(action.objectif).main
    cells: list[Any] = [
        text(
            [
                Run(str(n), bold=True, color=color),
                "  ",
                Run(_when(jalon), bold=True),
                LINE_END,
                jalon.libelle,
            ],
            CELL,
        )
        for n, jalon in enumerate(jalons, 1)
    ]
    columns = min(4, max(2, len(cells)))
    cells += [[] for _ in range(-len(cells) % columns)]
    rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
    return [*out, grid(rows, [COLUMN / columns] * columns, row_gap=4)]


def _when(jalon: JalonContenu) -> str:
    words = moment_court(jalon.echeance) if jalon.echeance else "à dater"
    if jalon.state is None or jalon.state.cle in NOT_STARTED:
        return words
    return f"{words}, {jalon.state.libelle}"


# Money -------------------------------------------------------------------------------------------


def _financing(book: Book, action: ActionContenu) -> list[Flowable]:
    out: list[Flowable] = []
    if bar := charts.funding_bar(action, COLUMN):
        out += [bar, Spacer(0, 4)]
    if action.financements:
        out.append(_financing_table(action))
        rough = ", en ordre de grandeur" if action.budget_ordre_de_grandeur else ""
        out += [Spacer(0, 4), text(f"Montants hors taxes{rough}.", theme.LEGEND)]
    else:
        out.append(text("Le plan de financement reste à écrire."))
    if len(action.budget_par_annee) > 1:
        out += _years(action.budget_par_annee, book.look(action.objectif))
    return out


def _financing_table(action: ActionContenu) -> Flowable:
    missing = totaux.a_trouver(action)
    total = sum((f.montant for f in action.financements), Decimal(0)) + missing
    rows: list[list[Any]] = [
        head_row("Financeur", "", "État", "Montant", "Part", numbers=(3, 4)),
        *(
            [
                charts.swatch(rank),
                text(f.financeur, CELL),
                text(wording.label(f.state), CELL_QUIET),
                *_amount_cells(f.montant, total),
            ]
            for rank, f in enumerate(action.financements)
        ),
    ]
    if missing:
        name = text("À trouver", CELL_STRONG)
        rows.append([charts.swatch(-1), name, "", *_amount_cells(missing, total)])
    rows.append([text("Total", CELL_STRONG), "", "", *_amount_cells(total, total, CELL_TOTAL)])
    spans = (("SPAN", (0, 0), (1, 0)), ("SPAN", (0, -1), (1, -1)))
    widths = (15, COLUMN - 15 - 84 - 80 - 42, 84, 80, 42)
    return table(rows, widths, total=True, row_head=1, extra=spans)


def _amount_cells(
    amount: Decimal, total: Decimal, style: ParagraphStyle = CELL_NUMBER
) -> list[Text]:
    share = francais.pourcentage(francais.part(amount, total))
    return [text(francais.euros(amount), style), text(share, style)]


def _years(years: Sequence[BudgetAnnee], look: theme.Look) -> list[Flowable]:
    """The budget year by year: columns, or a sentence when there are many years or none to draw."""
    if len(years) > MANY_YEARS or all(year.montant <= 0 for year in years):
        said = [f"{y.annee} {francais.euros(y.montant)}" for y in years]
        return [Spacer(0, 5), text(f"Par année : {', '.join(said)}.", CELL_QUIET)]
    out: list[Flowable] = [Spacer(0, 10), charts.years(years, look, COLUMN)]
    if any(year.realise is not None for year in years):
        out.append(text("Colonne claire : prévu ; colonne pleine : réalisé.", theme.LEGEND))
    return out


# Measures and pledges ----------------------------------------------------------------------------


def _indicators(indicators: Sequence[IndicateurContenu]) -> Flowable:
    rows = [head_row("Ce que nous mesurons", "Départ", "Cible", "Échéance", numbers=(1, 2))]
    for indicator in indicators:
        when = ", ".join(p for p in (moment_court(indicator.echeance), indicator.frequence) if p)
        source = f" Source : {indicator.source}" if indicator.source else ""
        rows.append(
            [
                text([Run(indicator.libelle, bold=True), f", {indicator.type.libelle}"], CELL),
                text(measure(indicator.reference, ""), CELL_NUMBER),
                text(measure(indicator.cible, indicator.unite), CELL_NUMBER),
                text(when + source, CELL_QUIET),
            ]
        )
    return table(rows, (COLUMN - 44 - 104 - 92, 44, 104, 92))


def measure(value: Decimal | None, unite: str) -> str:
    return "" if value is None else quantity(value, unite)


def _pledges(pledges: Sequence[EngagementContenu]) -> list[Flowable]:
    shown = [pledge for pledge in pledges if not pledge.anonyme]
    hidden = len(pledges) - len(shown)
    if not pledges:
        return [text(wording.NO_PLEDGE, CELL_QUIET)]
    out: list[Flowable] = []
    if shown:
        rows = [[pledge_words(p, p.organisation), pledge_state(p)] for p in shown]
        out.append(table(rows, (COLUMN - 72, 72), head=0, role="L"))
    if hidden:
        out.append(text(wording.anonymous_words(hidden), CELL_QUIET))
    return out


def pledge_words(pledge: EngagementContenu, lead: str) -> list[Text]:
    """Who or where, what kind and how much, then the words of the organisation."""
    out = [text([Run(lead, bold=True), f" · {pledge_kind(pledge)}"], CELL)]
    if pledge.texte.strip():
        out.append(text(pledge.texte, CELL))
    if pledge.condition.strip():
        out.append(text(f"Condition : {pledge.condition}", CELL_QUIET))
    return out


def pledge_kind(pledge: EngagementContenu) -> str:
    """« Apport financier, montant masqué », « Temps et compétences, 6 jours »."""
    kind = pledge.nature.libelle.split(" (")[0]
    amount = wording.amount_words(pledge)
    return f"{kind}, {amount}" if amount else kind


def pledge_state(pledge: EngagementContenu) -> Text:
    """« Ferme » over « signé »."""
    fermete = Run(capitalised(pledge.fermete.libelle), bold=True)
    return text([fermete, LINE_END, Run(pledge.state.libelle, color=theme.INK_2)], CELL)


# Decision ----------------------------------------------------------------------------------------


def _decision(book: Book, action: ActionContenu) -> list[Flowable]:
    words: list[str | Run] = []
    if action.decision is not None:
        words.append(Run(f"{capitalised(action.decision.libelle)}. ", bold=True))
    if action.decision_motif.strip():
        words.append(f"{action.decision_motif.strip()} ")
    vote = book.vote(action.numero)
    if ballot := wording.vote_words(action, vote):
        words.append(ballot)
    out: list[Flowable] = [text(words)] if words else []
    if reunis := votes.reunis(book.contenu, action.numero):
        out.append(text(reunis))
    if action.avis_gouvernance.strip():
        out.append(text(f"Avis de la gouvernance : {action.avis_gouvernance}"))
    if vote is not None and vote.jugement:
        out += [Spacer(0, 3), *_judgement(vote)]
    if action.voyants:
        out += [Spacer(0, 7), _lights(action)]
        off = [v for v in action.voyants if not v.allume and v.motif]
        out += [text(f"{capitalised(v.libelle)} : {v.motif}", theme.NOTE) for v in off]
    return out


def _judgement(vote: ResultatVote) -> list[Flowable]:
    """How the room judged the action: a bar, then each mention with its number."""
    words = text(charts.judgement_words(vote.jugement), theme.LEGEND)
    bar = charts.judgement(vote.jugement, COLUMN, 14)
    return [Figure(bar.drawing, ""), Spacer(0, 2), words]


def _lights(action: ActionContenu) -> Figure:
    """The five lights in a line, each a sign and a word."""
    drawing = Drawing(COLUMN, 13)
    step = COLUMN / max(5, len(action.voyants))
    for rank, voyant in enumerate(action.voyants):
        words = signs.fit(capitalised(voyant.libelle), theme.REGULAR, 9, step - 18)
        ink = theme.INK if voyant.allume else theme.INK_2
        drawing.add(signs.light(voyant.allume, rank * step, 1, 10))
        drawing.add(signs.label(rank * step + 14, 3, words, size=9, color=ink))
    said = ", ".join(f"{v.libelle} : {'oui' if v.allume else 'non'}" for v in action.voyants)
    return Figure(drawing, f"Fiche {action.numero}. {said}.")
