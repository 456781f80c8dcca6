"""The minutes of a séance, on the web and in PDF, and its paper ballots."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from seances import compte_rendu as minutes
from seances import confirmation
from seances.access import Facilitation, get_facilitation_or_404
from seances.depouillement.methodes import Methode, read_parameters
from seances.models import Scrutin, Seance
from seances.pdf import compte_rendu as pdf_minutes
from seances.pdf import papier as pdf_papier
from seances.projection import regle
from seances.rules import console as rules
from seances.rules.confirmation import why_not_renvoyer
from seances.services.confirmation import renvoyer_confirmations
from seances.urne import on_ballot
from socle.francais import pluriel
from socle.refus import refuse

#: Sheets printed at once.
MOST_SHEETS = 60
#: Letters of a print run, without those one mistakes for another.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@require_safe
def page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The minutes as they are now: provisional until the séance is closed."""
    facilitation = get_facilitation_or_404(request.user, slug, pk)
    context = {
        "access": facilitation.access,
        "seance": facilitation.seance,
        "rendu": minutes.collecter(facilitation.seance, now()),
        "unproved": _unproved(facilitation),
    }
    return render(request, "seances/compte_rendu/page.html", context)


def _unproved(facilitation: Facilitation) -> int:
    """How many may be written to again, for who may do it."""
    return 0 if why_not_renvoyer(facilitation) else len(confirmation.unproved(facilitation.seance))


@require_POST
def renvoyer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send the link again to who pledged and has not confirmed an address."""
    sent = renvoyer_confirmations(get_facilitation_or_404(request.user, slug, pk))
    if sent:
        messages.success(request, f"{pluriel(sent, 'message repart', 'messages repartent')}.")
    else:
        messages.info(
            request,
            "Aucun message à renvoyer\u00a0: les adresses sont confirmées, ou un message vient de "
            "partir.",
        )
    return redirect(f"{reverse('seances:compte_rendu', args=[slug, pk])}#engagements")


@require_safe
def pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same minutes, to send and to file."""
    seance = get_facilitation_or_404(request.user, slug, pk).seance
    data = pdf_minutes.render(minutes.collecter(seance, now()))
    return _pdf(data, f"compte-rendu-{slug}-{seance.date:%Y-%m-%d}.pdf")


@require_safe
def bulletins(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    """Paper ballots of one vote, numbered; `nombre` of them (20 when it is not given)."""
    facilitation = get_facilitation_or_404(request.user, slug, pk)
    refuse(rules.why_not_faciliter(facilitation))
    found = get_object_or_404(facilitation.seance.scrutins, pk=scrutin)
    asked = request.GET.get("nombre", "")
    number = max(1, min(int(asked) if asked.isdecimal() else 20, MOST_SHEETS))
    typing = request.build_absolute_uri(reverse("seances:papier", args=[slug, pk, found.pk]))
    run = "".join(secrets.choice(LETTERS) for _ in range(3))
    serials = [(f"{run}-{n:02d}", f"{typing}?serial={run}-{n:02d}") for n in range(1, number + 1)]
    data = pdf_papier.render(_feuillet(facilitation.seance, found), serials)
    return _pdf(data, f"bulletins-{slug}-{found.pk}.pdf")


def _feuillet(seance: Seance, scrutin: Scrutin) -> pdf_papier.Feuillet:
    parameters = read_parameters(scrutin.methode, scrutin.parameters)
    criteres = getattr(parameters, "criteres", ()) if scrutin.methode is Methode.CRITERES else ()
    return pdf_papier.Feuillet(
        titre=scrutin.title,
        seance=seance.title,
        jour=seance.date,
        territoire=seance.feuille.territoire.name,
        regle=regle(scrutin),
        actions=tuple((action.numero, action.title) for action in on_ballot(scrutin)),
        colonnes=pdf_papier.colonnes_of(scrutin.methode, [one.label for one in criteres]),
    )


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
