"""How open data travels: readable from any site, kept by caches, refused in words (RFC 9457).

Only these addresses are open to other sites, and only to be read: they hold nothing that is not
published, and look at no cookie.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from publication.donnees import licence
from publication.models import Edition
from socle import reponses
from socle.francais import date_longue

#: An edition never changes; a withdrawn one leaves caches within this time.
EDITION_SECONDS = int(timedelta(days=7).total_seconds())
#: « dernière », and lists: a new edition is seen within this time.
LATEST_SECONDS = int(timedelta(minutes=5).total_seconds())
LATEST = "derniere"
METHODS = ("GET", "HEAD", "OPTIONS")
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Content-Disposition",
    "Access-Control-Max-Age": "86400",
}
View = Callable[..., HttpResponse]

INCONNUE = "Cette adresse n’existe pas, ou l’édition n’est pas publiée. Vérifiez-la sur la page des données ouvertes."
LECTURE = "Ces données se lisent seulement : demandez cette adresse par GET."


class Probleme(Exception):
    """A refusal in words: status, title and what to do, in French. `champs`: one line a parameter."""

    def __init__(self, status: int, titre: str, detail: str, champs: list[Any] | None = None):
        super().__init__(detail)
        self.status, self.titre, self.detail = status, titre, detail
        self.champs = champs or []

    def response(self) -> HttpResponse:
        told = {"type": "about:blank", "title": self.titre, "status": self.status}
        told["detail"] = self.detail
        if self.champs:
            told["errors"] = self.champs
        body = json.dumps(told, ensure_ascii=False)
        response = HttpResponse(body, status=self.status, content_type="application/problem+json")
        response["Cache-Control"] = "no-store"  # an edition may come online, or come back
        return response


class Trouvee(NamedTuple):
    """An edition somebody may read, and for how long an answer about it may be kept."""

    edition: Edition
    seconds: int


def trouver(slug: str, numero: str) -> Trouvee:
    """The published edition at an address, or the latest. Raises `Probleme`: 404, or 410 withdrawn."""
    if numero == LATEST:
        found, seconds = Edition.objects.of_slug(slug).first(), LATEST_SECONDS
    else:
        found = Edition.objects.known_of_slug(slug).numbered(numero).first()
        seconds = EDITION_SECONDS
    if found is None:
        raise Probleme(404, "Introuvable", INCONNUE)
    if found.state == Edition.State.RETIREE:
        raise Probleme(410, "Édition retirée", _withdrawn(found))
    return Trouvee(found, seconds)


def _withdrawn(edition: Edition) -> str:
    day = f" le {date_longue(edition.withdrawn_at.date())}" if edition.withdrawn_at else ""
    return f"L’édition {edition} a été retirée{day}. Motif\u00a0: {edition.withdrawal_reason}"


def ouvert(view: View) -> View:
    """A view other sites may read: CORS on every answer, and refusals in words."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _answer(view, request, args, kwargs)
        for name, value in CORS.items():
            response.headers[name] = value
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # writes nothing: refused in words
    return answer


def _answer(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
    try:
        response = view(request, *args, **kwargs)
    except Probleme as refused:
        return refused.response()
    except Http404:
        return Probleme(404, "Introuvable", INCONNUE).response()
    if isinstance(response, HttpResponseNotAllowed):
        refusal = Probleme(405, "Méthode refusée", LECTURE).response()
        refusal["Allow"] = response["Allow"]
        return refusal
    return response


def servir(request: HttpRequest, trouvee: Trouvee, data: bytes, kind: str) -> HttpResponse:
    """A public answer about an edition: its licence, its tag, its date, how long it is kept."""
    response = HttpResponse(data, content_type=kind)
    response["Link"] = f'<{licence.ADRESSE}>; rel="license"'
    modified = trouvee.edition.published_at
    assert modified is not None  # noqa: S101 -- a constraint: published editions are dated
    return reponses.kept(request, response, modified=modified, seconds=trouvee.seconds)
