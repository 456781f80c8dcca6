"""French typography of numbers, amounts, dates and words; reading them as people type them.

Pure functions, no Django: forms, pages, PDF and exports share them. Amounts are euros as `int`
or `Decimal`, never `float`. Dates are taken as they are: convert to the local zone before.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

FINE = "\u202f"  # narrow no-break space: thousands, before ; ! ? % €
INSECABLE = "\u00a0"  # no-break space: before :, inside « », between a number and its unit

Number = int | Decimal | str

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
MOIS_COURTS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
)  # fmt: skip
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PARTICULES = frozenset(["à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "les"])
LETTRES = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip

AMOUNT_EXPECTED = "Écrivez le montant en chiffres, par exemple 850\u202f000."
AMOUNT_CENTS = (
    "Écrivez les centimes avec deux chiffres au plus, par exemple 850\u202f000 ou 850\u202f000,50."
)
AMOUNT_NEGATIVE = "Écrivez un montant positif, par exemple 850\u202f000."
AMOUNT_TOO_BIG = "Écrivez un montant inférieur à 1\u202f000 milliards d’euros."
MONTH_EXPECTED = "Écrivez le mois et l’année, par exemple octobre 2024 ou 10/2024."
AMOUNT_LIMIT = Decimal(10) ** 12


_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_FINE = re.compile(r" (?=[;!?%€](?:\W|$))")
_BEFORE_FULL = re.compile(r" (?=[:»](?:\W|$))")
_AFTER_QUOTE = re.compile(r"« ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def typographie(text: str) -> str:
    """The text with typographic apostrophes, and no-break spaces where French wants them.

    Signs are replaced, never inserted or dropped: « aujourd'hui ? » keeps its length.
    """
    text = _APOSTROPHE.sub("’", text)
    text = _BEFORE_FINE.sub(FINE, text)
    text = _BEFORE_FULL.sub(INSECABLE, text)
    text = _AFTER_QUOTE.sub("«" + INSECABLE, text)
    return _THOUSANDS.sub(FINE, text)


# Numbers -----------------------------------------------------------------------------------------


def _exact(value: Number) -> Decimal:
    """The value as a finite `Decimal`; floats are refused because they hide their last digits."""
    if isinstance(value, float):
        raise TypeError("a float is never an amount: give an int or a Decimal")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return number


def _grouped(number: Decimal) -> str:
    """Digits with narrow no-break thousands and a decimal comma: « 1 250 000,5 »."""
    text = f"{abs(number):,f}".replace(",", FINE).replace(".", ",")
    return f"−{text}" if number < 0 else text


def nombre(value: Number, decimales: int | None = None) -> str:
    """« 14 600 », « 7,5 ». Useless zeros are dropped, unless `decimales` fixes their number."""
    number = _exact(value)
    if decimales is not None:
        return _grouped(_rounded(number, decimales))
    text = _grouped(number)
    return text.rstrip("0").rstrip(",") if "," in text else text


def _rounded(number: Decimal, decimales: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)


def euros(value: Number) -> str:
    """« 1 260 000 € »; cents only when there are some: « 850 000,50 € »."""
    number = _rounded(_exact(value), 2)
    if number == number.to_integral_value():
        number = number.to_integral_value()
    return f"{_grouped(number)}{FINE}€"


def euros_courts(value: Number, decimales: int = 1) -> str:
    """« 26,2 M€ », « 310 k€ », « 9 500 € »: for titles, cards and charts.

    `decimales` counts for millions and milliards only: `euros_courts(9_860_000, 2)` is « 9,86 M€ ».
    """
    number = _exact(value)
    size = abs(number)
    if size < 10_000:
        return euros(_rounded(number, 0))
    if size < 999_500:
        return f"{nombre(_rounded(number / 1000, 0))}{INSECABLE}k€"
    # 999,96 M€ rounds to 1 000 M€: the next unit takes over where rounding would reach it.
    if _rounded(size / 10**6, decimales) < 1000:
        return f"{nombre(_rounded(number / 10**6, decimales))}{INSECABLE}M€"
    return f"{nombre(_rounded(number / 10**9, decimales))}{INSECABLE}Md€"


def quantite(value: Number, unite: str, unites: str = "") -> str:
    """A number and its unit that no line break parts: « 2 950 tCO₂e », « 25 jours »."""
    unit = accord(value, unite, unites) if unites else unite
    return f"{nombre(value)}{INSECABLE}{unit}"


def pourcentage(value: Number) -> str:
    """A share already in percent, as « 54 % »."""
    return f"{nombre(value)}{FINE}%"


def part(value: Number, total: Number) -> int:
    """The whole percent of `value` in `total`, 0 when the total is 0.

    0 means nothing and 100 means everything: what lies strictly between is never rounded to them.
    """
    some, whole = _exact(value), _exact(total)
    if not whole:
        return 0
    share = int(_rounded(some * 100 / whole, 0))
    return min(max(share, 1), 99) if 0 < some < whole else share


# Words -------------------------------------------------------------------------------------------


def accord(value: Number, un: str, plusieurs: str) -> str:
    """The word alone, agreed: French is plural from two on (« 1,5 jour », « 0 action »)."""
    return plusieurs if abs(_exact(value)) >= 2 else un


def pluriel(value: Number, un: str, plusieurs: str) -> str:
    """The number and its word: « 1 action », « 14 actions »."""
    return f"{nombre(value)}{INSECABLE}{accord(value, un, plusieurs)}"


def en_lettres(value: int, *, feminin: bool = False) -> str:
    """« trois », « une »; digits above sixteen. For sentences (« Trois choses vous attendent »)."""
    if value == 1 and feminin:
        return "une"
    return LETTRES[value] if 0 <= value < len(LETTRES) else nombre(value)


def liste(words: Iterable[str], mot: str = "et") -> str:
    """« Savenay, Malville et Campbon »."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {mot} {last}" if first else last


