"""May they propose, write, move an action forward? Answers with their French reason.

Pure: the objects are given, nothing is queried.
"""

from collections.abc import Iterable

from actions.feux import Feu
from actions.models import Action
from territoires.access import Access
from territoires.droits import Droit

State = Action.State
Maturite = Action.Maturite

#: Fields the team alone writes: what governance says, and the account that receives a right.
RESERVED = frozenset({"priorite", "avis", "pilote"})


# Write -------------------------------------------------------------------------------------------


def why_not_proposer(access: Access) -> str | None:
    return access.why_not(Droit.PROPOSER)


def why_not_modifier(action: Action, access: Access) -> str | None:
    """The team writes every action; the others those they wrote, follow or whose porteur they are."""
    if action.state == State.FUSIONNEE:
        return "Cette action est fusionnée dans une autre : modifiez l’action qui la contient."
    if access.can(Droit.MODIFIER_TOUTES):
        return None
    if reason := access.why_not(Droit.MODIFIER_SIENNES):
        return reason
    if not is_own(action, access):
        return (
            "Vous modifiez les actions que vous avez proposées, que vous suivez ou que votre "
            "organisation porte. Sur celle-ci, écrivez un commentaire."
        )
    if action.state == State.ECARTEE:
        return "Cette action est écartée : seule l’équipe de la feuille de route la modifie."
    return None


def why_not_restaurer(action: Action, access: Access, *, number: int, seen: int) -> str | None:
    """Whether version `number` may be given back by who saw version `seen` as the last one."""
    if reason := why_not_modifier(action, access):
        return reason
    if number == action.version:
        return "Cette version est déjà celle d’aujourd’hui."
    if seen != action.version:
        return (
            "Cette action a changé depuis que vous avez ouvert la page : comparez de nouveau, "
            "puis rétablissez la version voulue."
        )
    return None


def is_own(action: Action, access: Access) -> bool:
    """Whether the person wrote it or what it took in, follows it, or represents its porteur."""
    user = access.user.pk
    writes = user is not None and (user == action.pilote_id or user in action.writers)
    return writes or access.represents(action.porteur_id)


def reserved_to_others(access: Access) -> frozenset[str]:
    """The fields of an action this person reads but does not write."""
    return frozenset() if access.grants(Droit.MODIFIER_TOUTES) else RESERVED


# Move forward ------------------------------------------------------------------------------------


def why_not_partager(action: Action, access: Access) -> str | None:
    """« Proposée » to « partagée »: the team read it and shows it to every organisation."""
    return _why_not_avancer(action, access, {State.PROPOSEE}, "partagée")


def why_not_ajuster(action: Action, access: Access) -> str | None:
    """« Partagée » (or sent back) to « ajustée »: the amendments are in the text."""
    return _why_not_avancer(action, access, {State.PARTAGEE, State.A_RETRAVAILLER}, "ajustée")


def _why_not_avancer(action: Action, access: Access, sources: set[State], done: str) -> str | None:
    if reason := access.why_not(Droit.MODIFIER_TOUTES):
        return reason
    if action.state in sources:
        return None
    labels = " ou ".join(f"« {source.label} »" for source in State if source in sources)
    return (
        f"Cette action est {action.get_state_display()} : seule une action {labels} devient {done}."
    )


def why_not_passer_fiche_action(action: Action, access: Access, feux: Iterable[Feu]) -> str | None:
    """A « fiche-projet » becomes a « fiche-action » when its five lights are on (rule of the CRTE)."""
    if reason := why_not_modifier(action, access):
        return reason
    if action.maturite == Maturite.FICHE_ACTION:
        return "C’est déjà une fiche-action."
    missing = [feu.missing for feu in feux if not feu.is_on]
    if action.maturite != Maturite.FICHE_PROJET:
        missing.insert(0, "Passez d’abord l’idée en fiche-projet.")
    return " ".join(missing) or None
