"""What is pledged against each need of an action, and what is missing. Pure, without Django.

Quantities are Decimal, in the unit of the need's kind; unlike units are never added. What a reader
may not see is in no figure here, so that no gap, bar or filter tells it: `engagements.couverture`
and `publication.couverture` give what may be seen, of the tables and of an edition.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from socle import francais
from socle.figures import Part
from socle.unites import EUROS, UNITES, mesure

ZERO = Decimal(0)

#: The strengths (`Engagement.Fermete`), as a sum is told: « ferme : 15, sous condition : 10 ».
FERMETES = {"ferme": "ferme", "conditionnel": "sous condition", "intention": "en intention"}
#: The states (`Engagement.State`) that count, those where the organisation has said yes after
#: reading again, those where it has signed.
LIVE_STATES = frozenset({"declare", "confirme", "signe", "realise"})
CONFIRMED_STATES = LIVE_STATES - {"declare"}
SIGNED_STATES = CONFIRMED_STATES - {"confirme"}
#: Gaps a card has room for.
MOST_GAPS = 2


class Demande(NamedTuple):
    """A need. `kind` (of `Apport`) is empty when it was not said, `unit` (a key of `UNITES`) when
    the kind is not measured; `quantity` is None when it was not counted."""

    pk: int
    title: str
    kind: str = ""
    unit: str = ""
    quantity: Decimal | None = None


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
    par_fermete: tuple[tuple[str, Decimal], ...] = ()
    confirmed: Decimal = ZERO
    signed: Decimal = ZERO
    count: int = 0
    hidden: int = 0
    others: int = 0

    @property
    def asked(self) -> Decimal | None:
        """How much is asked; None when the need is not counted."""
        return self.demande.quantity if self.demande.unit else None

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
    def parts(self) -> list[Part]:
        """The bar: each strength, then what is missing; none when nothing is counted."""
        ranks = {strength: rank for rank, strength in enumerate(FERMETES, 1)}
        bars = [
            Part(strength, quantity, ranks[strength]) for strength, quantity in self.par_fermete
        ]
        return [*bars, Part("À trouver", self.missing, 0)] if self.missing else bars

    @property
    def asked_words(self) -> str:
        """« Demandé : 40 jours », or nothing."""
        return "" if self.asked is None else _told("Demandé", mesure(self.asked, self.demande.unit))

    @property
    def pledged_words(self) -> str:
        """« Promis : 25 jours (ferme : 15, sous condition : 10). Confirmé : 15, signé : 6 », else
        how many answer."""
        if not self.pledged:
            return self._answers()
        strengths = (_told(FERMETES[one], self._short(sum_)) for one, sum_ in self.par_fermete)
        promised = _told("Promis", mesure(self.pledged, self.demande.unit))
        steps = [_told("Confirmé", self._short(self.confirmed))] if self.confirmed else []
        steps += [_told("signé", self._short(self.signed))] if self.signed else []
        return f"{promised} ({', '.join(strengths)})" + (f". {', '.join(steps)}" if steps else "")

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
        if self.hidden and self.demande.unit:
            one, many = ("quantité masquée", "quantités masquées")
            if self.demande.unit in EUROS:
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
        return mesure(self.missing, self.demande.unit) if self.missing else ""

    def _answers(self) -> str:
        if not self.count:
            return ""
        return francais.pluriel(self.count, "engagement y répond", "engagements y répondent")

    def _short(self, quantity: Decimal) -> str:
        value = francais.euros if self.demande.unit in EUROS else francais.nombre
        return value(quantity)


def _told(label: str, words: str) -> str:
    return f"{label}{francais.INSECABLE}: {words}"


def couverture(demande: Demande, reponses: Iterable[Reponse]) -> Couverture:
    """What the live `reponses` bring to a need. Drafts and withdrawn pledges never count."""
    live = [r for r in reponses if r.state in LIVE_STATES]
    same = [r for r in live if r.kind == demande.kind]
    sums = {
        strength: sum((r.quantity or ZERO for r in same if r.fermete == strength), ZERO)
        for strength in FERMETES
    }
    return Couverture(
        demande,
        par_fermete=tuple((strength, total) for strength, total in sums.items() if total),
        confirmed=_sum(same, CONFIRMED_STATES),
        signed=_sum(same, SIGNED_STATES),
        count=len(live),
        hidden=sum(r.is_hidden for r in same),
        others=len(live) - len(same) if demande.kind else 0,
    )


def _sum(reponses: Iterable[Reponse], states: frozenset[str]) -> Decimal:
    return sum((r.quantity or ZERO for r in reponses if r.state in states), ZERO)


def manque(couvertures: Iterable[Couverture]) -> str:
    """What an action still misses: « Il manque 15 jours et 2 personnes, 1 besoin sans réponse »."""
    open_needs = [one for one in couvertures if one.is_open]
    gaps = [mesure(total, unit) for unit, total in manques_par_unite(open_needs)]
    shown = gaps[:MOST_GAPS]
    if more := len(gaps) - len(shown):
        shown.append(francais.pluriel(more, "autre apport", "autres apports"))
    told = [f"Il manque {francais.liste(shown)}"] if shown else []
    if unanswered := sum(1 for one in open_needs if not one.gap):
        told.append(f"{francais.pluriel(unanswered, 'besoin', 'besoins')} sans réponse")
    return ", ".join(told)


def manques_par_unite(couvertures: Iterable[Couverture]) -> tuple[tuple[str, Decimal], ...]:
    """Each unit something is missing in, and how much, in the order of `UNITES`."""
    totals: dict[str, Decimal] = {}
    for one in couvertures:
        if one.missing:
            totals[one.demande.unit] = totals.get(one.demande.unit, ZERO) + one.missing
    ranks = {unit: rank for rank, unit in enumerate(UNITES)}
    return tuple(sorted(totals.items(), key=lambda pair: (ranks.get(pair[0], len(ranks)), pair[0])))
