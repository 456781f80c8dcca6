"""The OpenAPI document in words, for the page that explains the API: no script, no other site."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parametre:
    """One parameter of an operation: its name, where it goes, what it says."""

    nom: str
    place: str
    description: str
    valeurs: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API answers."""

    adresse: str
    titre: str
    description: str
    parametres: tuple[Parametre, ...]


#: Parameters of the path, which are the same everywhere.
PATH = {
    "feuille": "Adresse de la feuille de route, par exemple dans la liste des territoires.",
    "numero": "Numéro de l’édition, par exemple 1.0, ou « derniere ».",
    "action": "Numéro de l’action, par exemple 1.3.",
}


def operations(document: dict[str, Any]) -> list[Operation]:
    """The operations of an OpenAPI document, in its order."""
    return [
        Operation(
            adresse=path,
            titre=one["summary"],
            description=one.get("description", ""),
            parametres=tuple(map(_parameter, one["parameters"])),
        )
        for path, methods in document["paths"].items()
        for one in methods.values()
    ]


def _parameter(parameter: dict[str, Any]) -> Parametre:
    name, inside = parameter["name"], parameter["in"] == "path"
    schema = parameter["schema"]
    return Parametre(
        nom=name,
        place="dans l’adresse" if inside else "après ?",
        description=PATH.get(name, "") if inside else schema.get("description", ""),
        valeurs=", ".join(map(str, _enum(schema))),
    )


def _enum(schema: dict[str, Any]) -> list[Any]:
    """The closed list of a parameter that may be absent."""
    for one in (schema, *schema.get("anyOf", ())):
        if "enum" in one:
            return list(one["enum"])
    return []
