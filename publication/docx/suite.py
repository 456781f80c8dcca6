"""After the fiches: pledges, financing, follow-up, signatures, annexes."""

from collections.abc import Iterator

from publication import totaux, votes, wording
from publication.calendrier import moment_court
from publication.contenu import Contenu, SeanceContenu, Signataire
from publication.docx.chapitres import chapter
from publication.docx.fiche import pledge_words
from publication.docx.page import Page
from publication.docx.styles import LEGEND
from publication.pdf.book import Book
from publication.textes import TITRES
from publication.wording import label
from socle import francais
from socle.unites import mesure

#: Room for a signature, in points.
HAND = 54


def closing(page: Page, book: Book) -> None:
    """Every chapter that follows the fiches, in the order of the PDF."""
    contenu = book.contenu
    _pledges(page, contenu)
    if totaux.budget_total(contenu.actions):
        _financing(page, book)
    _monitoring(page, book)
    if contenu.textes.duree.strip():
        page.heading(TITRES["duree"], 1)
        chapter(page, book, contenu.textes.duree, under=1)
    _signatures(page, book)
    if contenu.seances or contenu.textes.methode.strip():
        page.heading("Annexe : la méthode", 1)
        chapter(page, book, contenu.textes.methode, under=1)
        for seance in contenu.seances:
            _seance(page, book, seance)
    if contenu.glossaire:
        page.heading("Glossaire", 1)
        rows = [(one.terme, one.definition) for one in contenu.glossaire]
        page.table("Glossaire", ("Mot", "Sens"), rows, (2, 6))
    _sources(page, book)


def _pledges(page: Page, contenu: Contenu) -> None:
    page.heading("Les engagements des organisations", 1)
    page.paragraph(wording.CHARTER)
    if not contenu.engagements:
        page.paragraph("Aucun engagement n’est publié dans cette édition.")
    named = totaux.engagements_par_organisation(contenu)
    if named:
        page.heading("Organisation par organisation", 2)
    for nom, of in named:
        page.heading(nom, 3)
        for pledge in of:
            lead = f"Action {pledge.action}. "
            page.paragraph(pledge_words(pledge), "List Bullet", lead=lead)
    if hidden := sum(pledge.anonyme for pledge in contenu.engagements):
        page.paragraph(wording.anonymous_words(hidden))


# Financing and follow-up -------------------------------------------------------------------------


def _financing(page: Page, book: Book) -> None:
    page.heading("Plan de financement", 1)
    page.paragraph("Montants en euros hors taxes, toutes actions réunies.", LEGEND)
    page.heading("Par financeur", 2)
    head = ("Financeur", "Acquis", "Sollicité", "À confirmer", "Total")
    page.table("Financement par financeur", head, _financers(book.contenu), (4, 2, 2, 2, 2),
               numbers=(1, 2, 3, 4), total=True)  # fmt: skip
    page.heading("Par objectif et par année", 2)
    years = [*totaux.budget_par_annee(book.contenu, book.contenu.actions)]
    head = ("Objectif", *map(str, years), "Total")
    page.table("Budget par objectif et par année", head, _years(book, years),
               (3.2, *[1.8] * len(years), 2), numbers=range(1, len(years) + 2),
               total=True)  # fmt: skip


def _financers(contenu: Contenu) -> Iterator[tuple[str, ...]]:
    lines = [(t.nom, t.par_state, t.total) for t in totaux.par_financeur(contenu)]
    whole = totaux.financement_par_state(totaux.financements(contenu.actions))
    for nom, states, total in (*lines, ("Total", whole, sum(whole.values(), totaux.ZERO))):
        amounts = (states[state] for state in totaux.FINANCEMENT_STATES)
        yield nom, *(francais.euros(a) if a else "–" for a in amounts), francais.euros(total)


def _years(book: Book, years: list[int]) -> Iterator[tuple[str, ...]]:
    contenu = book.contenu
    named = [(objectif.titre, actions) for objectif, actions in book.groups()]
    for name, actions in (*named, ("Total", contenu.actions)):
        planned = totaux.budget_par_annee(contenu, actions)
        amounts = [planned.get(year, totaux.ZERO) for year in years]
        total = sum(amounts, totaux.ZERO)
        yield name, *(francais.euros(a) if a else "–" for a in amounts), francais.euros(total)


def _monitoring(page: Page, book: Book) -> None:
    contenu = book.contenu
    rows = [
        (
            action.numero,
            one.libelle,
            label(one.type),
            "" if one.reference is None else francais.nombre(one.reference),
            "" if one.cible is None else mesure(one.cible, one.unite),
            moment_court(one.echeance),
        )
        for action in contenu.actions
        for one in action.indicateurs
    ]
    if not rows and not contenu.textes.suivi.strip():
        return
    page.heading("Suivi et évaluation", 1)
    chapter(page, book, contenu.textes.suivi, under=1)
    if rows:
        page.heading("Les indicateurs", 2)
        head = ("Action", "Indicateur", "Type", "Départ", "Cible", "Échéance")
        page.table("Les indicateurs", head, rows, (1.1, 4, 1.7, 1.1, 2.2, 1.7), numbers=(3, 4))


