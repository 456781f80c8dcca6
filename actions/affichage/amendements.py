"""Amendments as pages print them: the change word for word, what organisations think, the choice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from actions.amendements import (
    LINE_KEYS,
    Rencontre,
    is_precise,
    line_changes,
    proposed_by,
    rencontre,
)
from actions.forms.amendements import NOUVELLE
from actions.forms.lignes import LISTS
from actions.models import Action, Amendement, AvisAmendement
from actions.mots import Noms, changed_words, label_of, line_words, mots
from actions.rules import amendements as rules
from actions.versions import LINES, canonical, values_of
from socle import francais
from socle.diff import Segment, segments
from territoires.access import Access

State = Amendement.State
Choix = AvisAmendement.Choix

#: State → the tone of its label.
TONES = {
    State.A_ARBITRER: "alerte",
    State.PRECISION: "info",
    State.INTEGRE: "succes",
    State.INTEGRE_MODIFIE: "succes",
    State.REFUSE: "neutre",
    State.RETIRE: "neutre",
}
#: Part of the fiche → its fields one may amend.
PARTIES = {
    "L’essentiel": (
        "title", "summary", "finding", "description", "aims", "results", "means", "risks",
        "beneficiaries", "location", "linked",
    ),
    "Qui": ("porteur", "referent", "copilotes", "partenaires", "comite"),
    "Calendrier": ("start", "end", "is_continuous", "jalons"),
    "Budget, indicateurs et besoins": (
        "budget", "budget_is_estimate", "financements", "budgets", "indicateurs", "besoins",
    ),
    "Classement": ("axe", "fermete"),
}  # fmt: skip
#: Words of unchanged text that stay beside a change, in a list.
CONTEXT = 25


class Compte(NamedTuple):
    """How many gave one view, and who: « d’accord », 2, « Fonderie Courlis et CCI »."""

    libelle: str
    nombre: int
    noms: str


@dataclass(frozen=True, slots=True)
class Ligne:
    """One amendment of a list."""

    amendement: Amendement
    action: Action
    titre: str
    role: str
    quand: str
    etat: str
    ton: str
    segments: tuple[Segment, ...]
    texte: str  # instead of `segments`, when it does not say the whole value
    comptes: tuple[Compte, ...]
    anciens: int  # views given before it was written again
    has_moved: bool
    is_open: bool  # somebody will have to write the result
    why_not_arbitrer: str | None
    bouton: str  # what this reader may do on its page

    @property
    def ancre(self) -> str:
        return f"amendement-{self.amendement.pk}"

    @property
    def precision(self) -> str:
        """Said after the button: which amendment it opens."""
        return f"\u00a0: {self.titre}, {francais.de(self.amendement.author_label)}"

    @property
    def reponse(self) -> str:
        """What is before the reason of the decision."""
        asked = self.amendement.state in Amendement.OPEN_STATES
        return "Précision demandée" if asked else "Réponse"

    @property
    def is_waiting(self) -> bool:
        return self.amendement.state in Amendement.OPEN_STATES

    @property
    def may_tick(self) -> bool:
        """Whether it can be integrated with others in one go."""
        return not self.why_not_arbitrer and is_precise(self.amendement) and not self.is_open


def lignes_of(
    action: Action, amendements: Iterable[Amendement], access: Access, noms: Noms
) -> list[Ligne]:
    """Those amendments, loaded by `for_list`, of an action loaded by `for_fiche`."""
    today = canonical(values_of(action))
    return [ligne_of(one, action, access, noms, today) for one in amendements]


def ligne_of(
    one: Amendement, action: Action, access: Access, noms: Noms, today: Mapping[str, Any]
) -> Ligne:
    """One amendment; `today`: the canonical values of its action."""
    precise, is_open = is_precise(one), one.state in Amendement.OPEN_STATES
    met = rencontre(one, today[one.field]) if precise and is_open else None
    why_not = rules.why_not_arbitrer(one, action, access)
    asked = one.rewritten_at
    fresh = [avis for avis in one.avis.all() if asked is None or avis.updated_at >= asked]
    return Ligne(
        amendement=one,
        action=action,
        titre=label_of(one.field),
        role=str(one.organisation or one.origin or ""),
        # Taken from a file, it has the date of its origin, not that of the import.
        quand=_day(one) if one.author_id or not one.origin else "",
        etat=one.get_state_display().capitalize(),
        ton=TONES[State(one.state)],
        segments=change_of(one, noms, context=CONTEXT) if precise else (),
        texte="" if precise else one.text,
        comptes=_comptes(fresh),
        anciens=len(one.avis.all()) - len(fresh),
        has_moved=bool(met and met.has_moved),
        is_open=bool(met and met.is_open),
        why_not_arbitrer=why_not,
        bouton=_bouton(one, access, why_not),
    )


def _day(one: Amendement) -> str:
    return francais.date_longue(timezone.localtime(one.rewritten_at or one.created_at))


def change_of(one: Amendement, noms: Noms, context: int | None = None) -> tuple[Segment, ...]:
    """What it changes, word for word."""
    before, after = changed_words(one.field, one.base, proposed_by(one), noms)
    return segments(before, after, context=context)


def _bouton(one: Amendement, access: Access, why_not: str | None) -> str:
    if why_not is None:
        return "Décider"
    if one.state == State.PRECISION and one.author_id == access.user.pk:
        return "Répondre"
    if rules.why_not_donner_avis(one, access) is None:
        return "Donner un avis"
    return "Lire"


def _comptes(avis: Iterable[AvisAmendement]) -> tuple[Compte, ...]:
    names: dict[str, list[str]] = {}
    for one in avis:
        names.setdefault(one.choix, []).append(str(one.organisation or one.user or "Compte effacé"))
    return tuple(
        Compte(str(choix.label), len(names[choix]), francais.liste(names[choix]))
        for choix in Choix
        if choix in names
    )


def permissions(one: Amendement, action: Action, access: Access) -> dict[str, str | None]:
    """What this reader may not do with an amendment, and why."""
    return {
        "why_not_donner_avis": rules.why_not_donner_avis(one, access),
        "why_not_retirer": rules.why_not_retirer(one, access),
        "why_not_reecrire": rules.why_not_reecrire(one, action, access),
        "why_not_interroger": rules.why_not_interroger(one, action, access),
    }


# One amendment -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TroisVoies:
    """A field that moved since: the change asked for, the change made since; the result follows."""

    demande: tuple[Segment, ...]
    depuis: tuple[Segment, ...]
    is_open: bool


def trois_voies(field: str, met: Rencontre, noms: Noms) -> TroisVoies:
    """Both changes as words, from what the author saw."""

    def words(before: Any, after: Any) -> tuple[Segment, ...]:
        return segments(*changed_words(field, before, after, noms))

    return TroisVoies(
        words(met.base, met.proposed),
        words(met.base, met.today),
        met.is_open,
    )


# Choose what to amend ----------------------------------------------------------------------------


class Cible(NamedTuple):
    """One thing to amend: its name, what it is now, and the query of its form."""

    libelle: str
    texte: str
    champ: str
    ligne: str


class Parties(NamedTuple):
    """What one may amend in one part of the fiche."""

    titre: str
    cibles: list[Cible]


def fields_of(action: Action, noms: Noms) -> list[Parties]:
    """Every field one may amend, part by part as the fiche shows them, with what it is now."""
    today = canonical(values_of(action))
    return [
        Parties(
            titre,
            [
                Cible(
                    label_of(name),
                    mots(name, today[name], noms).replace("\n", "\u202f; "),
                    name,
                    "",
                )
                for name in names
            ],
        )
        for titre, names in PARTIES.items()
    ]


def lines_of(action: Action, field: str, noms: Noms) -> list[Cible]:
    """The lines of a list to change or remove; the last one adds another."""
    today = canonical(values_of(action))[field]
    key = LINE_KEYS.get(field, "id")
    lines = [Cible("", line_words(field, line, noms), field, str(line[key])) for line in today]
    if field == "budgets":
        known = {line["year"] for line in today}
        years = [str(year) for year in action.feuille.years if str(year) not in known]
        return [*lines, *(Cible("", f"{year}, rien de prévu", field, year) for year in years)]
    return [*lines, Cible("", LISTS[field].add_label, field, NOUVELLE)]


def is_list(field: str) -> bool:
    return field in LINES


# Write again -------------------------------------------------------------------------------------


def line_asked(field: str, asked: str, rewritten: Amendement | None) -> str:
    """The line of a list to write: the one asked for, else that of the amendment written again."""
    if not is_list(field):
        return ""
    return asked or (line_of(rewritten) if rewritten else "")


def line_of(one: Amendement) -> str:
    """The line of its list an amendment is about: its key, or `NOUVELLE`."""
    key = LINE_KEYS.get(one.field, "id")
    for before, after in line_changes(one.field, one.base or (), one.value or ()):
        line = before or after or {}
        return str(line[key]) if line[key] is not None else NOUVELLE
    return NOUVELLE


def own_avis(one: Amendement, access: Access) -> dict[str, Any]:
    """What this person said already, as the form shows it."""
    for avis in one.avis.all():
        mine = avis.organisation_id is None and avis.user_id == access.user.pk
        if mine or access.represents(avis.organisation_id):
            return {"choix": avis.choix, "organisation": avis.organisation_id}
    return {}
