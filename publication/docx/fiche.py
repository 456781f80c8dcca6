"""One action, one fiche: the facts, then each part under its heading."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, repeat

from publication import totaux, votes
from publication.calendrier import moment_court
from publication.contenu import ActionContenu, BudgetAnnee, Choix, EngagementContenu, JalonContenu
from publication.couverture import NON_PUBLIE, Couverture, couvertures_of
from publication.docx.chapitres import calendar_words, progress_words
from publication.docx.page import Page
from publication.docx.styles import LEGEND
from publication.pdf.book import Book
from socle import francais
from socle.unites import mesure

NO_PLEDGE = "Aucun engagement pour l’instant. Cette action attend le vôtre."


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
    _list(page, "Besoins", _needs(book, action))
    _list(page, "Points de vigilance", action.points_de_vigilance)
    _money(page, action)
    _indicators(page, action)
    if action.moyens.strip():
        page.heading("Moyens", 3)
        page.text(action.moyens)
    page.heading("Engagements", 3)
    _pledges(page, book.contenu.engagements_of(action.numero))
    _decision(page, book, action)


def label(choix: Choix | None) -> str:
    """The words of a choice, with a capital."""
    return choix.libelle[:1].upper() + choix.libelle[1:] if choix else ""


def _facts(book: Book, action: ActionContenu) -> Iterator[tuple[str, str]]:
    about = ", ordre de grandeur" if action.budget_ordre_de_grandeur else ""
    budget = "À chiffrer" if action.budget is None else f"{francais.euros(action.budget)}{about}"
    yield "Porteur", action.porteur or "À désigner"
    yield "Copilotes" if len(action.copilotes) > 1 else "Copilote", ", ".join(action.copilotes)
    yield "Partenaires", ", ".join(action.partenaires)
    yield "Référent", action.referent
    yield "Calendrier", calendar_words(action)
    yield "Budget hors taxes", budget
    yield "Public visé", action.public_cible
    yield "Localisation", action.localisation
    yield "Axe national", book.axe(action.axe)
    yield "Maturité", label(action.maturite)
    yield "Priorité", label(action.priorite)
    yield "Avancement", progress_words(action)
    yield "Réalisation", label(action.fermete)
    yield "Suivie par", action.comite
    yield "Mise à jour", francais.date_courte(action.mise_a_jour) if action.mise_a_jour else ""


def _list(page: Page, title: str, items: tuple[str, ...]) -> None:
    if any(item.strip() for item in items):
        page.heading(title, 3)
        page.bullets(items)


def _jalon(jalon: JalonContenu) -> tuple[str, str, str]:
    when = moment_court(jalon.echeance) if jalon.echeance else "À dater"
    return when, jalon.libelle, label(jalon.state)


def _needs(book: Book, action: ActionContenu) -> tuple[str, ...]:
    received = couvertures_of(book.contenu, action)
    known: Iterator[Couverture | None] = chain(received, repeat(None))  # words only, at first
    return tuple(_need(words, need) for words, need in zip(action.besoins, known, strict=False))


def _need(words: str, need: Couverture | None) -> str:
    if need is None:
        return words
    told = (need.pledged_words, need.missing_words, need.aside_words)
    return ". ".join((words.rstrip("."), *(part for part in told if part)))


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
        page.paragraph(NO_PLEDGE)
        return
    for pledge in pledges:
        if not pledge.anonyme:
            page.paragraph(pledge_words(pledge), "List Bullet", lead=f"{pledge.organisation}. ")
    if hidden := sum(pledge.anonyme for pledge in pledges):
        page.paragraph(hidden_words(hidden))


def hidden_words(count: int) -> str:
    """« Et 2 engagements anonymes. »."""
    return f"Et {francais.pluriel(count, 'engagement anonyme', 'engagements anonymes')}."


def pledge_words(pledge: EngagementContenu) -> str:
    """Kind and amount, the words of the organisation, its condition, how firm and how far."""
    amount = ""
    if pledge.quantite is not None:
        amount = f", {mesure(pledge.quantite, pledge.unite)}"
    elif pledge.montant_retenu:
        amount = f", montant {NON_PUBLIE}"
    elif pledge.montant_masque and pledge.unite:
        amount = ", montant masqué"
    parts = [f"{pledge.nature.libelle}{amount}", pledge.texte.strip().rstrip(".")]
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
    if words := _vote(book, action):
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


def _vote(book: Book, action: ActionContenu) -> str:
    vote, words = book.vote(action.numero), []
    if action.points is not None:
        words.append(f"{francais.pluriel(action.points, 'point', 'points')} au vote")
    if vote is not None and vote.impact is not None and vote.effort is not None:
        impact, effort = francais.nombre(vote.impact), francais.nombre(vote.effort)
        words.append(f"impact {impact} sur 5, effort {effort} sur 5")
    if vote is not None:
        words.append(francais.pluriel(vote.votants, "votant", "votants"))
        words += [f"{m.mention.libelle} : {francais.nombre(m.nombre)}" for m in vote.jugement]
    if action.soutiens:
        words.append(francais.pluriel(action.soutiens, "soutien", "soutiens"))
    told = ", ".join(words)
    return f"{told[:1].upper()}{told[1:]}." if told else ""
