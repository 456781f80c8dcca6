"""The fiches d’engagement, downloaded: of one pledge, or of all that an organisation signed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from engagements import documents
from engagements.models import Engagement, Signature
from territoires.access import get_access_or_404


@require_safe
def fiche(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The fiche of a pledge, signed or in draft; `?version=1` for one that was replaced."""
    access = get_access_or_404(request.user, slug)
    readable = Engagement.objects.readable_by(access).for_text()
    engagement = get_object_or_404(readable, pk=pk)
    try:
        found = documents.fiche_of(engagement, access, _version(request))
    except Signature.DoesNotExist:
        raise Http404 from None
    return _download(request, found)


@require_safe
def fiches(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The charte: all the fiches of an organisation that hold, in one document."""
    access = get_access_or_404(request.user, slug)
    organisation = get_object_or_404(access.feuille.territoire.organisations.all(), pk=pk)
    found = documents.fiches_of(organisation, access)
    if found is None:
        raise Http404
    return _download(request, found)


def _version(request: HttpRequest) -> int | None:
    """The version asked for, None for the one in force; 404 for what is no number."""
    typed = request.GET.get("version", "")
    if not typed:
        return None
    if not (typed.isdecimal() and len(typed) < 6):
        raise Http404
    return int(typed)


def _download(request: HttpRequest, document: documents.Document) -> HttpResponse:
    """Never kept by what stands between: the next reader may not have the right to it."""
    # A PDF is compressed inside; compressed again it would lose its length for nothing.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = HttpResponse(document.data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.name}"'
    patch_cache_control(response, private=True, no_cache=True)
    return response
