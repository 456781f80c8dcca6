"""Opening an XLSX workbook that nobody trusts: refused with a sentence, or read within bounds.

Nothing of it is ever computed: a formula gives the value the file holds. Sizes are those the
archive really gives, not those it declares; no part of it may declare an entity.
"""

import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape

from feuille_de_route.donnees.tableur.cellules import Cell
from feuille_de_route.donnees.tableur.grille import Grid, Spot, Unopenable

#: All parts together, unpacked. A workbook of 10,000 actions with long texts takes 25 MB.
MAX_UNPACKED = 60 * 1024 * 1024
#: A sheet of numbers packs 15 to 40 times; a bomb, a thousand times.
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
MAX_PARTS = 2000
CHUNK = 256 * 1024
MAX_SPANS = 20_000

NOT_A_WORKBOOK = (
    "Ouvrez ce fichier dans votre tableur, puis enregistrez-le au format « Classeur Excel (.xlsx) » : "
    "tel qu’il est, il ne se lit pas."
)
TOO_BIG = (
    "Gardez dans le classeur la seule feuille des actions : ouvert, il prend trop de place "
    "pour être lu sans risque."
)
MACROS = "Enregistrez ce classeur au format « Classeur Excel (.xlsx) », sans macros : elles ne sont jamais lues."
LINKS = (
    "Rompez les liaisons vers d’autres classeurs (Données, Modifier les liens), puis enregistrez : "
    "leurs valeurs ne se vérifient pas ici."
)
LOCKED = "Retirez le mot de passe de ce classeur, puis enregistrez-le : il est chiffré."
OLD = "Enregistrez ce classeur au format « Classeur Excel (.xlsx) » : l’ancien format .xls ne se lit pas ici."
ODS = "Enregistrez ce classeur au format « Classeur Excel (.xlsx) » : le format .ods ne se lit pas ici."
ENTITIES = "Enregistrez de nouveau ce classeur depuis votre tableur : il contient des déclarations qui ne sont pas lues."

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']+)[\"']")
_SPAN = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\""
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


#: Sheets read; a workbook of more keeps its first ones.
MAX_SHEETS = 12


def read_sheets(data: bytes) -> dict[str, Grid]:
    """The cells of the visible sheets, by name, in the order of the workbook. Raises `Unopenable`."""
    grids: dict[str, Grid] = {}
    to_look: list[str] = []
    with _opened(data) as (book, archive):
        for sheet in _visible(book)[:MAX_SHEETS]:
            grid = grids[sheet.title] = Grid()
            for row, cells in enumerate(_rows(sheet), 1):
                grid.put(row, [_cell(value) for value in cells])
            spans, has_formulas = _spans(archive, sheet)
            if has_formulas:
                to_look.append(sheet.title)
            for span in spans if grid.rows else ():
                left, top, right, bottom = range_boundaries(span.decode())
                grid.fill(Spot(top, left), Spot(bottom, right))
    if to_look:
        _mark_uncomputed(data, {name: grids[name] for name in to_look})
    return grids


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # The size a sheet declares may be false; without it, rows come as wide as they are.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True)


def _cell(value: Any) -> Cell | None:
    match value:
        case None | "":
            return None
        case bool() | Decimal():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value)) if abs(value) < 1e300 else None
        case dt.datetime():
            return value.date()
        case dt.date():
            return value
    # « _x000D_ » is a control sign, « _x005F_x000D_ » the text « _x000D_ » itself.
    text = unescape(str(value)).replace("\0", "")
    return text if text.strip() else None


def is_error(cell: Cell) -> bool:
    """« #REF! » and the like: what a formula gives when it fails."""
    return isinstance(cell, str) and cell in _ERRORS


# Bounds ------------------------------------------------------------------------------------------


@contextmanager
def _opened(data: bytes, *, values: bool = True) -> Iterator[tuple[Any, zipfile.ZipFile]]:
    check(data)
    archive = zipfile.ZipFile(BytesIO(data))
    book = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and controls we do not read
            book = load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)
            yield book, archive
    except Unopenable:
        raise
    except Exception as error:
        # Whatever a damaged file breaks in the reader, the person has one thing to do.
        raise Unopenable(NOT_A_WORKBOOK) from error
    finally:
        archive.close()
        if book is not None:
            book.close()


def check(data: bytes) -> None:
    """Refuse what must not be opened, without opening it. Raises `Unopenable`."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An encrypted XLSX lies in the same envelope as the old format; it names its content.
        raise Unopenable(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else OLD)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_archive(archive)
    except Unopenable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
            NotImplementedError, IndexError) as error:  # fmt: skip
        raise Unopenable(NOT_A_WORKBOOK) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Unopenable(LOCKED)
    if "mimetype" in names and "content.xml" in names:
        raise Unopenable(ODS)
    if "[content_types].xml" not in names or len(names) != len(parts):
        raise Unopenable(NOT_A_WORKBOOK)
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise Unopenable(MACROS)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Unopenable(LINKS)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unopenable(TOO_BIG)
    left = MAX_UNPACKED
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Unopenable(TOO_BIG)
        left -= _unpacked(archive, part, left)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """The size this part really has, its text looked at by the way. Raises `Unopenable`."""
    size, before = 0, b""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise Unopenable(TOO_BIG)
            if not is_xml:
                continue
            if not before and not _is_plain_xml(chunk):
                raise Unopenable(ENTITIES)
            if _DECLARED.search(before + chunk):
                raise Unopenable(ENTITIES)
            if b"macroEnabled" in chunk and part.filename.lower() == "[content_types].xml":
                raise Unopenable(MACROS)
            before = chunk[-16:]
    return size


def _is_plain_xml(start: bytes) -> bool:
    """Whether bytes mean what they look like: an encoding of another family could hide an entity."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:64]:
        return False
    found = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf").lstrip())
    return found is None or found[1].lower() in (
        b"utf-8",
        b"utf8",
        b"us-ascii",
        b"iso-8859-1",
        b"windows-1252",
    )


# Around the values -------------------------------------------------------------------------------


def _visible(book: Any) -> list[Any]:
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    if not sheets:
        raise Unopenable("Ajoutez à ce classeur une feuille visible : il n’en a pas.")
    return sheets


def _spans(archive: zipfile.ZipFile, sheet: Any) -> tuple[list[bytes], bool]:
    """Merged ranges of a sheet, and whether it holds formulas: reading by rows tells neither."""
    spans: list[bytes] = []
    has_formulas, before = False, b""
    with archive.open(sheet._worksheet_path.lstrip("/")) as stream:
        while chunk := stream.read(CHUNK):
            text = before + chunk
            has_formulas = has_formulas or bool(_FORMULA.search(text))
            spans += _SPAN.findall(text)
            # A tag cut by the end of the chunk is read again whole, and once.
            before = text[text.rfind(b"<") :][-512:]
    return spans[:MAX_SPANS], has_formulas


def _mark_uncomputed(data: bytes, grids: dict[str, Grid]) -> None:
    """Find the formulas that the file gives no result for."""
    with _opened(data, values=False) as (book, _archive):
        for sheet in _visible(book):
            if (grid := grids.get(sheet.title)) is None:
                continue
            for row, cells in enumerate(_rows(sheet), 1):
                for column, value in enumerate(cells, 1):
                    if _is_formula(value) and grid.rows.get(row, {}).get(column) is None:
                        grid.uncomputed.add(Spot(row, column))


def _is_formula(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith("=")
    return type(value).__name__ in ("ArrayFormula", "DataTableFormula")
