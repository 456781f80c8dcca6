"""Template filters of `socle.francais`: an empty value stays empty, a moment is told in local time.

    {{ action.budget|euros }}                    1 260 000 €
    {{ action.budget|euros_courts }}             1,3 M€
    {{ total|euros_courts:2 }}                   26,16 M€
    {{ soutiens|pluriel:"soutien,soutiens" }}    34 soutiens
    {{ jours|quantite:"jour,jours" }}            25 jours
    {{ edition.published_at|date_longue }}       18 juin 2025

All: nombre, euros, euros_courts, quantite, pourcentage, part, accord, pluriel, en_lettres, liste,
initiales, mois, mois_court, date_longue, date_courte, date_jour, heure, date_heure, trimestre,
trimestre_court.
"""

from collections.abc import Callable
from datetime import date, datetime

from django import template
from django.utils import timezone

from socle import francais

register = template.Library()


def _filter(function: Callable[..., str | int]) -> None:
    """Register a one-value function as a filter that leaves None and "" empty."""

    def draw(value: object) -> str | int:
        return "" if value is None or value == "" else function(value)

    register.filter(function.__name__, draw)


def _date_filter(function: Callable[..., str]) -> None:
    def draw(value: date | None) -> str:
        if not value:
            return ""
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        return function(value)

    register.filter(function.__name__, draw)


def _word_filter(function: Callable[..., str]) -> None:
    """Register a filter whose argument is « singulier,pluriel »."""

    def draw(value: object, words: str) -> str:
        return "" if value is None or value == "" else function(value, *words.split(","))

    register.filter(function.__name__, draw)


for one_value in (
    francais.nombre,
    francais.euros,
    francais.pourcentage,
    francais.en_lettres,
    francais.initiales,
    francais.liste,
):
    _filter(one_value)

for a_date in (
    francais.mois,
    francais.mois_court,
    francais.date_longue,
    francais.date_courte,
    francais.date_jour,
    francais.heure,
    francais.date_heure,
    francais.trimestre,
    francais.trimestre_court,
):
    _date_filter(a_date)

for worded in (francais.accord, francais.pluriel, francais.quantite):
    _word_filter(worded)


@register.filter
def euros_courts(value: francais.Number | None, decimales: int = 1) -> str:
    return "" if value is None or value == "" else francais.euros_courts(value, decimales)


@register.filter
def part(value: francais.Number | None, total: francais.Number | None) -> int:
    return francais.part(value or 0, total or 0)
