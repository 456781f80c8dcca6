"""The minutes of a séance as a PDF."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Spacer

from seances.compte_rendu import Apport, CompteRendu, Presence, Vote
from seances.lecture import LigneLue
from seances.pdf.document import build
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import head_row, rubric, section, table
from socle.pdf.texts import Run, body, heading, text
from socle.pdf.theme import CELL, CELL_NUMBER, CELL_QUIET, CELL_STRONG, COLUMN, CONTENT
from socle.pdf.typography import capitalised, code, lines

NUMBER = 34
#: Nothing recorded in a part is said, not left out.
NOTHING = "Rien n’a été enregistré."


def render(minutes: CompteRendu) -> bytes:
    """The whole document."""
    kind = "Compte rendu provisoire" if minutes.is_draft else "Compte rendu"
    return build(
        _story(minutes, kind),
        title=f"{kind}, {minutes.titre}",
        author=minutes.territoire,
        subject=f"{kind} du {minutes.quand}, {minutes.feuille}",
        day=minutes.jour,
        foot=f"{kind} de la séance du {minutes.quand}. {minutes.territoire}",
    )


def _story(minutes: CompteRendu, kind: str) -> list[Flowable]:
    out: list[Flowable] = [
        text([Run(kind, bold=True, color=theme.INK_2)], theme.BODY),
        heading(minutes.titre, "seance", level=0, role="H1"),
        text(f"{minutes.feuille}. {_sentence(minutes.quand, minutes.lieu)}", theme.LEAD),
        text(_state(minutes), theme.NOTE),
        Spacer(0, 6),
    ]
    if minutes.buts:
        out.append(rubric("Buts", [text(capitalised(francais.liste(minutes.buts)) + ".")], 10))
    if minutes.colleges:
        total = francais.pluriel(minutes.people, "personne", "personnes")
        out.append(rubric("Présence", [text(f"{total}."), _presence(minutes.colleges)], 12))
    if minutes.tables:
        out.append(rubric("Tables", [_presence(minutes.tables)], 12))
    if minutes.temps:
        out.append(rubric("Déroulé", [_timings(minutes)], 12))
    out += _decisions(minutes)
    for vote in minutes.votes:
        out += _vote(vote)
    if minutes.resultats:
        rows = [
            [_number(r.numero, r.objectif), text(r.titre, CELL), text(r.resultat, CELL_QUIET)]
            for r in minutes.resultats
        ]
        widths = (NUMBER, CONTENT - NUMBER - 220, 220)
        out += section("Résultats du vote", table(rows, widths, head=0))
    out += section("Amendements", *_brought(minutes.amendements, is_amendment=True))
    out += section("Propositions nées en séance", *_brought(minutes.propositions))
    if minutes.commentaires:
        count = francais.pluriel(minutes.commentaires, "commentaire", "commentaires")
        out.append(text(f"La salle a aussi laissé {count} sur les actions.", theme.NOTE))
    out += _pledges(minutes)
    out += _questions(minutes)
    if minutes.avertissement.strip():
        out += [Spacer(0, 12), rubric("Avertissement", body(minutes.avertissement), 10)]
    return out


def _sentence(when: str, where: str) -> str:
    return f"{capitalised(when)}, {where}." if where else f"{capitalised(when)}."


def _state(minutes: CompteRendu) -> str:
    if minutes.is_draft:
        return f"La séance n’est pas close : ce compte rendu est celui de {minutes.at}."
    return f"Séance close, {minutes.at}." if minutes.at else "Séance close."


def _presence(rows: Sequence[Presence]) -> Flowable:
    cells = [[text(r.libelle, CELL), text(_people(r), CELL_NUMBER)] for r in rows]
    return table(cells, (COLUMN - 60, 60), head=0)


def _people(row: Presence) -> str:
    return "" if row.people is None else francais.nombre(row.people)


def _timings(minutes: CompteRendu) -> Flowable:
    """Planned beside real; what was not run live has planned hours alone."""
    rows: list[list[Any]]
    if not any(t.reel for t in minutes.temps):
        rows = [head_row("Étape", "Prévu")]
        rows += [[text(t.titre, CELL_STRONG), text(t.prevu, CELL)] for t in minutes.temps]
        return table(rows, (COLUMN - 140, 140), dense=True)
    rows = [head_row("Étape", "Prévu", "Réel")]
    rows += [
        [text(t.titre, CELL_STRONG), text(t.prevu, CELL), text(t.reel or "–", CELL)]
        for t in minutes.temps
    ]
    return table(rows, (COLUMN - 240, 100, 140), dense=True)


def _decisions(minutes: CompteRendu) -> list[Flowable]:
    if not minutes.decisions:
        return section("Décisions", text(NOTHING))
    rows: list[list[Any]] = [head_row("N°", "Action", "Décision")]
    for decision in minutes.decisions:
        told = [text([Run(decision.decision, bold=True)], CELL)]
        if detail := ". ".join(part for part in (decision.motif, decision.quand) if part):
            told.append(text(detail, CELL_QUIET))
        number = _number(decision.numero, decision.objectif)
        rows.append([number, text(decision.titre, CELL), told])
    return section("Décisions", table(rows, (NUMBER, CONTENT - NUMBER - 190, 190), row_head=1))


def _vote(vote: Vote) -> list[Flowable]:
    result = vote.resultat
    how = [
        f"{capitalised(vote.methode)}. {vote.regle}",
        vote.quand,
        capitalised(vote.participation),
    ]
    if vote.provenance:
        how.append(capitalised(vote.provenance))
    rows: list[list[Any]] = [
        head_row("Rang", "N°", "Action", result.unite, "À poids égal", numbers=(0,))
    ]
    rows += [_line(ligne) for ligne in result.lignes]
    widths = (34, NUMBER, CONTENT - 34 - NUMBER - 176, 96, 80)
    notes = ["À poids égal, chaque collège compte autant que les autres."]
    if result.robustesse:
        notes.append(
            f"Solidité : {result.robustesse}, quelle que soit la table ou le collège mis de côté."
        )
        notes += [f"L’action {li.numero} {li.weak}." for li in result.weak if li.weak]
    notes.append(f"Empreinte du résultat (SHA-256) : {result.sha256}")
    # Before the table: after it, they would be alone at the head of the next page.
    return section(
        vote.resultat.titre,
        text(" ".join(_stop(part) for part in how if part)),
        *(text(note, theme.LEGEND) for note in notes),
        Spacer(0, 4),
        table(rows, widths, row_head=2, dense=True),
    )


def _line(ligne: LigneLue) -> list[Any]:
    equal = f"{ligne.equal_words}, rang {ligne.equal_rank}"
    return [
        text(str(ligne.rank), CELL_NUMBER),
        _number(ligne.numero, ligne.objectif),
        [text(ligne.titre, CELL), text(_detail(ligne), CELL_QUIET)],
        text([Run(ligne.figure, bold=True)], CELL),
        text(equal, CELL),
    ]


def _detail(ligne: LigneLue) -> str:
    """By college or by mention, in words: the figures of the bar."""
    told = [f"{p.libelle} : {francais.nombre(p.valeur)}" for p in ligne.parts if p.valeur]
    return ", ".join(told) if len(ligne.parts) > 1 else capitalised(ligne.words)


def _brought(rows: Sequence[Apport], *, is_amendment: bool = False) -> list[Flowable]:
    if not rows:
        return [text(NOTHING)]
    cells: list[list[Any]] = [head_row("N°", "Proposition", "Venue de", "Suite donnée")]
    for row in rows:
        said = row.texte if is_amendment else row.titre
        fate = [text([Run(row.suite, bold=True)], CELL)]
        if row.motif:
            fate.append(text(row.motif, CELL_QUIET))
        cells.append(
            [
                _number(row.numero, row.objectif),
                text(" ".join(lines(said)), CELL),
                text(row.de, CELL_QUIET),
                fate,
            ]
        )
    return [table(cells, (NUMBER, CONTENT - NUMBER - 70 - 170, 70, 170), row_head=1)]


def _pledges(minutes: CompteRendu) -> list[Flowable]:
    if not minutes.engagements:
        return section("Engagements pris", text(NOTHING))
    rows: list[list[Any]] = [head_row("N°", "Organisation", "Ce qu’elle apporte", "État")]
    rows += [
        [
            _number(one.numero, one.objectif),
            text(one.organisation, CELL_STRONG),
            text(" ".join(lines(one.phrase)), CELL),
            text(one.etat, CELL_QUIET),
        ]
        for one in minutes.engagements
    ]
    note = (
        "Chaque organisation a choisi ce qui se montre ; un engagement se confirme après la séance."
    )
    widths = (NUMBER, 150, CONTENT - NUMBER - 150 - 70, 70)
    return section(
        "Engagements pris", table(rows, widths, row_head=1), Spacer(0, 4), text(note, theme.LEGEND)
    )


def _questions(minutes: CompteRendu) -> list[Flowable]:
    """What the room asked; nothing when it asked nothing."""
    if not minutes.questions:
        return []
    rows: list[list[Any]] = [head_row("N°", "Question", "Posée par", "Suite")]
    rows += [
        [
            _number(one.numero, one.objectif) if one.numero else text("–", CELL_QUIET),
            text(" ".join(lines(one.texte)), CELL),
            text(f"{one.de}, à {one.quand}", CELL_QUIET),
            text(one.suite, CELL_STRONG),
        ]
        for one in minutes.questions
    ]
    widths = (NUMBER, CONTENT - NUMBER - 150 - 70, 150, 70)
    return section("Questions de la salle", table(rows, widths, row_head=2))


def _number(numero: str, objectif: str) -> Flowable:
    return text([Run(code(numero), bold=True, color=_tint(objectif))], CELL)


def _tint(objectif: str) -> Color:
    known = {"1": 0, "2": 1, "3": 2}
    return theme.LOOKS[known[objectif]].main if objectif in known else theme.INK


def _stop(part: str) -> str:
    return part if part.endswith((".", "!", "?")) else f"{part}."
