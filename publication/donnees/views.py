"""The files of the open data, and the pages that explain them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from publication.adresses import Adresses
from publication.donnees import licence
from publication.donnees.api import openapi as document
from publication.donnees.api.lecture import operations
from publication.donnees.api.parametres import AU_PLUS
from publication.donnees.colonnes import TABLES
from publication.donnees.documents import dumps
from publication.donnees.fichiers import DOCX, FICHIERS, Fichier, octets
from publication.donnees.ouverture import (
    LATEST,
    LATEST_SECONDS,
    Trouvee,
    ouvert,
    servir,
    trouver,
)
from publication.donnees.schemas import SCHEMAS
from publication.flux import flux
from publication.models import Edition
from socle import reponses


@ouvert
@require_safe
def fichier(request: HttpRequest, slug: str, numero: str, nom: str, suffixe: str) -> HttpResponse:
    """One file of an edition, or of the latest one."""
    wanted = FICHIERS.get(f"{nom}.{suffixe}")
    if wanted is None:
        raise Http404
    return _file(request, trouver(slug, numero), wanted)


@ouvert
@require_safe
def docx(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """The roadmap for a word processor."""
    return _file(request, trouver(slug, numero), DOCX)


@ouvert
@require_safe
def schema(request: HttpRequest, nom: str) -> HttpResponse:
    """A JSON Schema at its versioned address."""
    name, _, version = nom.rpartition("-")
    if name not in SCHEMAS or version != str(licence.VERSION):
        raise Http404
    response = HttpResponse(dumps(SCHEMAS[name]()), content_type="application/schema+json")
    return reponses.kept(request, response, modified=STARTED, seconds=LATEST_SECONDS)


@ouvert
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of the API."""
    response = HttpResponse(dumps(document()), content_type="application/json; charset=utf-8")
    return reponses.kept(request, response, modified=STARTED, seconds=LATEST_SECONDS)


@ouvert
@require_safe
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of a roadmap, for feed readers."""
    editions = list(Edition.objects.of_slug(slug))
    if not editions:
        raise Http404
    response = HttpResponse(
        flux(editions, slug), content_type="application/atom+xml; charset=utf-8"
    )
    modified = max(edition.published_at for edition in editions)
    return reponses.kept(request, response, modified=modified, seconds=LATEST_SECONDS)


@require_safe
def donnees(request: HttpRequest, slug: str) -> HttpResponse:
    """The open data of one roadmap: files of each edition, addresses, dictionary."""
    editions = list(Edition.objects.of_slug(slug))
    if not editions:
        raise Http404
    request.feuille = editions[0].feuille  # the surroundings of the page read it there
    context = {
        "slug": slug,
        "editions": [(e, Adresses.of_edition(e, slug)) for e in editions],
        "fichiers": FICHIERS.values(),
        "tables": TABLES,
        "licence": licence,
        "derniere": LATEST,
        "schemas": [licence.schema_url(nom) for nom in SCHEMAS],
    }
    response = render(request, "publication/donnees.html", context)
    return reponses.page(request, response, editions[0].published_at)


@require_safe
def ouvertes(request: HttpRequest) -> HttpResponse:
    """What all open data share: which roadmaps, which columns, how the API is asked."""
    published = Edition.objects.published().without_content()
    editions = list(published.select_related("feuille__territoire"))
    context = {
        "feuilles": {edition.feuille: edition for edition in reversed(editions)}.items(),
        "tables": TABLES,
        "licence": licence,
        "schemas": [licence.schema_url(nom) for nom in SCHEMAS],
        "operations": operations(document()),
        "openapi_url": licence.absolue(reverse("ouvertes:openapi")),
        "par_page": AU_PLUS,
    }
    response = render(request, "publication/ouvertes.html", context)
    return reponses.page(request, response, STARTED)


def _file(request: HttpRequest, trouvee: Trouvee, wanted: Fichier) -> HttpResponse:
    if wanted.zipped:  # compressed again it would lose its length for nothing
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    edition = trouvee.edition
    response = servir(request, trouvee, octets(edition, wanted.nom), wanted.kind)
    place = "attachment" if wanted.telecharger else "inline"
    name = f"{edition.feuille.slug}-{edition.numero}-{wanted.nom}"
    response["Content-Disposition"] = f'{place}; filename="{name}"'
    return response


#: The schemas come with the code.
STARTED = timezone.now()
