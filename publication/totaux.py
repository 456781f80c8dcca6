"""Totals derived from a Contenu: the web page and the PDF print these same figures.

Pure functions. Amounts are Decimal euros without tax. Unlike units are never added together, and
hidden quantities are counted, never guessed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    EngagementContenu,
    FinancementContenu,
    OrganisationContenu,
    SommeAnonyme,
)

T = TypeVar("T")
K = TypeVar("K")

ZERO = Decimal(0)
FINANCEMENT_STATES = ("acquis", "sollicite", "a_confirmer")
PUBLIC_COLLEGES = ("collectivites", "etat_operateurs")


@dataclass(frozen=True, slots=True)
class TotalFinanceur:
    """What one financer brings over all actions, by state of the line."""

    nom: str
    college: str
    par_state: dict[str, Decimal]  # keys of FINANCEMENT_STATES

    @property
    def total(self) -> Decimal:
        return sum(self.par_state.values(), ZERO)


@dataclass(frozen=True, slots=True)
class TotalEngagement:
    """Pledges of one kind and one unit.

    `quantite` is the sum of the published quantities, None when there is none; `anonymes` is the
    part of it that only comes as a sum. Not in it: `masques` pledges whose quantity is hidden,
    `secrets` anonymous ones whose sum, and `retenus` public ones whose quantity, would let a
    hidden one be worked out.
    """

    nature: Choix
    unite: str
    nombre: int
    quantite: Decimal | None
    masques: int
    anonymes: Decimal | None = None
    secrets: int = 0
    retenus: int = 0


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of the roadmap in their three groups."""

    intercommunalites: tuple[OrganisationContenu, ...]
    publics: tuple[OrganisationContenu, ...]
    economiques: tuple[OrganisationContenu, ...]


def budget_total(actions: Iterable[ActionContenu]) -> Decimal:
    return sum((a.budget for a in actions if a.budget is not None), ZERO)


def without_budget(actions: Iterable[ActionContenu]) -> int:
    """Actions not costed yet: the total leaves them out, so say it beside."""
    return sum(a.budget is None for a in actions)


def budget_par_objectif(contenu: Contenu) -> dict[str, Decimal]:
    """Code of each objectif, in order, to the budget of its actions."""
    return {o.code: budget_total(contenu.actions_of(o.code)) for o in contenu.objectifs}


def budget_par_annee(contenu: Contenu, actions: Iterable[ActionContenu]) -> dict[int, Decimal]:
    """Each year of the period, and any other year an action names, to the sum planned."""
    totals = dict.fromkeys(contenu.periode.annees, ZERO)
    for action in actions:
        for line in action.budget_par_annee:
            totals[line.annee] = totals.get(line.annee, ZERO) + line.montant
    return dict(sorted(totals.items()))


def financements(actions: Iterable[ActionContenu]) -> tuple[FinancementContenu, ...]:
    return tuple(f for a in actions for f in a.financements)


def financement_par_state(lines: Iterable[FinancementContenu]) -> dict[str, Decimal]:
    totals = dict.fromkeys(FINANCEMENT_STATES, ZERO)
    for line in lines:
        totals[line.state.cle] = totals.get(line.state.cle, ZERO) + line.montant
    return totals


def par_financeur(contenu: Contenu) -> tuple[TotalFinanceur, ...]:
    """Lines linked to one organisation are added under its name, the others under their label.

    Largest first.
    """
    groups = _group(financements(contenu.actions), lambda line: line.organisation or line.financeur)
    totals = [
        TotalFinanceur(nom, lines[0].college, financement_par_state(lines))
        for nom, lines in groups.items()
    ]
    return tuple(sorted(totals, key=lambda t: (-t.total, t.nom)))


def par_financeur_et_annee(contenu: Contenu) -> dict[str, dict[int | None, Decimal]]:
    """What each financer brings a year, named as in `par_financeur` and in its order.

    A line has no year of its own: it is spread as the yearly budget of its action, in whole euros,
    and stands under None when that is not known. What no line covers is last, under an empty name.
    """
    totals: dict[str, dict[int | None, Decimal]] = {t.nom: {} for t in par_financeur(contenu)}
    for action in contenu.actions:
        lines = [(f.organisation or f.financeur, f.montant) for f in action.financements]
        lines.append(("", a_trouver(action)))
        spread = _spread(action, [montant for _, montant in lines])
        for (nom, _), parts in zip(lines, spread, strict=True):
            of = totals.setdefault(nom, {})
            for annee, part in parts.items():
                of[annee] = of.get(annee, ZERO) + part
    return {nom: years for nom, years in totals.items() if any(years.values())}


