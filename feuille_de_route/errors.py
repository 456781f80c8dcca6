"""Pages of refusal: what happened, and the next step. Texts in French, no status code shown."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403 with its reason; a htmx request gets the same page, shown whole."""
    reason = str(exception) or "Votre rôle ne donne pas accès à cette page."
    response = render(request, "403.html", {"reason": reason}, status=403)
    if getattr(request, "htmx", False):
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


def page_not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No context, no database: they may be what failed."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
