"""Actions that look alike, for their pages."""

from dataclasses import dataclass

from django.db.models import QuerySet

from actions.doublons import Paire, Texte, doublons, proches
from actions.models import Action, Distinction
from socle import francais
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """Two actions that may be one, and the words they share."""

    one: Action
    other: Action
    words: str  # « formation, soudure »
    value: str  # what a form sends to say that they are two

    @property
    def actions(self) -> tuple[Action, Action]:
        return self.one, self.other

    @property
    def titre(self) -> str:
        """« 1.2 et 1.5 »."""
        return f"{self.one.numero} et {self.other.numero}"

    @property
    def refus(self) -> str:
        """What the form of the second button is called."""
        return f"{self.titre} ne sont pas un doublon"

    @property
    def url(self) -> str:
        """Where they are compared; relative to the page of duplicates."""
        return f"../fusionner/?actions={self.one.numero},{self.other.numero}"


def _comparable(access: Access) -> QuerySet[Action]:
    """What this person may read and compare, with little more than titles. One query."""
    gone = (Action.State.FUSIONNEE, Action.State.ECARTEE)
    actions: QuerySet[Action] = access.feuille.actions.visible_to(access).exclude(state__in=gone)
    return actions.select_related("objectif").only(
        "numero", "title", "summary", "state", "feuille", "rank", "objectif__code"
    )


def _texte(action: Action) -> Texte:
    return Texte(action.pk, action.title, action.summary)


def ressemblances(access: Access) -> list[Ressemblance]:
    """The pairs of a roadmap nobody told apart, the surest first. Two queries."""
    actions = {one.pk: one for one in _comparable(access)}
    said = Distinction.objects.filter(one__feuille=access.feuille).values_list("one", "other")
    pairs = doublons(map(_texte, actions.values()), told_apart=frozenset(said))
    return [_ressemblance(pair, actions) for pair in pairs]


def _ressemblance(pair: Paire, actions: dict[int, Action]) -> Ressemblance:
    one, other = sorted((actions[pair.one], actions[pair.other]), key=_rank)
    return Ressemblance(one, other, ", ".join(pair.words), f"{pair.one}-{pair.other}")


def _rank(action: Action) -> tuple[str, int]:
    return action.objectif.code, action.rank


def proches_sentence(actions: list[Action]) -> str:
    """What is said once a proposal is sent; nothing holds it back."""
    names = francais.liste(f"{one.numero} «\u00a0{one.title}\u00a0»" for one in actions)
    return (
        f"Une action proche existe peut-être déjà\u00a0: {names}. Si c’est la même, dites-le en "
        "commentaire\u00a0: l’équipe les réunira sans rien perdre."
    )


def proches_de(access: Access, title: str, summary: str = "", *, but: int = 0) -> list[Action]:
    """The actions this person reads that may already say this; `but`: not this one. One query."""
    if not title.strip():
        return []
    actions = {one.pk: one for one in _comparable(access)}
    near = proches(Texte(but, title, summary), [_texte(one) for one in actions.values()])
    return [actions[pair.other] for pair in near]
