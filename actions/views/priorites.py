"""Prioritising: support, distribute points, read the results, decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions.affichage.bulletins import bulletin_of
from actions.affichage.resultats import EXPLANATIONS, LEGENDE, both_readings_of, resultats_of
from actions.affichage.soutiens import soutenir_of
from actions.feux import feux_of
from actions.forms.priorites import DecisionForm, PlacementForm, SoutienForm, decision_of
from actions.models import Action
from actions.rules import priorites as rules
from actions.services import priorites as services
from socle import francais
from socle.forms import attempt, status_of
from socle.http import form_methods
from socle.refus import refuse
from territoires.access import Access, get_access_or_404
from territoires.droits import Droit, Phase
from territoires.models import Objectif

#: What the page says first. Other phases come before the vote.
INTRO_BEFORE = (
    "Le vote s’ouvre en phase «\u00a0Sélection\u00a0»\u00a0: chaque personne répartira alors "
    "ses gommettes entre les actions de chaque objectif."
)
INTRO_OPEN = "Le vote est ouvert. Dites quelles actions lancer en premier."
INTRO_OVER = "Le vote est fini. Voici ce que chaque collège a placé."
INTRO_UNUSED = "Le vote est fini. Aucune gommette n’a été placée en ligne."


def priorites_context(access: Access, *, equal_weight: bool) -> dict[str, Any]:
    """What `actions/priorites.html` reads; the page adds the votes of the séances."""
    objectifs = list(access.feuille.objectifs.all())
    why_not_voir = rules.why_not_voir_resultats(access)
    resultats = resultats_of(
        access, objectifs, equal_weight=equal_weight, revealed=why_not_voir is None
    )
    explanation, column = EXPLANATIONS[equal_weight]
    return {
        "access": access,
        "objectifs": objectifs,
        "equal_weight": equal_weight,
        "explanation": explanation,
        "column": column,
        "legende": LEGENDE,
        "intro": _intro(access.feuille.phase, resultats.voters),
        "why_not_repartir": rules.why_not_repartir(access),
        "why_not_voir": why_not_voir,
        "vote_is_open": access.feuille.phase == Phase.SELECTION,
        "may_decider": access.can(Droit.DECIDER),
        "resultats": resultats,
    }


def _intro(phase: str, voters: int) -> str:
    if phase == Phase.SELECTION:
        return INTRO_OPEN
    if phase in rules.PHASES_AFTER_VOTE:
        return INTRO_OVER if voters else INTRO_UNUSED
    return INTRO_BEFORE


@form_methods
def repartir(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The ballot on one objective; each press is one POST, saved at once."""
    access = get_access_or_404(request.user, slug)
    objectif = get_object_or_404(access.feuille.objectifs, code=code)
    if request.method != "POST":
        return render(request, "actions/repartir.html", _ballot(access, objectif))
    form = PlacementForm(request.POST)
    status = _place(access, objectif, form)
    if status == 200 and not request.htmx:
        messages.success(request, _told(**form.cleaned_data))
        return redirect("actions:repartir", slug, code)
    context = _ballot(access, objectif) | {"form": form}
    if status == 200 and form.cleaned_data["points"] == 0:
        context["saved"] = _now()  # points taken back leave no row to read the time from
    page = "actions/repartir.html" + ("#reponse" if request.htmx else "")
    return render(request, page, context, status=status)


def _place(access: Access, objectif: Objectif, form: PlacementForm) -> int:
    """Save one press; the status of the answer. A refusal is told by the form."""
    if form.is_valid():
        actions = access.feuille.actions.visible_to(access)
        action = get_object_or_404(actions, objectif=objectif, numero=form.cleaned_data["action"])
        attempt(form, services.repartir, action, form.cleaned_data["points"], by=access)
    return status_of(form)


def _ballot(access: Access, objectif: Objectif) -> dict[str, Any]:
    objectifs = list(access.feuille.objectifs.all())
    bulletin = bulletin_of(access, objectif)
    following = objectifs[objectifs.index(objectif) + 1 :]
    why_not = rules.why_not_repartir(access)
    return {
        "access": access,
        "bulletin": bulletin,
        "objectif": objectif,
        "following": following[0] if following else None,
        "votes": access.grants(Droit.REPARTIR),
        "why_not": why_not,
        "ferme": why_not is not None,
        "saved": francais.heure(timezone.localtime(bulletin.saved_at)) if bulletin.saved_at else "",
    }


def _told(action: str, points: int) -> str:
    words = francais.pluriel(points, "gommette", "gommettes")
    return f"Enregistré à {_now()}\u00a0: {words} sur l’action {action}."


def _now() -> str:
    return francais.heure(timezone.localtime())


@require_POST
def soutenir(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Support an action or take the support back, as `soutenir` (1 or 0) says."""
    access = get_access_or_404(request.user, slug)
    action = get_object_or_404(access.feuille.actions.visible_to(access), numero=numero)
    form = SoutienForm(request.POST, user=request.user)
    if not form.is_valid():
        refuse("Choisissez l’une de vos organisations, puis soutenez l’action à nouveau.")
    organisation = form.cleaned_data["organisation"]
    if form.cleaned_data["soutenir"] == "1":
        services.soutenir(action, by=access, organisation=organisation and organisation.pk)
    else:
        services.retirer_soutien(action, by=access)
    if not request.htmx:
        return redirect(action)
    actions = access.feuille.actions.with_tallies().with_my_soutien(request.user)
    action = get_object_or_404(actions, pk=action.pk)
    context = {"access": access, "action": action, "soutenir": soutenir_of(action, access)}
    return render(request, "actions/soutien.html", context)


@form_methods
def decider(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """The decision on one action, beside its tally and its lights."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_voir_decision(access))
    actions = access.feuille.actions.for_decision().with_tallies()
    action = get_object_or_404(actions, numero=numero)
    if request.method != "POST":
        return _decision_page(request, access, action, DecisionForm(initial=decision_of(action)))
    form = DecisionForm(request.POST)
    decided = form.is_valid() and attempt(
        form, services.decider, action, by=access, **form.cleaned_data
    )
    if not decided:
        return _decision_page(request, access, action, form, status=status_of(form))
    messages.success(request, f"Action {numero} {decided.get_state_display()}.")
    return redirect(f"{reverse('priorites', args=[slug])}#objectif-{action.objectif.code}")


def _decision_page(
    request: HttpRequest, access: Access, action: Action, form: DecisionForm, status: int = 200
) -> HttpResponse:
    points, equal = both_readings_of(action)
    context = {
        "access": access,
        "action": action,
        "form": form,
        "why_not": rules.why_not_decider(action, access),
        "decided": _decided(action),
        "soutiens": francais.nombre(action.n_soutiens),
        "points": points,
        "equal": equal,
        "feux": feux_of(action),
    }
    return render(request, "actions/decision.html", context, status=status)


def _decided(action: Action) -> str:
    """« Décision prise par Inès Rabouin le 14 novembre 2024. », or nothing before the first decision."""
    if action.decided_at is None:
        return ""
    day = francais.date_longue(timezone.localtime(action.decided_at))
    by = f" par {action.decided_by}" if action.decided_by else ""
    return f"Décision prise{by} le {day}. Une nouvelle décision la remplace."
