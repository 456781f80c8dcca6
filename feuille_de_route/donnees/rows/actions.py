"""The actions of a data file, with everything they hold."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from actions.apports import UNITS, Apport
from actions.models import Action, Financement, Indicateur, Jalon
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.rows.words import AVANCEMENTS, DECISIONS, JALONS, ORIGINES, SOURCES
from feuille_de_route.donnees.shapes import Place, Shape, key, shape
from socle.francais import euros


@shape
class BudgetRow(Shape):
    total_ht: Decimal = key(v.amount)
    devise: str = key(v.one_of({"EUR": "EUR"}), default="EUR")
    par_annee: dict[int, Decimal] = key(v.amounts_by_year, default=None)
    ordre_de_grandeur: bool = key(v.boolean, default=True)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.par_annee and (total := sum(self.par_annee.values())) != self.total_ht:
            yield (
                "par_annee",
                f"Corrigez les années ou le total : les années font {euros(total)}, "
                f"total_ht est de {euros(self.total_ht)}.",
            )


@shape
class FinancementRow(Shape):
    financeur: str = key(v.text(200, empty=False))
    organisation: str = key(v.reference("organisations"), default="")
    montant: Decimal = key(v.amount)
    taux: Decimal | None = key(v.share, default=None)
    statut: Financement.State = key(v.one_of(Financement.State))


@shape
class JalonRow(Shape):
    ordre: int = key(v.whole(1, 1000))
    libelle: str = key(v.text(300, empty=False))
    echeance: tuple[int | None, int | None] = key(v.quarter, default=(None, None))
    statut: Jalon.State = key(v.one_of(JALONS), default=Jalon.State.A_VENIR)


@shape
class CalendarRow(Shape):
    debut: dt.date | None = key(v.month, default=None)
    fin: dt.date | None = key(v.month, default=None)
    etapes: tuple[JalonRow, ...] = key(v.objects(JalonRow), default=())

    def check(self) -> Iterator[tuple[str, str]]:
        if self.debut and self.fin and self.fin < self.debut:
            yield "fin", f"Écrivez un mois à partir de {self.debut:%Y-%m}, mois de début."


@shape
class IndicateurRow(Shape):
    libelle: str = key(v.text(200, empty=False))
    type: Indicateur.Kind = key(v.one_of(Indicateur.Kind))
    unite: str = key(v.text(60), default="")
    reference: Decimal | None = key(v.measure, default=None)
    cible: Decimal | None = key(v.measure, default=None)
    echeance: dt.date | None = key(v.month, default=None)
    frequence: str = key(v.text(60), default="")
    source: str = key(v.text(200), default="")


@shape
class DemandeRow(Shape):
    """What one of the `besoins` asks for, by its exact words."""

    besoin: str = key(v.text(300, empty=False))
    type: Apport = key(v.one_of(Apport))
    quantite: Decimal | None = key(v.amount, default=None)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.quantite is not None and self.type not in UNITS:
            yield "quantite", "Retirez la quantité : ce type d’apport n’en a pas."
        if self.quantite == 0:
            yield "quantite", "Écrivez une quantité plus grande que zéro, ou null."


@shape
class ActionRow(Shape):
    id: str = key(v.identifier("actions"))
    numero: str = key(v.identifier("numeros", 12))
    objectif: str = key(v.reference("objectifs"))
    axe_national: str = key(v.reference("axes_nationaux"), default="")
    intitule: str = key(v.text(300, empty=False))
    resume: str = key(v.text(2000), default="")
    constat: str = key(v.text(20_000), default="")
    description: str = key(v.text(20_000), default="")
    resultats_attendus: tuple[str, ...] = key(v.listed(v.text(1000)), default=())
    public_cible: str = key(v.text(300), default="")
    porteur: str = key(v.reference("organisations"))
    copilotes: tuple[str, ...] = key(v.listed(v.reference("organisations")), default=())
    partenaires: tuple[str, ...] = key(v.listed(v.reference("organisations")), default=())
    localisation: str = key(v.text(300), default="")
    maturite: Action.Maturite = key(v.one_of(Action.Maturite), default=Action.Maturite.IDEE)
    statut: Action.Avancement = key(v.one_of(AVANCEMENTS), default=Action.Avancement.A_LANCER)
    priorite_initiale: str = key(v.one_of(Action.Priorite), default="")
    decision_seminaire: Action.State | None = key(v.one_of(DECISIONS), default=None)
    fusionnee_dans: str = key(v.reference("actions"), default="")
    motif: str = key(v.text(2000), default="")
    budget: BudgetRow | None = key(v.nested(BudgetRow), default=None)
    plan_financement: tuple[FinancementRow, ...] = key(v.objects(FinancementRow), default=())
    calendrier: CalendarRow | None = key(v.nested(CalendarRow), default=None)
    indicateurs: tuple[IndicateurRow, ...] = key(v.objects(IndicateurRow), default=())
    besoins: tuple[str, ...] = key(v.listed(v.text(300, empty=False)), default=())
    demandes: tuple[DemandeRow, ...] = key(v.objects(DemandeRow), default=())
    points_de_vigilance: tuple[str, ...] = key(v.listed(v.text(1000)), default=())
    acces_restreint: bool = key(v.boolean, default=False)
    origine: dict[str, str] = key(ORIGINES, default=None)
    sources: tuple[str, ...] = key(SOURCES, default=())

    @property
    def rank(self) -> int:
        """2 for the action 1.2."""
        return int(self.numero.rpartition(".")[2])

    def check(self) -> Iterator[tuple[str | Place, str]]:
        if not re.fullmatch(rf"{re.escape(self.objectif)}\.[1-9][0-9]{{0,4}}", self.numero):
            yield "numero", f"Écrivez l’objectif puis le rang, par exemple {self.objectif}.1."
        yield from check_merge(self.decision_seminaire, self.fusionnee_dans)
        yield from self._check_plan()
        for row in self.demandes:
            if row.besoin not in self.besoins:
                at = row.place.inside("besoin", row.place.line)
                yield at, "Donnez les mots exacts d’un des besoins de l’action."

    def _check_plan(self) -> Iterator[tuple[str | Place, str]]:
        if not self.plan_financement:
            return
        if self.budget is None:
            yield "plan_financement", "Ajoutez le budget que ce plan finance."
            return
        planned, budget = sum(row.montant for row in self.plan_financement), self.budget.total_ht
        if planned != budget:
            yield (
                "plan_financement",
                f"Corrigez le plan ou le budget : le plan fait {euros(planned)}, "
                f"le budget est de {euros(budget)}.",
            )
            return
        for row in self.plan_financement:
            if row.taux is not None and budget and abs(row.montant * 100 / budget - row.taux) > 1:
                yield row.place.inside("taux", row.place.line), "Corrigez ou retirez ce taux."


def check_merge(decision: Action.State | None, into: str) -> Iterator[tuple[str, str]]:
    """An action is merged when, and only when, the file says into which."""
    if decision == Action.State.FUSIONNEE and not into:
        yield "fusionnee_dans", "Donnez l’identifiant de l’action qui la reprend."
    if decision != Action.State.FUSIONNEE and into:
        yield "fusionnee_dans", "Retirez cette clé : la décision n’est pas « fusionnee »."
