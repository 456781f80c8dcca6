"""What a check is: one line of the page of preparation, with one remedy. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum

from publication.reste import ActionNommee
from socle.francais import en_lettres


class Statut(StrEnum):
    BLOQUANT = "bloquant"
    ATTENTION = "attention"
    REUSSI = "reussi"


class Lieu(StrEnum):
    """Where the remedy is; views turn it into an address."""

    TABLEAU = "tableau"
    PRIORITES = "priorites"
    TEXTES = "textes"
    SIGNATAIRES = "signataires"
    # On each action the check names:
    MODIFIER = "modifier"
    DECIDER = "decider"
    FICHE = "fiche"
    ENGAGEMENTS = "engagements"
    AMENDEMENTS = "amendements"


@dataclass(frozen=True, slots=True)
class Controle:
    """One check. `actions`: those it concerns, to be named on its line.

    `ancre`: the field of the page where the remedy is; `ancres`: that of each action, in order.
    """

    cle: str
    statut: Statut
    titre: str
    texte: str = ""
    actions: tuple[ActionNommee, ...] = field(default=())
    remede: str = ""
    lieu: Lieu = Lieu.TABLEAU
    ancre: str = ""
    ancres: tuple[str, ...] = ()


def _sujet(actions: tuple[ActionNommee, ...]) -> str:
    """« L’action 3.2 », « Deux actions »: what a title speaks of."""
    if len(actions) == 1:
        return f"L’action {actions[0].numero}"
    return f"{en_lettres(len(actions), feminin=True)} actions".capitalize()


def sur_les_actions(
    cle: str,
    actions: tuple[ActionNommee, ...],
    *,
    statut: Statut,
    singulier: str,
    pluriels: str,
    texte: str,
    reussi: str,
    remede: str = "Compléter",
    lieu: Lieu = Lieu.MODIFIER,
) -> Controle:
    """A check on each action: `singulier` and `pluriels` are the verb phrases of its title."""
    if not actions:
        return Controle(cle, Statut.REUSSI, reussi)
    verb = singulier if len(actions) == 1 else pluriels
    return Controle(cle, statut, f"{_sujet(actions)} {verb}", texte, actions, remede, lieu)
