"""Rows written one at a time, the same rows giving the same bytes: XLSX, CSV, JSON."""

import csv
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import xlsxwriter

from feuille_de_route.donnees.colonnes import Kind
from feuille_de_route.export.tables import Table, Titre, Value
from socle.formules import guard

FORMAT = "feuille-de-route/export"
#: Raised when a key changes its meaning or goes; a new key does not change it.
VERSION = 1
#: What a spreadsheet program keeps in one cell, in UTF-16 units.
MAX_CELL = 32_767
TOO_LONG = "Texte trop long pour une cellule\u00a0: lisez-le dans la feuille de route ou en JSON."
#: The date written in each workbook: when it was asked says nothing, and would change its bytes.
EPOCH = dt.datetime(2024, 1, 1)  # the file format has no zone
BOM = "\ufeff"

_FORMATS = {Kind.AMOUNT: "#,##0.##", Kind.NUMBER: "0", Kind.MONTH: "dd/mm/yyyy"}
_WRAPPED = frozenset({Kind.LONG, Kind.LINES, Kind.ORGANISATION})


# XLSX --------------------------------------------------------------------------------------------


def write_xlsx(tables: Sequence[Table]) -> IO[bytes]:
    """A workbook, one sheet a table: typed cells, frozen headings, widths, filters.

    Rows go to a file as they come; the open file is returned, at its start.
    """
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "export.xlsx"
        book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": EPOCH, "title": tables[0].nom})
        for table in tables:
            _write_sheet(book, table)
        book.close()
        copy = TemporaryFile()  # noqa: SIM115 -- the response closes it
        with path.open("rb") as source:
            while chunk := source.read(1024 * 1024):
                copy.write(chunk)
    copy.seek(0)
    return copy


def _write_sheet(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(table.nom)
    top = book.add_format(
        {"bold": True, "bg_color": "#E3EEF2", "text_wrap": True, "valign": "vcenter"}
    )
    styles = [_style(book, titre) for titre in table.titres]
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for at, titre in enumerate(table.titres):
        sheet.set_column(at, at, titre.width)
        sheet.write_string(0, at, titre.heading, top)
        if titre.note:
            sheet.write_comment(0, at, titre.note, {"author": "Feuille de route"})
    last = 0
    for last, row in enumerate(table.rows(), 1):
        for at, value in enumerate(row):
            _write_cell(sheet, last, at, value, styles[at])
    sheet.autofilter(0, 0, last, len(table.titres) - 1)


def _style(book: Any, titre: Titre) -> Any:
    code = "dd/mm/yyyy hh:mm" if titre.kind is None else _FORMATS.get(titre.kind, "@")
    wrap = titre.kind in _WRAPPED
    return book.add_format({"num_format": code, "valign": "top", "text_wrap": wrap})


def _write_cell(sheet: Any, row: int, at: int, value: Value, style: Any) -> None:
    match value:
        case None:
            return
        case dt.datetime() | dt.date():
            sheet.write_datetime(row, at, value, style)
        case Decimal() | int():
            # Sixteen digits of an amount are what a double holds: written as text beyond.
            sheet.write_number(row, at, value, style)
        case str() if len(value.encode("utf-16-le")) // 2 > MAX_CELL:
            sheet.write_comment(row, at, TOO_LONG)
        case str():
            # Never a formula nor a link, whatever the text looks like.
            sheet.write_string(row, at, value, style)


# CSV ---------------------------------------------------------------------------------------------


def write_csv(table: Table, *, bom: bool) -> Iterator[str]:
    """Lines in UTF-8 for a French spreadsheet: « ; », decimal comma, days as 31/12/2027.

    `bom`: the mark by which Excel knows UTF-8.
    """
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield BOM if bom else ""
    for row in _with_titles(table):
        writer.writerow([cell_of(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _with_titles(table: Table) -> Iterator[Sequence[Value]]:
    yield [titre.heading for titre in table.titres]
    yield from table.rows()


def cell_of(value: Value) -> str:
    """One cell of a CSV; a text that would be computed is guarded by an apostrophe."""
    match value:
        case None:
            return ""
        case dt.datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case int():
            return str(value)
    return guard(value)


# JSON --------------------------------------------------------------------------------------------


def write_json(tables: Sequence[Table], feuille: str) -> Iterator[str]:
    """One object: `format`, `version`, `feuille`, then a list for each table (donnees/format.md)."""
    head = {"format": FORMAT, "version": VERSION, "feuille": feuille}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    for table in tables:
        yield f', "{table.code}": ['
        keys = [titre.key for titre in table.titres]
        for rank, row in enumerate(table.rows()):
            told = {key: plain(value) for key, value in zip(keys, row, strict=True)}
            yield f"{',' if rank else ''}\n{json.dumps(told, ensure_ascii=False)}"
        yield "\n]"
    yield "}\n"


def plain(value: Value) -> Any:
    """The value as JSON: an amount is a text, so that no cent is lost; a date is ISO 8601."""
    match value:
        case dt.datetime() | dt.date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return value
