"""A table as CSV or XLSX. The same content gives the same bytes."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from publication.donnees.colonnes import TABLES, Colonne, Source, Table, Type, Valeur
from publication.donnees.licence import ADRESSE, TITRE
from socle.archives import figer
from socle.formules import guard
from socle.textes import xml_sans_danger

LONGEST = 32_767  # signs a spreadsheet keeps in a cell
WIDTHS = {Type.TEXTE: 28, Type.NOMBRE: 16, Type.DATE: 13, Type.MOMENT: 13}
BOLD = Font(bold=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)


def csv_of(table: Table, source: Source) -> bytes:
    """UTF-8 with commas (RFC 4180), a header row, decimal points, ISO dates, « true » and « false »."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [colonne.nom for colonne in table.colonnes]
    writer.writerow(names)
    writer.writerows([_text(row[name]) for name in names] for row in table.rows(source))
    return out.getvalue().encode()


def _text(value: Valeur) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guard(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def xlsx_of(source: Source) -> bytes:
    """A workbook: one sheet a table, then the dictionary and the licence. Written row by row."""
    contenu = source.contenu
    book = Workbook(write_only=True)
    for table in TABLES:
        names = [colonne.nom for colonne in table.colonnes]
        sheet = _sheet(book, table.titre, names, [WIDTHS.get(c.type, 10) for c in table.colonnes])
        for row in table.rows(source):
            sheet.append([_cell(sheet, row[name]) for name in names])
    _dictionary(book)
    when = datetime(contenu.date.year, contenu.date.month, contenu.date.day)
    book.properties.title = xml_sans_danger(f"{contenu.titre}, {contenu.territoire.nom}")
    book.properties.creator = xml_sans_danger(contenu.auteur or contenu.territoire.nom)
    book.properties.language = "fr-FR"
    book.properties.created = book.properties.modified = when
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return figer(out.getvalue(), contenu.date)


def _sheet(
    book: Workbook, title: str, names: Iterable[str], widths: Iterable[int]
) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for rank, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(rank)].width = width
    sheet.append([_head(sheet, name) for name in names])
    return sheet


def _head(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = BOLD
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Valeur) -> WriteOnlyCell:
    """A typed cell. A text is a text whatever its first sign: nothing in it is ever a formula."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        return cell
    cell = WriteOnlyCell(sheet, value=xml_sans_danger(value)[:LONGEST])
    cell.data_type = "s"
    cell.alignment = WRAPPED
    return cell


def _dictionary(book: Workbook) -> None:
    names = ("fichier", "colonne", "type", "unité", "description", "valeurs")
    sheet = _sheet(book, "Dictionnaire", names, (18, 24, 24, 18, 70, 70))
    for table in TABLES:
        for colonne in table.colonnes:
            told = (table.nom, colonne.nom, colonne.type.value, colonne.unite, colonne.description)
            sheet.append([_cell(sheet, value) for value in (*told, _values(colonne))])
    sheet.append([])
    sheet.append([_cell(sheet, value) for value in ("Licence", TITRE, "", "", ADRESSE)])


def _values(colonne: Colonne) -> str:
    return "\n".join(f"{key} : {label}" for key, label in (colonne.valeurs or {}).items())
