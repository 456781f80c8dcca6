"""What a person writes of an action, as plain values; comparing what two persons wrote.

Pure once the action is loaded by `for_fiche`. A fingerprint of each field travels with the form,
so that the service knows which fields the person changed and which somebody else changed since.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from actions.models import Action, Amendement
from socle import francais

#: Field → name with its article, in the order of the fiche; lines of a fiche count as one field.
FIELDS = {
    "title": "le titre",
    "summary": "le résumé",
    "axe": "l’axe national",
    "priorite": "la priorité",
    "fermete": "la fermeté",
    "maturite": "la maturité",
    "is_restricted": "l’accès",
    "porteur": "le porteur",
    "referent": "le référent",
    "pilote": "le compte du référent",
    "copilotes": "les copilotes",
    "partenaires": "les partenaires",
    "comite": "l’instance de gouvernance",
    "finding": "le constat",
    "description": "la description",
    "aims": "les objectifs",
    "results": "les résultats attendus",
    "beneficiaries": "les bénéficiaires",
    "location": "la localisation",
    "means": "les moyens",
    "risks": "les points de vigilance",
    "linked": "les actions liées",
    "start": "le début",
    "end": "la fin",
    "is_continuous": "la durée",
    "avancement": "l’avancement",
    "progress": "la part réalisée",
    "jalons": "les jalons",
    "budget": "le budget",
    "budget_is_estimate": "la précision du budget",
    "budgets": "le budget par année",
    "financements": "le plan de financement",
    "indicateurs": "les indicateurs",
    "besoins": "les besoins",
    "avis": "l’avis de la gouvernance",
    "pieces": "les pièces et notes",
}

#: List of lines → the columns a person writes.
LINES = {
    "jalons": ("title", "year", "quarter", "state"),
    "budgets": ("year", "planned", "spent"),
    "financements": ("financeur", "organisation", "amount", "state"),
    "indicateurs": (
        "title", "kind", "unit", "reference", "target", "due", "frequency", "source",
    ),
    "besoins": ("title", "kind", "quantity"),
    "pieces": ("title", "url", "note"),
}  # fmt: skip

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

MULTIPLE = frozenset({"copilotes", "partenaires", "linked"})
RELATIONS = frozenset({"axe", "porteur", "pilote", "organisation"})

Values = dict[str, Any]


def values_of(action: Action) -> Values:
    """Field → plain value: text, number, date, key of a related row, list of keys or of lines.

    A line is a dict of its columns and its key `id`.
    """
    return {name: _value(action, name) for name in FIELDS}


def _value(action: Action, name: str) -> Any:
    if name in LINES:
        return [line_of(row, name) for row in getattr(action, name).all()]
    if name in MULTIPLE:
        return sorted(row.pk for row in getattr(action, name).all())
    return getattr(action, f"{name}_id" if name in RELATIONS else name)


def line_of(row: Any, name: str) -> Values:
    """One line of the list `name`, its key first."""
    columns = {
        column: getattr(row, f"{column}_id" if column in RELATIONS else column)
        for column in LINES[name]
    }
    return {"id": row.pk, **columns}


# Fingerprints ------------------------------------------------------------------------------------


def fingerprints(values: Mapping[str, Any]) -> dict[str, str]:
    """Field → short fingerprint: equal values have equal ones, however they are held."""
    return {name: _fingerprint(value) for name, value in values.items()}


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(_JSON.encode(canonical(value)).encode()).hexdigest()[:16]


def canonical(value: Any) -> Any:
    """The value as JSON: one form for « 10 » and « 10.00 », for any kind of line end."""
    match value:
        case Mapping():
            return {key: canonical(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [canonical(one) for one in value]
        case str():
            return "\n".join(value.split("\r\n")).strip()
        case bool() | None:
            return value
        case int() | Decimal():
            return f"{Decimal(value).normalize():f}"
        case date():
            return value.isoformat()
    raise TypeError(f"no plain form for {value!r}")


# Two writers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Base:
    """The action as the form showed it: its version, and the fingerprint of each field."""

    version: int = 0
    fingerprints: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, action: Action) -> "Base":
        return cls(action.version, fingerprints(values_of(action)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one writer changed since the base, set against what is saved now. Names of fields."""

    changed: tuple[str, ...]  # by this writer, and different from what is saved
    merged: tuple[str, ...]  # by somebody else only: what is saved stays
    conflicts: tuple[str, ...]  # by both, differently; also in `changed`


def compare(
    base: Mapping[str, str], mine: Mapping[str, Any], saved: Mapping[str, Any]
) -> Comparison:
    """Sort the fields of `mine`. A field the base does not know counts as changed by both."""
    own, kept = fingerprints(mine), fingerprints(saved)
    changed, merged, conflicts = [], [], []
    for name in (name for name in FIELDS if name in mine and own[name] != kept[name]):
        if own[name] == base.get(name):
            merged.append(name)
            continue
        changed.append(name)
        if kept[name] != base.get(name):
            conflicts.append(name)
    return Comparison(tuple(changed), tuple(merged), tuple(conflicts))


def name_fields(names: Iterable[str], limit: int = 4) -> str:
    """« le titre, le budget et les jalons »; beyond `limit`, « … et 3 autres champs »."""
    labels = [FIELDS[name] for name in names]
    if len(labels) > limit:
        rest = len(labels) - limit + 1
        labels = [*labels[: limit - 1], f"{rest} autres champs"]
    return francais.liste(labels)


def name_amendements(amendements: Iterable[Amendement]) -> str:
    """« un amendement de Table 3 », « deux amendements de Table 3 et Samia Kadri »."""
    found = list(amendements)
    count = f"{francais.en_lettres(len(found))} amendements" if len(found) > 1 else "un amendement"
    authors = dict.fromkeys(one.author_label for one in found)
    return f"{count} {francais.de(francais.liste(authors))}" if authors else count
