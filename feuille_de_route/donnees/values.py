"""Readers of single values: texts, amounts, months, choices. Each says in French what to write."""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from stdnum.fr import siret as stdnum_siret

from feuille_de_route.donnees.positions import Node
from feuille_de_route.donnees.shapes import (
    Place,
    Reader,
    Reading,
    Shape,
    Unreadable,
    clean_text,
    label_of,
    quoted,
    read_object,
)
from organisations.models import validate_siret
from socle.francais import (
    AMOUNT_CENTS,
    AMOUNT_LIMIT,
    AMOUNT_NEGATIVE,
    AMOUNT_TOO_BIG,
    parse_mois,
    parse_montant,
)
from socle.francais import liste as enumeration
from socle.francais import nombre as in_french


def text(limit: int, *, empty: bool = True) -> Reader:
    """A text of at most `limit` characters, kept as it is in the file."""

    def read(node: Node, reading: Reading, place: Place) -> str:
        if not isinstance(node.value, str):
            raise Unreadable("Écrivez ici un texte entre guillemets.")
        if len(node.value) > limit:
            raise Unreadable(
                f"Raccourcissez ce texte à {in_french(limit)} caractères : "
                f"il en compte {in_french(len(node.value))}."
            )
        if not empty and not node.value.strip():
            raise Unreadable("Écrivez un texte ici : il est vide.")
        return clean_text(node.value)

    return read


def link(node: Node, reading: Reading, place: Place) -> str:
    """A web address, shown as a link: nothing but http and https."""
    address = text(500)(node, reading, place)
    if not re.match(r"https?://\S+$", address):
        raise Unreadable("Écrivez une adresse qui commence par https://.")
    return address


def boolean(node: Node, reading: Reading, place: Place) -> bool:
    if not isinstance(node.value, bool):
        raise Unreadable("Écrivez true ou false, sans guillemets.")
    return node.value


def _decimal(node: Node) -> Decimal:
    if not isinstance(node.value, Decimal) or not node.value.is_finite():
        raise Unreadable("Écrivez un nombre, sans guillemets, par exemple 40 ou 7.5.")
    return node.value


def amount(node: Node, reading: Reading, place: Place) -> Decimal:
    """Euros: a number, or a text as people type it (« 1 250 000,50 € »)."""
    if isinstance(node.value, str):
        try:
            return parse_montant(node.value)
        except ValueError as error:
            raise Unreadable(str(error)) from error
    amount = _decimal(node)
    if amount < 0:
        raise Unreadable(AMOUNT_NEGATIVE)
    if amount >= AMOUNT_LIMIT:
        raise Unreadable(AMOUNT_TOO_BIG)
    if amount != round(amount, 2):
        raise Unreadable(AMOUNT_CENTS)
    return round(amount, 2)


def measure(node: Node, reading: Reading, place: Place) -> Decimal:
    """A measured quantity: at most thirteen digits and three decimals, either sign."""
    number = _decimal(node)
    if abs(number) >= Decimal(10) ** 13:
        raise Unreadable("Écrivez un nombre plus petit, dans une unité plus grande.")
    if number != round(number, 3):
        raise Unreadable("Écrivez trois décimales au plus.")
    return round(number, 3)


def whole(low: int, high: int) -> Reader:
    def read(node: Node, reading: Reading, place: Place) -> int:
        number = _decimal(node)
        if not low <= number <= high or number != int(number):
            raise Unreadable(f"Écrivez un nombre entier de {low} à {in_french(high)}.")
        return int(number)

    return read


def mark(node: Node, reading: Reading, place: Place) -> Decimal:
    """A mean mark from 1 to 5, two decimals."""
    mark = _decimal(node)
    if not 1 <= mark <= 5:
        raise Unreadable("Écrivez une moyenne de 1 à 5, par exemple 4.2.")
    return round(mark, 2)


def share(node: Node, reading: Reading, place: Place) -> Decimal:
    share = _decimal(node)
    if not 0 <= share <= 100:
        raise Unreadable("Écrivez une part de 0 à 100.")
    return share


def month(node: Node, reading: Reading, place: Place) -> date:
    """The first day of a month written « 2024-09 »."""
    if not isinstance(node.value, str):
        raise Unreadable('Écrivez le mois entre guillemets, par exemple "2024-09".')
    try:
        return parse_mois(node.value)
    except ValueError as error:
        raise Unreadable("Écrivez l’année et le mois, par exemple 2024-09.") from error


def quarter(node: Node, reading: Reading, place: Place) -> tuple[int, int | None]:
    """(year, quarter) of a milestone: « 2025-T2 », « 2025-06 » or « 2025 » (no quarter)."""
    text = node.value if isinstance(node.value, str) else ""
    match = re.fullmatch(r"((?:19|20|21)[0-9]{2})(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?", text)
    if not match:
        raise Unreadable("Écrivez l’année et le trimestre, par exemple 2025-T2.")
    year, quarter, month = match.groups()
    if month:
        return int(year), (int(month) + 2) // 3
    return int(year), int(quarter) if quarter else None


