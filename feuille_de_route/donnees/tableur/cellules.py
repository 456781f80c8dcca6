"""One cell to one plain value, as people write them in French; and back. No query.

A reader is `(cell, lexicon) -> value`; it raises `Unreadable` with what to do, or tells a doubt to
the lexicon. A cell is a text, a `Decimal`, a date or a boolean; empty ones are never read.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import TextChoices

from feuille_de_route.donnees.shapes import Unreadable, clean_text, quoted
from feuille_de_route.donnees.tableur.lexique import Lexicon
from organisations.noms import plain
from socle.francais import (
    AMOUNT_LIMIT,
    AMOUNT_NEGATIVE,
    AMOUNT_TOO_BIG,
    euros,
    liste,
    mois,
    nombre,
    parse_mois,
    parse_montant,
)

Cell = str | Decimal | dt.date | bool
Reader = Callable[[Cell, Lexicon], Any]

#: What people write where nothing is known yet.
NOTHING = frozenset(
    {
        "a definir", "a preciser", "a completer", "a venir", "a chiffrer", "a determiner",
        "a confirmer", "non defini", "nc", "nd", "n a", "na", "neant", "sans objet", "so", "ras",
        "tbd", "non renseigne", "inconnu", "non chiffre", "en cours de definition",
    }
)  # fmt: skip
MONTH_EXPECTED = "Écrivez un mois et une année, par exemple mars 2025 ou 03/2025."
AMOUNT_EXPECTED = "Écrivez un seul montant en chiffres, par exemple 850\u202f000."


def shown(cell: Cell) -> str:
    """The cell as one reads it in the spreadsheet, in one form for all: « 1.2 », « 03/04/2025 »."""
    match cell:
        case bool():
            return "oui" if cell else "non"
        case Decimal():
            return f"{cell.normalize():f}"
        case dt.date():
            return f"{cell:%d/%m/%Y}"
    return cell.strip()


def is_nothing(cell: Cell) -> bool:
    """Whether the cell says that nothing is known: « à définir », « - », « NC »."""
    text = shown(cell)
    return is_blank(cell) or (len(text) < 40 and plain(text) in NOTHING)


def is_blank(cell: Cell) -> bool:
    """Whether nothing in the cell can be read: spaces, dashes, a lone question mark."""
    return isinstance(cell, str) and not re.search(r"\w", cell)


# Texts -------------------------------------------------------------------------------------------


def text(limit: int) -> Reader:
    def read(cell: Cell, lexicon: Lexicon) -> str:
        found = clean_text(shown(cell).replace("\r\n", "\n").replace("\r", "\n"))
        if len(found) > limit:
            raise Unreadable(
                f"Raccourcissez ce texte à {nombre(limit)} caractères\u00a0: "
                f"il en compte {nombre(len(found))}."
            )
        return found

    return read


def one_line(limit: int) -> Reader:
    def read(cell: Cell, lexicon: Lexicon) -> str:
        return re.sub(r"\s*\n\s*", " ", text(limit)(cell, lexicon))

    return read


# Amounts and numbers -----------------------------------------------------------------------------


def amount(cell: Cell, lexicon: Lexicon) -> Decimal:
    """Euros before tax: « 1 250 000,50 € », « 45 k€ HT », a number of the spreadsheet."""
    if isinstance(cell, bool | dt.date):
        raise Unreadable(AMOUNT_EXPECTED)
    if isinstance(cell, Decimal):
        return _checked(cell * lexicon.unit)
    bare = _without_words(cell, lexicon)
    try:
        found = parse_montant(bare)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if re.search(r"[km]", bare, re.IGNORECASE):
        lexicon.doubt(f"Vérifiez ce montant\u00a0: lu {euros(found)}.")
        return found
    return _checked(found if "€" in cell else found * lexicon.unit)


def _without_words(cell: str, lexicon: Lexicon) -> str:
    """« environ 45 k€ HT » gives « 45 k€ »."""
    bare = re.sub(r"(?i)\bk(?:ilo)?\s?euros?\b|\bkeur\b", "k€", cell.replace("’", "'"))
    bare = re.sub(r"(?i)\bm(?:illions?)?\s?(?:d'|de )?euros?\b|\bmeur\b", "M€", bare)
    bare = re.sub(r"(?i)\bmillions?\b", "M€", bare)
    if re.search(r"(?i)\bttc\b", bare):
        lexicon.doubt(
            "Vérifiez ce montant\u00a0: il est toutes taxes comprises, l’outil compte hors taxes."
        )
    if re.search(r"(?i)(^|\s)(env(iron)?\b|~|≈|±)", bare):
        lexicon.doubt("Ce montant est approché dans le fichier\u00a0: il est lu tel quel.")
    bare = re.sub(r"(?i)\b(ht|h\.t\.?|ttc|hors taxes?)(?=\W|$)|\benv(iron)?\b\.?|[~≈±]", " ", bare)
    bare = " ".join(bare.split())
    if len(re.findall(r"\d(?:[\d .,\u202f\u00a0]*\d)?", bare)) > 1 or re.search(
        r"\d\s?[-–/à]\s?\d", bare
    ):
        raise Unreadable(AMOUNT_EXPECTED)
    return bare


def _checked(number: Decimal) -> Decimal:
    if number < 0:
        raise Unreadable(AMOUNT_NEGATIVE)
    if number >= AMOUNT_LIMIT:
        raise Unreadable(AMOUNT_TOO_BIG)
    # Computed cells carry digits nobody sees: « 41 666,666666 ».
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def measure(cell: Cell, lexicon: Lexicon) -> Decimal:
    """A quantity of either sign, three decimals at most."""
    if isinstance(cell, str):
        bare = re.sub(r"[\s\u202f\u00a0]", "", cell).replace(",", ".").replace("−", "-")
        if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,9})?", bare, re.ASCII):
            raise Unreadable("Écrivez un nombre, par exemple 40 ou 7,5.")
        cell = Decimal(bare)
    if not isinstance(cell, Decimal) or abs(cell) >= Decimal(10) ** 13:
        raise Unreadable("Écrivez un nombre, par exemple 40 ou 7,5.")
    return cell.quantize(Decimal("0.001"), ROUND_HALF_UP)


def percent(cell: Cell, lexicon: Lexicon) -> int:
    """A share from 0 to 100; a cell in percent holds 0,5 for 50 %."""
    bare = cell.replace("%", " ") if isinstance(cell, str) else cell
    share = measure(bare, lexicon)
    if isinstance(cell, Decimal) and 0 < share < 1:
        share *= 100
        lexicon.doubt(f"Vérifiez cette part\u00a0: lue {nombre(share, 0)}\u202f%.")
    if not 0 <= share <= 100:
        raise Unreadable("Écrivez une part de 0 à 100.")
    return int(share.quantize(Decimal(1), ROUND_HALF_UP))


# Months ------------------------------------------------------------------------------------------

_SEASONS = {"debut": (1, 3), "mi": (6, 6), "fin": (12, 12), "courant": (1, 12), "annee": (1, 12)}
#: A year as people write one; `_within` refuses those that no action has.
_YEAR = r"(?:19|20|21)\d\d"
_SPAN = re.compile(
    rf"(?:(?P<rank>[1-4])(?:er|e|eme|nd|d)? ?(?P<part>trimestre|trim|semestre|sem)"
    rf"|(?P<letter>[ts])(?P<number>[1-4])|(?P<season>debut|mi|fin|courant|annee)) (?:de )?(?P<year>{_YEAR})"
    rf"|(?P<year2>{_YEAR}) (?P<letter2>[ts])(?P<number2>[1-4])|(?P<alone>{_YEAR})"
)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")


def first_month(cell: Cell, lexicon: Lexicon) -> dt.date:
    """The month something starts: « 1er trimestre 2025 » gives January."""
    return _month(cell, lexicon, last=False)


def last_month(cell: Cell, lexicon: Lexicon) -> dt.date:
    """The month something ends: « 1er trimestre 2025 » gives March."""
    return _month(cell, lexicon, last=True)


def period(cell: Cell, lexicon: Lexicon) -> tuple[dt.date, dt.date]:
    """« 2024-2027 », « mars 2025 à juin 2026 », « T1 2025 »: its first and last months."""
    if isinstance(cell, str):
        halves = re.split(r"\s+(?:-|–|—|à|au|jusqu’à|jusqu'à)\s+|\s*[→–—]\s*", cell.strip())
        if match := re.fullmatch(rf"\s*({_YEAR})\s?[-/–]\s?({_YEAR})\s*", cell):
            halves = [match[1], match[2]]
        if len(halves) == 2:
            first, last = first_month(halves[0], lexicon), last_month(halves[1], lexicon)
            if last < first:
                raise Unreadable("Corrigez cette période\u00a0: elle finit avant de commencer.")
            return first, last
    return first_month(cell, lexicon), last_month(cell, lexicon)


def _month(cell: Cell, lexicon: Lexicon, *, last: bool) -> dt.date:
    if isinstance(cell, dt.date):
        return _within(dt.date(cell.year, cell.month, 1))
    if isinstance(cell, Decimal) and cell == int(cell) and 1990 <= cell <= 2100:
        cell = str(int(cell))
    if not isinstance(cell, str):
        raise Unreadable(MONTH_EXPECTED)
    if found := _day(cell, lexicon) or _span(cell, lexicon, last=last):
        return _within(found)
    try:
        return _within(parse_mois(re.sub(r"(?i)^\s*(?:1er|\d{1,2})\s+(?=[^\W\d])", "", cell)))
    except ValueError as error:
        raise Unreadable(MONTH_EXPECTED) from error


def _within(found: dt.date) -> dt.date:
    if not 1990 <= found.year <= 2100:
        raise Unreadable("Vérifiez l’année\u00a0: écrivez-la de 1990 à 2100.")
    return found


def _day(cell: str, lexicon: Lexicon) -> dt.date | None:
    """A day in figures, or « 03/25 », which names a month."""
    if match := _DAY.fullmatch(cell.strip()):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        try:
            found = dt.date(year, month, day)
        except ValueError as error:
            raise Unreadable(
                "Vérifiez cette date\u00a0: écrivez le jour, le mois, l’année."
            ) from error
        if 1 < day <= 12 and day != month:
            lexicon.doubt(f"Date à deux lectures\u00a0: lue jour/mois/année, soit {mois(found)}.")
        return found.replace(day=1)
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])[/-](\d\d)", cell.strip()):
        found = dt.date(2000 + int(match[2]), int(match[1]), 1)
        lexicon.doubt(f"Date à deux lectures\u00a0: lue mois/année, soit {mois(found)}.")
        return found
    return None


def _span(cell: str, lexicon: Lexicon, *, last: bool) -> dt.date | None:
    """Its first or last month, for a quarter, a half-year, a year or a part of it."""
    match = _SPAN.fullmatch(plain(cell.replace("ᵉ", "e").replace("ʳ", "r")))
    if match is None:
        return None
    year = int(match["year"] or match["year2"] or match["alone"])
    rank = int(match["rank"] or match["number"] or match["number2"] or 0)
    word = (match["part"] or match["letter"] or match["letter2"] or "")[:1]
    months = 3 if word == "t" or (match["part"] or "").startswith("trim") else 6
    if rank and rank * months > 12:
        raise Unreadable(
            "Vérifiez le rang\u00a0: une année compte quatre trimestres ou deux semestres."
        )
    if rank:
        bounds = (rank - 1) * months + 1, rank * months
    else:
        bounds = _SEASONS.get(match["season"] or "annee", (1, 12))
    found = dt.date(year, bounds[last], 1)
    lexicon.doubt(f"Ce n’est pas un mois\u00a0: lu {mois(found)}.")
    return found


def quarter(cell: Cell, lexicon: Lexicon) -> tuple[int | None, int | None]:
    """(year, quarter) of a milestone: « T2 2025 », « mars 2025 », « 2025 », « sans date »."""
    if isinstance(cell, str) and plain(cell) in ("sans date", ""):
        return None, None
    if re.fullmatch(_YEAR, shown(cell)):
        return _within(dt.date(int(shown(cell)), 1, 1)).year, None
    silent = lexicon.silent()
    last = last_month(cell, silent)
    return last.year, (last.month + 2) // 3


# Closed lists ------------------------------------------------------------------------------------


def choice(choices: type[TextChoices]) -> Reader:
    """The value of a closed list, by its label or its key, whatever accents and case."""
    known = {plain(label): value for value, label in choices.choices}
    known |= {plain(value): value for value in choices.values}

    def read(cell: Cell, lexicon: Lexicon) -> str:
        if (value := known.get(plain(shown(cell)))) is None:
            labels = liste([f"«\u00a0{label}\u00a0»" for label in choices.labels], "ou")
            raise Unreadable(f"Remplacez «\u00a0{quoted(shown(cell))}\u00a0» par {labels}.")
        return value

    return read


def yes_no(cell: Cell, lexicon: Lexicon) -> bool:
    word = plain(shown(cell))
    if word in ("oui", "o", "x", "1", "vrai", "true", "yes"):
        return True
    if word in ("non", "n", "0", "faux", "false", "no"):
        return False
    raise Unreadable("Écrivez oui ou non.")


def joined(parts: Iterable[str]) -> str:
    """Several values of one cell, one a line."""
    return "\n".join(parts)
