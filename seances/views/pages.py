"""The séances of a roadmap: what comes, what is open, what was said, amended, voted."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from seances import affichage
from seances.models import Seance
from seances.rules.console import why_not_creer, why_not_rejouer
from territoires.access import Access, get_access_or_404


@require_safe
def liste(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    context = {
        "access": access,
        "seances": access.feuille.seances.with_counts(),
        "runs": access.is_team,
        "why_not_creer": why_not_creer(access),
        "rejoue": _replayable(access),
    }
    return render(request, "seances/liste.html", context)


def _replayable(access: Access) -> Seance | None:
    """In demonstration, the past séance that may play again, for who leads the roadmap."""
    if why_not_rejouer(access, is_demo=settings.DEMO):
        return None
    found: Seance | None = access.feuille.seances.past().original().first()
    return found


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