# Signatures --------------------------------------------------------------------------------------


def _signatures(page: Page, book: Book) -> None:
    """One row a signatory with room for a hand, and the frame of the préfecture."""
    contenu = book.contenu
    page.heading("Signatures", 1)
    page.paragraph(wording.approval_words(contenu, book.short_hash))
    page.paragraph("Fait à …………………………………, le …………………………, en ……… exemplaires.")
    stamp = [(words, "") for words in wording.STAMP]
    page.table("Cadre réservé au visa de la préfecture", ("Préfecture", "À remplir"), stamp, (4, 5))
    rows = [_signature(one) for one in wording.signers(contenu)]
    if rows:
        head = ("Organisation", "Qui signe", "Date et signature")
        page.table("Signatures", head, rows, (4, 3, 4), height=HAND)


def _signature(one: Signataire) -> tuple[str, str, str]:
    signed = f"Signé le {francais.date_longue(one.signe_le)}" if one.signe_le else ""
    return one.organisation, "\n".join(part for part in (one.nom, one.fonction) if part), signed


# Annexes -----------------------------------------------------------------------------------------


def _seance(page: Page, book: Book, seance: SeanceContenu) -> None:
    page.heading(seance.intitule, 2)
    where = f", {seance.lieu}" if seance.lieu else ""
    page.paragraph(f"{francais.date_longue(seance.date)}{where}.".capitalize())
    page.bullets(seance.buts)
    if seance.participants:
        page.heading("Participants", 3)
        rows = [(label(p.college), francais.nombre(p.nombre)) for p in seance.participants]
        rows.append(("Total", francais.nombre(sum(p.nombre for p in seance.participants))))
        head = ("Collège", "Personnes")
        page.table("Participants", head, rows, (4, 2), numbers=(1,), total=True)
    if seance.deroule:
        page.heading("Déroulé", 3)
        rows = [(wording.hours(e.debut, e.fin), f"{e.titre}\n{e.note}") for e in seance.deroule]
        page.table("Déroulé", ("Horaire", "Étape"), rows, (2, 6))
    page.bullets(f"Table {t.numero} : {t.theme}" for t in seance.tables)
    _votes(page, book, seance)
    if seance.votes_fusionnes:
        page.heading("Votes sur des actions réunies depuis", 3)
        page.bullets(votes.de_la_seance(seance))
        page.paragraph(votes.NOT_ADDED, LEGEND)
    if seance.amendements:
        page.heading("Amendements", 3)
        rows = [
            (a.action, a.champ, f"{a.texte}\n{a.auteur}", f"{label(a.decision)}\n{a.motif}")
            for a in seance.amendements
        ]
        page.table(
            "Amendements", ("Action", "Champ", "Proposition", "Décision"), rows, (1, 2, 4, 3)
        )
    if seance.propositions:
        page.heading("Propositions de séance", 3)
        rows = [
            (
                p.intitule,
                p.auteur,
                f"{label(p.decision)}{f' dans {p.fusionnee_dans}' if p.fusionnee_dans else ''}\n{p.motif}",
            )
            for p in seance.propositions
        ]
        head = ("Proposition", "Venue de", "Suite donnée")
        page.table("Propositions de séance", head, rows, (4, 2, 4))


def _votes(page: Page, book: Book, seance: SeanceContenu) -> None:
    if not seance.votes:
        return
    page.heading("Résultats du vote", 3)
    titles = {action.numero: action.intitule for action in book.contenu.actions}
    rows = [
        (
            vote.action,
            titles.get(vote.action, ""),
            francais.nombre(vote.points or 0),
            "" if vote.impact is None else francais.nombre(vote.impact, 1),
            "" if vote.effort is None else francais.nombre(vote.effort, 1),
            francais.nombre(vote.votants),
        )
        for vote in seance.votes
    ]
    head = ("N°", "Action", "Points", "Impact sur 5", "Effort sur 5", "Votants")
    page.table(
        "Résultats du vote", head, rows, (0.9, 4.4, 1.1, 1.2, 1.2, 1.3), numbers=(2, 3, 4, 5)
    )


def _sources(page: Page, book: Book) -> None:
    contenu = book.contenu
    page.heading("Sources et mentions", 1)
    page.paragraph(
        "L’empreinte SHA-256 identifie le contenu de cette édition, quels que soient sa forme et "
        f"son support : {book.empreinte}. Un document modifié après son téléchargement n’est plus "
        "cette édition."
    )
    page.text(contenu.avertissement)
    for source in contenu.sources:
        editor = f". {source.editeur}" if source.editeur else ""
        page.paragraph(f"{editor.lstrip('. ')} {source.url}".strip(), "List Bullet",
                       lead=f"{source.code} {source.titre}. ")  # fmt: skip
