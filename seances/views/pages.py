"""Past séances: what was said, amended, voted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from seances import affichage
from territoires.access import get_access_or_404


@require_safe
def liste(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    seances = access.feuille.seances.with_counts()
    return render(request, "seances/liste.html", {"access": access, "seances": seances})


@require_safe
def seance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    seance = get_object_or_404(access.feuille.seances.with_counts().for_page(), pk=pk)
    context = {"access": access, "seance": seance, "page": affichage.of_seance(seance)}
    return render(request, "seances/seance.html", context)
