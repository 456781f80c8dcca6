"""The buttons of the console: « etape:12 » or « pause », and the verb of `services` each calls.

One form carries all the buttons, so that a press, with or without script, is always the same POST.
"""

from collections.abc import Callable
from typing import Any

from actions.models import Action
from seances.access import Facilitation
from seances.models import Contribution, Etape, Question, Scrutin
from seances.services import console, contributions, questions, salle
from seances.services import scrutin as votes
from socle.refus import Refus

#: (who presses, what the button is about, the stage its page showed) → the sentence that tells it.
Geste = Callable[[Facilitation, str, int], str]

#: After these, the console follows the séance: it no longer stays where one was looking.
SUIVENT = frozenset({"ouvrir", "clore", "etape", "annuler"})


def faire(by: Facilitation, geste: str, *, seen: int) -> str:
    """Do what a button asks, and tell it in one French sentence. Raises Refus."""
    name, _, argument = geste.partition(":")
    if name not in GESTES:
        raise Refus("Ce bouton n’existe plus\u00a0: rechargez la page.")
    return GESTES[name](by, argument, seen)


def _key(argument: str) -> int:
    return int(argument) if argument.isdecimal() else 0


def _scrutin(by: Facilitation, argument: str) -> Scrutin:
    scrutin = by.seance.scrutins.filter(pk=_key(argument)).first()
    if scrutin is None:
        raise Refus("Ce vote n’existe plus\u00a0: il a été retiré de la préparation.")
    return scrutin


def _action(by: Facilitation, argument: str) -> Action:
    action: Action | None = by.seance.feuille.actions.filter(pk=_key(argument)).first()
    if action is None:
        raise Refus("Cette action n’est plus dans la feuille de route.")
    return action


def _contribution(by: Facilitation, argument: str) -> Contribution:
    contribution = by.seance.contributions.filter(pk=_key(argument)).first()
    if contribution is None:
        raise Refus("Cette contribution n’existe plus.")
    return contribution


def _question(by: Facilitation, argument: str) -> Question:
    question = by.seance.questions.filter(pk=_key(argument)).first()
    if question is None:
        raise Refus("Cette question n’existe plus.")
    return question


# The séance --------------------------------------------------------------------------------------


def _ouvrir(by: Facilitation, _argument: str, _seen: int) -> str:
    seance = console.ouvrir(by)
    return f"La séance est ouverte. Le code est {seance.spoken_code}."


def _clore(by: Facilitation, _argument: str, _seen: int) -> str:
    console.clore(by)
    return "La séance est close. Le code n’ouvre plus rien."


def _etape(by: Facilitation, argument: str, seen: int) -> str:
    etape = Etape.objects.filter(pk=_key(argument), seance=by.seance).first()
    if etape is None:
        raise Refus("Cette étape n’est plus au déroulé.")
    console.passer(by, etape, seen=seen)
    return f"Étape «\u00a0{etape.title}\u00a0»."


def _lancer(by: Facilitation, argument: str, seen: int) -> str:
    console.lancer(by, _key(argument), seen=seen)
    return "Le minuteur est lancé."


def _pause(by: Facilitation, _argument: str, seen: int) -> str:
    console.pause(by, seen=seen)
    return "Le minuteur est en pause."


def _reprendre(by: Facilitation, _argument: str, seen: int) -> str:
    console.reprendre(by, seen=seen)
    return "Le minuteur repart."


def _minute(by: Facilitation, _argument: str, seen: int) -> str:
    console.ajouter_minute(by, seen=seen)
    return "Une minute de plus."


def _montrer(by: Facilitation, argument: str, seen: int) -> str:
    screen, _, key = argument.partition("-")
    about: dict[str, Any] = {}
    if screen == "action":
        about["action"] = _action(by, key)
    if screen == "resultats":
        about["scrutin"] = _scrutin(by, key)
    if screen == "question":
        about["question"] = _question(by, key)
    seance = console.montrer(by, screen, seen=seen, **about)
    return f"À l’écran\u00a0: {seance.get_screen_display()}."


