"""The published results on a phone: by one person one voice, or each college for the same."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from seances.publies import publie_or_404, publies_of
from seances.views.salle import person_of, show


@never_cache
@require_safe
def resultats(request: HttpRequest, pk: int) -> HttpResponse:
    """Every result published so far, the latest first."""
    participant = person_of(request, pk)
    return show(request, participant, "resultats", publies=publies_of(participant.seance))


@never_cache
@require_safe
def resultat(request: HttpRequest, pk: int, scrutin: int) -> HttpResponse:
    """One of them; `?poids=egal` counts each college for the same."""
    participant = person_of(request, pk)
    equal = request.GET.get("poids") == "egal"
    publie = publie_or_404(participant.seance, scrutin, equal_weight=equal)
    return show(request, participant, "resultat", publie=publie)
