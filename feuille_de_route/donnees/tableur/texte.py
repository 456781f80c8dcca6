"""Reading a CSV: its encoding, its separator, its cells. Everything in it is a text."""

import csv
from io import StringIO

from feuille_de_route.donnees.tableur.cellules import Cell
from feuille_de_route.donnees.tableur.grille import Grid, Unopenable
from socle.formules import unguard

#: Letters and signs of a French text in Windows-1252, beyond ASCII.
FRENCH = frozenset("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸñáíóúß«»’‘“”–—…•·°²³½¼×÷±€£§©®™ \xad")
#: Below this share of them, the file is in another encoding.
ENOUGH = 0.9
SEPARATORS = ";,\t"

ENCODING = (
    "Enregistrez ce fichier en « CSV UTF-8 » : son encodage ne se reconnaît pas, "
    "et les accents seraient perdus."
)
NOT_TEXT = "Choisissez un fichier CSV ou XLSX : celui-ci n’est pas un texte."


def read_csv(data: bytes) -> Grid:
    """The cells of a CSV. Raises `Unopenable`."""
    text = decode(data)
    grid = Grid()
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        for row, cells in enumerate(lines, 1):
            if row == 1 and len(cells) <= 2 and cells[:1] and cells[0].lower().startswith("sep="):
                continue
            grid.put(row, [_cell(value) for value in cells])
    except csv.Error as error:
        raise Unopenable(
            "Vérifiez les guillemets de ce fichier : une cellule y dépasse toute longueur."
        ) from error
    return grid


def decode(data: bytes) -> str:
    """UTF-8 with or without mark, else Windows-1252 when it reads as French."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unopenable(ENCODING)
    if b"\0" in data:
        raise Unopenable(NOT_TEXT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _western(data)
    if any(sign < " " and sign not in "\t\n\r" for sign in text):
        raise Unopenable(NOT_TEXT)
    return text


def _western(data: bytes) -> str:
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise Unopenable(ENCODING) from error
    beyond = [sign for sign in text if sign > "\x7f"]
    if sum(sign in FRENCH for sign in beyond) < ENOUGH * len(beyond):
        raise Unopenable(ENCODING)
    return text


def separator_of(text: str) -> str:
    """The sign that parts the first rows in the most columns; « ; » when nothing does."""
    first = text[:7].lower()
    if first.startswith("sep=") and len(first) > 4 and first[4] in SEPARATORS:
        return first[4]
    start = text[:20_000]

    def columns(sign: str) -> int:
        rows = []
        for row in csv.reader(StringIO(start, newline=""), delimiter=sign):
            rows.append(len(row))
            if len(rows) == 30:
                break
        return sum(sorted(rows)[len(rows) // 2 :])

    try:
        return max(SEPARATORS, key=columns)
    except csv.Error:
        return SEPARATORS[0]


def _cell(value: str) -> Cell | None:
    text = unguard(value)
    return text if text.strip() else None