def _annuler(by: Facilitation, _argument: str, seen: int) -> str:
    undone = by.seance.last_move
    console.annuler(by, seen=seen)
    return f"Annulé\u00a0: «\u00a0{undone}\u00a0»."


# Votes -------------------------------------------------------------------------------------------


def _vote_ouvrir(by: Facilitation, argument: str, seen: int) -> str:
    scrutin = votes.ouvrir(by, _scrutin(by, argument), seen=seen)
    return f"Le vote «\u00a0{scrutin.title}\u00a0» est ouvert."


def _vote_fermer(by: Facilitation, argument: str, seen: int) -> str:
    scrutin = votes.fermer(by, _scrutin(by, argument), seen=seen)
    return f"Le vote est fermé. Les derniers arrivent encore {scrutin.grace} secondes."


def _vote_rouvrir(by: Facilitation, argument: str, seen: int) -> str:
    votes.rouvrir(by, _scrutin(by, argument), seen=seen)
    return "Le vote est rouvert."


def _vote_depouiller(by: Facilitation, argument: str, _seen: int) -> str:
    votes.depouiller(by, _scrutin(by, argument))
    return "Le vote est dépouillé\u00a0: plus rien ne relie une personne à son bulletin."


def _vote_publier(by: Facilitation, argument: str, _seen: int) -> str:
    votes.publier(by, _scrutin(by, argument))
    return "Le résultat est publié\u00a0: la salle le voit."


# The room ----------------------------------------------------------------------------------------


def _hote(by: Facilitation, argument: str, _seen: int) -> str:
    person = by.seance.participants.for_room().filter(pk=_key(argument)).first()
    if person is None or person.table is None:
        raise Refus("Cette personne n’est plus à cette table\u00a0: regardez où elle est assise.")
    salle.nommer_hote(by, person.table, person)
    return f"{person.first_name} est l’hôte de la table {person.table.number}."


# Decisions and amendments ------------------------------------------------------------------------


def _retenir(by: Facilitation, argument: str, _seen: int) -> str:
    action = console.decider(by, _action(by, argument), Action.State.RETENUE)
    return f"Action {action.numero} retenue."


def _accepter(by: Facilitation, argument: str, _seen: int) -> str:
    contributions.accepter(by, _contribution(by, argument))
    return "L’amendement est intégré."


def _renvoyer(by: Facilitation, argument: str, _seen: int) -> str:
    contributions.renvoyer(by, _contribution(by, argument))
    return "L’amendement est renvoyé au porteur, qui l’arbitrera après la séance."


# Questions ---------------------------------------------------------------------------------------


def _question_repondue(by: Facilitation, argument: str, _seen: int) -> str:
    questions.trier(by, _question(by, argument), Question.State.REPONDUE)
    return "La question est marquée comme répondue."


def _question_ecartee(by: Facilitation, argument: str, _seen: int) -> str:
    questions.trier(by, _question(by, argument), Question.State.ECARTEE)
    return "La question est écartée."


def _question_reprise(by: Facilitation, argument: str, _seen: int) -> str:
    questions.trier(by, _question(by, argument), Question.State.POSEE)
    return "La question attend de nouveau une réponse."


GESTES: dict[str, Geste] = {
    "ouvrir": _ouvrir,
    "clore": _clore,
    "etape": _etape,
    "lancer": _lancer,
    "pause": _pause,
    "reprendre": _reprendre,
    "minute": _minute,
    "montrer": _montrer,
    "annuler": _annuler,
    "vote-ouvrir": _vote_ouvrir,
    "vote-fermer": _vote_fermer,
    "vote-rouvrir": _vote_rouvrir,
    "vote-depouiller": _vote_depouiller,
    "vote-publier": _vote_publier,
    "hote": _hote,
    "retenir": _retenir,
    "accepter": _accepter,
    "renvoyer": _renvoyer,
    "question-repondue": _question_repondue,
    "question-ecartee": _question_ecartee,
    "question-reprise": _question_reprise,
}
