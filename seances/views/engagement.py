"""« Je m’engage » on a phone: three steps, kept by the phone until the last one is sent."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from actions.apports import Apport
from actions.models import Action
from engagements import affichage
from engagements.forms import KIND_GROUPS, ApportForm, PrecisionsForm
from engagements.models import Engagement
from engagements.parcours import STEPS
from engagements.rules import why_not_s_engager
from seances import poche
from seances.models import Participant
from seances.saisie import ConfirmationForm
from seances.services import contributions as services
from seances.views.salle import done, person_of, show
from socle.forms import attempt, status_of
from socle.http import form_methods
from socle.refus import refuse


@never_cache
@form_methods
def apport(request: HttpRequest, pk: int, numero: str) -> HttpResponse:
    """Step 1: what one brings."""
    participant, current = _start(request, pk, numero)
    organisations = [participant.organisation] if participant.organisation else []
    form = ApportForm(_posted(request), organisations=organisations)
    if organisations and form.is_valid():
        return redirect("salle:precisions", pk, numero, form.cleaned_data["kind"])
    context = {"form": form, "groupes": KIND_GROUPS, "known": participant.organisation}
    return _page(request, participant, current, 1, "apport", status_of(form), **context)


@never_cache
@form_methods
def precisions(request: HttpRequest, pk: int, numero: str, kind: str) -> HttpResponse:
    """Step 2, then step 3 with the answers of step 2 in the same form; sent, it is declared."""
    participant, current = _start(request, pk, numero)
    if kind not in Apport or participant.organisation is None:
        raise Http404("Cette étape n’existe pas.")
    pledge = Engagement(action=current, organisation=participant.organisation, kind=kind)
    form = PrecisionsForm(_posted(request), engagement=pledge)
    if not form.is_bound or not form.is_valid() or "corriger" in request.POST:
        context = {"form": form, "kind": kind}
        return _page(request, participant, current, 2, "precisions", status_of(form), **context)
    confirm = ConfirmationForm(request.POST if "envoyer" in request.POST else None)
    if confirm.is_valid():
        values = {"kind": kind, **form.cleaned_data, **confirm.cleaned_data}
        if attempt(confirm, services.s_engager, participant, current, **values):
            messages.success(request, f"Votre engagement sur l’action {numero} est envoyé.")
            return done(request, "salle:salle", pk)
    return _check(request, participant, pledge, form, confirm)


def _check(
    request: HttpRequest,
    participant: Participant,
    pledge: Engagement,
    form: PrecisionsForm,
    confirm: ConfirmationForm,
) -> HttpResponse:
    """Step 3: read again, and send."""
    for name, value in form.cleaned_data.items():
        setattr(pledge, name, value)
    context = {
        "form": confirm,
        "typed": {name: request.POST[name] for name in form.fields if name in request.POST},
        "kind": pledge.kind,
        "engagement": pledge,
        "apport": affichage.apport_words(pledge.kind),
        "quantity": affichage.quantity_of(pledge, None),
        "periode": affichage.periode(pledge),
    }
    status = status_of(confirm)
    return _page(request, participant, pledge.action, 3, "verification", status, **context)


def _start(request: HttpRequest, pk: int, numero: str) -> tuple[Participant, Action]:
    """Who pledges, on what. A form already sent is answered by its service, nothing is lost."""
    participant = person_of(request, pk)
    current = poche.action_or_404(participant.seance, numero)
    if request.method != "POST":
        access = poche.access_in(poche.moment_of(participant.seance, now()), participant)
        refuse(why_not_s_engager(current, access))
    return participant, current


def _page(
    request: HttpRequest,
    participant: Participant,
    current: Action,
    step: int,
    name: str,
    status: int,
    **context: Any,
) -> HttpResponse:
    context |= {"action": current, "steps": STEPS, "step": step}
    return show(request, participant, name, status=status, **context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
