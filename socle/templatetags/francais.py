"""Template filters of `socle.francais`: an empty value stays empty, a moment is told in local time.

    {{ action.budget|euros }}                    1 260 000 €
    {{ action.budget|euros_courts }}             1,3 M€
    {{ total|euros_courts:2 }}                   26,16 M€
    {{ soutiens|pluriel:"soutien,soutiens" }}    34 soutiens
    {{ edition.published_at|date_longue }}       18 juin 2025

All: nombre, euros, euros_courts, pourcentage, pluriel, en_lettres, liste, initiales, mois,
date_longue, date_courte, date_jour, heure, date_heure, typographie.
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


for one_value in (
    francais.nombre,
    francais.euros,
    francais.pourcentage,
    francais.en_lettres,
    francais.initiales,
    francais.liste,
    francais.typographie,
):
    _filter(one_value)

for a_date in (
    francais.mois,
    francais.date_longue,
    francais.date_courte,
    francais.date_jour,
    francais.heure,
    francais.date_heure,
):
    _date_filter(a_date)


@register.filter
def euros_courts(value: francais.Number | None, decimales: int = 1) -> str:
    return "" if value is None or value == "" else francais.euros_courts(value, decimales)


@register.filter
def pluriel(value: francais.Number | None, words: str) -> str:
    """`words`: « singulier,pluriel »."""
    return "" if value is None or value == "" else francais.pluriel(value, *words.split(","))
