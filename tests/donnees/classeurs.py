"""Small spreadsheets for tests, written by openpyxl as a spreadsheet program does."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Rows = Iterable[Iterable[Any]]

#: A list as administrations have them: a title, an empty row, their own words, notes.
ENTETES = (
    "N°", "Objectif n°", "Intitulé de l’action", "Maître d’ouvrage", "Partenaires", "Coût HT",
    "Démarrage", "Échéance", "Observations",
)  # fmt: skip


def xlsx(rows: Rows, *, sheet: str = "Actions", merged: Iterable[str] = ()) -> bytes:
    """A workbook of one sheet."""
    return xlsx_of({sheet: rows}, merged=merged)


def xlsx_of(sheets: dict[str, Rows], *, merged: Iterable[str] = ()) -> bytes:
    """A workbook; `merged` ranges are those of its first sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    for span in merged:
        book.worksheets[0].merge_cells(span)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def une_liste_reelle() -> bytes:
    """Two actions under a title row, an empty row and headings in the words of the trade."""
    return xlsx(
        [
            ["Plan d’actions industrie 2024-2027"],
            [],
            ENTETES,
            [None, 1, "Partager un atelier", "CC du Pays", "Forge de la Boule", "45 k€", "03/2025", "T4 2026", "vu le 3"],
            [None, 2, "Former des soudeurs", "cc du pays", None, 1250000.5, "mars 2025", None, None],
        ],
        merged=["A1:I1"],
    )  # fmt: skip
