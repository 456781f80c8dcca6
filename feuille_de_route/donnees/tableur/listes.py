"""Lists of a fiche in one cell: one line each, its parts separated by « | ».

« T2 2025 | Ouvrir le guichet | à venir ». Last parts may be left out.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions.apports import Apport
from actions.models import Financement, Indicateur, Jalon
from feuille_de_route.donnees.shapes import Unreadable
from feuille_de_route.donnees.tableur import cellules as c
from feuille_de_route.donnees.tableur.lexique import Lexicon
from socle.francais import nombre

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: the columns it fills, how it is read and written."""

    columns: tuple[str, ...]
    label: str
    read: c.Reader
    write: Callable[..., str]
    empty: tuple[Any, ...] = ("",)
    required: bool = False


def _text(limit: int) -> c.Reader:
    return c.one_line(limit)


def _label(choices: type) -> Callable[[str], str]:
    return lambda value: str(choices(value).label) if value else ""


def _quarter(year: int | None, quarter: int | None) -> str:
    if year is None:
        return "sans date"
    return f"T{quarter} {year}" if quarter else str(year)


def _number(value: Decimal | None) -> str:
    return "" if value is None else nombre(value).replace("\u202f", " ")


def _month(value: dt.date | None) -> str:
    return "" if value is None else f"{value:%m/%Y}"


def _year(cell: c.Cell, lexicon: Lexicon) -> int:
    if not re.fullmatch(r"(19|20|21)\d\d", c.shown(cell)):
        raise Unreadable("Écrivez l’année avec quatre chiffres, par exemple 2025.")
    return int(c.shown(cell))


def _plus(number: c.Reader) -> c.Reader:
    """A positive quantity."""

    def read(cell: c.Cell, lexicon: Lexicon) -> Decimal:
        found = number(cell, lexicon)
        if found <= 0:
            raise Unreadable("Écrivez une quantité plus grande que zéro.")
        return Decimal(found).quantize(Decimal("0.01"))

    return read


def _same(value: Any) -> str:
    return str(value)


PARTS: dict[str, tuple[Part, ...]] = {
    "jalons": (
        Part(("year", "quarter"), "échéance", c.quarter, _quarter, (None, None)),
        Part(("title",), "étape", _text(300), _same, required=True),
        Part(("state",), "état", c.choice(Jalon.State), _label(Jalon.State), (Jalon.State.A_VENIR.value,)),
    ),
    "budgets": (
        Part(("year",), "année", _year, _same, required=True),
        Part(("planned",), "prévu", c.amount, _number, required=True),
        Part(("spent",), "réalisé", c.amount, _number, (None,)),
    ),
    "financements": (
        Part(("financeur",), "financeur", _text(200), _same, required=True),
        Part(("amount",), "montant", c.amount, _number, required=True),
        Part(("state",), "état", c.choice(Financement.State), _label(Financement.State),
             (Financement.State.A_CONFIRMER.value,)),
        Part(("organisation",), "organisation de l’annuaire", lambda cell, lexicon: lexicon.organisation(c.shown(cell)),
             _same, (None,)),
    ),
    "indicateurs": (
        Part(("title",), "mesure", _text(200), _same, required=True),
        Part(("kind",), "nature", c.choice(Indicateur.Kind), _label(Indicateur.Kind), (Indicateur.Kind.REALISATION.value,)),
        Part(("unit",), "unité", _text(60), _same),
        Part(("reference",), "départ", c.measure, _number, (None,)),
        Part(("target",), "cible", c.measure, _number, (None,)),
        Part(("due",), "échéance", c.last_month, _month, (None,)),
        Part(("frequency",), "rythme", _text(60), _same),
        Part(("source",), "source", _text(200), _same),
    ),
    "besoins": (
        Part(("title",), "besoin", _text(300), _same, required=True),
        Part(("kind",), "type d’apport", c.choice(Apport), _label(Apport)),
        Part(("quantity",), "quantité", _plus(c.measure), _number, (None,)),
    ),
}  # fmt: skip


def form_of(name: str) -> str:
    """« échéance | étape | état »: what a line of this list holds."""
    return " | ".join(part.label for part in PARTS[name])


def read_lines(name: str) -> c.Reader:
    """The lines of the list `name`, as `versions.values_of` gives them, without key (`id` None)."""

    def read(cell: c.Cell, lexicon: Lexicon) -> list[Line]:
        text = c.text(30_000)(cell, lexicon)
        lines = [_line(name, one, lexicon) for one in text.split("\n") if one.strip()]
        if name == "budgets":
            years = [line["year"] for line in lines]
            if len(years) != len(set(years)):
                raise Unreadable("Gardez une ligne par année.")
            lines.sort(key=lambda line: line["year"])
        return lines

    return read


def _line(name: str, text: str, lexicon: Lexicon) -> Line:
    given = [one.replace("\\|", "|").strip() for one in re.split(r"(?<!\\)\|", text)]
    parts = PARTS[name]
    if len(given) > len(parts):
        raise Unreadable(f"Écrivez une ligne ainsi\u00a0: {form_of(name)}.")
    if name == "jalons" and len(given) == 1:
        given = ["", *given]  # a milestone alone on its line has no date
    line: Line = {"id": None}
    for part, words in zip(parts, [*given, *[""] * len(parts)], strict=False):
        if not words:
            if part.required:
                raise Unreadable(
                    f"Donnez «\u00a0{part.label}\u00a0» à chaque ligne\u00a0: {form_of(name)}."
                )
            line |= zip(part.columns, part.empty, strict=True)
            continue
        value = part.read(words, lexicon)
        values = value if len(part.columns) > 1 else (value,)
        line |= zip(part.columns, values, strict=True)
    return line


def write_lines(name: str, lines: list[Mapping[str, Any]], names: Mapping[int, str]) -> str:
    """The cell that `read_lines` reads back. `names`: key of an organisation → its name."""
    written = []
    for line in lines:
        texts = []
        for part in PARTS[name]:
            values = [line[column] for column in part.columns]
            if part.columns == ("organisation",):
                values = [names.get(values[0], "")]
            text = "" if values == [None] else part.write(*values)
            texts.append(re.sub(r"\s*\n\s*", " ", text.replace("|", "\\|")).strip())
        while texts and not texts[-1]:
            texts.pop()
        written.append(" | ".join(texts))
    return "\n".join(written)