def _spread(
    action: ActionContenu, montants: Iterable[Decimal]
) -> Iterator[dict[int | None, Decimal]]:
    """Each amount by year. The parts of an amount add up to it, and those of a year to its budget
    when the amounts add up to the budget: what is rounded is each sum so far, not each part."""
    planned = [year for year in action.budget_par_annee if year.montant > 0]
    whole = sum((year.montant for year in planned), ZERO)
    if not whole:
        yield from ({None: montant} for montant in montants)
        return
    due = list(accumulate(year.montant for year in planned))
    before = [ZERO] * len(planned)
    for sum_so_far in accumulate(montants):
        here = [*(sum_so_far * part // whole for part in due[:-1]), sum_so_far]
        added = [now - then for now, then in zip(here, before, strict=True)]
        yield {
            year.annee: added[rank] - (added[rank - 1] if rank else ZERO)
            for rank, year in enumerate(planned)
        }
        before = here


def a_trouver(action: ActionContenu) -> Decimal:
    """Part of the budget no financing line covers; never negative."""
    found = sum((f.montant for f in action.financements), ZERO)
    return max((action.budget or ZERO) - found, ZERO)


def par_avancement(actions: Iterable[ActionContenu]) -> dict[Choix, int]:
    """Number of actions for each follow-up state that occurs, in order of appearance."""
    counts: dict[Choix, int] = {}
    for action in actions:
        if action.avancement is not None:
            counts[action.avancement] = counts.get(action.avancement, 0) + 1
    return counts


def engagement_totaux(
    engagements: Iterable[EngagementContenu], anonymes: Iterable[SommeAnonyme] = ()
) -> tuple[TotalEngagement, ...]:
    """One total per kind and unit, the most frequent first. `anonymes`: those of the content."""
    groups = _group(engagements, lambda e: (e.nature, e.unite))
    sums = {(somme.nature, somme.unite): somme for somme in anonymes}
    totals = [_engagement_total(key, of, sums.get(key)) for key, of in groups.items()]
    return tuple(sorted(totals, key=lambda t: (-t.nombre, t.nature.libelle, t.unite)))


def _engagement_total(
    key: tuple[Choix, str], of: list[EngagementContenu], somme: SommeAnonyme | None
) -> TotalEngagement:
    nature, unite = key
    told = [e.quantite for e in of if e.quantite is not None]
    anonymous = somme.quantite if somme else None
    published = [*told, anonymous] if anonymous is not None else told
    return TotalEngagement(
        nature=nature,
        unite=unite,
        nombre=len(of),
        quantite=sum(published, ZERO) if published else None,
        masques=sum(e.montant_masque and bool(unite) for e in of),
        anonymes=anonymous,
        secrets=somme.nombre if somme and anonymous is None else 0,
        retenus=sum(e.montant_retenu for e in of),
    )


def engagements_par_organisation(
    contenu: Contenu,
) -> tuple[tuple[str, tuple[EngagementContenu, ...]], ...]:
    """Name and pledges of each organisation, by name. Anonymous pledges are left out."""
    named = [e for e in contenu.engagements if not e.anonyme]
    groups = _group(named, lambda e: e.organisation)
    return tuple((nom, tuple(groups[nom])) for nom in sorted(groups, key=str.casefold))


def organisations_engagees(contenu: Contenu) -> int:
    """Organisations that show their pledge; anonymous ones cannot be counted."""
    return len({e.organisation for e in contenu.engagements if not e.anonyme})


def parties(contenu: Contenu) -> Parties:
    """The organisations named in the document, in three groups, each in its given order."""
    epci = set(contenu.territoire.epci)
    others = [o for o in contenu.organisations if o.nom not in epci]
    return Parties(
        intercommunalites=tuple(o for o in contenu.organisations if o.nom in epci),
        publics=tuple(o for o in others if o.college.cle in PUBLIC_COLLEGES),
        economiques=tuple(o for o in others if o.college.cle not in PUBLIC_COLLEGES),
    )


def roles(contenu: Contenu, nom: str) -> dict[str, tuple[str, ...]]:
    """« porteur », « copilote », « partenaire » to the numbers of the actions, for one organisation."""
    found = {
        "porteur": tuple(a.numero for a in contenu.actions if a.porteur == nom),
        "copilote": tuple(a.numero for a in contenu.actions if nom in a.copilotes),
        "partenaire": tuple(a.numero for a in contenu.actions if nom in a.partenaires),
    }
    return {role: numeros for role, numeros in found.items() if numeros}


def _group(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups
