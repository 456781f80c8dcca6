"""A sheet as plain cells, and the limits that every file keeps."""

from dataclasses import dataclass, field
from typing import NamedTuple

from feuille_de_route.donnees.shapes import unbreakable
from feuille_de_route.donnees.tableur.cellules import Cell

#: A file above this is not read. One of 10,000 actions weighs 2 to 6 MB.
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 600_000
#: What a spreadsheet program allows in one cell.
MAX_TEXT = 32_767
#: Merged over more columns than this, a cell is a title inside the table.
WIDE = 2


class Unopenable(Exception):
    """The file is refused as a whole. Its text says in French what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(unbreakable(message))


class Spot(NamedTuple):
    """A cell: its row and its column, both from 1."""

    row: int
    column: int


def letter(column: int) -> str:
    """« F » for the sixth column, « AA » for the 27th."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass
class Grid:
    """The cells of one sheet that hold something, by row then column."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    #: Formulas whose result the file does not hold.
    uncomputed: set[Spot] = field(default_factory=set)
    #: Cells filled from a merged one: where its value is written.
    merged: dict[Spot, Spot] = field(default_factory=dict)
    #: Rows that hold a title across the table.
    titles: set[int] = field(default_factory=set)
    _cells: int = 0

    def put(self, row: int, values: list[Cell | None]) -> None:
        """Add one row. Raises `Unopenable` above a limit."""
        # Empty cells count too: a row of 16,384 of them takes as long to read.
        self._cells += len(values) + 1
        if self._cells > MAX_CELLS:
            raise Unopenable(
                "Gardez dans la feuille le seul tableau des actions : elle compte trop de cellules. "
                "Supprimez les colonnes et les lignes vides qui l’entourent."
            )
        cells = {n: value for n, value in enumerate(values, 1) if value is not None}
        if not cells:
            return
        if max(cells) > MAX_COLUMNS:
            raise Unopenable(
                f"Gardez {MAX_COLUMNS} colonnes au plus : la ligne {row} va jusqu’à la colonne "
                f"{letter(max(cells))}."
            )
        for column, value in cells.items():
            if isinstance(value, str) and len(value) > MAX_TEXT:
                raise Unopenable(
                    f"Raccourcissez la cellule {letter(column)}{row} : elle dépasse ce qu’un "
                    "tableur accepte (32 767 caractères)."
                )
        if len(self.rows) >= MAX_ROWS:
            raise Unopenable(
                f"Partagez ce fichier : une feuille de {MAX_ROWS} lignes au plus se lit ici."
            )
        self.rows[row] = cells

    def fill(self, first: Spot, last: Spot) -> None:
        """Give the value of a merged cell to the rows below that it covers.

        One merged across columns is a title inside the table, or a wide text: it stays where it is.
        """
        if last.column - first.column >= WIDE:
            self.titles.add(first.row)
        value = self.rows.get(first.row, {}).get(first.column)
        if value is None or first.row == last.row:
            return
        for row in range(first.row + 1, min(last.row, max(self.rows)) + 1):
            if row in self.rows and self.rows[row].get(first.column) is None:
                self.rows[row][first.column] = value
                self.merged[Spot(row, first.column)] = first
