"""Totals of pledges: by kind and unit, unlike units never added, hidden amounts counted apart.

Pure, but for `engagement_counts_by_action` (one query). Quantities are Decimal, in the unit of
their kind (`actions.apports.UNITS`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from actions.apports import Apport
from engagements import rules
from engagements.models import Engagement
from engagements.questions import QUESTIONS
from socle import francais
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Total:
    """The live pledges of one kind, as one reader may see them.

    `quantity` adds the visible quantities, None when none is visible; `hidden` counts the pledges
    whose quantity this reader may not see: they are not in the sum.
    """

    kind: Apport
    count: int
    quantity: Decimal | None
    hidden: int

    @property
    def figure(self) -> tuple[str, str]:
        """A key figure: (« 33 », « jours de travail »). For a visible quantity only."""
        quantity = self.quantity or Decimal(0)
        value = francais.euros if self.kind == Apport.FINANCIER else francais.nombre
        return value(quantity), francais.accord(quantity, *QUESTIONS[self.kind].figure)


@dataclass(frozen=True, slots=True)
class Compte:
    """How many live pledges, and how many of them are confirmed."""

    live: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Comptes:
    """The counts of a roadmap: one `Compte` for each action (by key) that has any, and their sum."""

    by_action: dict[int, Compte] = field(default_factory=dict)

    def of(self, action_id: int) -> Compte:
        return self.by_action.get(action_id, Compte())

    @property
    def total(self) -> Compte:
        return Compte(
            sum(compte.live for compte in self.by_action.values()),
            sum(compte.confirmed for compte in self.by_action.values()),
        )


def totaux(engagements: Iterable[Engagement], access: Access | None) -> tuple[Total, ...]:
    """One total for each kind present, in the order of `Apport`. `access` is None for the public.

    Drafts and withdrawn pledges never count; nor do those this reader must not know of.
    """
    groups: dict[Apport, list[Engagement]] = {}
    for engagement in engagements:
        counts = engagement.state in Engagement.LIVE_STATES
        if counts and not rules.hides_existence(engagement, access):
            groups.setdefault(Apport(engagement.kind), []).append(engagement)
    return tuple(_total(kind, groups[kind], access) for kind in Apport if kind in groups)


def _total(kind: Apport, engagements: list[Engagement], access: Access | None) -> Total:
    measured = [engagement for engagement in engagements if engagement.quantity is not None]
    visible = [e.quantity for e in measured if not rules.hides_amount(e, access)]
    return Total(
        kind=kind,
        count=len(engagements),
        quantity=sum((q for q in visible if q is not None), Decimal(0)) if visible else None,
        hidden=len(measured) - len(visible),
    )


def engagement_counts_by_action(access: Access) -> Comptes:
    """The live pledges of every action of a roadmap, as this reader may count them. One query."""
    rows = Engagement.objects.readable_by(access).counted_by_action()
    return Comptes({row["action"]: Compte(row["n_live"], row["n_confirmed"]) for row in rows})


def a_faire(access: Access) -> int:
    """How many things wait for the person: what « Mon organisation » lists, for all of them.

    Drafts to send, declared pledges to confirm, deadlines over, and one for all that is to sign.
    One query, none for somebody without organisation.
    """
    if not access.organisations:
        return 0
    mine = Engagement.objects.on_feuille(access.feuille).of_organisations(access.organisations)
    return sum(
        row["n_to_finish"]
        + row["n_overdue"]
        + (row["n_to_sign"] > 0 and row["organisation"] in access.signataire_de)
        for row in mine.counted_tasks(timezone.localdate())
    )
