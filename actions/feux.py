"""The five lights of an action: carried, described, financed, evaluated, ready.

Source: the rule of the CRTE (« contrats de relance et de transition écologique »), by which an
action is to validate once « portée, décrite, financée, évaluée et prête à démarrer ».
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.models import Action


@dataclass(frozen=True, slots=True)
class Feu:
    """One light. `missing` says in French what to add; empty when the light is on."""

    key: str
    label: str
    missing: str

    @property
    def is_on(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Etat:
    """What the lights look at, whatever it was read from. Amounts in euros."""

    has_porteur: bool
    has_summary: bool
    has_description: bool
    has_results: bool
    budget: Decimal | None
    financed: Decimal
    has_indicateur: bool
    has_start: bool
    has_dated_jalon: bool


def feux(etat: Etat) -> tuple[Feu, ...]:
    """The five lights, always in the same order."""
    return (
        Feu("portee", "portée", "" if etat.has_porteur else "Désignez un porteur."),
        Feu("decrite", "décrite", _missing_description(etat)),
        Feu("financee", "financée", _missing_financing(etat)),
        Feu(
            "evaluee",
            "évaluée",
            "" if etat.has_indicateur else "Ajoutez au moins un indicateur avec sa cible.",
        ),
        Feu("prete", "prête", _missing_calendar(etat)),
    )


def feux_of(action: "Action") -> tuple[Feu, ...]:
    """The lights of an action loaded by `for_fiche` (no query then)."""
    return feux(
        Etat(
            has_porteur=action.porteur_id is not None,
            has_summary=bool(action.summary.strip()),
            has_description=bool(action.description.strip()),
            has_results=bool(action.results.strip()),
            budget=action.budget,
            financed=sum((line.amount for line in action.financements.all()), Decimal(0)),
            has_indicateur=any(i.target is not None for i in action.indicateurs.all()),
            has_start=action.start is not None,
            has_dated_jalon=any(jalon.year for jalon in action.jalons.all()),
        )
    )


def _missing_description(etat: Etat) -> str:
    missing = [
        label
        for label, present in (
            ("un résumé", etat.has_summary),
            ("une description", etat.has_description),
            ("les résultats attendus", etat.has_results),
        )
        if not present
    ]
    return f"Écrivez {' et '.join(missing)}." if missing else ""


def _missing_financing(etat: Etat) -> str:
    if etat.budget is None:
        return "Indiquez le budget prévisionnel."
    gap = etat.budget - etat.financed
    if gap > 0:
        return "Complétez le plan de financement : il est inférieur au budget."
    if gap < 0:
        return "Revoyez le plan de financement : il dépasse le budget."
    return ""


def _missing_calendar(etat: Etat) -> str:
    if not etat.has_start:
        return "Indiquez le mois de début."
    if not etat.has_dated_jalon:
        return "Ajoutez au moins un jalon daté."
    return ""
