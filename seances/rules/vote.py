"""May they put to the vote, vote, count, publish, read? Answers with their French reason; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.models import Action
from seances.access import Facilitation
from seances.depouillement.methodes import Methode
from seances.depouillement.points import placed
from seances.droits import DROITS_PAR_ETAPE
from seances.models import Bulletin, Etape, Participant, Scrutin
from seances.rules.console import (
    why_not_conduire,
    why_not_faciliter,
    why_not_preparer,
)
from socle import francais
from territoires.droits import Droit

State = Scrutin.State


# Run ---------------------------------------------------------------------------------------------


def why_not_ecrire(by: Facilitation, scrutin: Scrutin | None) -> str | None:
    """Whether the question may be written or changed: until the vote is opened."""
    if reason := why_not_preparer(by):
        return reason
    if scrutin is not None and scrutin.state != State.PREPARE:
        return f"Ce vote est {scrutin.get_state_display()} : sa question ne change plus."
    return None


def why_not_ouvrir_scrutin(
    by: Facilitation, scrutin: Scrutin, *, n_actions: int, other: Scrutin | None
) -> str | None:
    """Whether the room may vote. `other`: the vote already open, if any."""
    if reason := why_not_conduire(by):
        return reason
    if scrutin.state != State.PREPARE:
        return f"Ce vote est déjà {scrutin.get_state_display()}."
    if other is not None:
        return f"Fermez d’abord le vote « {other.title} » : la salle vote une chose à la fois."
    etape = by.seance.current_etape
    if etape is None or Droit.VOTER not in DROITS_PAR_ETAPE[Etape.Kind(etape.kind)]:
        return "Passez d’abord à une étape « Sélectionner » : c’est elle qui ouvre les votes."
    if n_actions < 2:
        return "Il faut au moins deux actions à comparer."
    return None


def why_not_fermer(by: Facilitation, scrutin: Scrutin) -> str | None:
    if reason := why_not_conduire(by):
        return reason
    if scrutin.state == State.PREPARE:
        return "Ce vote n’est pas encore ouvert."
    if scrutin.is_sealed:
        return f"Ce vote est déjà {scrutin.get_state_display()}."
    return None


def why_not_rouvrir(by: Facilitation, scrutin: Scrutin, *, other: Scrutin | None) -> str | None:
    """Whether a closed vote may open again: until it is sealed, everyone then changes freely."""
    if reason := why_not_conduire(by):
        return reason
    if scrutin.is_sealed:
        return (
            "Ce vote est dépouillé : plus rien ne relie une personne à son bulletin, "
            "il ne peut pas rouvrir. Préparez un nouveau vote."
        )
    if scrutin.state == State.PREPARE:
        return "Ce vote n’est pas encore ouvert."
    if other is not None:
        return f"Fermez d’abord le vote « {other.title} » : la salle vote une chose à la fois."
    return None


def why_not_depouiller(scrutin: Scrutin, *, at: datetime, asked: bool) -> str | None:
    """Whether the ballots may be counted and the link destroyed.

    `asked`: by a person; else time did, and paper ballots hold it.
    """
    if scrutin.state in (State.PREPARE, State.OUVERT):
        return "Fermez d’abord le vote."
    if scrutin.is_sealed:
        return "Ce vote est déjà dépouillé."
    left = (_end_of_grace(scrutin) - at).total_seconds()
    if left > 0:
        return (
            f"Les derniers votes arrivent encore : attendez "
            f"{francais.pluriel(int(left) + 1, 'seconde', 'secondes')}."
        )
    if scrutin.waits_for_paper and not asked:
        return "Les bulletins papier restent à saisir."
    return None


def why_not_publier(by: Facilitation, scrutin: Scrutin) -> str | None:
    if reason := why_not_faciliter(by):
        return reason
    if scrutin.state == State.PUBLIE:
        return "Ce résultat est déjà publié."
    if scrutin.state != State.DEPOUILLE:
        return "Dépouillez d’abord le vote."
    return None


def why_not_voir_resultat(by: Facilitation | None, scrutin: Scrutin) -> str | None:
    """Everyone reads a published result; who runs the séance, from the count on.

    Nobody before: two readings a minute apart would tell what one person voted.
    """
    if scrutin.state == State.PUBLIE:
        return None
    if by is None or not by.may_run:
        return "Les résultats s’affichent quand l’animatrice les publie."
    if scrutin.state != State.DEPOUILLE:
        return (
            "Les résultats arrivent au dépouillement : avant, personne ne les lit, "
            "pour que le vote reste secret."
        )
    return None


# Vote --------------------------------------------------------------------------------------------


def why_not_voter(
    scrutin: Scrutin,
    participant: Participant,
    *,
    at: datetime,
    cast_at: datetime,
    signed: str | None,
) -> str | None:
    """Whether this person's ballot is received at this instant.

    `cast_at`: when the person tapped; `signed`: how he or she already signed (`Bulletin.Source`).
    """
    if participant.seance_id != scrutin.seance_id:
        return "Votre badge ouvre une autre séance."
    if scrutin.state == State.PREPARE:
        return "Ce vote n’est pas encore ouvert."
    if signed == Bulletin.Source.PAPIER:
        return "Vous avez voté sur un bulletin papier : il compte."
    if scrutin.state == State.OUVERT:
        return None
    if scrutin.is_sealed:
        return "Le vote est dépouillé : il ne change plus."
    if cast_at <= _closing(scrutin) and at <= _end_of_grace(scrutin):
        return None
    closed = francais.heure(_closing(scrutin))
    return f"L’animatrice a fermé le vote à {closed}. Ce que vous aviez enregistré compte."


def is_in_grace(scrutin: Scrutin, *, at: datetime) -> bool:
    """Whether what was tapped before the closing may still arrive and count."""
    return scrutin.state == State.FERME and at <= _end_of_grace(scrutin)


def _closing(scrutin: Scrutin) -> datetime:
    assert scrutin.closed_at is not None  # noqa: S101 -- a constraint says so; for the type checker
    return scrutin.closed_at


def _end_of_grace(scrutin: Scrutin) -> datetime:
    return _closing(scrutin) + timedelta(seconds=scrutin.grace)


def why_not_recevoir(action: Action | None, participant: Participant, *, own: bool) -> str | None:
    """Whether this action may receive this person's vote. `own`: one's own actions too."""
    if action is None:
        return "Cette action n’est pas dans ce vote."
    if own or not participant.organisation_id:
        return None
    if action.porteur_id == participant.organisation_id:
        return "Votre organisation porte cette action : vos gommettes vont aux autres."
    return None


def why_not_remplir(
    methode: Methode, parameters: Any, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str | None:
    """Whether the whole ballot keeps its limit; taking points back is always possible."""
    if methode is not Methode.POINTS:
        return None
    if placed(after) <= max(parameters.points, placed(before)):
        return None
    left = max(parameters.points - placed(before), 0)
    if left:
        return f"Il vous reste {francais.pluriel(left, 'gommette', 'gommettes')} à placer."
    number = parameters.points
    count = francais.en_lettres(number, feminin=True)
    done = f"Vos {count} gommettes sont placées" if number > 1 else "Votre gommette est placée"
    return f"{done} : retirez-en une d’une autre action pour en ajouter ici."


# For somebody else -------------------------------------------------------------------------------


def why_not_assister(by: Facilitation, participant: Participant) -> str | None:
    """Whether who runs the séance may type for this person."""
    if reason := why_not_conduire(by):
        return reason
    if not participant.is_assisted:
        return f"{participant.first_name} vote sur son téléphone."
    return None


def why_not_saisir_papier(
    by: Facilitation, scrutin: Scrutin, *, serial: str, is_known: bool, signed: str | None
) -> str | None:
    """Whether a paper ballot may be entered: while the vote is open, or closed and not sealed.

    `is_known`: this printed number was entered before; `signed`: how its person signed, if known.
    """
    if reason := why_not_conduire(by):
        return reason
    if scrutin.state == State.PREPARE:
        return "Ce vote n’est pas encore ouvert."
    if scrutin.is_sealed:
        return "Ce vote est dépouillé : un bulletin ne s’ajoute plus."
    if not serial.strip():
        return "Donnez le numéro imprimé sur le bulletin."
    if signed and signed != Bulletin.Source.PAPIER:
        return "Cette personne a déjà voté sur son téléphone."
    if signed and not is_known:
        return "Cette personne a déjà un bulletin papier, sous un autre numéro."
    return None
