"""What a pledge says, frozen: the text a signatory reads, its canonical form and its fingerprint.

One canonical JSON (sorted keys, no spaces, UTF-8) holds the French sentences that were shown and
the plain values beside them. It names organisations, never a person: erasing somebody later does
not break a fingerprint. No query: the pledge is loaded by `for_text`.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from django.utils import timezone

from engagements.affichage import apport_words, periode
from engagements.models import Engagement
from engagements.questions import is_measured, quantity_words
from organisations.models import Organisation
from socle import diff, francais
from socle.diff import Segment
from territoires.models import FeuilleDeRoute

#: Raised when the shape below changes: what was signed before keeps its own.
FORMAT = 1

TITRE = "Fiche d’engagement"

#: Said on each text that is signed; a change here changes what the next signatories read.
MENTIONS = (
    "Cette fiche est une déclaration volontaire, sans valeur contractuelle. Elle ne crée pas "
    "d’obligation de paiement\u202f; chaque financement fait l’objet d’une convention distincte.",
    "Elle ne donne aucun avantage dans un marché public.",
    "L’organisation peut la modifier ou la retirer à tout moment, en disant pourquoi. Ce qui a été "
    "signé reste dans l’historique, et les éditions déjà publiées ne changent pas.",
)


class LigneTexte(NamedTuple):
    """One line of the text: « Quantité », « 25 jours »."""

    nom: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Texte:
    """One frozen text, ready to print. `donnees` are the plain values the lines were drawn from."""

    format: int
    titre: str
    territoire: str
    organisation: str
    commune: str
    siret: str
    preambule: str
    numero: str  # of the action
    objectif: str  # code of its objective
    action: str
    version: int
    lignes: tuple[LigneTexte, ...]
    mentions: tuple[str, ...]
    donnees: dict[str, Any]

    @classmethod
    def lire(cls, text: str) -> Self:
        """The text back from its canonical form."""
        values = json.loads(text)
        values["lignes"] = tuple(LigneTexte(*pair) for pair in values["lignes"])
        values["mentions"] = tuple(values["mentions"])
        return cls(**values)

    @property
    def canonique(self) -> str:
        """The exact characters that are hashed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def valeur(self, nom: str) -> str:
        """What a line says, empty when the text has no such line."""
        return dict(self.lignes).get(nom, "")


class Difference(NamedTuple):
    """A line that two versions do not write alike, word for word."""

    nom: str
    segments: tuple[Segment, ...]


def texte_of(engagement: Engagement) -> Texte:
    """What this pledge says now."""
    action, organisation = engagement.action, engagement.organisation
    return Texte(
        format=FORMAT,
        titre=TITRE,
        territoire=action.feuille.territoire.name,
        organisation=organisation.name,
        commune=organisation.commune,
        siret=organisation.siret or "",
        preambule=_preambule(organisation, action.feuille),
        numero=action.numero,
        objectif=action.objectif.code,
        action=action.title,
        version=engagement.version,
        lignes=tuple(_lignes(engagement)),
        mentions=MENTIONS,
        donnees=_donnees(engagement),
    )


def figer(engagement: Engagement) -> str:
    """The canonical form of what this pledge says now."""
    return texte_of(engagement).canonique


def empreinte(text: str) -> str:
    """SHA-256 of a canonical text, 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()


def empreinte_lot(texts: Iterable[str]) -> str:
    """One fingerprint for several texts, in their order: what a code is bound to."""
    return empreinte("\n".join(empreinte(text) for text in texts))


def differences(before: Texte, after: Texte) -> list[Difference]:
    """The lines that changed from one version to the next, in reading order."""
    names = [ligne.nom for ligne in before.lignes]
    names += [ligne.nom for ligne in after.lignes if ligne.nom not in names]
    pairs = [(name, before.valeur(name), after.valeur(name)) for name in names]
    pairs.append(("Action", before.action, after.action))
    pairs.append(("Organisation", before.organisation, after.organisation))
    return [Difference(n, diff.segments(old, new)) for n, old, new in pairs if old != new]


def _preambule(organisation: Organisation, feuille: FeuilleDeRoute) -> str:
    place = f", à {organisation.commune}," if organisation.commune else ""
    years = f"{feuille.start_year}-{feuille.end_year}"
    return (
        f"{organisation.name}{place} prend part à la feuille de route industrielle {years} du "
        f"territoire d’industrie {feuille.territoire.name}. À ce titre, elle déclare ce qui suit."
    )


def _lignes(engagement: Engagement) -> Sequence[LigneTexte]:
    """Every line that says something, in reading order."""
    quantity = ""
    if engagement.quantity is not None and is_measured(engagement.kind):
        quantity = quantity_words(engagement.kind, engagement.quantity)
    lines = (
        ("Apport", apport_words(engagement.kind)),
        ("Quantité", quantity),
        ("Ce que fera l’organisation", engagement.text),
        ("Période", periode(engagement)),
        ("Fermeté", engagement.get_fermete_display().capitalize()),
        ("Condition", engagement.condition),
        ("Condition levée", _levee(engagement)),
        ("Mécénat de compétences", "Oui" if engagement.is_mecenat else ""),
        ("Besoin auquel elle répond", str(engagement.besoin or "")),
        ("Visibilité", engagement.get_visibilite_display().capitalize()),
    )
    return [LigneTexte(name, value) for name, value in lines if value]


def _levee(engagement: Engagement) -> str:
    """« Si le bail est signé. Levée le 3 mars 2026 : bail signé. », or nothing."""
    if not engagement.lifted_at:
        return ""
    day = francais.date_longue(timezone.localtime(engagement.lifted_at))
    condition = engagement.lifted_condition.rstrip(".")
    return f"{condition}. Levée le {day}\u00a0: {engagement.lifted_note}"


def _donnees(engagement: Engagement) -> dict[str, Any]:
    """The plain values, as JSON: a quantity is text, in the unit of its kind."""
    quantity, start, due = engagement.quantity, engagement.start, engagement.due
    return {
        "kind": engagement.kind,
        # 25 and 25.00 are one quantity, whether it was just typed or read from the database.
        "quantity": f"{quantity:.2f}" if quantity is not None else None,
        "fermete": engagement.fermete,
        "condition": engagement.condition,
        "visibilite": engagement.visibilite,
        "is_mecenat": engagement.is_mecenat,
        "start": start.isoformat() if start else None,
        "due": due.isoformat() if due else None,
    }