def day(node: Node, reading: Reading, place: Place) -> date:
    try:
        return date.fromisoformat(node.value)
    except (TypeError, ValueError) as error:
        raise Unreadable("Écrivez la date ainsi : 2024-04-11.") from error


def hour(node: Node, reading: Reading, place: Place) -> time:
    if not isinstance(node.value, str) or not re.fullmatch(
        r"([01][0-9]|2[0-3]):[0-5][0-9]", node.value
    ):
        raise Unreadable("Écrivez l’heure ainsi : 13:30.")
    return time.fromisoformat(node.value)


def siret(node: Node, reading: Reading, place: Place) -> str:
    number = text(40)(node, reading, place)
    try:
        validate_siret(number)
    except ValidationError as error:
        raise Unreadable(error.messages[0]) from error
    return stdnum_siret.compact(number)


def one_of(choices: Mapping[str, Any] | type[TextChoices]) -> Reader:
    """One word of a closed list; gives what the list maps it to (itself for a TextChoices)."""
    allowed = choices if isinstance(choices, Mapping) else {c.value: c for c in choices}

    def read(node: Node, reading: Reading, place: Place) -> Any:
        if not isinstance(node.value, str) or node.value not in allowed:
            given = f" (« {quoted(node.value)} » ici)" if isinstance(node.value, str) else ""
            raise Unreadable(f"Choisissez {enumeration(allowed, 'ou')}{given}.")
        return allowed[node.value]

    return read


def identifier(kind: str, limit: int = 40) -> Reader:
    """A text that names this object in the file; unique within its kind."""

    def read(node: Node, reading: Reading, place: Place) -> str:
        value = text(limit, empty=False)(node, reading, place)
        reading.declare(kind, value, place)
        return value

    return read


def reference(kind: str) -> Reader:
    """The identifier of an object declared elsewhere in the file, before or after."""

    def read(node: Node, reading: Reading, place: Place) -> str:
        value = text(200, empty=False)(node, reading, place)
        reading.refer(kind, value, place)
        return value

    return read


def _items(node: Node) -> list[Node]:
    if not isinstance(node.value, list):
        raise Unreadable("Écrivez ici une liste entre crochets [ ].")
    return node.value


def listed(reader: Reader) -> Reader:
    """A tuple of values, each read by `reader`."""

    def read(node: Node, reading: Reading, place: Place) -> tuple[Any, ...]:
        found = []
        for rank, item in enumerate(_items(node), 1):
            at = place.inside(f"n° {rank}", item.line)
            try:
                found.append(reader(item, reading, at))
            except Unreadable as why:
                reading.refuse(at, str(why))
        return tuple(found)

    return read


def objects(cls: type[Shape]) -> Reader:
    """A tuple of objects of this shape; those with a fault are left out."""

    def read(node: Node, reading: Reading, place: Place) -> tuple[Any, ...]:
        found = []
        for rank, item in enumerate(_items(node), 1):
            at = place.inside(label_of(item, rank), item.line)
            if (instance := read_object(cls, item, reading, at)) is not None:
                found.append(instance)
        return tuple(found)

    return read


def nested(cls: type[Shape]) -> Reader:
    def read(node: Node, reading: Reading, place: Place) -> Any:
        return read_object(cls, node, reading, place)

    return read


def mapping(reader: Reader) -> Reader:
    """Free short names, each with a value read by `reader`."""

    def read(node: Node, reading: Reading, place: Place) -> dict[str, Any]:
        if not isinstance(node.value, dict):
            raise Unreadable("Écrivez ici un objet entre accolades { }.")
        found = {}
        for name, item in node.value.items():
            at = place.inside(quoted(name), item.line)
            try:
                found[_short(name)] = reader(item, reading, at)
            except Unreadable as why:
                reading.refuse(at, str(why))
        return found

    return read


def _short(name: str) -> str:
    if len(name) > 100:
        raise Unreadable("Raccourcissez ce nom à 100 caractères.")
    return clean_text(name)


def amounts_by_year(node: Node, reading: Reading, place: Place) -> dict[int, Decimal]:
    """{2024: 60000, …}: years are keys written with four digits."""
    amounts = mapping(amount)(node, reading, place)
    for name in amounts:
        if not re.fullmatch(r"(19|20|21)[0-9]{2}", name):
            raise Unreadable(f"Remplacez « {quoted(name)} » par une année, par exemple 2025.")
    return {int(name): amount for name, amount in amounts.items()}


def scalar(node: Node, reading: Reading, place: Place) -> str | int:
    """A fact: a text or a whole number."""
    if isinstance(node.value, str):
        return text(500)(node, reading, place)
    return whole(0, 10**15)(node, reading, place)
