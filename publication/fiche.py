"""The public page of one action, computed once from a content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from actions.apports import ICONS
from engagements.couverture import LigneBesoin, ligne
from publication import montants, votes
from publication.adresses import Adresses, ancre
from publication.calendrier import moment_label, quarter_of
from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    EngagementContenu,
    IndicateurContenu,
)
from publication.couverture import NON_PUBLIE, couvertures_of
from publication.totaux import ZERO, a_trouver
from socle import francais
from socle.figures import Part, Repere

MOTS_CACHES = {"EUR": "montant masqué"}
STATES_REPERE = frozenset({"termine", "en_cours", "a_venir"})


class LigneFinancement(NamedTuple):
    """One line of the plan; `serie` 0 is what remains to find, without state."""

    serie: int
    financeur: str
    state: str
    montant: Decimal
    part: int  # percent of the budget


class LigneEngagement(NamedTuple):
    """One pledge as it is told: who, what, how firmly."""

    icone: str
    titre: str
    sous: str
    etiquette: str
    ton: str


class LigneIndicateur(NamedTuple):
    """One indicator; what is not known is empty."""

    libelle: str
    nature: str
    depart: str
    cible: str
    quand: str


class Voisine(NamedTuple):
    """The action before or after, in the order of the edition."""

    numero: str
    titre: str
    url: str

    @property
    def libelle(self) -> str:
        return f"{self.numero} {self.titre}"


@dataclass(frozen=True, slots=True)
class Fiche:
    """What the page of one action shows. Texts are as typed."""

    contenu: Contenu
    action: ActionContenu
    adresses: Adresses
    precedente: Voisine | None
    suivante: Voisine | None

    @property
    def edition_libelle(self) -> str:
        return f"Édition {self.contenu.edition}"

    @property
    def libelle(self) -> str:
        return f"Action {self.action.numero}"

    @property
    def retour_url(self) -> str:
        """The line of this action on the page of the edition."""
        return f"{self.adresses.page}#{ancre(self.action.numero)}"

    @property
    def avancement(self) -> str:
        share = francais.pourcentage(self.action.avancement_pourcent or 0)
        return f"{share} réalisés au {francais.date_longue(self.contenu.date)}"

    @property
    def objectif(self) -> str:
        titles = {o.code: o.titre for o in self.contenu.objectifs}
        return titles.get(self.action.objectif, "")

    @property
    def faits(self) -> list[tuple[str, str]]:
        """Label and value of what is known; what is not known is not listed."""
        action = self.action
        axes = {axe.code: axe.intitule for axe in self.contenu.axes}
        lines = (
            ("Porteur", action.porteur or "À désigner"),
            ("Copilotes", ", ".join(action.copilotes)),
            ("Partenaires", ", ".join(action.partenaires)),
            ("Localisation", action.localisation),
            ("Bénéficiaires", action.public_cible),
            ("Durée", duree(action)),
            ("Axe national", axes.get(action.axe, "")),
            ("Maturité", _label(action.maturite)),
            ("Priorité", _label(action.priorite)),
            ("Fermeté de la réalisation", _label(action.fermete)),
            ("Instance", action.comite),
            ("Avis de la gouvernance", action.avis_gouvernance.capitalize()),
            ("Décision", action.decision_motif),
            ("Soutiens", francais.nombre(action.soutiens) if action.soutiens else ""),
            ("Gommettes", "" if action.points is None else francais.nombre(action.points)),
            ("Votes réunis", votes.reunis(self.contenu, action.numero)),
        )
        return [(label, value) for label, value in lines if value]

    @property
    def reperes(self) -> list[Repere]:
        """The milestones in time order, those without date last."""
        marks = [
            Repere(
                jalon.libelle,
                _quarter_day(jalon.echeance),
                jalon.state.cle if jalon.state and jalon.state.cle in STATES_REPERE else "a_venir",
                moment_label(jalon.echeance) if jalon.echeance else "date à préciser",
            )
            for jalon in self.action.jalons
        ]
        return sorted(marks, key=lambda mark: mark.date or date.max)

    @property
    def budget(self) -> str:
        if self.action.budget is None:
            return ""
        about = ", ordre de grandeur" if self.action.budget_ordre_de_grandeur else ""
        return f"{francais.euros(self.action.budget)} hors taxes{about}"

    @property
    def financements(self) -> list[LigneFinancement]:
        budget = self.action.budget or ZERO
        lines = [
            LigneFinancement(
                n % 5 + 1,
                line.financeur,
                line.state.libelle.capitalize(),
                line.montant,
                francais.part(line.montant, budget),
            )
            for n, line in enumerate(self.action.financements)
        ]
        if gap := a_trouver(self.action):
            share = francais.part(gap, budget)
            lines.append(LigneFinancement(0, "À trouver", "", gap, share))
        return lines

    @property
    def total(self) -> Decimal:
        """What the lines of the plan add up to."""
        return sum((line.montant for line in self.financements), ZERO)

    @property
    def parts(self) -> list[Part]:
        return [Part(line.financeur, line.montant, line.serie) for line in self.financements]

    @property
    def acquis(self) -> str:
        """« acquis à 71 % »."""
        granted = montants.acquis(self.action.financements)
        if not self.action.budget or not granted:
            return ""
        share = francais.part(granted, self.action.budget)
        return f"acquis à {francais.pourcentage(share)}"

    @property
    def indicateurs(self) -> list[LigneIndicateur]:
        return [_indicateur(indicateur) for indicateur in self.action.indicateurs]

    @property
    def besoins(self) -> list[LigneBesoin]:
        """The needs and what they receive; none in the editions that only had their words."""
        return [ligne(one) for one in couvertures_of(self.contenu, self.action)]

    @property
    def engagements(self) -> list[LigneEngagement]:
        return [_engagement(e) for e in self.contenu.engagements_of(self.action.numero)]


def fiche(contenu: Contenu, numero: str, adresses: Adresses) -> Fiche | None:
    """The page of the action with this number; None when the content has none."""
    rank = next((n for n, a in enumerate(contenu.actions) if a.numero == numero), None)
    if rank is None:
        return None
    before = contenu.actions[rank - 1] if rank else None
    after = contenu.actions[rank + 1] if rank + 1 < len(contenu.actions) else None
    return Fiche(
        contenu,
        contenu.actions[rank],
        adresses,
        _neighbour(before, adresses),
        _neighbour(after, adresses),
    )


def _neighbour(action: ActionContenu | None, adresses: Adresses) -> Voisine | None:
    if action is None:
        return None
    return Voisine(action.numero, action.intitule, adresses.fiche(action.numero))


def duree(action: ActionContenu) -> str:
    """« septembre 2024 à décembre 2027 », as far as it is known."""
    if not action.debut:
        return ""
    start = moment_label(action.debut)
    if action.fin:
        return f"{start} à {moment_label(action.fin)}".capitalize()
    end = ", sans date de fin" if action.amelioration_continue else ""
    return f"À partir de {start}{end}"


def _indicateur(indicateur: IndicateurContenu) -> LigneIndicateur:
    when = moment_label(indicateur.echeance) if indicateur.echeance else ""
    return LigneIndicateur(
        libelle=indicateur.libelle,
        nature=indicateur.type.libelle.capitalize(),
        depart="" if indicateur.reference is None else francais.nombre(indicateur.reference),
        cible=(
            "À fixer"
            if indicateur.cible is None
            else francais.quantite(indicateur.cible, indicateur.unite).rstrip()
        ),
        quand=", ".join(part for part in (when, indicateur.frequence) if part),
    )


def _engagement(engagement: EngagementContenu) -> LigneEngagement:
    icon = ICONS.get(engagement.nature.cle, "poignee")  # type: ignore[call-overload]
    return LigneEngagement(
        icone=icon,
        titre=engagement.organisation or "Une organisation, de façon anonyme",
        sous=". ".join(_sentences(engagement)),
        etiquette=f"{engagement.fermete.libelle}, {engagement.state.libelle}".capitalize(),
        ton="succes" if engagement.state.cle in ("signe", "realise") else "neutre",
    )


def _sentences(engagement: EngagementContenu) -> Iterable[str]:
    """« Temps et compétences, 6 jours », the words, the condition, the deadline."""
    quantity = _quantity(engagement)
    yield engagement.nature.libelle + (f", {quantity}" if quantity else "")
    if engagement.texte:
        yield engagement.texte.rstrip(".")
    if engagement.condition:
        yield f"Condition : {engagement.condition}".rstrip(".")
    if engagement.echeance:
        yield f"Échéance : {moment_label(engagement.echeance)}"


def _quantity(engagement: EngagementContenu) -> str:
    if engagement.montant_retenu:
        return f"montant {NON_PUBLIE}"
    if engagement.montant_masque:
        return MOTS_CACHES.get(engagement.unite, "quantité masquée") if engagement.unite else ""
    if engagement.quantite is None:
        return ""
    if engagement.unite == "EUR":
        return francais.euros(engagement.quantite)
    return francais.quantite(engagement.quantite, engagement.unite)


def _quarter_day(moment: str) -> date | None:
    """A day in the quarter of a moment."""
    if (at := quarter_of(moment)) is None:
        return None
    year, quarter = at
    return date(year, quarter * 3 - 1, 1)


def _label(choix: Choix | None) -> str:
    return choix.libelle.capitalize() if choix else ""
