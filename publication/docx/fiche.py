"""One action, one fiche: the facts, then each part under its heading."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from publication import totaux, votes, wording
from publication.calendrier import moment_court
from publication.contenu import ActionContenu, BudgetAnnee, EngagementContenu, JalonContenu
from publication.docx.chapitres import calendar_words
from publication.docx.page import Page
from publication.docx.styles import LEGEND
from publication.pdf.book import Book
from publication.wording import label
from socle import francais
from socle.unites import mesure


def fiche(page: Page, book: Book, action: ActionContenu, *, first: bool) -> None:
    """The parts that have something to say, in the order of the PDF.

    The first fiche of an objective stands under its opening, the others on their own page.
    """
    page.heading(f"{action.numero} {action.intitule}", 2, new_page=not first)
    page.text(action.resume)
    page.facts((name, value) for name, value in _facts(book, action) if value.strip())
    for title, words in (
        ("Constat", action.constat),
        ("Ce que nous allons faire", action.description),
        ("Objectifs", action.objectifs),
    ):
        if words.strip():
            page.heading(title, 3)
            page.text(words)
    _list(page, "Résultats attendus", action.resultats_attendus)
    if action.jalons:
        page.heading("Jalons", 3)
        page.table("Jalons", ("Échéance", "Jalon", "État"), map(_jalon, action.jalons), (2, 5, 2))
    _list(page, "Besoins", wording.need_words(book.contenu, action))
    _list(page, "Points de vigilance", action.points_de_vigilance)
    _money(page, action)
    _indicators(page, action)
    if action.moyens.strip():
        page.heading("Moyens", 3)
        page.text(action.moyens)
    page.heading("Engagements", 3)
    _pledges(page, book.contenu.engagements_of(action.numero))
    _decision(page, book, action)


def _facts(book: Book, action: ActionContenu) -> Iterator[tuple[str, str]]:
    about = ", ordre de grandeur" if action.budget_ordre_de_grandeur else ""
    budget = "À chiffrer" if action.budget is None else f"{francais.euros(action.budget)}{about}"
    yield "Porteur", action.porteur or "À désigner"
    yield wording.copilotes(action)
    yield "Partenaires", ", ".join(action.partenaires)
    yield "Référent", action.referent
    yield "Calendrier", calendar_words(action)
    yield "Budget hors taxes", budget
    yield from wording.more_facts(action, book.axe(action.axe))


def _list(page: Page, title: str, items: Sequence[str]) -> None:
    if any(item.strip() for item in items):
        page.heading(title, 3)
        page.bullets(items)


def _jalon(jalon: JalonContenu) -> tuple[str, str, str]:
    when = moment_court(jalon.echeance) if jalon.echeance else "À dater"
    return when, jalon.libelle, label(jalon.state)


# Money and measures ------------------------------------------------------------------------------


def _money(page: Page, action: ActionContenu) -> None:
    if action.budget is None and not action.financements:
        return
    page.heading("Budget et financement", 3)
    missing = totaux.a_trouver(action)
    lines = [(f.financeur, label(f.state), f.montant) for f in action.financements]
    lines += [("À trouver", "", missing)] if missing else []
    whole = sum((amount for *_, amount in lines), totaux.ZERO)
    if not lines:
        page.paragraph("Le plan de financement reste à écrire.")
    else:
        rows = [
            (who, state, francais.euros(amount), francais.pourcentage(francais.part(amount, whole)))
            for who, state, amount in (*lines, ("Total", "", whole))
        ]
        head = ("Financeur", "État", "Montant hors taxes", "Part")
        page.table("Plan de financement", head, rows, (4, 2, 2.4, 1), numbers=(2, 3), total=True)
    if len(action.budget_par_annee) > 1:
        _by_year(page, action.budget_par_annee)


def _by_year(page: Page, years: tuple[BudgetAnnee, ...]) -> None:
    """What is planned each year; what was spent when it is known."""
    page.heading("Budget par année", 4)
    spent = any(year.realise is not None for year in years)
    rows = [
        (str(year.annee), francais.euros(year.montant), _amount(year.realise)) for year in years
    ]
    head = ("Année", "Prévu", "Réalisé")
    shown = 3 if spent else 2
    page.table(
        "Budget par année",
        head[:shown],
        [row[:shown] for row in rows],
        (1, 2, 2)[:shown],
        numbers=(1, 2),
    )


def _amount(value: Decimal | None) -> str:
    return "" if value is None else francais.euros(value)


def _indicators(page: Page, action: ActionContenu) -> None:
    if not action.indicateurs:
        return
    page.heading("Indicateurs", 3)
    rows = []
    for one in action.indicateurs:
        when = ", ".join(p for p in (moment_court(one.echeance), one.frequence) if p)
        told = f"{one.libelle}, {one.type.libelle}"
        told += f"\nSource : {one.source}" if one.source else ""
        start = "" if one.reference is None else francais.nombre(one.reference)
        target = "" if one.cible is None else mesure(one.cible, one.unite)
        rows.append((told, start, target, when))
    head = ("Ce que nous mesurons", "Départ", "Cible", "Échéance")
    page.table("Indicateurs", head, rows, (5, 1.2, 2.4, 2), numbers=(1, 2))


# Pledges and decision ----------------------------------------------------------------------------


def _pledges(page: Page, pledges: tuple[EngagementContenu, ...]) -> None:
    if not pledges:
        page.paragraph(wording.NO_PLEDGE)
        return
    for pledge in pledges:
        if not pledge.anonyme:
            page.paragraph(pledge_words(pledge), "List Bullet", lead=f"{pledge.organisation}. ")
    if hidden := sum(pledge.anonyme for pledge in pledges):
        page.paragraph(wording.anonymous_words(hidden))


def pledge_words(pledge: EngagementContenu) -> str:
    """Kind and amount, the words of the organisation, its condition, how firm and how far."""
    amount = wording.amount_words(pledge)
    kind = f"{pledge.nature.libelle}, {amount}" if amount else pledge.nature.libelle
    parts = [kind, pledge.texte.strip().rstrip(".")]
    if pledge.condition.strip():
        parts.append(f"Condition : {pledge.condition.strip().rstrip('.')}")
    if pledge.echeance:
        parts.append(f"Échéance : {moment_court(pledge.echeance)}")
    parts.append(f"{label(pledge.fermete)}, {pledge.state.libelle}")
    return ". ".join(" ".join(part.split("\n")) for part in parts if part) + "."


def _decision(page: Page, book: Book, action: ActionContenu) -> None:
    told = []
    if action.decision is not None:
        told.append(f"{label(action.decision)}. {action.decision_motif}".strip())
    if words := wording.vote_words(action, book.vote(action.numero), with_mentions=True):
        told.append(words)
    if reunis := votes.reunis(book.contenu, action.numero):
        told.append(reunis)
    if action.avis_gouvernance.strip():
        told.append(f"Avis de la gouvernance : {action.avis_gouvernance}.")
    if not told and not action.voyants:
        return
    page.heading("Décision", 3)
    for words in told:
        page.paragraph(words)
    if action.voyants:
        lights = ", ".join(
            f"{v.libelle.lower()} : {'oui' if v.allume else f'non ({v.motif})' if v.motif else 'non'}"
            for v in action.voyants
        )
        page.paragraph(f"Prête à démarrer ? {lights[:1].upper()}{lights[1:]}.", LEGEND)
