"""The rows of a sheet, read column by column: values, faults that block, doubts that warn."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from feuille_de_route.donnees.colonnes import PERIOD, Column, Kind
from feuille_de_route.donnees.shapes import Unreadable, quoted, unbreakable
from feuille_de_route.donnees.tableur.cellules import Cell, is_blank, is_nothing, shown
from feuille_de_route.donnees.tableur.classeur import is_error
from feuille_de_route.donnees.tableur.grille import Grid, Spot, letter
from feuille_de_route.donnees.tableur.lexique import Lexicon
from organisations.noms import plain

#: Where « à définir » means that the cell is empty.
KNOWN_OR_NOT = frozenset({Kind.AMOUNT, Kind.MONTH, Kind.NUMBER, Kind.ORGANISATION})
FIGURES = frozenset({Kind.AMOUNT, Kind.MONTH, Kind.NUMBER})
NUMERO = re.compile(r"[1-9A-Za-z][0-9]{0,2}\.[1-9][0-9]{0,4}")
TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)(?: (?:general|ht|ttc|(?:objectif|axe) \w+))*")


@dataclass(frozen=True, slots=True)
class Issue:
    """What to correct or to look at, and where: « ligne 14, colonne F »."""

    row: int
    column: int  # 0: the whole row
    message: str

    @property
    def place(self) -> str:
        return (
            f"ligne {self.row}, colonne {letter(self.column)}"
            if self.column
            else f"ligne {self.row}"
        )


@dataclass
class Row:
    """One row read. `values`: key of a column → plain value; `where`: key → column of the sheet."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    where: dict[str, int] = field(default_factory=dict)
    faults: list[Issue] = field(default_factory=list)
    doubts: list[Issue] = field(default_factory=list)

    def refuse(self, key: str, message: str) -> None:
        self.faults.append(Issue(self.number, self.where.get(key, 0), unbreakable(message)))

    def doubt(self, key: str, message: str) -> None:
        self.doubts.append(Issue(self.number, self.where.get(key, 0), unbreakable(message)))


@dataclass(frozen=True)
class Choices:
    """How the person wants the sheet read. `columns`: column of the sheet → ours."""

    header: int
    columns: Mapping[int, Column]
    factors: Mapping[int, Decimal] = field(default_factory=dict)
    objectif: str = ""  # of the rows that name none
    empties: bool = False  # an empty cell erases

    @property
    def keys(self) -> set[str]:
        return {column.key for column in self.columns.values()}


def read_rows(
    grid: Grid, choices: Choices, lexicon: Lexicon, step: Callable[[], None] = lambda: None
) -> list[Row]:
    """The rows under the headings that hold an action. Faults and doubts are on their row.

    `step` is called before each row of the sheet.
    """
    rows = []
    section = choices.objectif
    for number in sorted(grid.rows):
        step()
        if number <= choices.header or _repeats_header(grid, number, choices.header):
            continue
        if (found := _section(grid, number, lexicon)) is not None:
            section = found or section
            continue
        row = _row(grid, number, choices, lexicon)
        if not row.values and not row.faults:
            continue
        if section and "objectif" not in row.values and "objectif" not in _faulty(row):
            row.values.setdefault("objectif", section)
        rows.append(row)
    return rows


def _faulty(row: Row) -> set[str]:
    return {key for key, column in row.where.items() if any(f.column == column for f in row.faults)}


def _repeats_header(grid: Grid, number: int, header: int) -> bool:
    """Long tables print their headings again."""
    return number > header and grid.rows[number] == grid.rows.get(header)


def _section(grid: Grid, number: int, lexicon: Lexicon) -> str | None:
    """The code of the objective (or "") when the row is a title inside the table, else None."""
    cells = {shown(cell) for cell in grid.rows[number].values()}
    own = {
        column: cell for column, cell in grid.rows[number].items()
        if Spot(number, column) not in grid.merged
    }  # fmt: skip
    if any(_is_total(cell) for cell in own.values()):
        return ""
    if len(cells) != 1 or len(own) != 1:
        return None
    words = cells.pop()
    is_named = re.match(r"(?i)\s*(objectif|axe|orientation|enjeu|priorité)\b", words)
    if number not in grid.titles and not is_named:
        return None
    try:
        return lexicon.silent().objectif(words)
    except Unreadable:
        return ""