def de(nom: str) -> str:
    """« d’Inès Rabouin », « de Table 3 », before a name as it is written."""
    return f"d’{nom}" if sans_accents(nom)[:1] in set("aeiou") else f"de {nom}"


def initiales(nom: str) -> str:
    """Two letters for an avatar: « IR » for Inès Rabouin, « CC » for Communauté de communes."""
    words = [word for word in re.findall(r"[^\W_]+", nom) if word not in PARTICULES]
    capitals = [word for word in words if not word[0].islower()]
    counted = capitals if len(capitals) > 1 else words
    return "".join(word[0] for word in counted[:2]).upper() or "?"


# Dates -------------------------------------------------------------------------------------------


def _day(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


def mois(value: date) -> str:
    """« octobre 2024 »."""
    return f"{MOIS[value.month - 1]} {value.year}"


def mois_court(value: date) -> str:
    """« oct. 2024 »."""
    return f"{MOIS_COURTS[value.month - 1]} {value.year}"


def date_longue(value: date) -> str:
    """« 18 juin 2025 », « 1er juin 2025 »."""
    return f"{_day(value)}{INSECABLE}{mois(value)}"


def date_courte(value: date) -> str:
    """« 14 nov. 2024 »."""
    return f"{_day(value)}{INSECABLE}{mois_court(value)}"


def date_jour(value: date) -> str:
    """« jeudi 28 novembre »: a near deadline, its year is understood."""
    return f"{JOURS[value.weekday()]} {_day(value)}{INSECABLE}{MOIS[value.month - 1]}"


def heure(value: datetime) -> str:
    """« 14 h 30 », « 9 h »."""
    hour = f"{value.hour}{INSECABLE}h"
    return f"{hour}{INSECABLE}{value.minute:02}" if value.minute else hour


def date_heure(value: datetime) -> str:
    """« 14 nov. 2024, 10 h 58 »."""
    return f"{date_courte(value)}, {heure(value)}"


def trimestre(value: date) -> str:
    """« 2ᵉ trimestre 2025 »."""
    quarter = _quarter(value)
    return f"{quarter}{'ᵉʳ' if quarter == 1 else 'ᵉ'}{INSECABLE}trimestre {value.year}"


def _quarter(value: date) -> int:
    return (value.month + 2) // 3


def rang_trimestre(value: date, premiere_annee: int) -> int:
    """The quarter's rank from January of `premiere_annee`, from 0: the charts' horizontal unit."""
    return (value.year - premiere_annee) * 4 + _quarter(value) - 1


# Reading what people type --------------------------------------------------------------------


_AMOUNT = re.compile(
    r"""
    (?P<whole> [1-9][0-9]{0,2}(?:\ [0-9]{3})+ | [1-9][0-9]{0,2}(?:\.[0-9]{3})+ | [0-9]+ )
    (?: [.,] (?P<cents>[0-9]+) )?
    \ ?(?: (?P<unit> k | m | md | mds )\ ?€? | (?: € | eur | euros? ) )?
    """,
    re.VERBOSE | re.ASCII,
)
_UNITS = {None: 0, "k": 3, "m": 6, "md": 9, "mds": 9}


def _plain(text: str) -> str:
    """Lower case, every kind of space as one plain space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().lower()


def parse_montant(text: str) -> Decimal:
    """Euros as typed: « 1 250 000,50 € », « 1.250.000 », « 850000 », « 1,2 M€ », « 310 k€ ».

    Raises `ValueError` with the sentence to show. A lone comma before three digits (« 850,000 »)
    is refused rather than guessed: it is 850 euros here and 850 thousand elsewhere.
    """
    plain = _plain(text)
    if re.match(r"[-−–] ?[0-9]", plain):
        raise ValueError(AMOUNT_NEGATIVE)
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise ValueError(AMOUNT_EXPECTED)
    whole, cents, unit = match["whole"], match["cents"] or "", match["unit"]
    if unit and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", whole):
        whole, cents = whole.split(".")  # « 1.250 M€ » is 1,25 million: nobody writes 1 250 M€ so
    digits = re.sub(r"[ .]", "", whole)
    if len(digits) + len(cents) > 30:
        raise ValueError(AMOUNT_TOO_BIG)
    amount = Decimal(f"{digits}.{cents or 0}").scaleb(_UNITS[unit])
    if amount >= AMOUNT_LIMIT:
        raise ValueError(AMOUNT_TOO_BIG)
    if amount != _rounded(amount, 2) or (unit is None and len(cents) > 2):
        raise ValueError(AMOUNT_CENTS)
    return _rounded(amount, 2) if cents and amount % 1 else amount.quantize(Decimal(1))


def parse_mois(text: str) -> date:
    """The first day of a month as typed: « octobre 2024 », « oct. 2024 », « 10/2024 », « 2024-10 ».

    Raises `ValueError` with the sentence to show.
    """
    plain = _plain(text)
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-[0-9]{1,2})?", plain, re.ASCII):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{4})", plain, re.ASCII):
        year, month = int(match[2]), int(match[1])
    elif match := re.fullmatch(r"([^\W\d]+)\.? ([0-9]{4})", plain):
        year, month = int(match[2]), _month_number(match[1])
    else:
        raise ValueError(MONTH_EXPECTED)
    if not (1 <= month <= 12 and 1900 <= year <= 2999):
        raise ValueError(MONTH_EXPECTED)
    return date(year, month, 1)


def _month_number(word: str) -> int:
    """1 to 12, or 0 for a word that names no month (« jui » names two)."""
    wanted = sans_accents(word)
    found = [i for i, name in enumerate(MOIS, 1) if sans_accents(name).startswith(wanted)]
    return found[0] if len(found) == 1 and len(wanted) >= 3 else 0


# Words compared ----------------------------------------------------------------------------------

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def sans_accents(text: str) -> str:
    """« Œuvres Mutualisées » gives « oeuvres mutualisees »: no accent, ligature or case left."""
    if text.isascii():
        return text.casefold()
    bare = unicodedata.normalize("NFKD", text).translate(_LIGATURES)  # « ǽ » is an accented « æ »
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold()


def trigrammes(words: Iterable[str]) -> frozenset[str]:
    """Runs of three signs of padded words: « ab » gives «   a », «  ab » and « ab  »."""
    found: set[str] = set()
    for word in words:
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)
