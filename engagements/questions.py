"""How each kind of contribution is asked: its card at step 1, its quantity at step 2.

One table to read and correct; forms, recaps and lines of a fiche take their words here.
"""

from dataclasses import dataclass
from decimal import Decimal

from actions.apports import ICONS, UNITS, Apport
from socle import francais


@dataclass(frozen=True, slots=True)
class Question:
    """The words of one kind. `quantity` fields are empty for a kind that is not measured.

    `figure` names a total under a key figure, singular then plural.
    `title` completes « Précisez … »; `one` and `many` name the unit in a sentence (« 1 jour »,
    « 25 jours »); `beside` is written after the box; `example` is a whole number.
    """

    card: str
    precision: str
    title: str
    quantity_label: str = ""
    one: str = ""
    many: str = ""
    beside: str = ""
    example: int = 0
    figure: tuple[str, str] = ("", "")
    is_whole: bool = False


QUESTIONS: dict[Apport, Question] = {
    Apport.FINANCIER: Question(
        "Un financement",
        "Part d’investissement, fonds de concours, cotisation",
        "votre apport financier",
        "Montant",
        "€",
        "€",
        "€ hors taxes",
        45_000,
        ("apporté aux actions", "apportés aux actions"),
    ),
    Apport.FONCIER_LOCAUX: Question(
        "Un terrain ou un local",
        "Surface, toiture, atelier",
        "ce que vous mettez à disposition",
        "Surface",
        "m²",
        "m²",
        "m²",
        600,
        ("m² mis à disposition", "m² mis à disposition"),
    ),
    Apport.EQUIPEMENT: Question(
        "Du matériel",
        "Machine, banc d’essai, véhicule",
        "l’équipement que vous partagez",
        "Nombre d’heures",
        "heure",
        "heures",
        "heures au total",
        200,
        ("heure d’équipement", "heures d’équipement"),
    ),
    Apport.TEMPS: Question(
        "Du temps, une expertise",
        "Des jours d’équipe, un conseil, un mécénat de compétences",
        "votre apport en temps",
        "Nombre de jours",
        "jour",
        "jours",
        "jours au total",
        25,
        ("jour de travail", "jours de travail"),
    ),
    Apport.EMPLOI_FORMATION: Question(
        "Des emplois ou des apprentis",
        "Embauches, alternance, stages, immersions",
        "votre accueil",
        "Nombre de personnes",
        "personne",
        "personnes",
        "personnes au total",
        4,
        ("personne accueillie", "personnes accueillies"),
        is_whole=True,
    ),
    Apport.GROUPE_TRAVAIL: Question(
        "Une place au groupe de travail",
        "Des réunions, un avis régulier",
        "votre participation",
        "Nombre de réunions",
        "réunion",
        "réunions",
        "réunions au total",
        6,
        ("réunion", "réunions"),
        is_whole=True,
    ),
    Apport.PILOTAGE: Question(
        "Un rôle de pilote",
        "Piloter ou copiloter l’action",
        "votre rôle de pilote",
    ),
    Apport.SITE_PILOTE: Question(
        "Un site pilote",
        "Premier site équipé, premier client",
        "votre site pilote",
    ),
    Apport.DONNEES: Question(
        "Des données",
        "Énergie, flux, compétences",
        "les données que vous partagez",
    ),
    Apport.REDUCTION_GES: Question(
        "Une réduction d’émissions",
        "Des tonnes de CO₂e en moins chaque année",
        "votre réduction d’émissions",
        "Réduction visée",
        "tCO₂e/an",
        "tCO₂e/an",
        "tCO₂e par an",
        180,
        ("tCO₂e de moins par an", "tCO₂e de moins par an"),
    ),
    Apport.AMBASSADEUR: Question(
        "Un témoignage, un réseau",
        "Raconter, mobiliser d’autres entreprises",
        "votre rôle d’ambassadeur",
        "Nombre d’entreprises à mobiliser",
        "entreprise",
        "entreprises",
        "entreprises",
        10,
        ("entreprise mobilisée", "entreprises mobilisées"),
        is_whole=True,
    ),
    Apport.SOUTIEN: Question(
        "Un soutien de principe",
        "Dire que l’action compte, sans apport chiffré",
        "votre soutien",
    ),
}

#: The cards of step 1, grouped: (what the group brings, its kinds in order).
GROUPES: tuple[tuple[str, tuple[Apport, ...]], ...] = (
    (
        "Des moyens",
        (Apport.FINANCIER, Apport.FONCIER_LOCAUX, Apport.EQUIPEMENT),
    ),
    (
        "Des personnes",
        (Apport.TEMPS, Apport.EMPLOI_FORMATION, Apport.GROUPE_TRAVAIL, Apport.PILOTAGE),
    ),
    (
        "Un terrain d’essai",
        (Apport.SITE_PILOTE, Apport.DONNEES, Apport.REDUCTION_GES),
    ),
    (
        "Une voix",
        (Apport.AMBASSADEUR, Apport.SOUTIEN),
    ),
)


def quantity_words(kind: str, quantity: Decimal) -> str:
    """« 25 jours », « 45 000 € », « 180 tCO₂e/an », for a measured kind."""
    if kind == Apport.FINANCIER:
        return francais.euros(quantity)
    question = QUESTIONS[Apport(kind)]
    return francais.quantite(quantity, question.one, question.many)


def is_measured(kind: str) -> bool:
    return kind in UNITS


def icon(kind: str) -> str:
    """The pictogram of a kind (a name of icons.svg)."""
    return ICONS[Apport(kind)]
