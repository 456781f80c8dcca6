"""The séances of a roadmap: what comes, what is open, what was said, amended, voted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from seances import affichage
from seances.rules.console import why_not_creer
from territoires.access import get_access_or_404


@require_safe
def liste(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    context = {
        "access": access,
        "seances": access.feuille.seances.with_counts(),
        "runs": access.is_team,
        "why_not_creer": why_not_creer(access),
    }
    return render(request, "seances/liste.html", context)


@require_safe
def seance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    seance = get_object_or_404(access.feuille.seances.with_counts().for_page(), pk=pk)
    context = {
        "access": access,
        "seance": seance,
        "page": affichage.of_seance(seance),
        "runs": access.is_team,
    }
    return render(request, "seances/seance.html", context)
