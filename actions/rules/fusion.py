"""May they make one action of several, two of one, and go back? Answers with their French reason.

Pure: the objects are given, nothing is queried.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from actions.models import Action, Fusion
from socle import francais
from territoires.access import Access
from territoires.droits import Droit

State = Action.State

#: Actions one merge takes at most: beyond, nobody compares them.
MOST = 5


def why_not_comparer(access: Access) -> str | None:
    """Whether the person reads the pages of duplicates and merges."""
    return None if access.grants(Droit.FUSIONNER) else access.why_not(Droit.FUSIONNER)


def why_not_reunir(access: Access) -> str | None:
    """Whether the person gathers actions now, whatever they are."""
    return access.why_not(Droit.FUSIONNER)


def why_not_fusionner(
    target: Action,
    sources: Sequence[Action],
    access: Access,
    *,
    seen: Mapping[int, int] | None = None,
    voted: Iterable[str] = (),
) -> str | None:
    """Whether `sources` may join `target`.

    `seen`: key → the version the person read, None when nothing was read yet; `voted`: the numbers
    of those a séance votes on now.
    """
    every = [target, *sources]
    if reason := access.why_not(Droit.FUSIONNER):
        return reason
    if not sources or len({one.pk for one in every}) != len(every):
        return "Choisissez au moins deux actions différentes."
    if len(every) > MOST:
        return f"Réunissez {francais.en_lettres(MOST)} actions au plus à la fois."
    for one in every:
        if reason := _why_not_one(one, access):
            return reason
    chosen = [one for one in sources if one.state in Action.SELECTED_STATES]
    if chosen and target.state not in Action.SELECTED_STATES:
        return (
            f"L’action {chosen[0].numero} est {chosen[0].get_state_display()}, l’action "
            f"{target.numero} ne l’est pas\u00a0: gardez plutôt la {chosen[0].numero}."
        )
    return _why_not_voted(voted) or _why_not_seen(every, seen)


def why_not_scinder(
    action: Action,
    access: Access,
    *,
    seen: Mapping[int, int] | None = None,
    voted: Iterable[str] = (),
) -> str | None:
    """Whether this action may become two. Arguments as for `why_not_fusionner`."""
    if reason := access.why_not(Droit.FUSIONNER):
        return reason
    if reason := _why_not_one(action, access):
        return reason
    return _why_not_voted(voted) or _why_not_seen([action], seen)


def why_not_defaire(
    fusion: Fusion,
    access: Access,
    *,
    later: datetime | None = None,
    signed: Iterable[str] = (),
    added: Sequence[str] = (),
    voted: Iterable[str] = (),
) -> str | None:
    """Whether a merge or a split may be undone.

    `later`: when another, not undone, took one of its actions; `signed`: the organisations whose
    pledge moved and was confirmed or signed since; `added`: what the new action of a split received
    since, in words; `voted`: the numbers of those a séance votes on now.
    """
    if reason := access.why_not(Droit.FUSIONNER):
        return reason
    if fusion.undone_at is not None:
        return "C’est déjà défait."
    if later is not None:
        return (
            f"Une de ces actions a été réunie ou partagée de nouveau le "
            f"{francais.date_longue(later)}\u00a0: défaites d’abord ce geste."
        )
    if names := list(dict.fromkeys(signed)):
        return (
            f"Depuis, {francais.liste(names)} {'ont' if len(names) > 1 else 'a'} confirmé ou signé "
            f"un engagement qui nomme l’action {fusion.target.numero}\u00a0: ce qui est signé ne "
            "change pas d’action."
        )
    if added:
        return (
            f"La nouvelle action a reçu depuis {francais.liste(added)}. Réunissez plutôt les deux "
            "actions\u00a0: rien ne se perdra."
        )
    return _why_not_voted(voted)


def _why_not_one(action: Action, access: Access) -> str | None:
    if action.feuille_id != access.feuille.pk:
        return "Choisissez des actions de cette feuille de route."
    if action.state == State.FUSIONNEE:
        return f"L’action {action.numero} est déjà fusionnée dans une autre."
    return None


def _why_not_voted(numeros: Iterable[str]) -> str | None:
    found = list(numeros)
    if not found:
        return None
    verb = "est" if len(found) == 1 else "sont"
    name = "L’action" if len(found) == 1 else "Les actions"
    return (
        f"{name} {francais.liste(found)} {verb} au vote d’une séance en ce moment\u00a0: attendez "
        "que ce vote soit dépouillé."
    )


def _why_not_seen(actions: Iterable[Action], seen: Mapping[int, int] | None) -> str | None:
    if seen is None:
        return None
    moved = [one.numero for one in actions if seen.get(one.pk) != one.version]
    if not moved:
        return None
    name = "L’action" if len(moved) == 1 else "Les actions"
    verb = "a" if len(moved) == 1 else "ont"
    return (
        f"{name} {francais.liste(moved)} {verb} changé pendant que vous choisissiez\u00a0: vos choix "
        "sont gardés, relisez ce qui est écrit aujourd’hui, puis envoyez de nouveau."
    )
