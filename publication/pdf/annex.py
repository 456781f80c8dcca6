"""Annexes: how the roadmap was made, glossary, sources and mentions."""

from collections.abc import Iterable
from typing import Any

from reportlab.platypus import Flowable, Spacer

from publication import votes, wording
from publication.contenu import PropositionContenu, ResultatVote, SeanceContenu, SourceContenu
from publication.dessins.formes import DEMI_PAGE
from publication.dessins.priorites import jugees, priorites
from publication.pdf import charts
from publication.pdf.book import Book, action_key
from publication.pdf.dessin import figure
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import head_row, rubric, section, table
from socle.pdf.texts import Run, Text, body, bullets, text
from socle.pdf.theme import CELL, CELL_NUMBER, CELL_QUIET, CELL_STRONG, COLUMN
from socle.pdf.typography import capitalised, code, shorten


def method(book: Book) -> list[Flowable]:
    """The text on method, then each séance: who came, what was done, what came out."""
    out: list[Flowable] = []
    if book.contenu.textes.methode.strip():
        out += [*book.said(book.contenu.textes.methode), Spacer(0, 8)]
    for seance in book.contenu.seances:
        out += _seance(book, seance)
    return out


def _seance(book: Book, seance: SeanceContenu) -> list[Flowable]:
    where = f", {seance.lieu}" if seance.lieu else ""
    when = text(f"{francais.date_longue(seance.date)}{where}.")
    out = section(seance.intitule, when, Spacer(0, 6))
    if seance.buts:
        out.append(rubric("Buts", [text(capitalised(francais.liste(seance.buts)) + ".")], 10))
    if seance.participants:
        out.append(rubric("Participants", [_participants(seance)], 12))
    if seance.deroule:
        out.append(rubric("Déroulé", [_agenda(seance)], 12))
    if seance.tables:
        words = bullets(f"Table {t.numero} : {t.theme}" for t in seance.tables)
        out.append(rubric("Tables", words, 12))
    if seance.votes:
        out += section("Résultats du vote", _votes(book, seance.votes))
        out += [Spacer(0, 4), text(VOTE_KEY, theme.LEGEND)]
    if plane := priorites(jugees(book.contenu, seance), DEMI_PAGE):
        out += section(plane.titre, figure(plane), least=plane.height + 40)
    if seance.votes_fusionnes:
        out += section("Votes sur des actions réunies depuis", *bullets(votes.de_la_seance(seance)))
        out += [Spacer(0, 4), text(votes.NOT_ADDED, theme.LEGEND)]
    if seance.amendements:
        out += section("Amendements", _amendments(book, seance))
    if seance.propositions:
        out += section("Propositions de séance", _proposals(seance.propositions))
    return out


VOTE_KEY = (
    "Impact et effort : moyennes sur 5. Jugement majoritaire : de la meilleure mention, à gauche, "
    "à la moins bonne ; le trait marque la moitié des votants."
)


def _participants(seance: SeanceContenu) -> Flowable:
    total = sum(p.nombre for p in seance.participants)
    rows: list[list[Any]] = [
        [
            text(capitalised(p.college.libelle), CELL),
            text(francais.nombre(p.nombre), CELL_NUMBER),
            charts.measure(p.nombre / total if total else 0, COLUMN - 200),
        ]
        for p in seance.participants
    ]
    rows.append(
        [
            text("Total", CELL_STRONG),
            text([Run(francais.nombre(total), bold=True)], CELL_NUMBER),
            "",
        ]
    )
    return table(rows, (150, 50, COLUMN - 200), head=0)


def _agenda(seance: SeanceContenu) -> Flowable:
    rows = [
        [text(wording.hours(step.debut, step.fin), CELL_QUIET), _step(step.titre, step.note)]
        for step in seance.deroule
    ]
    return table(rows, (96, COLUMN - 96), head=0)


def _step(title: str, note: str) -> list[Text]:
    return [
        text([Run(title, bold=True)], CELL),
        *([text(note, CELL_QUIET)] if note.strip() else []),
    ]


