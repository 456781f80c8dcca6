"""The OpenAPI document: parameters as django-ninja reads them, answers as the columns say."""

from functools import cache
from typing import Any

from publication.donnees import licence
from publication.donnees.api.lecture import PATH
from publication.donnees.api.operations import api
from publication.donnees.colonnes import ACTIONS, ENGAGEMENTS
from publication.donnees.schemas import contenu_schema, ligne_schema

Schema = dict[str, Any]
PREFIX = "/api/v1/"
TEXT: Schema = {"type": "string"}
URI: Schema = {"type": "string", "format": "uri"}
COUNT: Schema = {"type": "integer", "minimum": 0}
PROBLEM = "application/problem+json"
#: operation → schema of its answer
ANSWERS = {
    "territoires": "ListeTerritoires",
    "editions": "ListeEditions",
    "edition": "Edition",
    "actions": "ListeActions",
    "action": "ActionEntiere",
    "engagements": "ListeEngagements",
}
REFUSALS = {
    "404": "Introuvable",
    "405": "Méthode refusée",
    "410": "Édition retirée, avec son motif",
    "422": "Paramètre non compris",
}


@cache
def openapi() -> Schema:
    """OpenAPI 3.1, whole."""
    document = dict(api.get_openapi_schema(path_prefix=PREFIX))
    for operations in document["paths"].values():
        operations.pop("head", None)  # every GET may be asked by HEAD: HTTP says it
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["description"] = PATH[parameter["name"]]
            operation["responses"] = _answers(ANSWERS[operation["operationId"]])
    document["info"]["license"] = {"name": licence.TITRE, "identifier": licence.CODE}
    document["servers"] = [{"url": licence.absolue("/").rstrip("/")}]
    document["components"] = {"schemas": document["components"]["schemas"] | _schemas()}
    return document


def _answers(name: str) -> Schema:
    content = {"application/json": {"schema": _ref(name)}}
    problem = {PROBLEM: {"schema": _ref("Probleme")}}
    return {
        "200": {"description": "OK", "content": content},
        "304": {"description": "Rien n’a changé depuis l’étiquette ou la date données."},
        **{code: {"description": words, "content": problem} for code, words in REFUSALS.items()},
    }


def _schemas() -> Schema:
    frozen = {name: _moved(schema) for name, schema in contenu_schema()["$defs"].items()}
    row = ligne_schema(ACTIONS)
    whole = row | {
        "properties": row["properties"] | {"fiche": _ref("ActionContenu")},
        "required": [*row["required"], "fiche"],
    }
    return {
        **{name: frozen[name] for name in _reached("ActionContenu", frozen)},
        "Action": row,
        "ActionEntiere": whole,
        "Engagement": ligne_schema(ENGAGEMENTS),
        "Edition": _edition(),
        "Territoire": _object(
            lib_ti=TEXT, id_ti={"type": ["string", "null"]}, feuille=TEXT, periode=TEXT,
            derniere=_ref("Edition"), editions=URI,
        ),
        "ListeTerritoires": _list("territoires", "Territoire"),
        "ListeEditions": _list("editions", "Edition"),
        "ListeActions": _list("actions", "Action"),
        "ListeEngagements": _list("engagements", "Engagement"),
        "Probleme": _problem(),
    }  # fmt: skip


def _edition() -> Schema:
    return _object(
        feuille=TEXT, numero=TEXT, publiee_le={"type": "string", "format": "date-time"}, note=TEXT,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"}, nb_actions=COUNT,
        nb_engagements=COUNT, licence=URI, page=URI, actions=URI, engagements=URI,
        fichiers={"type": "object", "additionalProperties": URI},
    )  # fmt: skip


def _list(name: str, item: str) -> Schema:
    link = {"anyOf": [URI, {"type": "null"}]}
    rows = {"type": "array", "items": _ref(item)}
    return _object(
        total=COUNT, page=COUNT, par_page=COUNT, precedente=link, suivante=link, **{name: rows}
    )


def _problem() -> Schema:
    """RFC 9457."""
    problem = _object(type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT)
    line = _object(parametre=TEXT, detail=TEXT)
    problem["properties"]["errors"] = {"type": "array", "items": line}
    return problem


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _moved(value: Any) -> Any:
    """The same schema, its references leading where OpenAPI keeps schemas."""
    if isinstance(value, dict):
        return {
            key: item.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(item)
            for key, item in value.items()
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value


def _reached(name: str, schemas: dict[str, Any]) -> list[str]:
    """The classes a class is made of, itself first."""
    found = [name]
    for one in found:
        text = str(schemas[one])
        found += [other for other in schemas if f"/{other}'" in text and other not in found]
    return found
