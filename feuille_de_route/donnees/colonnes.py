"""The columns of a list of actions in a spreadsheet: one table, read by import, export and model.

`heading` is what the product writes; `synonyms` are what others write, compared without accents,
case, articles or punctuation. `read` takes a cell that is not empty (see `tableur.cellules`);
`write` takes a plain value of `actions.versions.values_of` and gives a text, a `Decimal`, a date,
an int, or None for an empty cell; what it writes is read back as the same value.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from actions.models import Action
from actions.versions import values_of
from feuille_de_route.donnees.tableur import cellules as c
from feuille_de_route.donnees.tableur.listes import form_of, read_lines, write_lines
from organisations.models import Organisation
from territoires.models import AxeNational, FeuilleDeRoute


class Kind(StrEnum):
    """What a cell of the column holds: how it is typed in the spreadsheet."""

    TEXT = "text"
    LONG = "long"
    AMOUNT = "amount"
    NUMBER = "number"
    MONTH = "month"
    CHOICE = "choice"
    YES_NO = "yes_no"
    ORGANISATION = "organisation"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Names:
    """What keys are called: for writing cells. Loaded once for a whole list."""

    organisations: Mapping[int, str] = field(default_factory=dict)
    axes: Mapping[int, str] = field(default_factory=dict)
    actions: Mapping[int, str] = field(default_factory=dict)  # key → numero


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key`: a field of `versions.FIELDS`, or one of `IDENTITY`."""

    key: str
    heading: str
    kind: Kind
    read: c.Reader | None  # None: written for the reader of the file, never read back
    write: Callable[[Any, Names], Any]
    synonyms: tuple[str, ...] = ()
    note: str = ""
    choices: type[TextChoices] | None = None
    width: int = 18

    @property
    def reader(self) -> c.Reader:
        """`read`, for a column that is read. Raises TypeError for the others."""
        if self.read is None:
            raise TypeError(f"{self.key} is written only")
        return self.read


#: What tells an action from the others, beside what is written of it.
IDENTITY = ("numero", "reference", "objectif", "state")


def _plain(value: Any, names: Names) -> Any:
    return value if value not in ("", None) else None


def _yes_no(value: bool, names: Names) -> str:
    return "oui" if value else "non"


def _organisation(pk: int | None, names: Names) -> str | None:
    return names.organisations[pk] if pk else None


def _organisations(pks: Iterable[int], names: Names) -> str | None:
    return c.joined(sorted(names.organisations[pk] for pk in pks)) or None


def _words(*texts: str) -> tuple[str, ...]:
    return texts


def _text(
    key: str, heading: str, limit: int, *synonyms: str, note: str = "", width: int = 24
) -> Column:
    return Column(key, heading, Kind.TEXT, c.one_line(limit), _plain, synonyms, note, width=width)


def _long(key: str, heading: str, limit: int, *synonyms: str, note: str = "") -> Column:
    return Column(key, heading, Kind.LONG, c.text(limit), _plain, synonyms, note, width=48)


def _choice(
    key: str, heading: str, choices: type[TextChoices], *synonyms: str, read: bool = True
) -> Column:
    def write(value: str, names: Names) -> str | None:
        return str(choices(value).label) if value else None

    reader = c.choice(choices) if read else None
    return Column(key, heading, Kind.CHOICE, reader, write, synonyms, choices=choices)


def _lines(key: str, heading: str, *synonyms: str) -> Column:
    def write(lines: list[Mapping[str, Any]], names: Names) -> str | None:
        return write_lines(key, lines, names.organisations) or None

    note = f"Une ligne chacun, dans la même cellule\u00a0: {form_of(key)}."
    return Column(key, heading, Kind.LINES, read_lines(key), write, synonyms, note, width=48)


