"""Where the API is: the addresses of its operations, open to other sites."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe

from publication.donnees.api.operations import api
from publication.donnees.ouverture import INCONNUE, Probleme, ouvert

ROOT = "api-root"  # django-ninja's own, which answers nothing


def patterns(prefix: str) -> list[URLPattern]:
    """One pattern an operation, then one that refuses any other address in words."""
    found = [
        path(f"{prefix}{pattern.pattern}", ouvert(pattern.callback), name=pattern.name)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != ROOT
    ]
    # Whatever follows, line ends too, which « path » would let through to a page.
    return [*found, re_path(rf"^{prefix}[\s\S.]*$", ouvert(unknown))]


@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    raise Probleme(404, "Introuvable", INCONNUE)
