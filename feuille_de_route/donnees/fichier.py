"""The format of a data file, as shapes: one class an object, one field a key.

Described for people in donnees/README.md. Names of fields are the keys of the file, so they stay
in French whatever the glossary says. Amounts are `Decimal` euros without tax; months are the first
day of the month.
"""

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from actions.apports import Apport
from actions.models import Action, Amendement, Financement, Indicateur, Jalon
from engagements.models import Engagement
from feuille_de_route.donnees import positions
from feuille_de_route.donnees.lecture import (
    Fault,
    FichierRefuse,
    Objet,
    Place,
    Reading,
    key,
    read_object,
    shape,
)
from feuille_de_route.donnees.valeurs import (
    booleen,
    dictionnaire,
    echeance,
    entier,
    heure,
    identifiant,
    jour,
    lien,
    liste,
    mesure,
    mois,
    montant,
    montants_par_annee,
    note,
    objet,
    objets,
    parmi,
    pourcentage,
    reference,
    scalaire,
    siret,
    texte,
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
ORIGINES = {word: word for word in ("source", "inspire_de_source", "illustratif")}

origine = parmi(ORIGINES)
origines = dictionnaire(texte(1000))
sources = liste(reference("sources"))


@shape
class MetaLue(Objet):
    titre: str = key(texte(300), default="")
    version: str = key(texte(20), default="")
    langue: str = key(parmi({"fr": "fr"}), default="fr")
    encodage: str = key(parmi({"UTF-8": "UTF-8"}), default="UTF-8")
    avertissement: str = key(texte(2000), default="")
    legende_origine: dict[str, str] = key(dictionnaire(texte(300)), default=None)
    regles: tuple[str, ...] = key(liste(texte(500)), default=())


@shape
class SourceLue(Objet):
    id: str = key(identifiant("sources"))
    titre: str = key(texte(300))
    editeur: str = key(texte(200), default="")
    url: str = key(lien, default="")


@shape
class PeriodeLue(Objet):
    debut: int = key(entier(1990, 2100))
    fin: int = key(entier(1990, 2100))

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin < self.debut:
            yield "fin", f"Écrivez une année à partir de {self.debut}."


@shape
class FaitLu(Objet):
    cle: str = key(texte(100, empty=False))
    valeur: Any = key(scalaire)
    origine: str = key(origine, default="illustratif")
    sources: tuple[str, ...] = key(sources, default=())


@shape
class TerritoireLu(Objet):
    nom: str = key(texte(200, empty=False))
    programme: str = key(texte(200), default="")
    periode_feuille_de_route: PeriodeLue | None = key(objet(PeriodeLue), default=None)
    epci: tuple[str, ...] = key(liste(reference("organisations")), default=())
    faits: tuple[FaitLu, ...] = key(objets(FaitLu), default=())


@shape
class ObjectifLu(Objet):
    code: str = key(identifiant("objectifs", 3))
    cle: str = key(texte(40), default="")
    intitule: str = key(texte(200, empty=False))
    origine: str = key(origine, default="illustratif")
    sources: tuple[str, ...] = key(sources, default=())


@shape
class AxeLu(Objet):
    code: str = key(identifiant("axes_nationaux", 10))
    intitule: str = key(texte(200, empty=False))
    origine: str = key(origine, default="illustratif")
    sources: tuple[str, ...] = key(sources, default=())


@shape
class TypeOrganisationLu(Objet):
    """A reminder for the reader of the file; the product has its own list."""

    cle: str = key(parmi(Organisation.Kind))
    libelle: str = key(texte(100))
    college: College = key(parmi(COLLEGES))

    def check(self) -> Iterator[tuple[str, str]]:
        expected = Organisation.COLLEGE_BY_KIND[Organisation.Kind(self.cle)]
        if self.college != expected:
            yield "college", f"Ce type appartient au collège « {expected.label} »."


@shape
class TypeEngagementLu(Objet):
    """A reminder for the reader of the file; the product has its own list."""

    cle: Apport = key(parmi(Apport))
    libelle: str = key(texte(100))
    unite: str = key(texte(20), default="")
    champ_quantite: bool = key(booleen, default=True)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.unite != UNITES.get(self.cle, ""):
            yield "unite", _unit_remedy(self.cle)


@shape
class OrganisationLue(Objet):
    id: str = key(identifiant("organisations"))
    nom: str = key(texte(200, empty=False))
    type: Organisation.Kind = key(parmi(Organisation.Kind))
    commune: str = key(texte(100), default="")
    nature: str = key(parmi({"reel": "reel", "fictif": "fictif"}), default="reel")
    fait_public: str = key(texte(2000), default="")
    sources: tuple[str, ...] = key(sources, default=())
    tranche_effectif: str = key(texte(20), default="")
    siret: str | None = key(siret, default=None)
    role_demo: str = key(texte(40), default="")
    peut_s_engager_dans_la_demo: bool = key(booleen, default=True)


@shape
class BudgetLu(Objet):
    total_ht: Decimal = key(montant)
    devise: str = key(parmi({"EUR": "EUR"}), default="EUR")
    par_annee: dict[int, Decimal] = key(montants_par_annee, default=None)
    ordre_de_grandeur: bool = key(booleen, default=True)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.par_annee and (total := sum(self.par_annee.values())) != self.total_ht:
            yield (
                "par_annee",
                f"Corrigez les années ou le total : les années font {euros(total)}, "
                f"total_ht est de {euros(self.total_ht)}.",
            )


@shape
class FinancementLu(Objet):
    financeur: str = key(texte(200, empty=False))
    organisation: str = key(reference("organisations"), default="")
    montant: Decimal = key(montant)
    taux: Decimal | None = key(pourcentage, default=None)
    statut: Financement.State = key(parmi(Financement.State))


@shape
class EtapeLue(Objet):
    ordre: int = key(entier(1, 1000))
    libelle: str = key(texte(300, empty=False))
    echeance: tuple[int | None, int | None] = key(echeance, default=(None, None))
    statut: Jalon.State = key(parmi(JALONS), default=Jalon.State.A_VENIR)


@shape
class CalendrierLu(Objet):
    debut: date | None = key(mois, default=None)
    fin: date | None = key(mois, default=None)
    etapes: tuple[EtapeLue, ...] = key(objets(EtapeLue), default=())

    def check(self) -> Iterator[tuple[str, str]]:
        if self.debut and self.fin and self.fin < self.debut:
            yield "fin", f"Écrivez un mois à partir de {self.debut:%Y-%m}, mois de début."


@shape
class IndicateurLu(Objet):
    libelle: str = key(texte(200, empty=False))
    type: Indicateur.Kind = key(parmi(Indicateur.Kind))
    unite: str = key(texte(60), default="")
    reference: Decimal | None = key(mesure, default=None)
    cible: Decimal | None = key(mesure, default=None)
    echeance: date | None = key(mois, default=None)
    frequence: str = key(texte(60), default="")
    source: str = key(texte(200), default="")


@shape
class ActionLue(Objet):
    id: str = key(identifiant("actions"))
    numero: str = key(identifiant("numeros", 12))
    objectif: str = key(reference("objectifs"))
    axe_national: str = key(reference("axes_nationaux"), default="")
    intitule: str = key(texte(300, empty=False))
    resume: str = key(texte(2000), default="")
    constat: str = key(texte(20_000), default="")
    description: str = key(texte(20_000), default="")
    resultats_attendus: tuple[str, ...] = key(liste(texte(1000)), default=())
    public_cible: str = key(texte(300), default="")
    porteur: str = key(reference("organisations"))
    copilotes: tuple[str, ...] = key(liste(reference("organisations")), default=())
    partenaires: tuple[str, ...] = key(liste(reference("organisations")), default=())
    localisation: str = key(texte(300), default="")
    maturite: Action.Maturite = key(parmi(Action.Maturite), default=Action.Maturite.IDEE)
    statut: Action.Avancement = key(parmi(AVANCEMENTS), default=Action.Avancement.A_LANCER)
    priorite_initiale: str = key(parmi(Action.Priorite), default="")
    decision_seminaire: Action.State | None = key(parmi(DECISIONS), default=None)
    fusionnee_dans: str = key(reference("actions"), default="")
    motif: str = key(texte(2000), default="")
    budget: BudgetLu | None = key(objet(BudgetLu), default=None)
    plan_financement: tuple[FinancementLu, ...] = key(objets(FinancementLu), default=())
    calendrier: CalendrierLu | None = key(objet(CalendrierLu), default=None)
    indicateurs: tuple[IndicateurLu, ...] = key(objets(IndicateurLu), default=())
    besoins: tuple[str, ...] = key(liste(texte(300, empty=False)), default=())
    points_de_vigilance: tuple[str, ...] = key(liste(texte(1000)), default=())
    acces_restreint: bool = key(booleen, default=False)
    origine: dict[str, str] = key(origines, default=None)
    sources: tuple[str, ...] = key(sources, default=())

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
class TableLue(Objet):
    numero: int = key(entier(1, 1000))
    theme: str = key(texte(200), default="")


@shape
class DerouleLu(Objet):
    debut: time = key(heure)
    fin: time = key(heure)
    titre: str = key(texte(200, empty=False))
    note: str = key(texte(2000), default="")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin <= self.debut:
            yield "fin", f"Écrivez une heure après {self.debut:%H:%M}."


@shape
class AmendementLu(Objet):
    id: str = key(identifiant("amendements"))
    action: str = key(reference("actions"))
    champ: str = key(texte(40, empty=False))
    texte: str = key(texte(20_000, empty=False))
    auteur: str = key(texte(200))
    decision: Amendement.State = key(parmi(AMENDEMENTS), default=Amendement.State.A_ARBITRER)
    motif: str = key(texte(2000), default="")
    origine: str = key(origine, default="illustratif")


@shape
class PropositionLue(Objet):
    """An idea born in the séance: it becomes an action, numbered after those of its objective."""

    id: str = key(identifiant("actions"))
    intitule: str = key(texte(300, empty=False))
    objectif: str = key(reference("objectifs"))
    auteur: str = key(texte(200))
    decision: Action.State | None = key(parmi(DECISIONS), default=None)
    fusionnee_dans: str = key(reference("actions"), default="")
    motif: str = key(texte(2000), default="")
    origine: str = key(origine, default="illustratif")

    def check(self) -> Iterator[tuple[str | Place, str]]:
        yield from _check_fusion(self)


@shape
class JugementLu(Objet):
    tres_bien: int = key(entier(0, 100_000), default=0)
    bien: int = key(entier(0, 100_000), default=0)
    assez_bien: int = key(entier(0, 100_000), default=0)
    passable: int = key(entier(0, 100_000), default=0)
    insuffisant: int = key(entier(0, 100_000), default=0)

    def mentions(self) -> dict[str, int]:
        """Best first."""
        names = ("tres_bien", "bien", "assez_bien", "passable", "insuffisant")
        return {name: getattr(self, name) for name in names}


@shape
class PriorisationLue(Objet):
    action: str = key(reference("actions"))
    points: int | None = key(entier(0, 1_000_000), default=None)
    impact_moyen: Decimal | None = key(note, default=None)
    effort_moyen: Decimal | None = key(note, default=None)
    jugement_majoritaire: JugementLu | None = key(objet(JugementLu), default=None)
    votants: int = key(entier(0, 30_000))
    origine: str = key(origine, default="illustratif")

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
    for name, number in dictionnaire(entier(0, 30_000))(node, reading, place).items():
        if name not in COLLEGES:
            reading.refuse(place, f"Remplacez « {name} » par un collège : {', '.join(COLLEGES)}.")
            continue
        people[COLLEGES[name]] = people.get(COLLEGES[name], 0) + number
    return people


@shape
class SeminaireLu(Objet):
    intitule: str = key(texte(200, empty=False))
    date: date = key(jour)
    moment: str = key(texte(60), default="")
    lieu: str = key(texte(200), default="")
    buts: tuple[str, ...] = key(liste(texte(200)), default=())
    participants_par_college: dict[College, int] = key(_participants, default=None)
    tables: tuple[TableLue, ...] = key(objets(TableLue), default=())
    deroule: tuple[DerouleLu, ...] = key(objets(DerouleLu), default=())
    amendements: tuple[AmendementLu, ...] = key(objets(AmendementLu), default=())
    propositions_de_seance: tuple[PropositionLue, ...] = key(objets(PropositionLue), default=())
    priorisation: tuple[PriorisationLue, ...] = key(objets(PriorisationLue), default=())
    origine: dict[str, str] = key(origines, default=None)
    sources: tuple[str, ...] = key(sources, default=())


@shape
class EngagementLu(Objet):
    id: str = key(identifiant("engagements"))
    action: str = key(reference("actions"))
    organisation: str = key(reference("organisations"))
    type: Apport = key(parmi(Apport))
    quantite: Decimal | None = key(montant, default=None)
    unite: str = key(texte(20), default="")
    texte: str = key(texte(2000, empty=False))
    fermete: Engagement.Fermete = key(parmi(Engagement.Fermete))
    statut: Engagement.State = key(parmi(Engagement.State))
    visibilite: Engagement.Visibilite = key(parmi(Engagement.Visibilite))
    condition: str = key(texte(500), default="")
    echeance: date | None = key(mois, default=None)
    motif_retrait: str = key(texte(500), default="")
    origine: str = key(origine, default="illustratif")

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
class Fichier(Objet):
    """A whole data file, read and coherent."""

    meta: MetaLue = key(objet(MetaLue), default=MetaLue())
    sources: tuple[SourceLue, ...] = key(objets(SourceLue), default=())
    territoire: TerritoireLu | None = key(objet(TerritoireLu), default=None)
    objectifs: tuple[ObjectifLu, ...] = key(objets(ObjectifLu), default=())
    axes_nationaux: tuple[AxeLu, ...] = key(objets(AxeLu), default=())
    types_organisation: tuple[TypeOrganisationLu, ...] = key(
        objets(TypeOrganisationLu), default=()
    )
    types_engagement: tuple[TypeEngagementLu, ...] = key(objets(TypeEngagementLu), default=())
    organisations: tuple[OrganisationLue, ...] = key(objets(OrganisationLue), default=())
    actions: tuple[ActionLue, ...] = key(objets(ActionLue))
    seminaire: SeminaireLu | None = key(objet(SeminaireLu), default=None)
    engagements: tuple[EngagementLu, ...] = key(objets(EngagementLu), default=())
    listes: dict[str, tuple[str, ...]] = key(dictionnaire(liste(texte(60))), default=None)

    @property
    def propositions(self) -> tuple[PropositionLue, ...]:
        return self.seminaire.propositions_de_seance if self.seminaire else ()


def lire(data: bytes, known: dict[str, set[str]] | None = None) -> Fichier:
    """Read a whole file. Raises `FichierRefuse` with every fault found.

    `known` gives identifiers the roadmap already has: {"objectifs": …, "axes_nationaux": …}.
    """
    reading = Reading(known)
    try:
        root = positions.parse(_decode(data))
    except positions.JsonError as error:
        raise FichierRefuse([Fault(error.line, "", str(error))]) from error
    fichier = read_object(Fichier, root, reading, Place(root.line))
    reading.check_references()
    if reading.faults or fichier is None:
        raise FichierRefuse(reading.faults)
    return fichier


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise positions.JsonError("Choisissez un fichier de 5 Mo au plus.", 1)
    if not data.strip():
        raise positions.JsonError("Choisissez un fichier qui contient des données : il est vide.", 1)
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


def _check_fusion(action: ActionLue | PropositionLue) -> Iterator[tuple[str, str]]:
    decision = action.decision if isinstance(action, PropositionLue) else action.decision_seminaire
    if decision == Action.State.FUSIONNEE and not action.fusionnee_dans:
        yield "fusionnee_dans", "Donnez l’identifiant de l’action qui la reprend."
    if decision != Action.State.FUSIONNEE and action.fusionnee_dans:
        yield "fusionnee_dans", "Retirez cette clé : la décision n’est pas « fusionnee »."
    if action.fusionnee_dans == action.id:
        yield "fusionnee_dans", "Donnez l’identifiant d’une autre action."