COLUMNS = (
    _text("numero", "N°", 40, "numéro", "n° action", "n° de l’action", "num", "numéro de l’action", "n° fiche", "numéro fiche",
          "n° d’ordre", "code action", width=8,
          note="Le numéro de l’action dans la feuille de route, par exemple 1.2. Vide\u00a0: l’outil le donne."),
    _text("reference", "Référence", 40, "réf", "ref interne", "identifiant", "id", "code", "référence interne", width=14,
          note="Votre propre repère, s’il existe\u00a0: l’action sera reconnue au prochain import."),
    Column("objectif", "Objectif", Kind.TEXT, lambda cell, lexicon: lexicon.objectif(c.shown(cell)), _plain,
           _words("objectif n°", "n° objectif", "objectif stratégique", "orientation", "enjeu", "numéro objectif", "objectif de la feuille de route"),
           "Le numéro ou le titre d’un objectif de la feuille de route.", width=12),
    _text("title", "Titre", 300, "intitulé", "intitulé de l’action", "titre de l’action", "action", "nom de l’action",
          "libellé", "libellé de l’action", "nom", "projet", "intitulé du projet", "nom du projet", "fiche action", "actions", width=44),
    _long("summary", "Résumé", 2000, "résumé de l’action", "synthèse", "en bref", "présentation", "descriptif court", "description courte"),
    _choice("state", "État", Action.State, "état de l’action", "décision", "statut de validation", read=False),
    Column("axe", "Axe national", Kind.CHOICE, lambda cell, lexicon: lexicon.axe(c.shown(cell)),
           lambda pk, names: names.axes[pk] if pk else None,
           _words("axe", "axe n°", "n° axe", "axe stratégique", "axe du programme", "thématique", "thème", "volet")),
    _choice("priorite", "Priorité", Action.Priorite, "niveau de priorité", "degré de priorité", "priorisation"),
    _choice("fermete", "Fermeté", Action.Fermete, "fermeté de la réalisation"),
    _choice("maturite", "Maturité", Action.Maturite, "niveau de maturité", "maturité du projet", "stade"),
    Column("porteur", "Porteur", Kind.ORGANISATION, lambda cell, lexicon: lexicon.organisation(c.shown(cell)), _organisation,
           _words("maître d’ouvrage", "maîtrise d’ouvrage", "moa", "pilote", "structure porteuse", "porteur de projet", "porteur de l’action",
                  "chef de file", "organisme porteur", "structure pilote", "porteur du projet", "siren du porteur", "porteur(s)"),
           "Le nom ou le SIREN d’une organisation.", width=30),
    _text("referent", "Référent", 200, "référent technique", "contact", "personne référente", "interlocuteur", "responsable", "chef de projet"),
    Column("copilotes", "Copilotes", Kind.ORGANISATION, lambda cell, lexicon: lexicon.organisations(c.shown(cell)), _organisations,
           _words("copilote", "co-pilote", "co-pilotes", "copilote industriel", "co-porteur", "co-porteurs", "copilotage"),
           "Une organisation par ligne, dans la même cellule.", width=30),
    Column("partenaires", "Partenaires", Kind.ORGANISATION, lambda cell, lexicon: lexicon.organisations(c.shown(cell)), _organisations,
           _words("partenaire", "partenaires associés", "partenaires mobilisés", "acteurs associés", "partenariat", "structures partenaires", "partenaires techniques"),
           "Une organisation par ligne, dans la même cellule.", width=30),
    _text("comite", "Instance de gouvernance", 200, "instance", "gouvernance", "comité", "instance de suivi"),
    _long("finding", "Constat", 20_000, "contexte", "constats", "diagnostic", "éléments de contexte", "problématique", "contexte et enjeux"),
    _long("description", "Description", 20_000, "descriptif", "description de l’action", "descriptif de l’action", "contenu", "contenu de l’action",
          "détail", "description du projet", "descriptif détaillé"),
    _long("aims", "Objectifs de l’action", 10_000, "objectifs visés", "objectifs opérationnels", "finalité", "finalités", "buts", "objectifs poursuivis"),
    _long("results", "Résultats attendus", 10_000, "résultat attendu", "résultats", "livrables", "effets attendus", "impacts attendus",
          note="Un par ligne, dans la même cellule."),
    _text("beneficiaries", "Bénéficiaires", 300, "public cible", "publics cibles", "cibles", "public visé", "publics", "bénéficiaire"),
    _text("location", "Localisation", 300, "lieu", "commune", "périmètre", "territoire concerné", "communes concernées", "site", "localité"),
    _long("means", "Moyens", 10_000, "moyens humains", "moyens humains et techniques", "moyens mobilisés", "ressources", "moyens nécessaires"),
    _long("risks", "Points de vigilance", 10_000, "risques", "freins", "point de vigilance", "vigilance", "difficultés", "freins identifiés", "points d’attention",
          note="Un par ligne, dans la même cellule."),
    Column("linked", "Actions liées", Kind.TEXT, lambda cell, lexicon: lexicon.actions(c.shown(cell)),
           lambda pks, names: ", ".join(sorted(names.actions[pk] for pk in pks)) or None,
           _words("actions associées", "liens avec d’autres actions", "fiches liées", "actions en lien"),
           "Les numéros d’actions de la feuille de route, par exemple 1.2, 3.1."),
    Column("start", "Début", Kind.MONTH, c.first_month, _plain,
           _words("date de début", "démarrage", "date de démarrage", "date début", "lancement", "date de lancement", "début des travaux", "commencement"),
           "Un mois\u00a0: 03/2025, mars 2025.", width=12),
    Column("end", "Fin", Kind.MONTH, c.last_month, _plain,
           _words("échéance", "date de fin", "date fin", "date d’échéance", "fin prévisionnelle", "achèvement", "date d’achèvement", "délai", "date butoir", "livraison", "fin des travaux"),
           "Un mois\u00a0: 12/2027, décembre 2027.", width=12),
    Column("is_continuous", "Sans date de fin", Kind.YES_NO, c.yes_no, _yes_no, _words("action continue", "permanent", "action permanente"), width=12),
    _choice("avancement", "Avancement", Action.Avancement, "état d’avancement", "statut", "avancée", "situation", "statut de l’action", "état avancement"),
    Column("progress", "Part réalisée (%)", Kind.NUMBER, c.percent, lambda value, names: value,
           _words("part réalisée", "taux d’avancement", "taux de réalisation", "% réalisé", "% avancement", "pourcentage d’avancement"), width=12),
    Column("budget", "Budget (€ HT)", Kind.AMOUNT, c.amount, lambda value, names: value,
           _words("budget", "coût", "coût ht", "budget ht", "coût total", "coût total ht", "montant", "montant ht", "coût prévisionnel", "budget prévisionnel",
                  "budget estimé", "coût estimé", "coût estimatif", "montant total", "enveloppe", "montant prévisionnel", "coût du projet", "budget total",
                  "estimation financière", "coût global", "montant des travaux", "coût prévisionnel ht", "budget prévisionnel ht", "coût en €", "dépenses"),
           "En euros hors taxes.", width=16),
    Column("budget_is_estimate", "Ordre de grandeur", Kind.YES_NO, c.yes_no, _yes_no, _words("budget estimatif", "estimation"), width=12),
    _lines("budgets", "Budget par année", "échéancier", "budget annuel", "échéancier financier", "répartition annuelle"),
    _lines("financements", "Plan de financement", "financements", "financeurs", "financement", "cofinancements", "plan de financement prévisionnel"),
    _lines("jalons", "Jalons", "étapes", "jalon", "étapes clés", "calendrier détaillé", "phasage"),
    _lines("indicateurs", "Indicateurs", "indicateur", "indicateurs de suivi", "indicateurs d’évaluation", "indicateurs de résultat", "évaluation"),
    _lines("besoins", "Besoins", "besoin", "besoins exprimés", "besoins identifiés", "contributions attendues"),
    _choice("avis", "Avis de la gouvernance", Action.Avis, "avis", "avis du comité"),
    Column("is_restricted", "Accès restreint", Kind.YES_NO, c.yes_no, _yes_no, _words("confidentiel", "restreint", "diffusion restreinte"), width=12),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}
#: A column others have and we do not write: it fills the start and the end.
PERIOD = Column(
    "periode", "Début et fin", Kind.MONTH, c.period, _plain,
    _words("calendrier", "période", "calendrier prévisionnel", "durée", "planning", "dates", "échéancier prévisionnel", "calendrier de réalisation"),
)  # fmt: skip


def row_of(action: Action, names: Names) -> list[Any]:
    """The cells of one action (loaded by `for_fiche`), in the order of `COLUMNS`."""
    values = values_of(action) | {
        "numero": action.numero,
        "reference": action.reference,
        "objectif": action.objectif.code,
        "state": action.state,
    }
    return [column.write(values[column.key], names) for column in COLUMNS]


def names_of(feuille: FeuilleDeRoute) -> Names:
    """What to call what the actions of a roadmap refer to. Three queries."""
    return Names(
        organisations=dict(Organisation.objects.values_list("pk", "name")),
        axes=dict(AxeNational.objects.values_list("pk", "title")),
        actions=dict(feuille.actions.values_list("pk", "numero")),
    )
