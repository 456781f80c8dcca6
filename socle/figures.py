"""What views hand to the charts of `socle.components.charts`: plain values, already computed."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Part(NamedTuple):
    """One segment of a stacked bar. `serie` 1 to 5 in the order of the table; 0 for « à trouver »."""

    libelle: str
    valeur: int | Decimal
    serie: int


class Repere(NamedTuple):
    """One milestone of a frise. `state`: termine, en_cours, a_venir, en_retard.

    `date`: any day of its quarter, None when it is not known yet; `quand`: told instead of its
    month (« 2ᵉ trimestre 2025 »).
    """

    libelle: str
    date: date | None
    state: str = "a_venir"
    quand: str = ""


class Pas(NamedTuple):
    """One step of the process. `state`: fait, courant, a_venir. `quand`: free text, « 28 nov. »."""

    libelle: str
    quand: str
    state: str
