"""What two or more actions become when they are one: field by field, pure.

A choice is the key of the action whose value is kept, or `ENSEMBLE` for what they make together.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from actions.models import Action
from actions.versions import FIELDS, LINES, MULTIPLE, Values, canonical

ENSEMBLE = "ensemble"
Choice = int | str

#: Texts that hold one thing a line: together, each line stands once.
ONE_A_LINE = frozenset({"results", "risks"})
#: Texts of one line, put side by side.
SHORT = frozenset({"beneficiaries", "location", "comite", "referent"})
#: Texts of several paragraphs.
LONG = frozenset({"summary", "finding", "description", "aims", "means"})
#: Amounts that may add up.
ADDED = frozenset({"budget"})
#: Not chosen: every link follows.
UNITED = frozenset({"linked"})
#: What may be kept together; a title, a date or a person is one or the other.
JOINED = ONE_A_LINE | SHORT | LONG | ADDED | UNITED | frozenset(MULTIPLE) | frozenset(LINES)


def differing(values: Sequence[Values]) -> list[str]:
    """The fields to choose, in the order of the fiche: those two actions say differently."""
    return [
        name
        for name in FIELDS
        if name not in UNITED
        and len({_known(name, one[name]) for one in values if not _is_blank(one[name])}) > 1
    ]


def completed(values: Sequence[Values]) -> list[str]:
    """The fields the kept action, the first, does not say and another does: taken as they are."""
    asked = differing(values)
    return [
        name
        for name in FIELDS
        if name not in UNITED
        and name not in asked
        and _is_blank(values[0][name])
        and not all(_is_blank(one[name]) for one in values)
    ]


def default(name: str, values: Mapping[int, Values], target: int) -> Choice:
    """What is proposed: lists and people together, else the kept action's, else what is written.

    An action that is restricted stays so, unless somebody says otherwise.
    """
    if name in MULTIPLE or name in LINES:
        return ENSEMBLE
    if name == "is_restricted":
        return next((key for key, one in values.items() if one[name]), target)
    if _is_blank(values[target][name]):
        return next((key for key, one in values.items() if not _is_blank(one[name])), target)
    return target


def together(name: str, values: Sequence[Any]) -> Any:
    """The values of one field of `JOINED` (lines excepted) as one, the kept action's first."""
    if name in ADDED:
        amounts = [value for value in values if value is not None]
        return sum(amounts, Decimal(0)) if amounts else None
    if name in MULTIPLE:
        return sorted({key for value in values for key in value})
    if name in ONE_A_LINE:
        lines = [line.strip() for value in values for line in value.splitlines()]
        return "\n".join(_once([line for line in lines if line]))
    return ("\n\n" if name in LONG else ", ").join(_once([v.strip() for v in values if v.strip()]))


def why_not_together(name: str, values: Sequence[Any]) -> str | None:
    """Whether the texts, one after the other, fit in the field."""
    limit = getattr(Action._meta.get_field(name), "max_length", None)
    if name in ONE_A_LINE | SHORT | LONG and limit:
        size = len(together(name, values))
        if size > limit:
            return (
                f"Ensemble, ces textes font {size} signes\u00a0: {limit} au plus. "
                "Gardez-en un, puis complétez-le."
            )
    if name in ADDED and (together(name, values) or 0) >= Decimal(10) ** 12:
        return "Ensemble, ces montants sont trop grands\u00a0: gardez-en un."
    return None


def same_line(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two lines say the same, whatever their keys."""
    return canonical({**one, "id": None}) == canonical({**other, "id": None})


def parts(porteur: int | None, copilotes: Sequence[int], partenaires: Sequence[int],
          others: Sequence[int | None]) -> tuple[list[int], list[int]]:  # fmt: skip
    """Copilotes and partenaires (keys) once an organisation has one part in the action.

    `others`: the porteurs that do not stay; they lead with the one who does.
    """
    led = {key for key in (*copilotes, *others) if key is not None} - {porteur}
    return sorted(led), sorted(set(partenaires) - led - {porteur})


def _known(name: str, value: Any) -> str:
    if name in LINES:
        value = [{**line, "id": None} for line in value]
    return str(canonical(value))


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
