"""JSON text to values that know the line they start on. Numbers are `Decimal`, never floats."""

import json
import json.decoder
import json.scanner
import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """`value` is dict[str, Node], list[Node], str, Decimal, bool or None."""

    value: Any
    line: int


class JsonError(ValueError):
    """The text is not JSON. `line` counts from 1; the message says in French what to do."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


#: What to do for each message of the standard library.
REMEDIES = {
    "Expecting value": "Écrivez une valeur ici, ou retirez la virgule en trop.",
    "Expecting ',' delimiter": "Ajoutez la virgule, l’accolade ou le crochet qui manque juste avant.",
    "Expecting ':' delimiter": "Ajoutez les deux-points entre le nom et sa valeur.",
    "Expecting property name enclosed in double quotes": (
        "Écrivez un nom entre guillemets droits ici, ou retirez la virgule en trop."
    ),
    "Illegal trailing comma before end of array": "Retirez la virgule en trop.",
    "Illegal trailing comma before end of object": "Retirez la virgule en trop.",
    "Unterminated string starting at": "Fermez les guillemets ouverts ici.",
    "Invalid control character at": (
        "Écrivez ce texte sur une seule ligne ; un retour à la ligne s’écrit \\n."
    ),
    "Invalid \\escape": "Doublez la barre oblique inverse : \\\\.",
    "Extra data": "Retirez ce qui suit la fin des données.",
}
OTHER_REMEDY = "Vérifiez l’écriture JSON à cet endroit."


def parse(text: str) -> Node:
    """The whole text as one Node. Raises `JsonError` at the first place that is not JSON."""
    decoder = _Decoder(text)
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        remedy = REMEDIES.get(error.msg, OTHER_REMEDY)
        raise JsonError(remedy, error.lineno) from error
    except RecursionError as error:
        raise JsonError(
            "Simplifiez le fichier : il emboîte trop de niveaux.", decoder.deepest
        ) from error


class _Decoder(json.JSONDecoder):
    """The standard decoder in its pure Python form: the C one never tells where it is."""

    def __init__(self, text: str):
        super().__init__(parse_float=_number, parse_int=_number, parse_constant=self._no_constant)
        starts = [match.end() for match in re.finditer("\n", text)]
        self.deepest = 1

        def scan_once(string: str, index: int) -> tuple[Node, int]:
            line = bisect_right(starts, index) + 1
            self.deepest = line
            value, end = scan(string, index)
            return Node(value, line), end

        def parse_object(s_and_end, strict, _scan_once, *rest):
            return json.decoder.JSONObject(s_and_end, strict, scan_once, *rest)

        def parse_array(s_and_end, _scan_once, *rest):
            return json.decoder.JSONArray(s_and_end, scan_once, *rest)

        self.object_pairs_hook = self._without_duplicates
        self.parse_object = parse_object
        self.parse_array = parse_array
        scan = json.scanner.py_make_scanner(self)
        self.scan_once = scan_once

    @staticmethod
    def _without_duplicates(pairs: list[tuple[str, Node]]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, node in pairs:
            if key in found:
                raise JsonError(f"Gardez une seule fois « {key[:60]} » ici.", node.line)
            found[key] = node
        return found

    def _no_constant(self, word: str) -> None:
        raise JsonError(f"Remplacez {word} par un nombre ou par null.", self.deepest)


def _number(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")  # an exponent beyond all bounds: readers refuse what is not finite
