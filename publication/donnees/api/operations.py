"""The addresses of the API: load, ask, answer."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from publication.donnees.api import reponses as corps
from publication.donnees.api.parametres import (
    INCONNUS,
    FiltreActions,
    FiltreEngagements,
    Pagination,
)
from publication.donnees.colonnes import ACTIONS, ENGAGEMENTS
from publication.donnees.fichiers import source_of
from publication.donnees.ouverture import (
    INCONNUE,
    LATEST_SECONDS,
    Probleme,
    servir,
    trouver,
)
from publication.models import Edition
from socle import reponses

JSON = "application/json; charset=utf-8"
READ = ["GET", "HEAD"]

api = NinjaAPI(
    title="Données ouvertes des feuilles de route",
    version="1.0.0",
    description=(
        "Les éditions publiées, en lecture seule. Aucune clé, aucun compte. Tout vient du contenu "
        "figé de chaque édition, sous Licence Ouverte 2.0."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Probleme)
def refused(_request: HttpRequest, problem: Probleme) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def misread(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """One line for each parameter that was not understood."""
    told = [line for one in error.errors for line in _lines(one)]
    names = ", ".join(line["parametre"] for line in told)
    detail = f"Corrigez ou retirez\u00a0: {names}. La documentation donne les valeurs possibles."
    return Probleme(422, "Paramètre non compris", detail, told).response()


def _lines(error: dict[str, Any]) -> list[dict[str, str]]:
    if error["type"] == INCONNUS:
        words = "Ce paramètre n’existe pas ici."
        return [{"parametre": name, "detail": words} for name in error["ctx"]["noms"]]
    return [{"parametre": str(error["loc"][-1]), "detail": _words(error)}]


def _words(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    expected = context.get("expected", "").replace(" or ", " ou ")
    return {
        "int_parsing": "Écrivez un nombre entier.",
        "literal_error": f"Choisissez parmi\u00a0: {expected}.",
        "greater_than_equal": f"Écrivez {context.get('ge')} ou plus.",
        "less_than_equal": f"Écrivez {context.get('le')} ou moins.",
        "string_too_short": "Écrivez au moins un caractère, ou retirez ce paramètre.",
        "string_too_long": "C’est trop long\u00a0: 200 caractères au plus.",
    }.get(error["type"], "Cette valeur n’est pas comprise.")


@api.api_operation(READ, "/territoires/", url_name="api_territoires", operation_id="territoires",
                   summary="Les territoires qui publient", tags=["territoires"])  # fmt: skip
def territoires(request: HttpRequest, filtre: Query[Pagination]) -> HttpResponse:
    """Une ligne par feuille de route publiée, avec sa dernière édition."""
    editions = list(
        Edition.objects.published().without_content().select_related("feuille__territoire")
    )
    found = corps.territoires(editions)
    body = _dumps(corps.liste(request, "territoires", found, filtre))
    modified = max((e.published_at for e in editions), default=timezone.now())
    response = HttpResponse(body, content_type=JSON)
    return reponses.kept(request, response, modified=modified, seconds=LATEST_SECONDS)


@api.api_operation(READ, "/feuilles/{slug:feuille}/editions/", url_name="api_editions",
                   operation_id="editions", summary="Les éditions d’une feuille de route",
                   tags=["éditions"])  # fmt: skip
def editions(request: HttpRequest, feuille: str, filtre: Query[Pagination]) -> HttpResponse:
    """Les éditions en ligne, la plus récente d’abord."""
    found = list(Edition.objects.of_slug(feuille))
    if not found:
        raise Probleme(404, "Introuvable", INCONNUE)
    rows = [corps.edition(one) for one in found]
    response = HttpResponse(
        _dumps(corps.liste(request, "editions", rows, filtre)), content_type=JSON
    )
    modified = max(e.published_at for e in found)
    return reponses.kept(request, response, modified=modified, seconds=LATEST_SECONDS)


@api.api_operation(READ, "/feuilles/{slug:feuille}/editions/{edition:numero}/",
                   url_name="api_edition", operation_id="edition", summary="Une édition",
                   tags=["éditions"])  # fmt: skip
def edition(request: HttpRequest, feuille: str, numero: str) -> HttpResponse:
    """Son numéro, sa date, son empreinte, ses fichiers. « derniere » vaut pour le numéro."""
    trouvee = trouver(feuille, numero)
    return servir(request, trouvee, _dumps(corps.edition(trouvee.edition)), JSON)


@api.api_operation(READ, "/feuilles/{slug:feuille}/editions/{edition:numero}/actions/",
                   url_name="api_actions", operation_id="actions",
                   summary="Les actions d’une édition", tags=["actions"])  # fmt: skip
def actions(
    request: HttpRequest, feuille: str, numero: str, filtre: Query[FiltreActions]
) -> HttpResponse:
    """Les colonnes du fichier actions.csv. Les filtres se cumulent."""
    trouvee = trouver(feuille, numero)
    body = corps.lignes(request, ACTIONS, source_of(trouvee.edition), filtre)
    return servir(request, trouvee, _dumps(body), JSON)


@api.api_operation(READ, "/feuilles/{slug:feuille}/editions/{edition:numero}/actions/{str:action}/",
                   url_name="api_action", operation_id="action", summary="Une action",
                   tags=["actions"])  # fmt: skip
def action(request: HttpRequest, feuille: str, numero: str, action: str) -> HttpResponse:
    """Ses colonnes, et sa fiche entière : étapes, financements, indicateurs, besoins."""
    trouvee = trouver(feuille, numero)
    source = source_of(trouvee.edition)
    found = next((a for a in source.contenu.actions if a.numero == action), None)
    if found is None:
        raise Probleme(404, "Introuvable", INCONNUE)
    return servir(request, trouvee, _dumps(corps.action(ACTIONS, source, found)), JSON)


@api.api_operation(READ, "/feuilles/{slug:feuille}/editions/{edition:numero}/engagements/",
                   url_name="api_engagements", operation_id="engagements",
                   summary="Les engagements d’une édition", tags=["engagements"])  # fmt: skip
def engagements(
    request: HttpRequest, feuille: str, numero: str, filtre: Query[FiltreEngagements]
) -> HttpResponse:
    """Les colonnes du fichier engagements.csv. Une quantité non publiée est vide."""
    trouvee = trouver(feuille, numero)
    body = corps.lignes(request, ENGAGEMENTS, source_of(trouvee.edition), filtre)
    return servir(request, trouvee, _dumps(body), JSON)


def _dumps(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