def _is_total(cell: Cell) -> bool:
    # Words are compared last: a long list has a million cells.
    if not isinstance(cell, str) or len(cell) > 60 or "tota" not in cell.casefold():
        return False
    return TOTAL.fullmatch(plain(cell)) is not None


def _row(grid: Grid, number: int, choices: Choices, lexicon: Lexicon) -> Row:
    row = Row(number)
    cells = grid.rows[number]
    for position, column in choices.columns.items():
        row.where[column.key] = position
        cell = cells.get(position)
        if Spot(number, position) in grid.uncomputed:
            row.doubt(
                column.key,
                "Cette formule n’a pas de résultat dans le fichier : ouvrez-le dans votre tableur, "
                "enregistrez-le, ou écrivez la valeur. La cellule est lue vide.",
            )
        elif cell is None:
            continue
        elif is_error(cell):
            row.refuse(column.key, f"Corrigez la formule de cette cellule : elle donne {cell}.")
        elif column.kind is Kind.AMOUNT and (first := grid.merged.get(Spot(number, position))):
            row.doubt(
                column.key,
                f"Montant commun à plusieurs lignes : il compte une fois, ligne {first.row}. "
                "Partagez-le s’il le faut.",
            )
        else:
            _read(row, column, cell, choices, lexicon, position)
    _tidy_numero(row)
    if choices.empties and row.values:
        _empty(row, cells, choices)
    return row


def _read(
    row: Row, column: Column, cell: Cell, choices: Choices, lexicon: Lexicon, position: int
) -> None:
    """Read one cell into the row; « à définir » is an empty cell that says so."""
    if is_blank(cell):
        return
    if column.kind in KNOWN_OR_NOT and is_nothing(cell):
        row.doubt(column.key, f"« {shown(cell)[:60]} » est lu comme une cellule vide.")
        return
    lexicon.unit = choices.factors.get(position, Decimal(1))
    try:
        value = column.reader(cell, lexicon)
    except Unreadable as why:
        lexicon.take_doubts()
        seen = f"« {quoted(shown(cell))} » ne se lit pas. " if column.kind in FIGURES else ""
        row.refuse(column.key, f"{seen}{why}")
        return
    for sentence in lexicon.take_doubts():
        row.doubt(column.key, sentence)
    if column is PERIOD:
        row.values["start"], row.values["end"] = value
        row.where |= {"start": position, "end": position}
    else:
        row.values[column.key] = value
    if column.key == "numero" and isinstance(cell, dt.date):
        row.refuse(
            "numero",
            "Mettez cette colonne au format Texte : le tableur a pris ce numéro pour une date.",
        )
    if lexicon.unit != 1 and not isinstance(cell, str):
        row.doubt(
            column.key,
            f"L’en-tête compte en {'milliers' if lexicon.unit == 1000 else 'millions'} : lu {value:f} €.",
        )


def _tidy_numero(row: Row) -> None:
    """« Action n° 1,2 » gives « 1.2 »; what is not a number of ours becomes the reference."""
    text = row.values.get("numero")
    if text is None:
        return
    bare = re.sub(r"(?i)^(?:action|fiche)?\s*(?:n\s?[°ºo]\.?)?\s*", "", str(text)).replace(",", ".")
    bare = bare.strip().rstrip(".")
    if NUMERO.fullmatch(bare):
        row.values["numero"] = bare
        return
    del row.values["numero"]
    row.where.setdefault("reference", row.where["numero"])
    row.values.setdefault("reference", str(text)[:40])


def _empty(row: Row, cells: Mapping[int, Cell], choices: Choices) -> None:
    """An empty cell erases what may be empty."""
    for position, column in choices.columns.items():
        if cells.get(position) is None and column.key in EMPTY:
            row.values.setdefault(column.key, EMPTY[column.key])


#: What an empty cell means when it erases, for columns that may be empty.
EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        ("summary", "priorite", "referent", "comite", "finding", "description", "aims", "results",
         "beneficiaries", "location", "means", "risks"), ""),
    **dict.fromkeys(("axe", "porteur", "start", "end", "budget")),
    **{name: [] for name in ("copilotes", "partenaires", "linked", "jalons", "budgets",
                             "financements", "indicateurs", "besoins")},
}  # fmt: skip
