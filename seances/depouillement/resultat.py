"""The frozen result of a scrutin: plain JSON, and the hash that tells it was not touched.

It is computed from the ballots as they are kept once closed, so that anybody who has them counts
again and finds the same hash.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from seances.depouillement.commun import GROUPS, Voix
from seances.depouillement.methodes import Methode, depouiller, write_parameters

#: The shape of a frozen result, for those who read an old one.
VERSION = 1


def freeze(
    methode: Methode,
    parameters: Any,
    actions: Sequence[int],
    voix: Sequence[Voix],
) -> dict[str, Any]:
    """The result as JSON: `points` counts each voter for one, `equal` each college for the same.

    Keys: `version`, `method`, `parameters`, `actions` (keys, in the order of the ballot),
    `groups` (colleges; the last, empty, is the small ones together), `voters` (one number a
    group), `raw` and `equal` (the lines of the method, first rank first; a fraction is « 2/3 »).
    """
    present = Counter(one.college for one in voix)
    return {
        "version": VERSION,
        "method": methode.value,
        "parameters": plain(write_parameters(parameters)),
        "actions": list(actions),
        "groups": list(GROUPS),
        "voters": [present[group] for group in GROUPS],
        "raw": plain(depouiller(methode, actions, voix, parameters)),
        "equal": plain(depouiller(methode, actions, voix, parameters, equal_weight=True)),
    }


def digest(result: Mapping[str, Any]) -> str:
    """SHA-256 of the result: keys sorted, no space, UTF-8."""
    text = json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def ranks_of(lines: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Action → rank, from the lines of a frozen result."""
    return {line["action"]: line["rank"] for line in lines}


def plain(value: Any) -> Any:
    """JSON without a float: a fraction is written « 2/3 », a whole one « 2 »."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    match value:
        case Fraction():
            return str(value)
        case Enum():
            return value.value
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case _:
            return value
