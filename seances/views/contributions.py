"""What phones bring: read an action, comment it, amend it, say one agrees, propose another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions.models import Action
from actions.rules import redaction
from seances import poche
from seances.models import Participant
from seances.rules import contributions as rules
from seances.rules.questions import why_not_poser
from seances.saisie import AmendementForm, CommentaireForm, PropositionForm, mark_of
from seances.services import contributions as services
from seances.views.salle import done, person_of, show, told
from socle.forms import attempt, status_of
from socle.http import form_methods
from socle.refus import refuse
from territoires.droits import Droit


@never_cache
@require_safe
def action(request: HttpRequest, pk: int, numero: str) -> HttpResponse:
    """One action on one screen, and what the step lets one do of it."""
    participant = person_of(request, pk)
    current = poche.action_or_404(participant.seance, numero)
    return _card(request, participant, current, CommentaireForm())


@require_POST
def commenter(request: HttpRequest, pk: int, numero: str) -> HttpResponse:
    participant = person_of(request, pk)
    current = poche.action_or_404(participant.seance, numero)
    form = CommentaireForm(request.POST)
    if form.is_valid() and attempt(
        form, services.commenter, participant, current, **form.cleaned_data
    ):
        messages.success(request, "Votre commentaire est envoyé.")
        return done(request, "salle:action", pk, numero)
    return _card(request, participant, current, form)


@never_cache
@form_methods
def amender(request: HttpRequest, pk: int, numero: str, champ: str) -> HttpResponse:
    """Another text for one field, in the name of one's table."""
    participant = person_of(request, pk)
    current = poche.action_or_404(participant.seance, numero)
    if champ not in rules.CHAMPS:
        raise Http404("Ce champ ne s’amende pas.")
    present = getattr(current, champ)
    form = AmendementForm(_posted(request), initial={"text": present})
    if not form.is_bound:
        refuse(rules.why_not_ajuster(poche.access_in(_moment(participant), participant)))
    elif form.is_valid():
        typed = {"field": champ, **form.cleaned_data}
        if attempt(form, services.amender, participant, current, **typed):
            messages.success(request, "Votre amendement est envoyé : la salle peut le lire.")
            return done(request, "salle:amendements", pk)
    context = {"form": form, "action": current, "champ": poche.label_of(champ), "present": present}
    return show(request, participant, "amender", status=status_of(form), **context)


@never_cache
@form_methods
def proposer(request: HttpRequest, pk: int) -> HttpResponse:
    """A new action, that enters the roadmap as « proposée »."""
    participant = person_of(request, pk)
    form = PropositionForm(_posted(request), feuille=participant.seance.feuille)
    if not form.is_bound:
        refuse(redaction.why_not_proposer(poche.access_in(_moment(participant), participant)))
    elif form.is_valid() and (
        made := attempt(form, services.proposer, participant, **form.cleaned_data)
    ):
        messages.success(request, f"L’action {made.action.numero} est proposée.")
        return done(request, "salle:salle", pk)
    return show(request, participant, "proposer", status=status_of(form), form=form)


@never_cache
@require_safe
def amendements(request: HttpRequest, pk: int) -> HttpResponse:
    """What the room amends, and whether one agrees."""
    participant = person_of(request, pk)
    moment = _moment(participant)
    context = {
        "moment": moment,
        "lignes": poche.amendements_of(participant.seance, participant),
        "why_not": rules.why_not_ajuster(poche.access_in(moment, participant)),
    }
    return show(request, participant, "amendements", **context)


@require_POST
def approuver(request: HttpRequest, pk: int, contribution: int) -> HttpResponse:
    """Say whether one agrees; saying again replaces."""
    participant = person_of(request, pk)
    current = get_object_or_404(participant.seance.contributions.all(), pk=contribution)
    agrees = request.POST.get("agrees") == "1"

    def agree() -> str:
        mark = mark_of(request.POST, now())
        services.approuver(participant, current, agrees=agrees, mark=mark)
        return f"Votre avis est enregistré. {poche.count_of(current)}"

    return told(request, agree, "salle:amendements", pk)


def _card(
    request: HttpRequest, participant: Participant, current: Action, form: CommentaireForm
) -> HttpResponse:
    moment = _moment(participant)
    access = poche.access_in(moment, participant)
    context = {
        "moment": moment,
        "action": current,
        "form": form,
        "comments": current.commentaires.shown().select_related("author", "organisation", "contribution__participant"),
        "may_comment": rules.why_not_commenter(current, participant, access, "…") is None,
        "may_ask": why_not_poser(moment.seance) is None and current.state in Action.OPEN_STATES,
        "may_pledge": access.can(Droit.S_ENGAGER),
        "champs": poche.amendable_fields(current) if access.can(Droit.AMENDER) else (),
    }  # fmt: skip
    return show(request, participant, "action", status=status_of(form), **context)


def _moment(participant: Participant) -> poche.Moment:
    return poche.moment_of(participant.seance, now())


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
