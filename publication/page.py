"""The public page, computed once from a content: every figure on it comes from the data.

Pure but for the addresses. The template prints these values; nothing is asked of the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial

from django.template.defaultfilters import linebreaks
from django.utils.safestring import SafeString

from actions.apports import ICONS
from engagements.besoins import Couverture, manque
from publication import montants, totaux
from publication.adresses import Adresses, ancre
from publication.calendrier import moment_label
from publication.contenu import (
    ActionContenu,
    Contenu,
    EngagementContenu,
    IndicateurContenu,
    ObjectifContenu,
    OrganisationContenu,
    SeanceContenu,
)
from publication.couverture import couvertures, manques, reserves
from socle import francais
from socle.cartes import ActionPubliee
from socle.figures import Barre, Groupe, Part
from socle.francais import en_lettres, euros_courts, nombre, pluriel
from socle.markdown_html import html

#: The figures of a cap: what the territory changes is told before what it does.
KINDS = ("impact", "resultat", "realisation")
FIGURES = 2
CONFIRMED = frozenset({"confirme", "signe", "realise"})
SIGNED = frozenset({"signe", "realise"})


@dataclass(frozen=True, slots=True)
class Cap:
    """One objective: what it wants, its actions, its figures (label, value)."""

    objectif: ObjectifContenu
    actions: tuple[ActionContenu, ...]
    chiffres: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Apport:
    """The pledges of one kind, added up."""

    icone: str
    valeur: str
    libelle: str


class Page:
    """What the public page shows of one content, each part computed at first use."""

    def __init__(
        self, contenu: Contenu, adresses: Adresses, *, pages: int = 0, octets: int = 0
    ) -> None:
        """`pages` and `octets` are those of the PDF; 0 in a preview, which has none."""
        self.contenu = contenu
        self.adresses = adresses
        self.pages = pages
        self.octets = octets

    @cached_property
    def _by_action(self) -> dict[str, list[EngagementContenu]]:
        found: dict[str, list[EngagementContenu]] = defaultdict(list)
        for engagement in self.contenu.engagements:
            found[engagement.action].append(engagement)
        return found

    # Opening ---------------------------------------------------------------------------------

    @property
    def titre(self) -> str:
        n = len(self.contenu.objectifs)
        if not n:
            return self.contenu.titre
        return f"{en_lettres(n).capitalize()} {francais.accord(n, 'cap', 'caps')} pour l’industrie"

    @property
    def chapeau(self) -> str:
        """« Quinze actions portées par neuf organisations, de 2024 à 2027. … »"""
        contenu = self.contenu
        n, porteurs = len(contenu.actions), len({a.porteur for a in contenu.actions if a.porteur})
        actions = f"{self.compte_actions.capitalize()} {francais.accord(n, 'portée', 'portées')}"
        organisations = _words(porteurs, "organisation", "organisations", feminin=True)
        years = f"de {contenu.periode.debut} à {contenu.periode.fin}"
        what = f"La feuille de route du Territoire d’industrie {contenu.territoire.nom}."
        return f"{actions} par {organisations}, {years}. {what}" if n else what

    @property
    def compte_actions(self) -> str:
        return _words(len(self.contenu.actions), "action", "actions", feminin=True)

    @property
    def titre_actions(self) -> str:
        n = len(self.contenu.actions)
        return f"Les {self.compte_actions}" if n > 1 else "Les actions"

    @property
    def titre_calendrier(self) -> str:
        n = len(self.contenu.periode.annees)
        return f"{_words(n, 'an', 'ans').capitalize()} de navigation"

    @property
    def version(self) -> str:
        return f"Édition {self.contenu.edition}"

    @property
    def publiee(self) -> str:
        return f"publiée le {francais.date_longue(self.contenu.date)}"

    @property
    def avancement_au(self) -> str:
        return f"Avancement au {francais.date_longue(self.contenu.date)}"

    @property
    def libelle_pdf(self) -> str:
        return f"Télécharger le PDF ({poids(self.octets)})"

    @property
    def document_pdf(self) -> str:
        return f"PDF, {pluriel(self.pages, 'page', 'pages')}, {poids(self.octets)}"

    # Objectives ------------------------------------------------------------------------------

    @cached_property
    def caps(self) -> tuple[Cap, ...]:
        return tuple(
            Cap(objectif, actions, _figures(actions))
            for objectif in self.contenu.objectifs
            for actions in [self.contenu.actions_of(objectif.code)]
        )

    # Calendar --------------------------------------------------------------------------------

    @cached_property
    def calendrier(self) -> list[Groupe]:
        """The actions that have a start, by objective."""
        return [
            Groupe(cap.objectif.code, cap.objectif.titre, bars)
            for cap in self.caps
            if (bars := [self._bar(action) for action in cap.actions if action.debut])
        ]

    @property
    def sans_date(self) -> int:
        """Actions the calendar leaves out."""
        return sum(not action.debut for action in self.contenu.actions)

    def _bar(self, action: ActionContenu) -> Barre:
        end = _day(action.fin) or date(self.contenu.periode.fin, 12, 1)
        start = _day(action.debut) or end
        return Barre(
            numero=action.numero,
            titre=action.intitule,
            url=f"#{ancre(action.numero)}",
            debut=start,
            fin=max(start, end),
            avancement=action.avancement_pourcent or 0,
            en_retard=action.avancement is not None and action.avancement.cle == "en_retard",
        )

    # Means -----------------------------------------------------------------------------------

    @property
    def budget(self) -> str:
        return euros_courts(totaux.budget_total(self.contenu.actions))

    @property
    def budget_texte(self) -> str:
        """« prévus de 2024 à 2027, dont 3,2 M€ acquis »."""
        granted = montants.acquis(totaux.financements(self.contenu.actions))
        missing = totaux.without_budget(self.contenu.actions)
        periode = self.contenu.periode
        text = f"prévus de {periode.debut} à {periode.fin}, dont {euros_courts(granted)} acquis"
        if not missing:
            return text
        words = francais.accord(
            missing, "action n’est pas chiffrée", "actions ne sont pas chiffrées"
        )
        return f"{text} ; {en_lettres(missing, feminin=True)} {words}"

    @cached_property
    def origines(self) -> tuple[montants.Origine, ...]:
        return montants.origines(self.contenu.actions)

    @property
    def parts(self) -> list[Part]:
        return montants.parts(self.origines)

    @property
    def engagements(self) -> str:
        return pluriel(len(self.contenu.engagements), "engagement", "engagements")

    @property
    def engagements_texte(self) -> str:
        """« pris par 9 organisations, 12 confirmés »; anonymous pledges name nobody."""
        given = self.contenu.engagements
        if not given:
            return "Aucune organisation ne s’est encore engagée."
        named = totaux.organisations_engagees(self.contenu)
        anonymous = sum(engagement.anonyme for engagement in given)
        words = (
            (named, f"pris par {pluriel(named, 'organisation', 'organisations')}"),
            (anonymous, pluriel(anonymous, "anonyme", "anonymes")),
            *_steps(given),
        )
        return ", ".join(text for number, text in words if number)

    @cached_property
    def _needs(self) -> dict[str, list[Couverture]]:
        return couvertures(self.contenu, self.contenu.actions)

    @property
    def manque(self) -> str:
        """« 85 jours et 12 personnes, pour répondre aux besoins chiffrés », or nothing."""
        missing = manques(self._needs.values())
        return f"{francais.liste(missing)}, pour répondre aux besoins chiffrés" if missing else ""

    @cached_property
    def apports(self) -> tuple[Apport, ...]:
        given = totaux.engagement_totaux(self.contenu.engagements, self.contenu.anonymes)
        return tuple(_apport(total) for total in given)

    # Actions ---------------------------------------------------------------------------------

    @cached_property
    def groupes(self) -> list[tuple[ObjectifContenu, list[ActionPubliee]]]:
        """The lines of each objective that has actions; the first of all is open."""
        first = self.contenu.actions[0].numero if self.contenu.actions else ""
        return [
            (cap.objectif, [self._line(action, first) for action in cap.actions])
            for cap in self.caps
            if cap.actions
        ]

    def _line(self, action: ActionContenu, first: str) -> ActionPubliee:
        return ActionPubliee(
            numero=action.numero,
            titre=action.intitule,
            ancre=ancre(action.numero),
            objectif=action.objectif,
            state=action.avancement.cle if action.avancement else "a_lancer",
            avancement=action.avancement_pourcent or 0,
            resume=action.resume,
            faits=tuple(self._facts(action)),
            url=self.adresses.fiche(action.numero),
            ouverte=action.numero == first,
        )

    def _facts(self, action: ActionContenu) -> Iterable[tuple[str, str]]:
        yield "Porteur", action.porteur or "À désigner"
        yield "Budget", montants.budget_words(action)
        if jalon := prochain_jalon(action):
            yield "Prochain jalon", jalon
        yield "Engagements", _count_pledges(self._by_action.get(action.numero, []))
        if missing := manque(self._needs[action.numero]):
            yield "Besoins", missing

    # Chapters --------------------------------------------------------------------------------

    @property
    def chapitres(self) -> list[tuple[str, SafeString]]:
        """Title and HTML of the chapters that are written, under titles of level 3."""
        textes = self.contenu.textes
        drawn = partial(html, level=4) if textes.markdown else linebreaks
        return [(c.titre, drawn(c.texte)) for c in textes.chapitres if c.texte.strip()]

    @property
    def seances(self) -> list[str]:
        return [_seance_words(seance) for seance in self.contenu.seances]

    @property
    def parties(self) -> list[tuple[str, str]]:
        """The three groups of parties, each as a list of names."""
        groups = totaux.parties(self.contenu)
        named = (
            ("Intercommunalités", groups.intercommunalites),
            ("Partenaires publics", groups.publics),
            ("Partenaires économiques et industriels", groups.economiques),
        )
        return [(title, _names(members)) for title, members in named if members]


def poids(octets: int) -> str:
    """« 1,8 Mo », « 310 ko »: decimal units, as file managers count."""
    if octets < 1_000_000:
        return francais.quantite(max(octets // 1000, 1), "ko")
    return francais.quantite(round(Decimal(octets) / 1_000_000, 1), "Mo")


def prochain_jalon(action: ActionContenu) -> str:
    """« Recruter la première promotion, T4 2024 »: the first dated milestone still to come."""
    for jalon in action.jalons:
        if jalon.echeance and not (jalon.state and jalon.state.cle == "termine"):
            return f"{jalon.libelle}, {moment_label(jalon.echeance)}"
    return ""


def _figures(actions: tuple[ActionContenu, ...]) -> tuple[tuple[str, str], ...]:
    """Two targets of the weightiest actions, one an action, then how many actions for how much.

    Targets are never added: the same enterprise may be counted by two actions.
    """
    chosen: dict[str, IndicateurContenu] = {}
    for action, indicateur in _ranked(actions):
        chosen.setdefault(action.numero, indicateur)
    figures = [_target(indicateur) for indicateur in [*chosen.values()][:FIGURES]]
    if actions:
        budget = euros_courts(totaux.budget_total(actions), 2)
        figures.append((pluriel(len(actions), "action", "actions"), budget))
    return tuple(figures)


def _ranked(actions: tuple[ActionContenu, ...]) -> list[tuple[ActionContenu, IndicateurContenu]]:
    """Indicators that have a target: impact first, then those of the largest budgets."""
    pairs = [(a, i) for a in actions for i in a.indicateurs if i.cible is not None]

    def rank(pair: tuple[ActionContenu, IndicateurContenu]) -> tuple[int, object]:
        action, indicateur = pair
        kind = KINDS.index(indicateur.type.cle) if indicateur.type.cle in KINDS else len(KINDS)
        return kind, -(action.budget or 0)

    return sorted(pairs, key=rank)


def _target(indicateur: IndicateurContenu) -> tuple[str, str]:
    """Label and number; the unit joins the label unless the label already says it."""
    value, unit = nombre(indicateur.cible or 0), indicateur.unite
    if unit.startswith("%"):
        value, unit = francais.pourcentage(indicateur.cible or 0), unit[1:].strip()
    said = not unit or unit.lower() in indicateur.libelle.lower()
    return (indicateur.libelle if said else f"{indicateur.libelle} ({unit})"), value


def _apport(total: totaux.TotalEngagement) -> Apport:
    icon = ICONS.get(total.nature.cle, "poignee")  # type: ignore[call-overload]
    return Apport(icon, _total_words(total), ", ".join((total.nature.libelle, *reserves(total))))


def _total_words(total: totaux.TotalEngagement) -> str:
    if total.quantite is None:
        return nombre(total.nombre)
    if total.unite == "EUR":
        return euros_courts(total.quantite)
    return francais.quantite(total.quantite, total.unite)


def _count_pledges(given: list[EngagementContenu]) -> str:
    if not given:
        return "Aucun pour l’instant"
    steps = [text for number, text in _steps(given) if number]
    return ", ".join([nombre(len(given)), *([f"dont {francais.liste(steps)}"] if steps else [])])


def _steps(given: Iterable[EngagementContenu]) -> tuple[tuple[int, str], ...]:
    """How many got how far: « 12 confirmés », of which « 9 signés », « 1 réalisé »."""
    states = [engagement.state.cle for engagement in given]
    counts = (
        (sum(state in CONFIRMED for state in states), "confirmé", "confirmés"),
        (sum(state in SIGNED for state in states), "signé", "signés"),
        (states.count("realise"), "réalisé", "réalisés"),
    )
    return tuple((number, pluriel(number, one, many)) for number, one, many in counts)


def _seance_words(seance: SeanceContenu) -> str:
    """« Séminaire de co-construction, 11 avril 2024, Cordemais, 48 participants »."""
    people = sum(group.nombre for group in seance.participants)
    parts = [seance.intitule, francais.date_longue(seance.date), seance.lieu]
    if people:
        parts.append(pluriel(people, "participant", "participants"))
    return ", ".join(part for part in parts if part)


def _names(organisations: Iterable[OrganisationContenu]) -> str:
    return ", ".join(organisation.nom for organisation in organisations)


def _words(value: int, un: str, plusieurs: str, *, feminin: bool = False) -> str:
    """« quinze actions », « 17 actions », « une action »."""
    return f"{en_lettres(value, feminin=feminin)} {francais.accord(value, un, plusieurs)}"


def _day(month: str) -> date | None:
    """The first day of « 2024-09 »; None when it is empty."""
    return date.fromisoformat(f"{month}-01") if month else None
