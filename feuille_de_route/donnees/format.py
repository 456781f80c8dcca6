"""The format of a data file, as shapes: one class an object, one field a key.

Described for people in donnees/README.md. Names of fields are the keys of the file, so they stay
in French whatever the glossary says. Amounts are `Decimal` euros without tax; months are the first
day of the month.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from actions.apports import Apport
from actions.models import Action, Amendement, Financement, Indicateur, Jalon
from engagements.models import Engagement
from feuille_de_route.donnees import positions
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.shapes import (
    FileRefused,
    Place,
    Reading,
    Shape,
    key,
    read_object,
    shape,
)
from organisations.models import College, Organisation
from socle.francais import euros

MAX_BYTES = 5 * 1024 * 1024

#: How the file names what the product names otherwise.
AVANCEMENTS = {
    "a_venir": Action.Avancement.A_LANCER,
    "en_cours": Action.Avancement.EN_COURS,
    "en_retard": Action.Avancement.EN_RETARD,
    "en_pause": Action.Avancement.EN_PAUSE,
    "bloque": Action.Avancement.BLOQUEE,
    "realise": Action.Avancement.TERMINEE,
    "abandonne": Action.Avancement.ABANDONNEE,
}
DECISIONS = {
    "retenue": Action.State.RETENUE,
    "a_retravailler": Action.State.A_RETRAVAILLER,
    "fusionnee": Action.State.FUSIONNEE,
    "non_retenue": Action.State.ECARTEE,
}
JALONS = {
    "a_faire": Jalon.State.A_VENIR,
    "en_cours": Jalon.State.EN_COURS,
    "fait": Jalon.State.TERMINE,
}
AMENDEMENTS = {
    "accepte": Amendement.State.INTEGRE,
    "accepte_modifie": Amendement.State.INTEGRE_MODIFIE,
    "refuse": Amendement.State.REFUSE,
}
COLLEGES = {
    "entreprises": College.ENTREPRISES,
    "collectivites": College.COLLECTIVITES,
    "etat_operateurs": College.ETAT_OPERATEURS,
    "partenaires": College.PARTENAIRES,
    "formation_emploi": College.PARTENAIRES,
    "reseaux": College.PARTENAIRES,
}
UNITES = {
    Apport.FINANCIER: "EUR",
    Apport.TEMPS: "jours",
    Apport.GROUPE_TRAVAIL: "réunions",
    Apport.FONCIER_LOCAUX: "m2",
    Apport.EQUIPEMENT: "heures",
    Apport.EMPLOI_FORMATION: "personnes",
    Apport.REDUCTION_GES: "tCO2e/an",
    Apport.AMBASSADEUR: "entreprises",
}
#: Readers used in many shapes: where a datum comes from, part by part, and its sources.
ORIGINE = v.one_of({word: word for word in ("source", "inspire_de_source", "illustratif")})
ORIGINES = v.mapping(v.text(1000))
SOURCES = v.listed(v.reference("sources"))


@shape
class MetaRow(Shape):
    titre: str = key(v.text(300), default="")
    version: str = key(v.text(20), default="")
    langue: str = key(v.one_of({"fr": "fr"}), default="fr")
    encodage: str = key(v.one_of({"UTF-8": "UTF-8"}), default="UTF-8")
    avertissement: str = key(v.text(2000), default="")
    legende_origine: dict[str, str] = key(v.mapping(v.text(300)), default=None)
    regles: tuple[str, ...] = key(v.listed(v.text(500)), default=())


@shape
class SourceRow(Shape):
    id: str = key(v.identifier("sources"))
    titre: str = key(v.text(300))
    editeur: str = key(v.text(200), default="")
    url: str = key(v.link, default="")


@shape
class PeriodRow(Shape):
    debut: int = key(v.whole(1990, 2100))
    fin: int = key(v.whole(1990, 2100))

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin < self.debut:
            yield "fin", f"Écrivez une année à partir de {self.debut}."


@shape
class FactRow(Shape):
    cle: str = key(v.text(100, empty=False))
    valeur: Any = key(v.scalar)
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class TerritoireRow(Shape):
    nom: str = key(v.text(200, empty=False))
    programme: str = key(v.text(200), default="")
    periode_feuille_de_route: PeriodRow | None = key(v.nested(PeriodRow), default=None)
    epci: tuple[str, ...] = key(v.listed(v.reference("organisations")), default=())
    faits: tuple[FactRow, ...] = key(v.objects(FactRow), default=())


@shape
class ObjectifRow(Shape):
    code: str = key(v.identifier("objectifs", 3))
    cle: str = key(v.text(40), default="")
    intitule: str = key(v.text(200, empty=False))
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class AxeRow(Shape):
    code: str = key(v.identifier("axes_nationaux", 10))
    intitule: str = key(v.text(200, empty=False))
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class OrganisationKindRow(Shape):
    """A reminder for the reader of the file; the product has its own list."""

    cle: str = key(v.one_of(Organisation.Kind))
    libelle: str = key(v.text(100))
    college: College = key(v.one_of(COLLEGES))

    def check(self) -> Iterator[tuple[str, str]]:
        expected = Organisation.COLLEGE_BY_KIND[Organisation.Kind(self.cle)]
        if self.college != expected:
            yield "college", f"Ce type appartient au collège « {expected.label} »."


@shape
class EngagementKindRow(Shape):
    """A reminder for the reader of the file; the product has its own list."""

    cle: Apport = key(v.one_of(Apport))
    libelle: str = key(v.text(100))
    unite: str = key(v.text(20), default="")
    champ_quantite: bool = key(v.boolean, default=True)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.unite != UNITES.get(self.cle, ""):
            yield "unite", _unit_remedy(self.cle)


@shape
class OrganisationRow(Shape):
    id: str = key(v.identifier("organisations"))
    nom: str = key(v.identifier("noms", 200))
    type: Organisation.Kind = key(v.one_of(Organisation.Kind))
    commune: str = key(v.text(100), default="")
    nature: str = key(v.one_of({"reel": "reel", "fictif": "fictif"}), default="reel")
    fait_public: str = key(v.text(2000), default="")
    sources: tuple[str, ...] = key(SOURCES, default=())
    tranche_effectif: str = key(v.text(20), default="")
    siret: str | None = key(v.siret, default=None)
    role_demo: str = key(v.text(40), default="")
    peut_s_engager_dans_la_demo: bool = key(v.boolean, default=True)


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
        yield from _check_fusion(self)
        yield from self._check_plan()

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


@shape
class TableRow(Shape):
    numero: int = key(v.whole(1, 1000))
    theme: str = key(v.text(200), default="")


@shape
class EtapeRow(Shape):
    debut: dt.time = key(v.hour)
    fin: dt.time = key(v.hour)
    titre: str = key(v.text(200, empty=False))
    note: str = key(v.text(2000), default="")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin <= self.debut:
            yield "fin", f"Écrivez une heure après {self.debut:%H:%M}."


@shape
class AmendementRow(Shape):
    id: str = key(v.identifier("amendements"))
    action: str = key(v.reference("actions"))
    champ: str = key(v.text(40, empty=False))
    texte: str = key(v.text(20_000, empty=False))
    auteur: str = key(v.text(200))
    decision: Amendement.State = key(v.one_of(AMENDEMENTS), default=Amendement.State.A_ARBITRER)
    motif: str = key(v.text(2000), default="")
    origine: str = key(ORIGINE, default="illustratif")


@shape
class ProposalRow(Shape):
    """An idea born in the séance: it becomes an action, numbered after those of its objective."""

    id: str = key(v.identifier("actions"))
    intitule: str = key(v.text(300, empty=False))
    objectif: str = key(v.reference("objectifs"))
    auteur: str = key(v.text(200))
    decision: Action.State | None = key(v.one_of(DECISIONS), default=None)
    fusionnee_dans: str = key(v.reference("actions"), default="")
    motif: str = key(v.text(2000), default="")
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str | Place, str]]:
        yield from _check_fusion(self)


@shape
class JudgementRow(Shape):
    tres_bien: int = key(v.whole(0, 100_000), default=0)
    bien: int = key(v.whole(0, 100_000), default=0)
    assez_bien: int = key(v.whole(0, 100_000), default=0)
    passable: int = key(v.whole(0, 100_000), default=0)
    insuffisant: int = key(v.whole(0, 100_000), default=0)

    def mentions(self) -> dict[str, int]:
        """Best first."""
        names = ("tres_bien", "bien", "assez_bien", "passable", "insuffisant")
        return {name: getattr(self, name) for name in names}


@shape
class ResultatRow(Shape):
    action: str = key(v.reference("actions"))
    points: int | None = key(v.whole(0, 1_000_000), default=None)
    impact_moyen: Decimal | None = key(v.mark, default=None)
    effort_moyen: Decimal | None = key(v.mark, default=None)
    jugement_majoritaire: JudgementRow | None = key(v.nested(JudgementRow), default=None)
    votants: int = key(v.whole(0, 30_000))
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.jugement_majoritaire is None:
            return
        total = sum(self.jugement_majoritaire.mentions().values())
        if total != self.votants:
            yield (
                "jugement_majoritaire",
                f"Corrigez les mentions ou les votants : {total} mentions, {self.votants} votants.",
            )


def _participants(node: positions.Node, reading: Reading, place: Place) -> dict[College, int]:
    """People a college; the file's two colleges of partners are summed into one."""
    people: dict[College, int] = {}
    for name, number in v.mapping(v.whole(0, 30_000))(node, reading, place).items():
        if name not in COLLEGES:
            reading.refuse(place, f"Remplacez « {name} » par un collège : {', '.join(COLLEGES)}.")
            continue
        people[COLLEGES[name]] = people.get(COLLEGES[name], 0) + number
    return people


