"""Amendments, for who decides: read, integrate, refuse, ask; several in one go."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions.affichage import amendements as affichage
from actions.affichage import arbitrage
from actions.forms.amendements import AvisForm, ReponseForm
from actions.forms.fiche import BASE, read_base
from actions.forms.fields import read_post
from actions.models import Action, Amendement
from actions.mots import Noms
from actions.rules import amendements as rules
from actions.services import amendements as services
from actions.services.integration import integrer, integrer_ensemble
from actions.services.redaction import Conflict
from actions.versions import canonical, values_of
from actions.views.redaction import action_or_404
from socle import francais
from socle.http import form_methods
from socle.pages import feuillet
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

PER_PAGE = 20


@require_safe
def amendement(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """One amendment: what it changes, what organisations think, what one may do."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    one = get_object_or_404(action.amendements.for_list(), pk=pk)
    return _page(request, access, action, one)


def _page(
    request: HttpRequest,
    access: Access,
    action: Action,
    one: Amendement,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    one.action, noms = action, Noms(action.feuille)
    ligne = affichage.ligne_of(one, action, access, noms, canonical(values_of(action)))
    if ligne.why_not_arbitrer is None and "decision" not in context:
        context["decision"] = arbitrage.decision_of(one, action, noms, asked=request.GET)
    context = {
        "access": access,
        "action": action,
        "ligne": ligne,
        "complet": affichage.change_of(one, noms) if ligne.segments else (),
        "reponse": ReponseForm(),
        "avis_form": AvisForm(access=access, initial=affichage.own_avis(one, access)),
        **affichage.permissions(one, action, access),
        **context,
    }
    return render(request, "actions/amendement.html", context, status=status)


@require_POST
def decider_amendement(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Integrate an amendment, as it stands or retouched; or read first what that gives."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    one = get_object_or_404(action.amendements.for_list(), pk=pk)
    refuse(rules.why_not_arbitrer(one, action, access))
    typed = read_post(request.POST, without=frozenset({"relire"}))
    decision = arbitrage.decision_of(one, action, Noms(action.feuille), typed, asked=request.POST)
    if "relire" in request.POST:
        return _page(request, access, action, one, decision=decision)
    if not decision.is_valid():
        return _page(request, access, action, one, decision=decision, form=decision, status=422)
    return _integrer(request, access, one, decision, typed)


def _integrer(
    request: HttpRequest,
    access: Access,
    one: Amendement,
    decision: arbitrage.Decision,
    typed: QueryDict,
) -> HttpResponse:
    base = read_base(typed.get(BASE, ""))
    try:
        done = integrer(one, by=access, base=base, field=decision.field, value=decision.value())
    except Refus as refus:
        action = decision.action
        return _page(request, access, action, one, decision=decision, refus=str(refus), status=403)
    except Conflict as conflict:
        again = arbitrage.decision_of(
            one, conflict.saved, Noms(access.feuille), typed, asked=request.POST, rebased=True
        )
        return _page(request, access, conflict.saved, one, decision=again, moved=True, status=409)
    messages.success(request, f"Amendement {done.get_state_display()}\u00a0: la fiche est à jour.")
    return redirect(decision.action)


@require_POST
def repondre(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Refuse an amendment, or ask its author for more, as the button says."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    one = get_object_or_404(action.amendements.for_list(), pk=pk)
    refuse(rules.why_not_arbitrer(one, action, access))
    form, asks = ReponseForm(request.POST), request.POST.get("decision") == "precision"
    if not form.is_valid():
        return _page(request, access, action, one, reponse=form, form=form, status=422)
    text = form.cleaned_data["reason"]
    try:
        if asks:
            services.demander_precision(one, by=access, question=text)
        else:
            services.refuser(one, by=access, reason=text)
    except Refus as refus:
        form.add_error(None, str(refus))
        return _page(request, access, action, one, reponse=form, form=form, status=403)
    messages.success(request, "Question envoyée à son auteur." if asks else "Amendement refusé.")
    return redirect(action)


# Several in one go -------------------------------------------------------------------------------


@require_safe
def amendements(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a decision on the roadmap, or on one action (`?action=`)."""
    access = get_access_or_404(request.user, slug)
    asked = request.GET.get("action", "")
    page = feuillet(request, arbitrage.waiting_keys(access, asked), PER_PAGE)
    groupes = arbitrage.groupes_of(access, list(page))
    context = {
        "access": access,
        "groupes": groupes,
        "page": page,
        "numero": asked,
        "numeros": arbitrage.numeros_of(access),
        "may_tick": any(ligne.may_tick for groupe in groupes for ligne in groupe.lignes),
    }
    return render(request, "actions/amendements_liste.html", context)


@form_methods
def ensemble(request: HttpRequest, slug: str) -> HttpResponse:
    """Several amendments: what they give together, then write them, all or none."""
    access = get_access_or_404(request.user, slug)
    asked = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in asked.getlist("amendement") if key.isdecimal() and len(key) < 10]
    lots = arbitrage.lots_of(access, keys)
    if request.method != "POST":
        return _lot(request, access, lots)
    rows = [one for lot in lots for one in lot.amendements]
    seen = {lot.action.pk: read_base(asked.get(f"{BASE}-{lot.action.pk}", "")) for lot in lots}
    try:
        refuse(arbitrage.why_not_all_found(keys, rows))
        done = integrer_ensemble(rows, by=access, seen=seen)
    except (Refus, Conflict) as error:
        return _lot(request, access, lots, refus=arbitrage.told(error), status=409 if keys else 422)
    count = francais.pluriel(len(done), "amendement intégré", "amendements intégrés")
    messages.success(request, f"{count}. Chaque fiche changée a une version nouvelle.")
    return redirect("actions:amendements", slug)


def _lot(
    request: HttpRequest,
    access: Access,
    lots: Sequence[arbitrage.Lot],
    *,
    refus: str = "",
    status: int = 200,
) -> HttpResponse:
    found = [obstacle for lot in lots for obstacle in lot.obstacles]
    count = sum(len(lot.amendements) for lot in lots)
    context = {
        "access": access,
        "lots": lots,
        "compte": francais.pluriel(count, "amendement", "amendements"),
        "refus": refus,
        "is_ready": bool(count) and not found,
    }
    return render(request, "actions/amendements_ensemble.html", context, status=status)