def _votes(book: Book, results: Iterable[ResultatVote]) -> Flowable:
    names = {a.numero: a for a in book.contenu.actions}
    most = max((v.points or 0 for v in results), default=0)
    rows: list[list[Any]] = [
        head_row(
            "N°",
            "Action",
            "Points",
            "",
            "Impact",
            "Effort",
            "Jugement majoritaire",
            numbers=(2, 4, 5),
        )
    ]
    for vote in results:
        action = names.get(vote.action)
        color = book.look(action.objectif if action else "").main
        points = vote.points or 0
        rows.append(
            [
                text([Run(code(vote.action), bold=True, color=color)], CELL),
                text(shorten(action.intitule, 90) if action else "", CELL),
                text(francais.nombre(points), CELL_NUMBER),
                charts.measure(points / most if most else 0, 44, color),
                text("" if vote.impact is None else francais.nombre(vote.impact, 1), CELL_NUMBER),
                text("" if vote.effort is None else francais.nombre(vote.effort, 1), CELL_NUMBER),
                charts.judgement(vote.jugement, 104),
            ]
        )
    widths = (28, theme.CONTENT - 28 - 42 - 54 - 46 - 46 - 104, 42, 54, 46, 46, 104)
    return table(rows, widths, row_head=1, dense=True)


def _amendments(book: Book, seance: SeanceContenu) -> Flowable:
    rows: list[list[Any]] = [head_row("Action", "Champ", "Proposition", "Décision")]
    for amendment in seance.amendements:
        said = [text(amendment.texte, CELL), text(amendment.auteur, CELL_QUIET)]
        decided = [text([Run(capitalised(amendment.decision.libelle), bold=True)], CELL)]
        if amendment.motif:
            decided.append(text(amendment.motif, CELL_QUIET))
        number = [Run(code(amendment.action), bold=True, link=f"#{action_key(amendment.action)}")]
        known = any(a.numero == amendment.action for a in book.contenu.actions)
        cell = text(number if known else amendment.action, CELL)
        rows.append([cell, text(capitalised(amendment.champ), CELL), said, decided])
    return table(rows, (42, 84, theme.CONTENT - 42 - 84 - 150, 150))


def _proposals(proposals: Iterable[PropositionContenu]) -> Flowable:
    rows: list[list[Any]] = [head_row("Proposition", "Venue de", "Suite donnée")]
    for proposal in proposals:
        fate = capitalised(proposal.decision.libelle)
        if proposal.fusionnee_dans:
            fate += f" dans {proposal.fusionnee_dans}"
        decided = [text([Run(fate, bold=True)], CELL)]
        if proposal.motif:
            decided.append(text(proposal.motif, CELL_QUIET))
        rows.append([text(proposal.intitule, CELL), text(proposal.auteur, CELL_QUIET), decided])
    return table(rows, (theme.CONTENT - 80 - 220, 80, 220))


def glossary(book: Book) -> list[Flowable]:
    rows = [[text(d.terme, CELL_STRONG), text(d.definition, CELL)] for d in book.contenu.glossaire]
    return [table(rows, (110, theme.CONTENT - 110), head=0)] if rows else []


def sources(book: Book) -> list[Flowable]:
    """The sources, the demonstration warning in full, how to check the document."""
    contenu = book.contenu
    out: list[Flowable] = []
    if contenu.avertissement.strip():
        out += [rubric("Avertissement", body(contenu.avertissement), 10)]
    check = (
        "L’empreinte SHA-256 identifie le contenu de cette édition, quels que soient sa forme et son "
        f"support : {book.empreinte}. Une autre empreinte, un autre contenu."
    )
    out.append(rubric("Vérifier", [text(check)], 12))
    if contenu.sources:
        rows = [_source(s) for s in contenu.sources]
        out += section("Sources", table(rows, (34, theme.CONTENT - 34), head=0, dense=True))
    return out


def _source(source: SourceContenu) -> list[Any]:
    said = [
        text([Run(source.titre, bold=True), f". {source.editeur}" if source.editeur else ""], CELL)
    ]
    if source.url:
        web = source.url.startswith(("https://", "http://"))
        said.append(
            text([Run(source.url, color=theme.LINK, link=source.url if web else "")], theme.LEGEND)
        )
    return [text(source.code, CELL_QUIET), said]
