"""The workbook to fill: our headings, what each column holds, drop-downs; and one example."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from actions.models import Action
from feuille_de_route.donnees.colonnes import BY_KEY, COLUMNS, Column, Kind
from organisations.models import Organisation
from territoires.access import Access
from territoires.models import AxeNational

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, LISTS, HELP = "Actions", "Listes", "Lisez-moi"
#: Rows that have drop-downs.
ROWS = 500
#: Columns of a list to fill, in the order of the fiche; those of governance are left to it.
FILLED = tuple(
    column for column in COLUMNS if column.read and column.key not in ("avis", "fermete")
)

_INK, _PAPER = "FF12303F", "FFE3EEF2"
_FORMATS = {Kind.AMOUNT: "#,##0", Kind.MONTH: "mmmm yyyy", Kind.NUMBER: "0"}

LINES = (
    ("Une ligne par action, sous les en-têtes de la feuille «\u00a0Actions\u00a0».",),
    (
        "L’ordre des colonnes est libre\u00a0; celles que vous n’utilisez pas peuvent être retirées.",
    ),
    ("Sans numéro, une action nouvelle en reçoit un. Avec le sien, elle est mise à jour.",),
    ("Une cellule vide ne change rien à une action déjà connue.",),
    (
        "Avant d’écrire, l’import montre ligne par ligne ce qu’il changera\u00a0: vous décidez ensuite.",
    ),
)


def workbook(access: Access, *, example: bool) -> bytes:
    """The XLSX to download for this roadmap. Five queries."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _headings(sheet)
    _dropdowns(book, sheet, _lists(access))
    _help(book.create_sheet(HELP))
    if example:
        cells = _example(access)
        for position, column in enumerate(FILLED, 1):
            cell = sheet.cell(2, position, cells.get(column.key))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            _format(cell, column)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headings(sheet: Worksheet) -> None:
    for position, column in enumerate(FILLED, 1):
        cell = sheet.cell(1, position, column.heading)
        cell.font = Font(bold=True, color=_INK)
        cell.fill = PatternFill("solid", fgColor=_PAPER)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if column.note:
            cell.comment = Comment(column.note, "Feuille de route", width=320, height=110)
        name = get_column_letter(position)
        sheet.column_dimensions[name].width = column.width
        if column.kind in _FORMATS:
            for row in range(2, 60):
                _format(sheet.cell(row, position), column)
        elif column.key in ("numero", "reference"):
            # Without it a spreadsheet makes a number of « 1.10 », or a date of « 1.2 ».
            for row in range(2, 60):
                sheet.cell(row, position).number_format = "@"
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A2"


def _format(cell: Any, column: Column) -> None:
    if column.kind in _FORMATS:
        cell.number_format = _FORMATS[column.kind]
    elif column.key in ("numero", "reference"):
        cell.number_format = "@"


def _lists(access: Access) -> dict[str, list[str]]:
    """Key of a column → what its drop-down offers."""
    lists = {
        column.key: [str(label) for label in column.choices.labels]
        for column in FILLED
        if column.choices
    }
    lists |= {column.key: ["oui", "non"] for column in FILLED if column.kind is Kind.YES_NO}
    lists["objectif"] = [
        f"{code}. {title}" for code, title in access.feuille.objectifs.values_list("code", "title")
    ]
    lists["axe"] = list(AxeNational.objects.values_list("title", flat=True))
    known = Organisation.objects.kept().filter(territoires=access.feuille.territoire_id)
    lists["porteur"] = list(known.order_by("name").values_list("name", flat=True))
    return {key: values for key, values in lists.items() if values}


def _dropdowns(book: Workbook, sheet: Worksheet, lists: dict[str, list[str]]) -> None:
    """Choices lie in a hidden sheet: written in place, they may not exceed 255 characters."""
    hidden = book.create_sheet(LISTS)
    hidden.sheet_state = "hidden"
    for rank, (key, values) in enumerate(lists.items(), 1):
        name = get_column_letter(rank)
        for row, value in enumerate(values, 1):
            hidden.cell(row, rank, value).data_type = "s"
        position = [column.key for column in FILLED].index(key) + 1
        rule = DataValidation(
            type="list", formula1=f"{LISTS}!${name}$1:${name}${len(values)}", allow_blank=True
        )
        # A porteur the directory does not know yet may be written too.
        rule.showErrorMessage = key != "porteur"
        rule.errorTitle, rule.error = BY_KEY[key].heading, "Choisissez dans la liste."
        target = get_column_letter(position)
        rule.add(f"{target}2:{target}{ROWS}")
        sheet.add_data_validation(rule)


def _help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    sheet.append(["Remplir cette liste"])
    sheet["A1"].font = Font(bold=True, size=14, color=_INK)
    for line in LINES:
        sheet.append(line)
    sheet.append([])
    for column in FILLED:
        if column.note:
            sheet.append([column.heading, column.note])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
            sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")


def _example(access: Access) -> dict[str, Any]:
    """One action as one would fill it, with words of this roadmap where it has some."""
    objectif = access.feuille.objectifs.first()
    axe = AxeNational.objects.first()
    epci = access.feuille.territoire.epci.first()
    year = access.feuille.start_year
    return {
        "objectif": f"{objectif.code}. {objectif.title}" if objectif else None,
        "title": "Partager un atelier de réparation entre entreprises",
        "summary": "Un lieu et deux techniciens, ouverts aux entreprises du parc deux jours par semaine.",
        "axe": axe.title if axe else None,
        "priorite": str(Action.Priorite.MOYENNE.label),
        "maturite": str(Action.Maturite.FICHE_PROJET.label),
        "porteur": epci.name if epci else None,
        "referent": "Camille Durand, chargée de mission industrie",
        "finding": "Chaque entreprise répare seule, avec des machines peu utilisées.",
        "description": "Aménager l’atelier, recruter, ouvrir un planning commun.",
        "results": "12 entreprises utilisatrices\n40 machines remises en service par an",
        "start": dt.date(year, 9, 1),
        "end": dt.date(access.feuille.end_year, 12, 1),
        "avancement": str(Action.Avancement.A_LANCER.label),
        "budget": Decimal(180_000),
        "budget_is_estimate": "oui",
        "budgets": f"{year} | 60 000\n{year + 1} | 120 000",
        "financements": "Région | 90 000 | sollicité\nEntreprises | 90 000 | à confirmer",
        "jalons": f"T4 {year} | Choisir le lieu\nT2 {year + 1} | Ouvrir l’atelier",
        "indicateurs": "Entreprises utilisatrices | réalisation | entreprises | 0 | 12",
        "besoins": "Un local de 200 m²",
        "is_restricted": "non",
    }
