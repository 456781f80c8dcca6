"""Which row holds the headings, and which column each of them means. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from feuille_de_route.donnees.colonnes import COLUMNS, PERIOD, Column
from feuille_de_route.donnees.tableur.cellules import shown
from feuille_de_route.donnees.tableur.grille import Grid
from organisations.noms import LITTLE_WORDS, likeness, plain, trigrams

#: How far a title above the table may go.
TITLE_ROWS = 40
#: From this likeness on, a heading is proposed for a column it does not spell exactly.
CLOSE = 0.7
CHOOSABLE = (*(column for column in COLUMNS if column.read), PERIOD)
BY_CHOICE = {column.key: column for column in CHOOSABLE}
#: Columns of our own exports that are never read back.
WRITTEN_ONLY = tuple(column for column in COLUMNS if column.read is None)

_UNIT = re.compile(
    r"(?i)\bk\s?(?:€|euros?|eur)|\bmilliers?\b|\b(m)\s?(?:€|euros?|eur)|\b(m)illions?\b"
)
_NOISE = re.compile(r"(?i)\(s\)|\(e\)|\([^)]*\)|€|\b(?:k€|ht|ttc|en euros?|euros?)\b|\*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file: its column in the sheet, and what it seems to mean (a key or "")."""

    column: int
    text: str
    key: str
    factor: Decimal  # 1000 when the heading says k€


def signature(text: str) -> str:
    """A heading without accents, case, articles, units, plurals or punctuation."""
    marked = re.sub(r"(?i)n\s?[°ºo]\s?(?=\W|$)|\bnum(?:éro|ero)?\b\.?", " numero ", text)
    words = (
        plain(_NOISE.sub(" ", marked).replace("%", " pourcentage ")).split() or plain(text).split()
    )
    kept = [word for word in words if word not in LITTLE_WORDS] or words
    return " ".join(word.rstrip("sx") if len(word) > 3 else word for word in kept)


def _known() -> dict[str, str]:
    """Signature → key of the column; a heading of our own always wins over a synonym."""
    found: dict[str, str] = {}
    for column in (*CHOOSABLE, *WRITTEN_ONLY):
        for text in column.synonyms:
            found.setdefault(signature(text), column.key)
    return found | {signature(column.heading): column.key for column in (*CHOOSABLE, *WRITTEN_ONLY)}


KNOWN = _known()
_SIGNS = [(trigrams(text), key) for text, key in KNOWN.items()]


def find_header(grid: Grid) -> int:
    """The row (from 1) that looks most like headings; the first one that holds something if none."""
    best, found = 0, min(grid.rows, default=1)
    for row in sorted(grid.rows)[:TITLE_ROWS]:
        keys = {
            KNOWN[mark]
            for text in grid.rows[row].values()
            if isinstance(text, str) and len(text) < 80 and (mark := signature(text)) in KNOWN
        }
        score = len(keys) + ("title" in keys)
        if score > best:
            best, found = score, row
    return found


def headings_of(grid: Grid, row: int) -> list[Heading]:
    """The headings of that row with what each seems to mean; no meaning is given twice."""
    cells = [
        (column, " ".join(shown(cell).split())[:120])
        for column, cell in sorted(grid.rows.get(row, {}).items())
    ]
    exact = {column: KNOWN.get(signature(text), "") for column, text in cells}
    taken: set[str] = set()
    found: dict[int, str] = {}
    for column, _text in sorted(cells, key=lambda cell: not _is_ours(cell[1])):
        key = exact[column]
        found[column] = "" if key in taken else key
        taken.add(key)
    for column, text in cells:
        if not exact[column] and (key := _close(text)) and key not in taken:
            found[column] = key
            taken.add(key)
    return [
        Heading(column, text, found[column] if found[column] in BY_CHOICE else "", factor_of(text))
        for column, text in cells
    ]


def _is_ours(text: str) -> bool:
    return any(text == column.heading for column in COLUMNS)


def _close(text: str) -> str:
    signs = trigrams(signature(text))
    near, key = max(((likeness(signs, other), key) for other, key in _SIGNS), default=(0.0, ""))
    return key if near >= CLOSE else ""


def factor_of(heading: str) -> Decimal:
    """1000 for « Coût (k€) », one million for « en M€ », else 1."""
    match = _UNIT.search(heading)
    if match is None:
        return Decimal(1)
    return Decimal(10**6 if match[1] or match[2] else 1000)


def fingerprint(headings: list[Heading]) -> str:
    """Equal for two files whose headings are the same, in the same order."""
    text = "\n".join(f"{one.column} {signature(one.text)}" for one in headings)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def columns_of(choice: Mapping[int, str]) -> dict[int, Column]:
    """Column of the sheet → column of ours, for those the person keeps."""
    return {number: BY_CHOICE[key] for number, key in choice.items() if key in BY_CHOICE}


def why_not_columns(choice: Mapping[int, str]) -> str | None:
    """Whether a list can be read with these columns: each once, and a title."""
    keys = [key for key in choice.values() if key]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        heading = BY_CHOICE[twice[0]].heading
        return f"Gardez une seule colonne pour «\u00a0{heading}\u00a0»\u00a0: deux la portent."
    if "title" not in keys and "numero" not in keys:
        return "Dites quelle colonne porte le titre des actions."
    if PERIOD.key in keys and {"start", "end"} & set(keys):
        return "Choisissez «\u00a0Début et fin\u00a0», ou «\u00a0Début\u00a0» et «\u00a0Fin\u00a0»\u00a0: pas les deux."
    return None
