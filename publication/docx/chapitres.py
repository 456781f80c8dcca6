"""Before the fiches: cover, contents, texts, parties, the roadmap at a glance, the table of actions."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from publication import totaux, wording
from publication.calendrier import moment_court
from publication.contenu import ActionContenu, ObjectifContenu, OrganisationContenu
from publication.couverture import couvertures, manques, reserves
from publication.docx import markdown
from publication.docx.page import Page
from publication.docx.styles import LEGEND
from publication.pdf.book import Book
from socle import francais
from socle.unites import mesure

STATES = {"acquis": "Acquis", "sollicite": "Sollicité", "a_confirmer": "À confirmer"}


def cover(page: Page, book: Book) -> None:
    """Which roadmap, of whom, which edition; the contents on the next page."""
    contenu = book.contenu
    page.paragraph(contenu.territoire.programme or "Territoires d’industrie", "Subtitle")
    page.paragraph(contenu.titre, "Title")
    page.paragraph(contenu.territoire.nom, "Subtitle")
    day = francais.date_longue(contenu.date)
    page.paragraph(f"Édition {contenu.edition}, publiée le {day}.")
    if contenu.auteur:
        page.paragraph(f"Par {contenu.auteur}.")
    page.paragraph(f"Empreinte SHA-256 du contenu : {book.empreinte}", LEGEND)
    page.text(contenu.note)
    page.text(contenu.avertissement)
    page.contents("Sommaire")


def opening(page: Page, book: Book) -> None:
    """The chapters before the fiches; those without a word are left out."""
    contenu = book.contenu
    _parties(page, book)
    _texts(page, book)
    page.heading("La feuille de route en bref", 1)
    _glance(page, book)
    if contenu.actions:
        page.heading("Tableau des actions", 1)
        _summary(page, book)


def part(
    page: Page, book: Book, objectif: ObjectifContenu, actions: tuple[ActionContenu, ...]
) -> None:
    """The opening of an objective: what it wants, what it gathers."""
    page.heading(f"Objectif {objectif.code}, {objectif.titre}".replace("Objectif , ", ""), 1)
    page.paragraph(objectif.intitule, "Subtitle")
    page.text(objectif.description)
    budget = francais.euros(totaux.budget_total(actions))
    count = francais.pluriel(len(actions), "action", "actions")
    page.paragraph(f"{count}, {budget} de budget prévisionnel, hors taxes.")


# Texts and parties -------------------------------------------------------------------------------


def _texts(page: Page, book: Book) -> None:
    """The preamble, then the other texts under their names."""
    textes = book.contenu.textes
    named = textes.sous_preambule
    if not textes.preambule.strip() and not named:
        return
    page.heading("Préambule", 1)
    chapter(page, book, textes.preambule, under=1)
    for chapitre in named:
        page.heading(chapitre.titre, 2)
        chapter(page, book, chapitre.texte, under=2)


def chapter(page: Page, book: Book, words: str, *, under: int) -> None:
    """A text of the territory: in Markdown, or plain in the first editions."""
    if book.contenu.textes.markdown:
        markdown.write(page, words, under)
    else:
        page.text(words)


def _parties(page: Page, book: Book) -> None:
    groups = totaux.parties(book.contenu)
    named = {
        "Les intercommunalités": groups.intercommunalites,
        "Les partenaires publics": groups.publics,
        "Les partenaires économiques et industriels": groups.economiques,
    }
    if not any(named.values()) and not book.contenu.visas:
        return
    page.heading("Les parties", 1)
    for title, members in named.items():
        if members:
            page.heading(title, 2)
            head = ("Organisation", "Commune", "Part prise dans la feuille de route")
            page.table(title, head, _members(book, members), (4, 2, 4))
    if book.contenu.visas:
        page.heading("Visas", 2)
        rows = [(v.organisation, francais.date_longue(v.date), v.reference)
                for v in book.contenu.visas]  # fmt: skip
        page.table("Visas", ("Délibération de", "Date", "Référence"), rows, (5, 3, 2))


def _members(book: Book, members: Iterable[OrganisationContenu]) -> Iterator[tuple[str, ...]]:
    for one in members:
        yield one.nom, one.commune, wording.share_words(book.contenu, one.nom)


# At a glance -------------------------------------------------------------------------------------


def _glance(page: Page, book: Book) -> None:
    contenu = book.contenu
    if not contenu.actions:
        page.paragraph("Aucune action n’est encore inscrite à cette feuille de route.")
        return
    rows = [_objective(book, objectif, actions) for objectif, actions in book.groups()]
    rows.append(_row_of("Ensemble", contenu.actions, len(contenu.engagements)))
    page.heading("Les objectifs", 2)
    head = ("Objectif", "Actions", "Budget hors taxes", "Engagements")
    page.table("Les objectifs", head, rows, (5, 1.4, 2.4, 1.8), numbers=(1, 2, 3), total=True)
    page.heading("Où en sont les financements", 2)
    head = ("État", "Montant hors taxes", "Part")
    page.table("Où en sont les financements", head, _funding(book), (4, 3, 1.5), numbers=(1, 2))
    _pledges(page, book)


def _objective(
    book: Book, objectif: ObjectifContenu, actions: tuple[ActionContenu, ...]
) -> tuple[str, ...]:
    numeros = {action.numero for action in actions}
    pledges = sum(e.action in numeros for e in book.contenu.engagements)
    return _row_of(f"{objectif.code} {objectif.titre}".strip(), actions, pledges)


def _row_of(name: str, actions: tuple[ActionContenu, ...], pledges: int) -> tuple[str, ...]:
    budget = francais.euros(totaux.budget_total(actions))
    return name, francais.nombre(len(actions)), budget, francais.nombre(pledges)


def _funding(book: Book) -> Iterator[tuple[str, ...]]:
    actions = book.contenu.actions
    amounts = totaux.financement_par_state(totaux.financements(actions))
    missing = sum((totaux.a_trouver(action) for action in actions), Decimal(0))
    whole = sum(amounts.values(), missing)
    lines = [*((STATES[key], amounts[key]) for key in STATES), ("À trouver", missing)]
    for words, amount in lines:
        yield words, francais.euros(amount), francais.pourcentage(francais.part(amount, whole))


def _pledges(page: Page, book: Book) -> None:
    """Totals by kind and unit; what is not printed is said beside, never added."""
    contenu = book.contenu
    totals = totaux.engagement_totaux(contenu.engagements, contenu.anonymes)
    if totals:
        page.heading("Ce que les organisations engagent", 2)
        rows = [
            (
                t.nature.libelle,
                francais.nombre(t.nombre),
                "" if t.quantite is None else mesure(t.quantite, t.unite),
                ", ".join(reserves(t)),
            )
            for t in totals
        ]
        head = ("Nature", "Engagements", "Total publié", "Ce que le total ne dit pas")
        page.table("Totaux par nature", head, rows, (4, 1.7, 2, 3.3), numbers=(1, 2))
    if missing := manques(couvertures(contenu, contenu.actions).values()):
        told = francais.liste(missing)
        page.paragraph(f"Il manque encore {told} pour répondre aux besoins chiffrés.")


# Summary table -----------------------------------------------------------------------------------


def _summary(page: Page, book: Book) -> None:
    head = ("N°", "Action", "Porteur", "Calendrier", "Budget HT", "Avancement")
    rows = [_line(action) for _, actions in book.groups() for action in actions]
    total = francais.euros(totaux.budget_total(book.contenu.actions))
    rows.append(("", "Total", "", "", total, ""))
    widths = (0.9, 4, 2.7, 2, 2, 1.8)
    page.table("Tableau des actions", head, rows, widths, numbers=(4,), total=True)


def _line(action: ActionContenu) -> tuple[str, ...]:
    budget = "à chiffrer" if action.budget is None else francais.euros(action.budget)
    return (
        action.numero,
        action.intitule,
        action.porteur or "À désigner",
        calendar_words(action),
        budget,
        wording.progress_words(action),
    )


def calendar_words(action: ActionContenu) -> str:
    """« sept. 2024 à déc. 2027 », as far as it is known."""
    if not action.debut:
        return ""
    start = moment_court(action.debut)
    return f"{start} à {moment_court(action.fin)}" if action.fin else f"À partir de {start}"
