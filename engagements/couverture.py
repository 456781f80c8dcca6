"""The needs of actions with what this reader may see pledged to them. A constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from actions.apports import UNITS, Apport
from actions.models import Action, Besoin
from engagements import rules
from engagements.besoins import Couverture, Demande, Reponse, couverture
from engagements.models import Engagement
from engagements.questions import icon
from territoires.access import Access


class LigneBesoin(NamedTuple):
    """A need as a list prints it."""

    icone: str
    couverture: Couverture


def lignes_of(action: Action, access: Access) -> list[LigneBesoin]:
    """The needs of one action, for its fiche. One query."""
    return [ligne(one) for one in couvertures_of(action, access)]


def ligne_of(besoin: Besoin | None, access: Access) -> LigneBesoin | None:
    """The need a person is about to answer, if any. One query."""
    return ligne(_covered([besoin], access)[0]) if besoin else None


def ligne(one: Couverture) -> LigneBesoin:
    return LigneBesoin(icone(one.demande.kind), one)


def icone(kind: str) -> str:
    return icon(kind) if kind in Apport.values else "cible"


def couvertures_of(action: Action, access: Access | None) -> list[Couverture]:
    """The needs of one action (prefetched), in their order. One query."""
    return _covered(action.besoins.all(), access)


def manques_of(action: Action, access: Access) -> dict[int, str]:
    """What each need of one action (by key) still misses, in words. One query."""
    needs = couvertures_of(action, access)
    return {need.demande.pk: need.missing_words for need in needs if need.missing_words}


def couvertures_by_action(actions: Any, access: Access) -> dict[int, list[Couverture]]:
    """The needs of readable actions (keys, or a query of them), by action. Two queries."""
    asked = Besoin.objects.filter(action__in=actions)
    besoins = list(asked)
    covered = _covered(besoins, access, among=asked.order_by().values("pk"))
    found: dict[int, list[Couverture]] = defaultdict(list)
    for besoin, one in zip(besoins, covered, strict=True):
        found[besoin.action_id].append(one)
    return dict(found)


def _covered(
    besoins: Iterable[Besoin], access: Access | None, *, among: Any = None
) -> list[Couverture]:
    """`among`: a query of the same needs, when they may be too many for a list of keys."""
    needs = list(besoins)
    keys = [besoin.pk for besoin in needs] if among is None else among
    answers = _answers_to(keys, access) if needs else {}
    return [couverture(_demande(besoin), answers.get(besoin.pk, ())) for besoin in needs]


def _demande(besoin: Besoin) -> Demande:
    unit = UNITS.get(Apport(besoin.kind), "") if besoin.kind else ""
    return Demande(besoin.pk, besoin.title, besoin.kind, unit, besoin.quantity)


def _answers_to(besoins: Any, access: Access | None) -> dict[int | None, list[Reponse]]:
    """The live pledges that answer these needs and that this reader may know of."""
    rows = Engagement.objects.live().answering(besoins)
    found: dict[int | None, list[Reponse]] = defaultdict(list)
    for engagement in rows:
        if not rules.hides_existence(engagement, access):
            found[engagement.besoin_id].append(_reponse(engagement, access))
    return found


def _reponse(engagement: Engagement, access: Access | None) -> Reponse:
    hidden = engagement.quantity is not None and rules.hides_amount(engagement, access)
    quantity = None if hidden else engagement.quantity
    return Reponse(engagement.kind, engagement.fermete, engagement.state, quantity, hidden)
