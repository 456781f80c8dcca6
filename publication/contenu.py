"""The frozen content of one edition: what the web page, the PDF and the open data draw from.

Standard library only. Collected once (`collecte.py`), stored as canonical JSON, never recomputed.
Amounts are `Decimal` euros without tax, written as strings in JSON; texts are as typed, unescaped.
Totals are not stored: see `totaux.py`. Months and quarters are strings: see `calendrier.py`.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from publication import canonique
from publication.canonique import frozen
from publication.textes import Textes


@dataclass(frozen=True, slots=True)
class Choix:
    """One value of a closed list: its stable key and the French label to print."""

    cle: str
    libelle: str


@frozen
class Periode:
    """Years of the roadmap, both included."""

    debut: int
    fin: int

    @property
    def annees(self) -> tuple[int, ...]:
        return tuple(range(self.debut, self.fin + 1))

    def __str__(self) -> str:
        return f"{self.debut}-{self.fin}"


@frozen
class TerritoireContenu:
    nom: str
    programme: str = ""
    epci: tuple[str, ...] = ()  # names of the organisations that administer the roadmap
    id_ti: str = ""  # « ti-8418 », as the State numbers territories; empty when unknown


@frozen
class ObjectifContenu:
    code: str  # « 1 »
    titre: str  # short: « Décarbonation »
    intitule: str
    description: str = ""


@frozen
class AxeContenu:
    code: str
    intitule: str


@frozen
class OrganisationContenu:
    """An organisation named in the document. An anonymous pledge never puts one here."""

    nom: str
    college: Choix  # entreprises, collectivites, etat_operateurs, partenaires…
    commune: str = ""
    type: Choix | None = None  # collectivite, etat, operateur, industriel, pme…
    siren: str = ""  # nine digits; empty when unknown


@frozen
class JalonContenu:
    ordre: int
    libelle: str
    echeance: str = ""  # « 2025-T2 », « 2025-06 » or « 2025-06-30 »; empty when undated
    state: Choix | None = None


@frozen
class BudgetAnnee:
    annee: int
    montant: Decimal
    realise: Decimal | None = None


@frozen
class FinancementContenu:
    """One line of a financing plan. `organisation` is the name in the directory, when linked."""

    financeur: str
    montant: Decimal
    state: Choix  # acquis, sollicite, a_confirmer
    organisation: str = ""
    college: str = ""  # key, chooses the colour and pattern; empty when unknown


@frozen
class IndicateurContenu:
    libelle: str
    type: Choix  # realisation, resultat, impact
    unite: str = ""
    reference: Decimal | None = None
    cible: Decimal | None = None
    echeance: str = ""
    frequence: str = ""
    source: str = ""


@frozen
class Voyant:
    """One of the five lights: portée, décrite, financée, évaluée, prête."""

    cle: str
    libelle: str
    allume: bool
    motif: str = ""  # what is missing, in French, when it is off


@frozen
class DemandeContenu:
    """One need and, when they are known, the kind and the quantity it asks for."""

    libelle: str
    nature: Choix | None = None
    unite: str = ""  # as that of a pledge
    quantite: Decimal | None = None


@frozen
class ActionContenu:
    numero: str
    objectif: str  # code of its ObjectifContenu
    intitule: str
    porteur: str
    axe: str = ""  # code of its AxeContenu
    resume: str = ""
    constat: str = ""
    description: str = ""
    objectifs: str = ""
    resultats_attendus: tuple[str, ...] = ()
    public_cible: str = ""
    referent: str = ""
    copilotes: tuple[str, ...] = ()
    partenaires: tuple[str, ...] = ()
    localisation: str = ""
    maturite: Choix | None = None
    state: Choix | None = None  # proposée, partagée, … engagée
    avancement: Choix | None = None  # à lancer, en cours, en retard, …
    avancement_pourcent: int | None = None  # 0 to 100
    priorite: Choix | None = None
    debut: str = ""  # « 2024-09 »
    fin: str = ""
    amelioration_continue: bool = False
    jalons: tuple[JalonContenu, ...] = ()
    budget: Decimal | None = None  # None: not costed yet
    budget_ordre_de_grandeur: bool = False
    budget_par_annee: tuple[BudgetAnnee, ...] = ()
    financements: tuple[FinancementContenu, ...] = ()
    indicateurs: tuple[IndicateurContenu, ...] = ()
    besoins: tuple[str, ...] = ()  # the needs as they are printed
    demandes: tuple[DemandeContenu, ...] = ()  # the same, one by one; none in the first editions
    points_de_vigilance: tuple[str, ...] = ()
    moyens: str = ""
    comite: str = ""  # the governance body that follows it
    fermete: Choix | None = None
    avis_gouvernance: str = ""
    decision: Choix | None = None
    decision_motif: str = ""
    soutiens: int = 0
    points: int | None = None  # gommettes received; None when no vote was held
    voyants: tuple[Voyant, ...] = ()
    mise_a_jour: date | None = None


@frozen
class EngagementContenu:
    """A pledge as the public may see it: visibility is already applied.

    Internal, draft and withdrawn pledges are not collected at all. The checks below make a leak
    through this class impossible: hidden amounts have no quantity, anonymous pledges no words.
    The amounts of anonymous pledges are in `SommeAnonyme`; the first editions gave each its own.
    """

    action: str  # numero of its ActionContenu
    nature: Choix  # one of the twelve kinds
    fermete: Choix  # ferme, conditionnel, intention
    state: Choix  # declare, confirme, signe, realise
    organisation: str = ""
    texte: str = ""
    condition: str = ""
    unite: str = ""  # « EUR », « jours », « m2 »…; empty when the kind has no quantity
    quantite: Decimal | None = None
    echeance: str = ""
    montant_masque: bool = False
    montant_retenu: bool = False  # public, but it would let another organisation's be worked out
    anonyme: bool = False
    besoin: int = 0  # rank, from 1, of the need it answers in `demandes`; 0: none in particular

    def __post_init__(self) -> None:
        if (self.montant_masque or self.montant_retenu) and self.quantite is not None:
            raise ValueError("A pledge with a hidden amount carries no quantity.")
        if self.anonyme and (self.organisation or self.texte or self.condition):
            raise ValueError("An anonymous pledge carries no organisation, text or condition.")
        if not self.anonyme and not self.organisation:
            raise ValueError("A pledge without organisation must be marked anonymous.")


@frozen
class SommeAnonyme:
    """The amounts of the anonymous pledges of one kind. `quantite` None: not published.

    It is published only when no amount can be worked out from it and the editions before
    (`publication.audit`). `nombre`: the pledges that have an amount.
    """

    nature: Choix
    unite: str
    nombre: int
    quantite: Decimal | None = None


@frozen
class RetraitContenu:
    """A pledge the edition before named and its organisation has withdrawn since."""

    action: str  # numero
    organisation: str
    nature: Choix


@frozen
class Signataire:
    nom: str
    fonction: str = ""
    organisation: str = ""
    signe_le: date | None = None  # None: still to be signed


@frozen
class Visa:
    """A deliberation that approves the roadmap."""

    organisation: str
    date: date
    reference: str = ""


@frozen
class EtapeSeance:
    titre: str
    debut: str = ""  # « 13:30 »
    fin: str = ""
    note: str = ""


@frozen
class TableSeance:
    numero: int
    theme: str


@frozen
class ParticipantsCollege:
    college: Choix
    nombre: int


@frozen
class MentionVote:
    """Number of ballots for one mention of a majority judgement, best mention first."""

    mention: Choix
    nombre: int


@frozen
class ResultatVote:
    action: str  # numero
    votants: int
    points: int | None = None
    impact: Decimal | None = None  # mean, 1 to 5
    effort: Decimal | None = None
    jugement: tuple[MentionVote, ...] = ()


@frozen
class VoteFusionne:
    dans: str  # numero of the action that took in the one voted: told apart, never added
    intitule: str  # of the action voted
    resultat: ResultatVote


@frozen
class AmendementContenu:
    action: str  # numero
    champ: str  # French label of the field
    texte: str
    auteur: str
    decision: Choix
    motif: str = ""


@frozen
class PropositionContenu:
    """An idea born in the séance and what became of it."""

    intitule: str
    auteur: str
    decision: Choix
    objectif: str = ""
    fusionnee_dans: str = ""  # numero of the action that took it in
    motif: str = ""


@frozen
class SeanceContenu:
    intitule: str
    date: date
    lieu: str = ""
    buts: tuple[str, ...] = ()
    deroule: tuple[EtapeSeance, ...] = ()
    participants: tuple[ParticipantsCollege, ...] = ()
    tables: tuple[TableSeance, ...] = ()
    votes: tuple[ResultatVote, ...] = ()
    votes_fusionnes: tuple[VoteFusionne, ...] = ()
    amendements: tuple[AmendementContenu, ...] = ()
    propositions: tuple[PropositionContenu, ...] = ()


@frozen
class Definition:
    terme: str
    definition: str


@frozen
class SourceContenu:
    code: str
    titre: str
    editeur: str = ""
    url: str = ""


@frozen
class Contenu:
    edition: str  # « 1.0 »
    date: date
    territoire: TerritoireContenu
    periode: Periode
    auteur: str = ""  # the organisation that publishes
    note: str = ""  # why this edition, what changed
    avertissement: str = ""  # demonstration warning, printed on every page when present
    textes: Textes = field(default_factory=Textes)
    objectifs: tuple[ObjectifContenu, ...] = ()
    axes: tuple[AxeContenu, ...] = ()
    actions: tuple[ActionContenu, ...] = ()  # in the order they are printed
    organisations: tuple[OrganisationContenu, ...] = ()
    engagements: tuple[EngagementContenu, ...] = ()
    anonymes: tuple[SommeAnonyme, ...] = ()
    retraits: tuple[RetraitContenu, ...] = ()
    signataires: tuple[Signataire, ...] = ()
    visas: tuple[Visa, ...] = ()
    seances: tuple[SeanceContenu, ...] = ()
    glossaire: tuple[Definition, ...] = ()
    sources: tuple[SourceContenu, ...] = ()

    @property
    def titre(self) -> str:
        return f"Feuille de route {self.periode}"

    def actions_of(self, objectif: str) -> tuple[ActionContenu, ...]:
        return tuple(a for a in self.actions if a.objectif == objectif)

    def engagements_of(self, numero: str) -> tuple[EngagementContenu, ...]:
        """All pledges on one action, anonymous ones included."""
        return tuple(e for e in self.engagements if e.action == numero)


def to_json(contenu: Contenu) -> str:
    """Canonical JSON: equal contents give equal text (see `canonique.py`)."""
    return canonique.dumps(contenu)


def from_json(text: str) -> Contenu:
    """Read what `to_json` wrote. Raises ValueError naming the place when the shape is not ours."""
    contenu: Contenu = canonique.loads(text, Contenu)
    return contenu


def fingerprint(contenu: Contenu) -> str:
    """SHA-256 of the canonical JSON in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(to_json(contenu).encode()).hexdigest()