@shape
class SeanceRow(Shape):
    intitule: str = key(v.text(200, empty=False))
    date: dt.date = key(v.day)
    moment: str = key(v.text(60), default="")
    lieu: str = key(v.text(200), default="")
    buts: tuple[str, ...] = key(v.listed(v.text(200)), default=())
    participants_par_college: dict[College, int] = key(_participants, default=None)
    tables: tuple[TableRow, ...] = key(v.objects(TableRow), default=())
    deroule: tuple[EtapeRow, ...] = key(v.objects(EtapeRow), default=())
    amendements: tuple[AmendementRow, ...] = key(v.objects(AmendementRow), default=())
    propositions_de_seance: tuple[ProposalRow, ...] = key(v.objects(ProposalRow), default=())
    priorisation: tuple[ResultatRow, ...] = key(v.objects(ResultatRow), default=())
    origine: dict[str, str] = key(ORIGINES, default=None)
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class EngagementRow(Shape):
    id: str = key(v.identifier("engagements"))
    action: str = key(v.reference("actions"))
    organisation: str = key(v.reference("organisations"))
    type: Apport = key(v.one_of(Apport))
    quantite: Decimal | None = key(v.amount, default=None)
    unite: str = key(v.text(20), default="")
    texte: str = key(v.text(2000, empty=False))
    fermete: Engagement.Fermete = key(v.one_of(Engagement.Fermete))
    statut: Engagement.State = key(v.one_of(Engagement.State))
    visibilite: Engagement.Visibilite = key(v.one_of(Engagement.Visibilite))
    condition: str = key(v.text(500), default="")
    echeance: dt.date | None = key(v.month, default=None)
    motif_retrait: str = key(v.text(500), default="")
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.quantite is not None and self.type not in UNITES:
            yield "quantite", "Retirez la quantité : ce type d’apport n’en a pas."
        if self.quantite == 0:
            yield "quantite", "Écrivez une quantité plus grande que zéro, ou null."
        if self.unite != UNITES.get(self.type, ""):
            yield "unite", _unit_remedy(self.type)
        if self.fermete == Engagement.Fermete.CONDITIONNEL and not self.condition.strip():
            yield "condition", "Écrivez la condition de cet engagement conditionnel."
        if self.statut == Engagement.State.RETIRE and not self.motif_retrait.strip():
            yield "motif_retrait", "Écrivez le motif du retrait."


