"""One tap of a vote: from a plain form, or from the queue of the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST

from seances.access import BADGE_COOKIE, get_voter_or_404
from seances.models import Scrutin
from seances.saisie import tap_of
from seances.services.vote import voter as save
from seances.views.salle import QUEUE, person_of, show, step_of
from socle import francais
from socle.refus import Refus


@require_POST
def voter(request: HttpRequest, pk: int, scrutin: int) -> HttpResponse:
    """Save what was tapped: « 14 h 32 » for the queue, the next question for a plain form."""
    badge = request.COOKIES.get(BADGE_COOKIE.format(seance=pk), "")
    participant = get_voter_or_404(pk, badge)
    queued = QUEUE in request.headers
    try:
        recu = save(participant, Scrutin(pk=scrutin), tap_of(request.POST, now()))
    except (Refus, Scrutin.DoesNotExist) as refus:
        reason = str(refus) if isinstance(refus, Refus) else "Ce vote n’existe plus."
        if queued:
            return HttpResponse(reason, status=403, content_type="text/plain; charset=utf-8")
        return _refused(request, pk, reason)
    if queued:
        saved = francais.heure(localtime(recu.saved_at))
        return HttpResponse(saved, content_type="text/plain; charset=utf-8")
    rank = request.POST.get("rang", "")
    anchor = f"#{rank}" if rank.isalnum() else ""
    return redirect(f"{reverse('salle:salle', args=[pk])}{anchor}")


def _refused(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    """The ballot again, with the reason above it."""
    participant = person_of(request, pk)
    context = step_of(request, participant) | {"refus": reason}
    return show(request, participant, "salle", status=403, **context)
