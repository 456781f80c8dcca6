"""The open data as JSON: the rows of an edition, and the description of its files."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from publication.contenu import fingerprint
from publication.donnees import licence
from publication.donnees.colonnes import TABLES, Colonne, Source, Table, Type, Valeur

#: Types of Frictionless Data (Table Schema 1.0).
FRICTIONLESS = {
    Type.TEXTE: "string",
    Type.ENTIER: "integer",
    Type.NOMBRE: "number",
    Type.BOOLEEN: "boolean",
    Type.DATE: "date",
    Type.MOMENT: "string",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def json_of(source: Source) -> bytes:
    """Every row of an edition with what tells which edition it is. Described by its `$schema`."""
    rows = {
        table.nom: [
            {nom: json_value(value) for nom, value in row.items()} for row in table.rows(source)
        ]
        for table in TABLES
    }
    head = {"$schema": licence.schema_url("donnees"), "licence": licence.ADRESSE}
    return dumps(head | {"edition": edition_of(source)} | rows)


def edition_of(source: Source) -> dict[str, Any]:
    """What an edition says of itself."""
    contenu = source.contenu
    page = reverse("publication:edition", args=[source.slug, contenu.edition])
    return {
        "numero": contenu.edition,
        "date": contenu.date.isoformat(),
        "sha256": fingerprint(contenu),
        "note": contenu.note,
        "territoire": contenu.territoire.nom,
        "id_ti": contenu.territoire.id_ti or None,
        "periode": str(contenu.periode),
        "editeur": contenu.auteur,
        "page": licence.absolue(page),
        "avertissement": contenu.avertissement,
    }


def json_value(value: Valeur) -> str | int | float | bool | None:
    """Numbers are numbers: whole amounts without decimals, cents as they are."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def paquet_of(source: Source, fichiers: Mapping[str, bytes]) -> bytes:
    """`datapackage.json` (Frictionless Data Package): which files, with which columns.

    `fichiers`: name to bytes of the files beside it, the tables as « actions.csv »…
    """
    contenu = source.contenu
    warning = f"\n\n{contenu.avertissement}" if contenu.avertissement else ""
    package = {
        "profile": "data-package",
        "name": f"feuille-de-route-{source.slug}",
        "id": edition_of(source)["page"],
        "title": f"{contenu.titre}, Territoire d’industrie {contenu.territoire.nom}",
        "description": f"{contenu.note}{warning}".strip() or "Une édition de la feuille de route.",
        "version": contenu.edition,
        "created": f"{contenu.date.isoformat()}T00:00:00Z",
        "homepage": edition_of(source)["page"],
        "licenses": [{"name": licence.CODE, "title": licence.TITRE, "path": licence.ADRESSE}],
        "contributors": [{"title": contenu.auteur, "role": "publisher"}] if contenu.auteur else [],
        "resources": [
            *(_table(table, fichiers[f"{table.nom}.csv"]) for table in TABLES),
            _file("donnees-json", "donnees.json", "application/json", fichiers["donnees.json"]),
            _file("classeur", "donnees.xlsx", XLSX, fichiers["donnees.xlsx"]),
        ],
    }
    return dumps({name: value for name, value in package.items() if value})


def dumps(value: Any) -> bytes:
    """JSON a person can read."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _table(table: Table, data: bytes) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(colonne) for colonne in table.colonnes],
        "missingValues": [""],
    }
    if table.cle:
        schema["primaryKey"] = [table.cle]
    return _file(table.nom, f"{table.nom}.csv", "text/csv", data) | {
        "profile": "tabular-data-resource",
        "title": table.titre,
        "description": table.description,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def _file(name: str, path: str, kind: str, data: bytes) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": name,
        "path": path,
        "format": path.rsplit(".", 1)[1],
        "mediatype": kind,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    return described if kind == XLSX else described | {"encoding": "utf-8"}


def _field(colonne: Colonne) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if colonne.requise else {}
    if colonne.valeurs:
        constraints["enum"] = list(colonne.valeurs)
    return {
        "name": colonne.nom,
        "type": FRICTIONLESS[colonne.type],
        "description": colonne.description,
        **({"constraints": constraints} if constraints else {}),
    }
