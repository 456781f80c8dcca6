"""The one table of columns of the open data: name, type, meaning, value.

Pure: values come from a frozen content and the address of its roadmap. Amounts are `Decimal` euros
without tax; days are `date`; what is not known is None.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    EngagementContenu,
    OrganisationContenu,
    SommeAnonyme,
)
from publication.donnees import valeurs
from publication.totaux import financement_par_state

T = TypeVar("T")
Valeur = str | int | bool | Decimal | date | None

#: Spellings of the unit that counts as avoided emissions.
TCO2E = frozenset({"tco2e", "tco2e/an", "tco2", "tco2/an", "teqco2", "teqco2/an"})


class Type(StrEnum):
    """How a value is written. Dates are ISO 8601; a month is « 2024-09 »."""

    TEXTE = "texte"
    ENTIER = "entier"
    NOMBRE = "nombre"
    BOOLEEN = "booléen"
    DATE = "date"
    MOMENT = "année, trimestre ou mois"


@dataclass(frozen=True)
class Source:
    """What values are read from: a content, and the lasting address (slug) of its roadmap."""

    contenu: Contenu
    slug: str

    @cached_property
    def organisations(self) -> Mapping[str, OrganisationContenu]:
        return {o.nom: o for o in self.contenu.organisations}

    @cached_property
    def engagements(self) -> Counter[str]:
        """How many pledges each action has, anonymous ones too."""
        return Counter(e.action for e in self.contenu.engagements)

    @cached_property
    def objectifs(self) -> Mapping[str, str]:
        return {o.code: o.intitule for o in self.contenu.objectifs}

    @cached_property
    def axes(self) -> Mapping[str, str]:
        return {a.code: a.intitule for a in self.contenu.axes}

    def action_id(self, numero: str) -> str:
        """The address of the roadmap and the number an action keeps for life: « estuaire/1.3 »."""
        return f"{self.slug}/{numero}"


@dataclass(frozen=True)
class Colonne(Generic[T]):
    """One column. `valeurs`: its closed list. `requise`: never empty."""

    nom: str
    type: Type
    description: str
    lire: Callable[[Source, T], Valeur]
    unite: str = ""
    valeurs: Mapping[str, str] | None = None
    requise: bool = False


@dataclass(frozen=True)
class Table(Generic[T]):
    """One file of rows: its name, its title, what it holds, its columns."""

    nom: str
    titre: str
    description: str
    lignes: Callable[[Contenu], tuple[T, ...]]
    colonnes: tuple[Colonne[T], ...]
    cle: str = ""  # the column that tells rows apart, when there is one

    def rows(self, source: Source) -> list[dict[str, Valeur]]:
        """Column to value, in the order of the edition."""
        return [
            {colonne.nom: colonne.lire(source, item) for colonne in self.colonnes}
            for item in self.lignes(source.contenu)
        ]


# How a value is found ----------------------------------------------------------------------------


def _key(choix: Choix | None) -> str | None:
    return choix.cle if choix else None


def _porteur(source: Source, action: ActionContenu) -> OrganisationContenu | None:
    return source.organisations.get(action.porteur)


def _porteur_type(source: Source, action: ActionContenu) -> str | None:
    found = _porteur(source, action)
    return _key(found.type) if found else None


def _porteur_siren(source: Source, action: ActionContenu) -> str | None:
    found = _porteur(source, action)
    return (found.siren or None) if found else None


def _financement(state: str) -> Callable[[Source, ActionContenu], Decimal]:
    return lambda _, action: financement_par_state(action.financements)[state]


def _ferme(_: Source, action: ActionContenu) -> bool | None:
    return None if action.fermete is None else action.fermete.cle == "ferme"


def _tco2e(_: Source, action: ActionContenu) -> Decimal | None:
    """Targets are never added, for two indicators may count the same tonnes: one alone is told."""
    found = [
        i.cible
        for i in action.indicateurs
        if i.type.cle != "realisation"
        and i.unite.replace("₂", "2").replace(" ", "").lower() in TCO2E
    ]
    return found[0] if len(found) == 1 else None


def _organisation(source: Source, engagement: EngagementContenu) -> OrganisationContenu | None:
    return source.organisations.get(engagement.organisation)


def _quantite(_: Source, engagement: EngagementContenu) -> Decimal | None:
    """Never that of an anonymous pledge, even where an old edition had it."""
    return None if engagement.anonyme else engagement.quantite


def _quantite_publication(_: Source, engagement: EngagementContenu) -> str:
    if not engagement.unite:
        return "sans_quantite"
    if engagement.anonyme:
        return "total_anonyme"
    if engagement.montant_retenu:
        return "retenue"
    if engagement.montant_masque:
        return "masquee"
    return "publiee" if engagement.quantite is not None else "sans_quantite"


def _type(source: Source, engagement: EngagementContenu) -> str | None:
    found = _organisation(source, engagement)
    return _key(found.type) if found else None


def _college(source: Source, engagement: EngagementContenu) -> str | None:
    found = _organisation(source, engagement)
    return found.college.cle if found else None


def _siren(source: Source, engagement: EngagementContenu) -> str | None:
    found = _organisation(source, engagement)
    return (found.siren or None) if found else None


# The columns -------------------------------------------------------------------------------------

ID_TI = "Identifiant national du territoire, par exemple ti-8418. Vide s’il n’est pas connu."
LIB_TI = "Nom du territoire d’industrie."
ACTION_ID = (
    "Identifiant stable de l’action : l’adresse de la feuille de route, une barre oblique, le "
    "numéro de l’action. Il est le même d’une édition à l’autre ; un numéro ne sert qu’une fois."
)
VERSION = "Numéro de l’édition, par exemple 1.0."
SIREN = "SIREN, neuf chiffres. Vide s’il n’est pas connu."
C = Colonne[ActionContenu]
E = Colonne[EngagementContenu]
S = Colonne[SommeAnonyme]

ACTIONS = Table[ActionContenu](
    nom="actions",
    titre="Les actions",
    description="Une ligne par action, dans l’ordre de l’édition.",
    lignes=lambda contenu: contenu.actions,
    cle="action_id",
    colonnes=(
        C("id_ti", Type.TEXTE, ID_TI, lambda s, a: s.contenu.territoire.id_ti or None),
        C("lib_ti", Type.TEXTE, LIB_TI, lambda s, a: s.contenu.territoire.nom, requise=True),
        C("action_id", Type.TEXTE, ACTION_ID, lambda s, a: s.action_id(a.numero), requise=True),
        C("numero", Type.TEXTE, "Numéro de l’action.", lambda s, a: a.numero, requise=True),
        C("intitule", Type.TEXTE, "Titre de l’action.", lambda s, a: a.intitule, requise=True),
        C("objectif", Type.TEXTE, "Objectif de la feuille de route, en toutes lettres.",
          lambda s, a: s.objectifs.get(a.objectif, a.objectif), requise=True),
        C("axe_national", Type.TEXTE, "Axe du programme national, en toutes lettres.",
          lambda s, a: s.axes.get(a.axe, a.axe) or None),
        C("porteur", Type.TEXTE, "Organisation qui conduit l’action.",
          lambda s, a: a.porteur or None),
        C("porteur_type", Type.TEXTE, "Type de cette organisation.", _porteur_type,
          valeurs=valeurs.TYPES),
        C("siren_porteur", Type.TEXTE, SIREN, _porteur_siren),
        C("maturite", Type.TEXTE, "De l’idée à la fiche-action.",
          lambda s, a: _key(a.maturite), valeurs=valeurs.MATURITES),
        C("statut", Type.TEXTE, "Avancement à la date de l’édition.",
          lambda s, a: _key(a.avancement), valeurs=valeurs.AVANCEMENTS),
        C("priorite", Type.TEXTE, "Priorité donnée par le territoire.",
          lambda s, a: _key(a.priorite), valeurs=valeurs.PRIORITES),
        C("date_debut", Type.MOMENT, "Début prévu.", lambda s, a: a.debut or None),
        C("date_fin", Type.MOMENT, "Fin prévue.", lambda s, a: a.fin or None),
        C("budget_ht", Type.NOMBRE, "Budget prévisionnel. Vide si l’action n’est pas chiffrée.",
          lambda s, a: a.budget, unite="euros hors taxes"),
        C("financement_acquis", Type.NOMBRE, "Somme des financements acquis.",
          _financement("acquis"), unite="euros hors taxes", requise=True),
        C("financement_sollicite", Type.NOMBRE, "Somme des financements sollicités.",
          _financement("sollicite"), unite="euros hors taxes", requise=True),
        C("nb_engagements", Type.ENTIER, "Nombre d’engagements publiés, anonymes compris.",
          lambda s, a: s.engagements[a.numero], requise=True),
        C("engagement_ferme", Type.BOOLEEN,
          "Vrai si la réalisation de l’action est ferme ; faux si elle est conditionnelle ou à "
          "confirmer ; vide si ce n’est pas dit.", _ferme),
        C("tco2e_evite_cible", Type.NOMBRE,
          "Cible de l’indicateur de résultat ou d’impact exprimé en tonnes d’équivalent CO₂. Vide "
          "s’il n’y en a pas, ou s’il y en a plusieurs : ils ne s’additionnent pas.",
          _tco2e, unite="tCO₂e, par an si l’indicateur le dit"),
        C("date_mise_a_jour", Type.DATE, "Dernière modification de l’action.",
          lambda s, a: a.mise_a_jour),
        C("version", Type.TEXTE, VERSION, lambda s, a: s.contenu.edition, requise=True),
    ),
)  # fmt: skip

ENGAGEMENTS = Table[EngagementContenu](
    nom="engagements",
    titre="Les engagements",
    description=(
        "Une ligne par engagement publié. Une organisation anonyme n’est pas nommée ; une quantité "
        "non publiée est vide, et la colonne d’à côté dit pourquoi."
    ),
    lignes=lambda contenu: contenu.engagements,
    colonnes=(
        E("id_ti", Type.TEXTE, ID_TI, lambda s, e: s.contenu.territoire.id_ti or None),
        E("lib_ti", Type.TEXTE, LIB_TI, lambda s, e: s.contenu.territoire.nom, requise=True),
        E("action_id", Type.TEXTE, ACTION_ID, lambda s, e: s.action_id(e.action), requise=True),
        E("numero", Type.TEXTE, "Numéro de l’action.", lambda s, e: e.action, requise=True),
        E("organisation", Type.TEXTE, "Organisation qui s’engage. Vide si elle est anonyme.",
          lambda s, e: e.organisation or None),
        E("organisation_type", Type.TEXTE, "Type de cette organisation.", _type,
          valeurs=valeurs.TYPES),
        E("college", Type.TEXTE, "Collège de cette organisation.", _college,
          valeurs=valeurs.COLLEGES),
        E("siren_organisation", Type.TEXTE, SIREN, _siren),
        E("anonyme", Type.BOOLEEN, "Vrai si l’organisation a choisi de ne pas être nommée.",
          lambda s, e: e.anonyme, requise=True),
        E("nature", Type.TEXTE, "Ce que l’organisation apporte.", lambda s, e: e.nature.cle,
          valeurs=valeurs.NATURES, requise=True),
        E("quantite", Type.NOMBRE, "Quantité promise, dans l’unité d’à côté.", _quantite),
        E("unite", Type.TEXTE, "Unité de la quantité ; EUR pour des euros hors taxes.",
          lambda s, e: e.unite or None),
        E("quantite_publication", Type.TEXTE, "Pourquoi la quantité est là, ou non.",
          _quantite_publication, valeurs=valeurs.PUBLICATIONS, requise=True),
        E("fermete", Type.TEXTE, "Force de l’engagement.", lambda s, e: e.fermete.cle,
          valeurs=valeurs.FERMETES, requise=True),
        E("condition", Type.TEXTE, "Ce dont dépend un engagement conditionnel.",
          lambda s, e: e.condition or None),
        E("etat", Type.TEXTE, "Jusqu’où l’engagement est allé.", lambda s, e: e.state.cle,
          valeurs=valeurs.STATES, requise=True),
        E("echeance", Type.MOMENT, "Date promise.", lambda s, e: e.echeance or None),
        E("texte", Type.TEXTE, "Les mots de l’organisation.", lambda s, e: e.texte or None),
        E("version", Type.TEXTE, VERSION, lambda s, e: s.contenu.edition, requise=True),
    ),
)  # fmt: skip

SOMMES = Table[SommeAnonyme](
    nom="sommes-anonymes",
    titre="Les totaux anonymes",
    description=(
        "Une ligne par nature d’apport qui compte des engagements anonymes. Le total n’est publié "
        "que s’il ne permet de deviner aucun montant, même en le comparant aux autres éditions."
    ),
    lignes=lambda contenu: contenu.anonymes,
    cle="nature",
    colonnes=(
        S("id_ti", Type.TEXTE, ID_TI, lambda s, t: s.contenu.territoire.id_ti or None),
        S("lib_ti", Type.TEXTE, LIB_TI, lambda s, t: s.contenu.territoire.nom, requise=True),
        S("nature", Type.TEXTE, "Ce que les organisations apportent.", lambda s, t: t.nature.cle,
          valeurs=valeurs.NATURES, requise=True),
        S("unite", Type.TEXTE, "Unité du total ; EUR pour des euros hors taxes.",
          lambda s, t: t.unite or None),
        S("nombre", Type.ENTIER, "Nombre d’engagements anonymes qui ont une quantité.",
          lambda s, t: t.nombre, requise=True),
        S("quantite", Type.NOMBRE, "Leur total. Vide s’il n’est pas publié.",
          lambda s, t: t.quantite),
        S("version", Type.TEXTE, VERSION, lambda s, t: s.contenu.edition, requise=True),
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (ACTIONS, ENGAGEMENTS, SOMMES)
