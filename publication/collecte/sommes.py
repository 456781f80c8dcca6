"""Which amounts of this edition may be printed, judged on all that earlier editions printed.

What each sum was made of is kept with its edition, inside (`Edition.audit`), as pledges and a mark
of each amount: never the amount, never a name. The organisation of a pledge is asked of the
pledge as it is now, so that a merge counts as one organisation; a pledge that would be gone keeps
the organisation it had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.crypto import salted_hmac

from actions.apports import Apport
from engagements.models import Engagement
from publication.audit import Audit, Terme
from publication.collecte.valeurs import nature, unite
from publication.contenu import SommeAnonyme
from territoires.models import FeuilleDeRoute

#: `Edition.audit`: for each kind the terms of its sum and those it printed by themselves, and the
#: organisation each pledge had then.
Trace = dict[str, Any]
MARK = 16  # hexadecimal digits
V = Engagement.Visibilite


@dataclass(frozen=True, slots=True)
class Sommes:
    """What an edition prints of amounts that are hidden, or that would betray one.

    `retenus`: keys of the public pledges whose own amount is kept back. `trace`: for
    `Edition.audit`.
    """

    anonymes: tuple[SommeAnonyme, ...]
    retenus: frozenset[int]
    trace: Trace


def sommes(feuille: FeuilleDeRoute, engagements: Sequence[Engagement]) -> Sommes:
    """Judge the amounts of the public `engagements` of a roadmap. Two queries."""
    traces = list(feuille.editions.known().values_list("audit", flat=True))
    rows = Engagement.objects.on_feuille(feuille).order_by().values_list("pk", "organisation")
    return juger(engagements, traces, dict(rows))


def juger(
    engagements: Sequence[Engagement], traces: Sequence[Trace], owners: Mapping[int, int]
) -> Sommes:
    """Kind by kind, pure. `traces`: those of the editions that were ever online; `owners`: the organisation of
    each pledge as it is now."""
    known_owners = _owners_then(traces) | dict(owners)
    anonymes: list[SommeAnonyme] = []
    retenus: set[int] = set()
    kinds: dict[str, Any] = {}
    groups = _by_kind(engagements)
    for kind, group in groups.items():
        audit = _audit_before(traces, kind, known_owners)
        audit, shown, kept = _amounts(audit, group)
        somme, terms = _somme(audit, kind, group)
        anonymes += [somme] if somme else []
        retenus |= kept
        kinds[kind.value] = {"connus": shown, "somme": terms}
    organisations = {str(e.pk): e.organisation_id for group in groups.values() for e in group}
    trace = {"natures": kinds, "organisations": organisations}
    return Sommes(tuple(anonymes), frozenset(retenus), trace)


def _by_kind(engagements: Iterable[Engagement]) -> dict[Apport, list[Engagement]]:
    """The pledges that have an amount, by kind."""
    groups: dict[Apport, list[Engagement]] = {kind: [] for kind in Apport}
    for engagement in engagements:
        if engagement.quantity is not None:
            groups[Apport(engagement.kind)].append(engagement)
    return {kind: group for kind, group in groups.items() if group}


def _amounts(
    audit: Audit, engagements: Sequence[Engagement]
) -> tuple[Audit, list[Terme], set[int]]:
    """The amounts their organisations show, one by one: those newly known, and those kept back."""
    shown, kept = [], set()
    for engagement in engagements:
        term = _term(engagement)
        if engagement.visibilite != V.PUBLIC or term in audit.known:
            continue
        if audit.why_not_amount(term):
            kept.add(engagement.pk)
        else:
            audit = audit.with_known(term)
            shown.append(term)
    return audit, shown, kept


def _somme(
    audit: Audit, kind: Apport, engagements: Sequence[Engagement]
) -> tuple[SommeAnonyme | None, list[Terme]]:
    hidden = [e for e in engagements if e.visibilite == V.ANONYME]
    if not hidden:
        return None, []
    terms = [_term(engagement) for engagement in hidden]
    refused = audit.why_not_sum(terms)
    total = sum((e.quantity for e in hidden if e.quantity is not None), Decimal(0))
    somme = SommeAnonyme(
        nature=nature(kind),
        unite=unite(kind),
        nombre=len(hidden),
        quantite=None if refused else total,
    )
    return somme, [] if refused else terms


def _term(engagement: Engagement) -> Terme:
    """The unknown this amount is. With another secret key every amount looks new, which refuses
    more and never less."""
    assert engagement.quantity is not None  # noqa: S101 -- grouped by whoever calls
    amount = f"{engagement.pk}:{engagement.quantity.normalize():f}"
    mark = salted_hmac("publication.audit", amount, algorithm="sha256").hexdigest()
    return Terme(engagement.pk, mark[:MARK])


def _owners_then(traces: Iterable[Trace]) -> dict[int, int]:
    return {
        int(pk): organisation
        for trace in traces
        for pk, organisation in trace.get("organisations", {}).items()
    }


def _audit_before(traces: Iterable[dict[str, Any]], kind: Apport, owners: dict[int, int]) -> Audit:
    """All that the published editions printed of one kind."""
    kinds = [trace.get("natures", {}).get(kind.value, {}) for trace in traces]
    sums = (frozenset(Terme(*term) for term in of.get("somme", ())) for of in kinds)
    known = frozenset(Terme(*term) for of in kinds for term in of.get("connus", ()))
    return Audit(owners, tuple(dict.fromkeys(one for one in sums if one)), known)