@shape
class DataFile(Shape):
    """A whole data file, read and coherent."""

    meta: MetaRow = key(v.nested(MetaRow), default=MetaRow())
    sources: tuple[SourceRow, ...] = key(v.objects(SourceRow), default=())
    territoire: TerritoireRow | None = key(v.nested(TerritoireRow), default=None)
    objectifs: tuple[ObjectifRow, ...] = key(v.objects(ObjectifRow), default=())
    axes_nationaux: tuple[AxeRow, ...] = key(v.objects(AxeRow), default=())
    types_organisation: tuple[OrganisationKindRow, ...] = key(
        v.objects(OrganisationKindRow), default=()
    )
    types_engagement: tuple[EngagementKindRow, ...] = key(v.objects(EngagementKindRow), default=())
    organisations: tuple[OrganisationRow, ...] = key(v.objects(OrganisationRow), default=())
    actions: tuple[ActionRow, ...] = key(v.objects(ActionRow))
    seminaire: SeanceRow | None = key(v.nested(SeanceRow), default=None)
    engagements: tuple[EngagementRow, ...] = key(v.objects(EngagementRow), default=())
    listes: dict[str, tuple[str, ...]] = key(v.mapping(v.listed(v.text(60))), default=None)

    def check(self) -> Iterator[tuple[str | Place, str]]:
        rows = (*self.actions, *self.propositions)
        merged = {row.id for row in rows if row.fusionnee_dans}
        for row in rows:
            if row.fusionnee_dans in merged:
                at = row.place.inside("fusionnee_dans", row.place.line)
                yield at, "Donnez une action qui n’est pas elle-même fusionnée."

    @property
    def propositions(self) -> tuple[ProposalRow, ...]:
        return self.seminaire.propositions_de_seance if self.seminaire else ()


