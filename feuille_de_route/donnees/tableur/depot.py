"""A spreadsheet somebody is importing: its file, and the answers given so far.

The file is opened once; its cells are kept beside it in a form that reads fast. The session of the
person knows where they lie, and nobody else does.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.storage import default_storage

from feuille_de_route.donnees import uploads
from feuille_de_route.donnees.tableur import classeur, texte
from feuille_de_route.donnees.tableur.entetes import (
    columns_of,
    factor_of,
    find_header,
    fingerprint,
    headings_of,
)
from feuille_de_route.donnees.tableur.grille import MAX_BYTES, Grid, Spot, Unopenable
from feuille_de_route.donnees.tableur.lecture import Choices
from feuille_de_route.donnees.tableur.services import Tableur

WORKBOOK, TEXTS = ".xlsx", (".csv", ".txt", ".tsv")
ONLY_SHEET = "CSV"
#: What to do of a file whose name already says that it cannot be read.
OTHERS = {
    ".xls": classeur.OLD,
    ".xlsm": classeur.MACROS,
    ".xlsb": classeur.OLD.replace("l’ancien format .xls", "le format .xlsb"),
    ".xltx": classeur.OLD.replace("l’ancien format .xls", "le format .xltx"),
    ".ods": classeur.ODS,
}


@dataclass
class Depot:
    """What the session keeps. `sheets`: name → name of its cells in the storage."""

    name: str
    sheets: dict[str, str]
    sheet: str
    header: int = 0
    columns: dict[str, str] = field(default_factory=dict)  # column of the sheet → key of ours
    objectif: str = ""
    empties: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)  # conflicts that the file wins
    job: str = ""  # the worker that imports it
    reading: str = ""  # the worker that reads a long list
    preview: str = ""  # where it keeps what it read

    def grid(self) -> Grid | None:
        """The cells of the chosen sheet, or None when they were swept away."""
        data = uploads.load(self.sheets[self.sheet])
        return None if data is None else load_grid(data)

    def tableur(self, grid: Grid) -> Tableur:
        """The file and how the person wants it read."""
        headings = headings_of(grid, self.header)
        columns = columns_of({int(n): key for n, key in self.columns.items()})
        factors = {one.column: factor_of(one.text) for one in headings if one.factor != 1}
        choices = Choices(self.header, columns, factors, self.objectif, self.empties)
        return Tableur(self.name, grid, choices, fingerprint(headings), self.answers)

    def entetes(self, grid: Grid) -> str:
        """The fingerprint of its headings."""
        return fingerprint(headings_of(grid, self.header))

    def follow(self, before: "Depot") -> None:
        """Take the answers given for the file before: this one is the same, corrected."""
        self.answers = before.answers
        mine, theirs = self.grid(), before.grid()
        if mine and theirs and self.entetes(mine) == before.entetes(theirs):
            self.columns, self.objectif = before.columns, before.objectif
            self.empties = before.empties

    def read_again(self) -> None:
        """Another answer, another day: what a worker read of a long list no longer holds."""
        if self.preview:
            default_storage.delete(self.preview)
        self.job = self.reading = self.preview = ""


def open_upload(name: str, data: bytes) -> Depot:
    """Read every sheet of a file sent, keep their cells. Raises `Unopenable`."""
    suffix = PurePath(name).suffix.lower()
    if suffix in OTHERS:
        raise Unopenable(OTHERS[suffix])
    if len(data) > MAX_BYTES:
        raise Unopenable("Choisissez un fichier de 10 Mo au plus.")
    grids = _grids(suffix, data)
    filled = {sheet: grid for sheet, grid in grids.items() if grid.rows}
    if not filled:
        raise Unopenable("Choisissez un fichier qui contient une liste : celui-ci est vide.")
    kept = {sheet: uploads.store(dump_grid(grid)) for sheet, grid in filled.items()}
    best = max(filled, key=lambda sheet: _promise(filled[sheet]))
    short = PurePath(name.replace("\\", "/")).name[-150:]
    return Depot(short, kept, best, find_header(filled[best]))


def _grids(suffix: str, data: bytes) -> dict[str, Grid]:
    looks_packed = data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"))
    if suffix == WORKBOOK:
        if not looks_packed:
            raise Unopenable(classeur.NOT_A_WORKBOOK)
        return classeur.read_sheets(data)
    if suffix not in TEXTS:
        raise Unopenable("Choisissez un classeur .xlsx, un fichier .csv ou un fichier .json.")
    if looks_packed:
        raise Unopenable("Renommez ce fichier en .xlsx : c’est un classeur, pas un texte.")
    return {ONLY_SHEET: texte.read_csv(data)}


def _promise(grid: Grid) -> int:
    """How many headings a sheet has that we understand."""
    return sum(bool(one.key) for one in headings_of(grid, find_header(grid)))


def point(depot: Depot, sheet: str, row: str) -> bool:
    """Read another sheet, or other headings: the answers on columns start again. True if so."""
    moved = sheet in depot.sheets and sheet != depot.sheet
    if moved:
        depot.sheet = sheet
    grid = depot.grid()
    header = depot.header
    if moved and grid:
        header = find_header(grid)
    elif grid and row.isdecimal() and len(row) < 7 and int(row) in grid.rows:
        header = int(row)
    if not moved and header == depot.header:
        return False
    depot.header, depot.columns = header, {}
    depot.read_again()
    return True


# In the session ----------------------------------------------------------------------------------


def _key(slug: str) -> str:
    return f"import {slug} tableur"


def keep(session: SessionBase, slug: str, depot: Depot) -> None:
    """Keep the answers; the cells of another file are erased."""
    before = session.get(_key(slug))
    if before and before["sheets"] != depot.sheets:
        forget(session, slug)
    session[_key(slug)] = asdict(depot)


def kept(session: SessionBase, slug: str) -> Depot | None:
    """What is being imported in this roadmap by this person, or None."""
    found = session.get(_key(slug))
    return Depot(**found) if found else None


def forget(session: SessionBase, slug: str) -> None:
    """Erase the cells, the answers and what was read."""
    if found := session.pop(_key(slug), None):
        for name in filter(None, (*found["sheets"].values(), found["preview"])):
            default_storage.delete(name)


# Cells as JSON -----------------------------------------------------------------------------------


def dump_grid(grid: Grid) -> bytes:
    """The cells as JSON: texts and booleans as they are, numbers and dates under a letter."""
    rows = [
        [number, [*cells], [_plain(one) for one in cells.values()]]
        for number, cells in grid.rows.items()
    ]
    return json.dumps(
        {
            "rows": rows,
            "uncomputed": sorted(grid.uncomputed),
            "merged": [[*spot, *first] for spot, first in grid.merged.items()],
            "titles": sorted(grid.titles),
        },
        ensure_ascii=False,
    ).encode()


def _plain(cell: Any) -> Any:
    match cell:
        case bool() | str():
            return cell
        case Decimal():
            return {"n": str(cell)}
        case dt.date():
            return {"d": cell.isoformat()}
    raise TypeError(f"not a cell: {cell!r}")


def load_grid(data: bytes) -> Grid:
    """The cells that `dump_grid` wrote."""
    kept = json.loads(data)
    return Grid(
        rows={
            number: dict(zip(columns, map(_cell, cells), strict=True))
            for number, columns, cells in kept["rows"]
        },
        uncomputed={Spot(*one) for one in kept["uncomputed"]},
        merged={Spot(*one[:2]): Spot(*one[2:]) for one in kept["merged"]},
        titles=set(kept["titles"]),
    )


def _cell(plain: Any) -> Any:
    if isinstance(plain, dict):
        return Decimal(plain["n"]) if "n" in plain else dt.date.fromisoformat(plain["d"])
    return plain
