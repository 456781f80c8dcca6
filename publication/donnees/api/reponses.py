"""What the API answers: plain values, made from frozen contents and the table of editions."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from publication import canonique
from publication.contenu import ActionContenu
from publication.donnees import licence
from publication.donnees.api.parametres import Pagination, retenues
from publication.donnees.colonnes import Source, Table, Valeur
from publication.donnees.documents import json_value
from publication.donnees.fichiers import FICHIERS
from publication.models import Edition

Reponse = dict[str, Any]


def liste(request: HttpRequest, nom: str, rows: Sequence[Any], filtre: Pagination) -> Reponse:
    """One page of rows, with how many there are and where the next ones are."""
    start = (filtre.page - 1) * filtre.par_page
    last = max(1, -(-len(rows) // filtre.par_page))
    return {
        "total": len(rows),
        "page": filtre.page,
        "par_page": filtre.par_page,
        "precedente": _page(request, min(filtre.page - 1, last)) if filtre.page > 1 else None,
        "suivante": _page(request, filtre.page + 1) if filtre.page < last else None,
        nom: rows[start : start + filtre.par_page],
    }


def lignes(request: HttpRequest, table: Table, source: Source, filtre: Pagination) -> Reponse:
    """One page of the rows of a table that the filter keeps."""
    return liste(
        request, table.nom, [_json(r) for r in retenues(table.rows(source), filtre)], filtre
    )


def action(table: Table, source: Source, found: ActionContenu) -> Reponse:
    """The row of an action, and its whole fiche as it was frozen."""
    row = next(r for r in table.rows(source) if r["numero"] == found.numero)
    return _json(row) | {"fiche": json.loads(canonique.dumps(found))}


def territoires(editions: Sequence[Edition]) -> list[Reponse]:
    """The roadmaps that have an edition online, with their latest; `editions` newest first."""
    latest: dict[str, Edition] = {}
    for one in editions:
        latest.setdefault(one.feuille.slug, one)
    return [
        {
            "lib_ti": one.feuille.territoire.name,
            "id_ti": one.feuille.territoire.id_ti or None,
            "feuille": slug,
            "periode": one.feuille.periode,
            "derniere": edition(one),
            "editions": _absolute("ouvertes:api_editions", slug),
        }
        for slug, one in sorted(latest.items())
    ]


def edition(one: Edition) -> Reponse:
    """What is known of an edition, and where the rest is."""
    args = (one.feuille.slug, one.numero)
    files = {nom: _absolute("donnees:fichier", *args, *nom.split(".")) for nom in FICHIERS}
    return {
        "feuille": one.feuille.slug,
        "numero": one.numero,
        "publiee_le": one.published_at.isoformat(timespec="seconds") if one.published_at else None,
        "note": one.note,
        "sha256": one.sha256,
        "nb_actions": one.n_actions,
        "nb_engagements": one.n_engagements,
        "licence": licence.ADRESSE,
        "page": _absolute("publication:edition", *args),
        "actions": _absolute("ouvertes:api_actions", *args),
        "engagements": _absolute("ouvertes:api_engagements", *args),
        "fichiers": files
        | {
            "contenu.json": _absolute("publication:contenu", *args),
            "feuille-de-route.pdf": _absolute("publication:pdf", *args),
            "feuille-de-route.docx": _absolute("donnees:docx", *args),
        },
    }


def _json(row: dict[str, Valeur]) -> Reponse:
    return {name: json_value(value) for name, value in row.items()}


def _page(request: HttpRequest, page: int) -> str:
    """The same address at another page."""
    query = urlencode({**request.GET.dict(), "page": page})
    return f"{licence.absolue(request.path)}?{query}"


def _absolute(name: str, *args: str) -> str:
    return licence.absolue(reverse(name, args=args))