def read_file(data: bytes, known: dict[str, set[str]] | None = None) -> DataFile:
    """Read a whole file. Raises `FileRefused` with every fault found.

    `known` gives identifiers the roadmap already has: {"objectifs": …, "axes_nationaux": …}.
    """
    reading = Reading(known)
    try:
        root = positions.parse(_decode(data))
    except positions.JsonError as error:
        raise FileRefused([Place(error.line).fault(str(error))]) from error
    data_file = read_object(DataFile, root, reading, Place(root.line))
    reading.check_references()
    if reading.faults or data_file is None:
        raise FileRefused(reading.faults)
    return data_file


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise positions.JsonError("Choisissez un fichier de 5 Mo au plus.", 1)
    if not data.strip():
        raise positions.JsonError(
            "Choisissez un fichier qui contient des données : il est vide.", 1
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise positions.JsonError(
            "Enregistrez le fichier en UTF-8 : cette ligne utilise un autre encodage.", line
        ) from error


def _unit_remedy(kind: Apport) -> str:
    unit = UNITES.get(kind)
    return f"Écrivez l’unité « {unit} »." if unit else "Retirez l’unité : cet apport n’en a pas."


def _check_fusion(action: ActionRow | ProposalRow) -> Iterator[tuple[str, str]]:
    decision = action.decision if isinstance(action, ProposalRow) else action.decision_seminaire
    if decision == Action.State.FUSIONNEE and not action.fusionnee_dans:
        yield "fusionnee_dans", "Donnez l’identifiant de l’action qui la reprend."
    if decision != Action.State.FUSIONNEE and action.fusionnee_dans:
        yield "fusionnee_dans", "Retirez cette clé : la décision n’est pas « fusionnee »."
