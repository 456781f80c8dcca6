"""Drafts: what is typed and not sent is kept, found again, erased, brought back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.affichage.brouillons import ligne_of
from actions.affichage.doublons import proches_de
from actions.forms.fiche import Fiche
from actions.forms.fields import read_post, restore
from actions.forms.redaction import read_key
from actions.models import Brouillon
from actions.rules import redaction as rules
from actions.services import redaction as services
from actions.views.redaction import BUTTONS, action_or_404
from territoires.access import get_access_or_404

#: Where the session keeps the last erased draft, to undo.
ERASED = "brouillon_efface"


@require_safe
def brouillons(request: HttpRequest, slug: str) -> HttpResponse:
    """One's drafts, readable even when their form is closed."""
    access = get_access_or_404(request.user, slug)
    lignes = [ligne_of(brouillon, access) for brouillon in Brouillon.objects.of(access)]
    context = {"access": access, "lignes": lignes}
    return render(request, "actions/mes_brouillons.html", context)


@require_POST
def garder_brouillon(request: HttpRequest, slug: str, numero: str = "") -> HttpResponse:
    """Keep a form as it is being typed: a proposal, or the change of an action."""
    access = get_access_or_404(request.user, slug)
    typed = read_post(request.POST, without=BUTTONS)
    if not numero:
        key = read_key(typed.get("form_key"))
        brouillon = services.keep_brouillon(access, data=typed, form_key=key)
        near = proches_de(access, typed.get("title", ""), typed.get("summary", ""))
        context = {"access": access, "kept": brouillon, "proches": near, "oob": True}
        return _answer(request, "actions/proposer.html#garde", context, slug)
    action = action_or_404(access, numero)
    brouillon = services.keep_brouillon(access, data=typed, action=action)
    reserved = rules.reserved_to_others(access)
    fiche = Fiche(action, reserved=reserved, typed=typed, check=False)
    context = {"kept": brouillon, "fiche": fiche, "feux": fiche.feux(), "oob": True}
    return _answer(request, "actions/modifier.html#garde", context, slug)


def _answer(request: HttpRequest, page: str, context: dict, slug: str) -> HttpResponse:
    if request.htmx:
        return render(request, page, context)
    messages.success(request, f"Brouillon gardé\u00a0: {context['kept']}.")
    return redirect("actions:brouillons", slug)


@require_POST
def effacer_brouillon(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Erase a draft; the message offers to undo."""
    access = get_access_or_404(request.user, slug)
    brouillon = get_object_or_404(Brouillon.objects.of(access), pk=pk)
    request.session[ERASED] = {
        "slug": slug,
        "data": brouillon.data,
        "numero": brouillon.action.numero if brouillon.action else "",
    }
    services.erase_brouillon(brouillon)
    undo = reverse("actions:retablir_brouillon", args=[slug])
    messages.success(request, f"Brouillon effacé\u00a0: {brouillon}.", extra_tags=f"annuler:{undo}")
    return redirect("actions:brouillons", slug)


@require_POST
def retablir_brouillon(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring back the draft erased last."""
    access = get_access_or_404(request.user, slug)
    erased = request.session.pop(ERASED, None)
    if erased is None or erased["slug"] != slug:
        raise Http404("Il n’y a pas de brouillon à rétablir.")
    typed = restore(erased["data"])
    action = action_or_404(access, erased["numero"]) if erased["numero"] else None
    key = None if action else read_key(typed.get("form_key"))
    brouillon = services.keep_brouillon(access, data=typed, action=action, form_key=key)
    messages.success(request, f"Brouillon rétabli\u00a0: {brouillon}.")
    return redirect("actions:brouillons", slug)
