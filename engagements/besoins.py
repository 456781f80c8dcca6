"""What is pledged against each need of an action, as one reader may see it, and what is missing.

Pure, but for `couvertures_of` (one query) and `couvertures_by_action` (two). Quantities are
Decimal, in the unit of the need's kind (`actions.apports.UNITS`); unlike units are never added.
What a reader may not see is in no figure here, so that no gap, bar or filter tells it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from actions.apports import Apport
from actions.models import Action, Besoin
from engagements import rules
from engagements.models import Engagement
from engagements.questions import is_measured, quantity_words
from socle import francais
from territoires.access import Access

ZERO = Decimal(0)
Fermete = Engagement.Fermete

#: The strengths, as a sum is told: « 15 fermes, 10 sous condition ».
FERMETES = {
    Fermete.FERME: ("ferme", "fermes"),
    Fermete.CONDITIONNEL: ("sous condition", "sous condition"),
    Fermete.INTENTION: ("en intention", "en intention"),
}
SIGNED_STATES = frozenset({Engagement.State.SIGNE, Engagement.State.REALISE})
#: Gaps a card has room for.
MOST_GAPS = 2


class Demande(NamedTuple):
    """A need: `kind` is empty when it was not said, `quantity` None when it was not counted."""

    pk: int
    title: str
    kind: str
    quantity: Decimal | None


class Reponse(NamedTuple):
    """A pledge that answers a need. `quantity` is None when there is none or it is hidden."""

    kind: str
    fermete: str
    state: str
    quantity: Decimal | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Couverture:
    """One need and the live pledges that answer it.

    `par_fermete` adds the visible quantities of the need's own kind, by strength; `confirmed` and
    `signed` say how much of that sum is confirmed or better, signed or better. `count` counts every
    answer; of them, `hidden` have a quantity this reader may not see, `others` bring another kind.
    """

    demande: Demande
    par_fermete: tuple[tuple[Fermete, Decimal], ...] = ()
    confirmed: Decimal = ZERO
    signed: Decimal = ZERO
    count: int = 0
    hidden: int = 0
    others: int = 0

    @property
    def asked(self) -> Decimal | None:
        """How much is asked; None when the need is not counted."""
        return self.demande.quantity if is_measured(self.demande.kind) else None

    @property
    def pledged(self) -> Decimal:
        return sum((quantity for _, quantity in self.par_fermete), ZERO)

    @property
    def missing(self) -> Decimal | None:
        """What nobody visibly pledges, never below zero; None when the need is not counted."""
        return None if self.asked is None else max(self.asked - self.pledged, ZERO)

    @property
    def is_open(self) -> bool:
        """Whether something is missing: a part of what is asked, else any answer at all."""
        return bool(self.missing) if self.asked is not None else not self.count

    @property
    def asked_words(self) -> str:
        """« 40 jours demandés », or nothing."""
        if self.asked is None:
            return ""
        words = francais.accord(self.asked, "demandé", "demandés")
        return f"{quantity_words(self.demande.kind, self.asked)} {words}"

    @property
    def pledged_words(self) -> str:
        """« 25 jours promis : 15 fermes, 10 sous condition ; 15 confirmés, 6 signés », or how many answer."""
        if not self.pledged:
            return self._answers()
        words = quantity_words(self.demande.kind, self.pledged)
        parts = [
            f"{self._short(q)} {francais.accord(q, *FERMETES[f])}" for f, q in self.par_fermete
        ]
        told = f"{words} promis{francais.INSECABLE}: {', '.join(parts)}"
        firm = [
            f"{self._short(quantity)} {francais.accord(quantity, one, many)}"
            for quantity, one, many in (
                (self.confirmed, "confirmé", "confirmés"),
                (self.signed, "signé", "signés"),
            )
            if quantity
        ]
        return f"{told}\u202f; dont {', '.join(firm)}" if firm else told

    @property
    def missing_words(self) -> str:
        """« Il manque 15 jours », « Besoin couvert », « Personne n’y répond encore », or nothing."""
        if self.asked is None:
            return "" if self.count else "Personne n’y répond encore"
        return f"Il manque {self.gap}" if self.missing else "Besoin couvert"

    @property
    def aside_words(self) -> str:
        """What is not in the sum: hidden quantities, other kinds; or nothing."""
        parts = []
        if self.hidden and is_measured(self.demande.kind):
            one, many = ("quantité masquée", "quantités masquées")
            if self.demande.kind == Apport.FINANCIER:
                one, many = ("montant masqué", "montants masqués")
            parts.append(francais.pluriel(self.hidden, one, many))
        if self.others:
            parts.append(
                francais.pluriel(
                    self.others, "apport d’une autre nature", "apports d’une autre nature"
                )
            )
        return f"Sans compter {francais.liste(parts)}" if parts else ""

    @property
    def gap(self) -> str:
        """« 15 jours »: what is missing, in the unit of the need; empty when nothing is."""
        return quantity_words(self.demande.kind, self.missing) if self.missing else ""

    def _answers(self) -> str:
        if not self.count:
            return ""
        return francais.pluriel(self.count, "engagement y répond", "engagements y répondent")

    def _short(self, quantity: Decimal) -> str:
        value = francais.euros if self.demande.kind == Apport.FINANCIER else francais.nombre
        return value(quantity)


def couverture(demande: Demande, reponses: Iterable[Reponse]) -> Couverture:
    """What the live `reponses` bring to a need. Drafts and withdrawn pledges never count."""
    live = [r for r in reponses if r.state in Engagement.LIVE_STATES]
    same = [r for r in live if r.kind == demande.kind]
    sums = {
        strength: sum((r.quantity or ZERO for r in same if r.fermete == strength), ZERO)
        for strength in Fermete
    }
    return Couverture(
        demande,
        par_fermete=tuple((strength, total) for strength, total in sums.items() if total),
        confirmed=_sum(same, frozenset(Engagement.CONFIRMED_STATES)),
        signed=_sum(same, SIGNED_STATES),
        count=len(live),
        hidden=sum(r.is_hidden for r in same),
        others=len(live) - len(same) if demande.kind else 0,
    )


def _sum(reponses: Iterable[Reponse], states: frozenset[str]) -> Decimal:
    return sum((r.quantity or ZERO for r in reponses if r.state in states), ZERO)


def manque(couvertures: Iterable[Couverture]) -> str:
    """What an action still misses, in short: « 15 jours, 2 apprentis et 1 autre besoin »."""
    open_needs = [one for one in couvertures if one.is_open]
    gaps = [quantity_words(kind, total) for kind, total in manques_par_nature(open_needs)]
    shown, rest = gaps[:MOST_GAPS], len(gaps[MOST_GAPS:])
    rest += sum(1 for one in open_needs if not one.gap)
    if rest:
        other = ("autre besoin", "autres besoins") if shown else ("réponse", "réponses")
        shown.append(francais.pluriel(rest, *other))
    return francais.liste(shown)


def manques_par_nature(couvertures: Iterable[Couverture]) -> tuple[tuple[Apport, Decimal], ...]:
    """Each kind something is missing of, in the order of `Apport`, and how much in its unit."""
    totals: dict[str, Decimal] = {}
    for one in couvertures:
        if one.missing:
            totals[one.demande.kind] = totals.get(one.demande.kind, ZERO) + one.missing
    return tuple((kind, totals[kind]) for kind in Apport if kind in totals)


# Reading -----------------------------------------------------------------------------------------


def couvertures_of(action: Action, access: Access | None) -> list[Couverture]:
    """The needs of one action (prefetched), in their order. One query."""
    return _covered(action.besoins.all(), access)


def couvertures_by_action(actions: Any, access: Access) -> dict[int, list[Couverture]]:
    """The needs of readable actions (keys, or a query of them), by action. Two queries."""
    besoins = list(Besoin.objects.filter(action__in=actions))
    found: dict[int, list[Couverture]] = defaultdict(list)
    for besoin, one in zip(besoins, _covered(besoins, access), strict=True):
        found[besoin.action_id].append(one)
    return dict(found)


def _covered(besoins: Iterable[Besoin], access: Access | None) -> list[Couverture]:
    needs = list(besoins)
    answers = _answers_to([besoin.pk for besoin in needs], access) if needs else {}
    return [couverture(_demande(besoin), answers.get(besoin.pk, ())) for besoin in needs]


def _demande(besoin: Besoin) -> Demande:
    return Demande(besoin.pk, besoin.title, besoin.kind, besoin.quantity)


def _answers_to(besoins: Sequence[int], access: Access | None) -> dict[int, list[Reponse]]:
    """The live pledges that answer these needs and that this reader may know of."""
    rows = Engagement.objects.live().answering(besoins)
    found: dict[int, list[Reponse]] = defaultdict(list)
    for engagement in rows:
        if not rules.hides_existence(engagement, access):
            found[engagement.besoin_id].append(_reponse(engagement, access))
    return found


def _reponse(engagement: Engagement, access: Access | None) -> Reponse:
    hidden = engagement.quantity is not None and rules.hides_amount(engagement, access)
    quantity = None if hidden else engagement.quantity
    return Reponse(engagement.kind, engagement.fermete, engagement.state, quantity, hidden)
