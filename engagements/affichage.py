"""A pledge as one reader may see it: plain words for the fiche, lists and recaps.

No query, but for `lignes_of` (one).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from actions.apports import Apport
from actions.models import Action
from engagements import rules
from engagements.models import Engagement
from engagements.questions import QUESTIONS, icon, is_measured, quantity_words
from socle import francais
from socle.models import Journal
from territoires.access import Access

NO_NAME = "Organisation non nommée"

#: state → (word, tone of the tag, icon)
TAGS: dict[str, tuple[str, str, str]] = {
    Engagement.State.BROUILLON: ("Brouillon", "neutre", "crayon"),
    Engagement.State.DECLARE: ("À confirmer", "alerte", "sablier"),
    Engagement.State.CONFIRME: ("Confirmé", "info", "coche"),
    Engagement.State.SIGNE: ("Signé", "succes", "signature"),
    Engagement.State.REALISE: ("Réalisé", "succes", "coche-cercle"),
    Engagement.State.RETIRE: ("Retiré", "neutre", "annuler"),
}

#: journal verb → what the history of a pledge says
EVENTS = {
    "engagement.importe": "Engagement importé",
    "engagement.brouillon": "Brouillon ouvert",
    "engagement.declare": "Engagement déclaré",
    "engagement.modifie": "Engagement modifié",
    "engagement.confirme": "Engagement confirmé",
    "engagement.nouvelle_version": "Nouvelle version",
    "engagement.condition_levee": "Condition levée",
    "engagement.signature_demandee": "Code de signature demandé",
    "engagement.signe": "Engagement signé",
    "engagement.deplace": "Suit son action, réunie ou partagée",
    "engagement.realise": "Engagement réalisé",
    "engagement.retire": "Engagement retiré",
}


class Evenement(NamedTuple):
    """One line of a pledge's history."""

    at: datetime
    phrase: str  # « Engagement modifié : échéance, quantité, par Inès Rabouin »


@dataclass(frozen=True, slots=True)
class Ligne:
    """One pledge, ready to print; texts are as typed, to be escaped by the template."""

    pk: int
    url: str
    numero: str  # of its action
    objectif: str  # code of its objective
    kind: str
    icone: str
    apport: str  # « Du temps, une expertise »
    organisation: str  # « Organisation non nommée » when hidden
    phrase: str  # « 25 jours : Prêter notre bureau d’études. »
    text: str  # empty when the organisation is hidden
    quantity: str  # « 25 jours », « montant masqué », or empty
    fermete: str
    condition: str
    echeance: str  # « décembre 2026 », or empty
    is_mecenat: bool
    is_own: bool
    state: str
    tag: str
    tone: str
    tag_icone: str

    @property
    def precisions(self) -> str:
        """« Conditionnel : si le tracé change. Échéance : mars 2026. », under the phrase."""
        firmness = self.fermete.capitalize()
        if self.condition:
            firmness = f"{firmness}{francais.INSECABLE}: {self.condition}"
        parts = [firmness]
        if self.is_mecenat:
            parts.append("Mécénat de compétences")
        if self.echeance:
            parts.append(f"Échéance{francais.INSECABLE}: {self.echeance}")
        return " ".join(_sentence(part) for part in parts)

    @property
    def sous(self) -> str:
        """All of it under the name of the organisation."""
        return f"{_sentence(self.phrase)} {self.precisions}"


def ligne(engagement: Engagement, access: Access | None) -> Ligne:
    """The line of one pledge loaded by `for_list`. `access` is None for the public.

    Do not call it on a pledge whose existence is hidden from this reader.
    """
    named = not rules.hides_name(engagement, access)
    word, tone, sign = TAGS[engagement.state]
    quantity = quantity_of(engagement, access)
    text = engagement.text if named else ""
    return Ligne(
        pk=engagement.pk,
        url=engagement.get_absolute_url(),
        numero=engagement.action.numero,
        objectif=engagement.action.objectif.code,
        kind=engagement.kind,
        icone=icon(engagement.kind),
        apport=apport_words(engagement.kind),
        organisation=engagement.organisation.name if named else NO_NAME,
        phrase=_phrase(quantity or apport_words(engagement.kind), text),
        text=text,
        quantity=quantity,
        fermete=engagement.get_fermete_display(),
        condition=engagement.condition if named else "",
        echeance=francais.mois(engagement.due) if engagement.due else "",
        is_mecenat=engagement.is_mecenat,
        is_own=access is not None and access.represents(engagement.organisation_id),
        state=engagement.state,
        tag=word,
        tone=tone,
        tag_icone=sign,
    )


