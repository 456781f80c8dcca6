"""Moments of the roadmap: « 2025-T2 » (quarter), « 2025-06 » (month), « 2025-06-30 » (day)."""

import re
from functools import cache

MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_MOMENT = re.compile(r"(\d{4})-(?:T([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)")


@cache
def moment_label(moment: str) -> str:
    """French words for a moment; an unknown shape is given back as it is.

    >>> moment_label("2025-06-30")
    '30\\xa0juin\\xa02025'
    """
    match = _MOMENT.fullmatch(moment)
    if not match:
        return moment
    year, quarter, month, day = match.groups()
    if quarter:
        return f"T{quarter}\xa0{year}"
    label = f"{MOIS[int(month) - 1]}\xa0{year}"
    return f"{'1er' if day == '01' else int(day)}\xa0{label}" if day else label


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
