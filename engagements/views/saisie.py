"""« Je m’engage » in three short steps."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actions.models import Action
from engagements import affichage, parcours, rules, services
from engagements.forms import KIND_GROUPS, ApportForm, PrecisionsForm
from engagements.models import Engagement
from engagements.views.commun import attempt, chosen, load_own, page
from organisations.models import Organisation
from socle.http import form_methods, posted
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

State = Engagement.State


@form_methods
def nouveau(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1 of a new pledge on `?action=1.1`; without it, which action."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_mon_organisation(access))
    organisations = parcours.organisations_of(access)
    current = chosen(request, organisations)
    if "action" not in request.GET:
        return _choose_action(request, access, current)
    actions = access.feuille.actions.visible_to(access).select_related("objectif", "feuille")
    action = get_object_or_404(actions, numero=request.GET["action"])
    besoin = parcours.besoin_of(action, request.GET.get("besoin"))
    initial = {"organisation": current, "kind": besoin.kind if besoin else ""}
    form = ApportForm(posted(request), organisations=organisations, initial=initial)
    if not form.is_bound:
        refuse(rules.why_not_s_engager(action, access))
    elif form.is_valid():
        draft = {"by": access, "besoin": besoin, **form.cleaned_data}
        if started := attempt(form, services.commencer, action, **draft):
            return redirect("engagements:precisions", slug, started.pk)
    drafts = parcours.drafts_on(action, access)
    return _step(request, 1, action, access=access, form=form, drafts=drafts)


@form_methods
def apport(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Step 1 again, for a draft."""
    access, engagement = load_own(request, slug, pk)
    initial = {"kind": engagement.kind, "organisation": engagement.organisation}
    organisations = parcours.organisations_of(access)
    form = ApportForm(posted(request), organisations=organisations, initial=initial)
    if not form.is_bound:
        refuse(rules.why_not_changer_apport(engagement, access))
    elif form.is_valid() and attempt(
        form, services.changer_apport, engagement, by=access, **form.cleaned_data
    ):
        return redirect("engagements:precisions", slug, pk)
    return _step(request, 1, engagement.action, access=access, form=form, engagement=engagement)


@form_methods
def precisions(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Step 2 of a draft; or a declared pledge to correct."""
    access, engagement = load_own(request, slug, pk)
    form = PrecisionsForm(posted(request), engagement=engagement)
    if not form.is_bound:
        refuse(rules.why_not_modifier(engagement, access))
    elif form.is_valid() and (
        written := attempt(form, services.modifier, engagement, by=access, **form.cleaned_data)
    ):
        if engagement.state == State.BROUILLON:
            return redirect("engagements:verification", slug, pk)
        messages.success(request, affichage.said_of_change(engagement, written))
        return redirect("engagements:detail", slug, pk)
    else:
        with suppress(Refus):  # not a draft any more: the page still holds what was typed
            services.garder(engagement, by=access, **form.cleaned_data)
    return _step(request, 2, engagement.action, access=access, form=form, engagement=engagement)


@form_methods
def verification(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Step 3: read again, and send."""
    access, engagement = load_own(request, slug, pk)
    form = Form(posted(request))
    if form.is_valid() and attempt(form, services.declarer, engagement, by=access):
        messages.success(
            request,
            "Votre engagement est déclaré. Relisez-le avec votre équipe, puis confirmez-le.",
        )
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    if engagement.state != State.BROUILLON:
        return redirect("engagements:detail", slug, pk)
    if rules.why_not_complet(engagement):
        return redirect("engagements:precisions", slug, pk)
    if not form.is_bound:
        refuse(rules.why_not_declarer(engagement, access))
    context = {
        "access": access,
        "form": form,
        "engagement": engagement,
        "ligne": affichage.ligne(engagement, access),
        "periode": affichage.periode(engagement),
        "several": len(access.organisations) > 1,
    }
    return _step(request, 3, engagement.action, **context)


@form_methods
def supprimer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = load_own(request, slug, pk)
    if request.method == "POST":
        services.supprimer(engagement, by=access)
        messages.success(request, "Votre brouillon est supprimé.")
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    refuse(rules.why_not_supprimer(engagement, access))
    ligne = affichage.ligne(engagement, access)
    return page(request, "supprimer", access=access, engagement=engagement, ligne=ligne)


# Shared ------------------------------------------------------------------------------------------


def _step(request: HttpRequest, step: int, action: Action, **context: Any) -> HttpResponse:
    name = ("apport", "precisions", "verification")[step - 1]
    steps = {"step": step, "steps": parcours.STEPS, "action": action, "groupes": KIND_GROUPS}
    return page(request, name, **steps, **context)


def _choose_action(request: HttpRequest, access: Access, current: Organisation) -> HttpResponse:
    refuse(rules.why_not_commencer(access))
    groups = parcours.actions_to_choose(access)
    url = f"{parcours.nouveau_url(access.feuille.slug, current.pk)}&action="
    context = {"access": access, "groups": groups, "url": url}
    return render(request, "engagements/choisir.html", context)
