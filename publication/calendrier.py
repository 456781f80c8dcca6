"""Moments of the roadmap: « 2025-T2 » (quarter), « 2025-06 » (month), « 2025-06-30 » (day).

And the time an action takes, in words.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from publication.contenu import ActionContenu
from socle import francais

Words = Callable[[date], str]
_MOMENT = re.compile(r"(\d{4})-(?:T([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)")


@cache
def moment_label(moment: str) -> str:
    """« T2 2025 », « juin 2025 », « 30 juin 2025 »; an unknown shape is given back as it is."""
    return _label(moment, francais.mois, francais.date_longue)


@cache
def moment_court(moment: str) -> str:
    """« T2 2025 », « juin 2025 », « sept. 2025 »: for tables and labels."""
    return _label(moment, francais.mois_court, francais.date_courte)


@cache
def quarter_of(moment: str) -> tuple[int, int] | None:
    """Year and quarter (1 to 4) of a moment; None when it is empty or of an unknown shape."""
    match = _MOMENT.fullmatch(moment)
    if not match:
        return None
    year, quarter, month, _day = match.groups()
    return int(year), int(quarter) if quarter else (int(month) + 2) // 3


def quarter_index(moment: str, first_year: int) -> int | None:
    """Quarters since January of `first_year` (0 is its first quarter); may be negative."""
    if (at := quarter_of(moment)) is None:
        return None
    return (at[0] - first_year) * 4 + at[1] - 1


def _label(moment: str, month_words: Words, day_words: Words) -> str:
    match = _MOMENT.fullmatch(moment)
    if not match:
        return moment
    year, quarter, month, day = match.groups()
    if quarter:
        return f"T{quarter}{francais.INSECABLE}{year}"
    try:
        when = date(int(year), int(month), int(day or 1))
    except ValueError:  # 30 February, year 0000
        return moment
    return (day_words if day else month_words)(when).replace(" ", francais.INSECABLE)


def period_words(action: ActionContenu) -> str:
    """« septembre 2024 à décembre 2027 », or what is known of it."""
    return _period(action, moment_label)


def period_short(action: ActionContenu) -> str:
    """« sept. 2024 à déc. 2027 »."""
    return _period(action, moment_court)


def period_lines(action: ActionContenu) -> str:
    """« T3 2024 à T4 2027 »: the narrowest, for the summary table."""
    return _period(action, _quarter)


def _quarter(moment: str) -> str:
    at = quarter_of(moment)
    return moment_court(moment) if at is None else f"T{at[1]}\xa0{at[0]}"


def _period(action: ActionContenu, words: Callable[[str], str]) -> str:
    if action.debut and action.fin:
        known = f"{words(action.debut)} à {words(action.fin)}"
    elif action.debut:
        known = f"à partir de {words(action.debut)}"
    elif action.fin:
        known = f"jusqu’à {words(action.fin)}"
    else:
        known = "à préciser"
    return f"{known}, puis en continu" if action.amelioration_continue else known