def lignes(engagements: Iterable[Engagement], access: Access | None) -> list[Ligne]:
    """The lines of the pledges this reader may know of, in the given order, withdrawn ones last."""
    seen = [e for e in engagements if not rules.hides_existence(e, access)]
    seen.sort(key=lambda e: e.state == Engagement.State.RETIRE)
    return [ligne(engagement, access) for engagement in seen]


def lignes_of(action: Action, access: Access) -> list[Ligne]:
    """The live pledges of one action, for `engagements/lignes.html`: those signed first."""
    engagements = action.engagements.live().visible_to(access).for_list()
    rank = {state: place for place, state in enumerate(reversed(Engagement.LIVE_STATES))}
    return lignes(sorted(engagements, key=lambda e: rank[e.state]), access)


def quantity_of(engagement: Engagement, access: Access | None) -> str:
    """« 25 jours », « montant masqué », or nothing for a kind that is not measured."""
    if engagement.quantity is None or not is_measured(engagement.kind):
        return ""
    if rules.hides_amount(engagement, access):
        return "montant masqué" if engagement.kind == Apport.FINANCIER else "quantité masquée"
    return quantity_words(engagement.kind, engagement.quantity)


def apport_words(kind: str) -> str:
    """The short name of a kind, as on its card: « Du temps, une expertise »."""
    return QUESTIONS[Apport(kind)].card


def periode(engagement: Engagement) -> str:
    """« De janvier 2025 à décembre 2026 », « Jusqu’à décembre 2026 », or nothing."""
    start, due = engagement.start, engagement.due
    if start and due:
        return f"De {francais.mois(start)} à {francais.mois(due)}"
    if due:
        return f"Jusqu’à {francais.mois(due)}"
    return f"À partir de {francais.mois(start)}" if start else ""


def said_of_confirmation(engagements: Sequence[Engagement]) -> str:
    """What one is told after confirming several at once."""
    if len(engagements) == 1:
        return f"L’engagement sur l’action {engagements[0].action.numero} est confirmé."
    return f"{francais.en_lettres(len(engagements)).capitalize()} engagements sont confirmés."


def said_of_change(before: Engagement, after: Engagement) -> str:
    """What a person is told once a pledge is written."""
    if after.version == before.version:
        return "Votre engagement est enregistré."
    if before.state == Engagement.State.SIGNE:
        return f"Votre engagement est modifié : sa version {after.version} est à signer."
    return f"Votre engagement est modifié : sa version {after.version} est en vigueur."


def said_of_lifting(before: Engagement, after: Engagement) -> str:
    """What a person is told once a condition is lifted."""
    told = "La condition est levée : votre engagement est ferme."
    if before.state == Engagement.State.SIGNE:
        return f"{told} Sa version {after.version} est à signer."
    return told


def history(lines: Iterable[Journal]) -> list[Evenement]:
    """The journal of a pledge in sentences, for those who may read all of it."""
    return [Evenement(line.at, _event(line)) for line in lines]


def _event(line: Journal) -> str:
    told = EVENTS.get(line.verb, line.verb)
    if fields := line.details.get("champs"):
        told = f"{told}{francais.INSECABLE}: {francais.liste(fields)}"
    return f"{told}, par {line.user_name}" if line.user_name else told


def _phrase(what: str, text: str) -> str:
    what = f"{what[0].upper()}{what[1:]}"
    return f"{what}{francais.INSECABLE}: {text}" if text else what


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
