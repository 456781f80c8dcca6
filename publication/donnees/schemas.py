"""The JSON Schemas of the open data: made from the columns, and from the classes of the content."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from publication.contenu import Contenu
from publication.donnees import licence
from publication.donnees.colonnes import TABLES, Colonne, Table, Type

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
MOMENT = r"^[0-9]{4}(-(T[1-4]|[0-9]{2}(-[0-9]{2})?))?$"
DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
TYPES: Mapping[Type, Schema] = {
    Type.TEXTE: {"type": "string"},
    Type.ENTIER: {"type": "integer", "minimum": 0},
    Type.NOMBRE: {"type": "number"},
    Type.BOOLEEN: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.MOMENT: {"type": "string", "pattern": MOMENT},
}


def colonne_schema(colonne: Colonne) -> Schema:
    """What one value may be; null where the column may be empty."""
    schema = dict(TYPES[colonne.type])
    if colonne.valeurs:
        schema["enum"] = list(colonne.valeurs)
    if not colonne.requise:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    unit = f" En {colonne.unite}." if colonne.unite else ""
    return schema | {"description": f"{colonne.description}{unit}"}


def ligne_schema(table: Table) -> Schema:
    """One row: every column, always present."""
    return {
        "type": "object",
        "title": table.titre,
        "description": table.description,
        "properties": {c.nom: colonne_schema(c) for c in table.colonnes},
        "required": [c.nom for c in table.colonnes],
        "additionalProperties": False,
    }


@cache
def donnees_schema() -> Schema:
    """The schema of `donnees.json`."""
    text = {"type": "string"}
    edition: dict[str, Schema] = {
        "numero": text,
        "date": {"type": "string", "format": "date"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "note": text,
        "territoire": text,
        "id_ti": {"type": ["string", "null"]},
        "periode": text,
        "editeur": text,
        "page": {"type": "string", "format": "uri"},
        "avertissement": text,
    }
    top: Schema = {
        "$schema": {"type": "string", "const": licence.schema_url("donnees")},
        "licence": {"type": "string", "const": licence.ADRESSE},
        "edition": _object(edition),
        **{
            table.nom: {"type": "array", "items": {"$ref": f"#/$defs/{table.nom}"}}
            for table in TABLES
        },
    }
    return (
        _document("donnees", "Les données d’une édition")
        | _object(top)
        | {"$defs": {table.nom: ligne_schema(table) for table in TABLES}}
    )


@cache
def contenu_schema() -> Schema:
    """The schema of the frozen content. A field at its usual value is left out of the file."""
    defs: dict[str, Schema] = {}
    _class_schema(Contenu, defs)
    root = {"$ref": f"#/$defs/{Contenu.__name__}"}
    return _document("contenu", "Le contenu figé d’une édition") | root | {"$defs": defs}


SCHEMAS = {"donnees": donnees_schema, "contenu": contenu_schema}


def _document(nom: str, titre: str) -> Schema:
    return {"$schema": DRAFT, "$id": licence.schema_url(nom), "title": titre}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _class_schema(cls: type, defs: dict[str, Schema]) -> Schema:
    """A reference to the schema of a frozen class, written once."""
    if cls.__name__ not in defs:
        defs[cls.__name__] = {}  # known before its fields, which may name it
        hints = get_type_hints(cls)
        required = [
            f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING
        ]
        defs[cls.__name__] = {
            "type": "object",
            "properties": {f.name: _hint_schema(hints[f.name], defs) for f in fields(cls)},
            "required": required,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _hint_schema(hint: Any, defs: dict[str, Schema]) -> Schema:
    if is_dataclass(hint) and isinstance(hint, type):
        return _class_schema(hint, defs)
    if get_origin(hint) in (types.UnionType, Union):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return {"anyOf": [_hint_schema(inner, defs), {"type": "null"}]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _hint_schema(get_args(hint)[0], defs)}
    plain: Mapping[Any, Schema] = {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        Decimal: {"type": "string", "pattern": DECIMAL},
        date: {"type": "string", "format": "date"},
    }
    return plain[hint]
