"""« Je m’engage » in three short steps, the life of a pledge, and « Mon organisation »."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions.models import Action
from engagements import affichage, espace, parcours, rules, services
from engagements.forms import KIND_GROUPS, ApportForm, PrecisionsForm, RetraitForm
from engagements.models import Engagement
from organisations import services as organisations_services
from organisations.forms import FicheForm
from organisations.models import Organisation
from organisations.rules import why_not_modifier_fiche
from socle.forms import attempt, status_of
from socle.http import form_methods, posted
from socle.models import Journal
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

State = Engagement.State


# The three steps ---------------------------------------------------------------------------------


@form_methods
def nouveau(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1 of a new pledge on `?action=1.1`; without it, which action."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_mon_organisation(access))
    organisations = parcours.organisations_of(access)
    current = _chosen(request, organisations)
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
    access, engagement = _load_own(request, slug, pk)
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
    access, engagement = _load_own(request, slug, pk)
    form = PrecisionsForm(posted(request), engagement=engagement)
    if not form.is_bound:
        refuse(rules.why_not_modifier(engagement, access))
    elif form.is_valid() and attempt(
        form, services.modifier, engagement, by=access, **form.cleaned_data
    ):
        if engagement.state == State.BROUILLON:
            return redirect("engagements:verification", slug, pk)
        messages.success(request, "Votre engagement est modifié.")
        return redirect("engagements:detail", slug, pk)
    else:
        with suppress(Refus):  # not a draft any more: the page still holds what was typed
            services.garder(engagement, by=access, **form.cleaned_data)
    return _step(request, 2, engagement.action, access=access, form=form, engagement=engagement)


@form_methods
def verification(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Step 3: read again, and send."""
    access, engagement = _load_own(request, slug, pk)
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


# The life of a pledge ----------------------------------------------------------------------------


@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One pledge, as this reader may see it, and what may be done of it."""
    access, engagement = _load(request, slug, pk)
    sees_all = rules.sees_all(engagement, access)
    verbs = ("modifier", "declarer", "confirmer", "retirer", "supprimer")
    context = {
        "access": access,
        "engagement": engagement,
        "ligne": affichage.ligne(engagement, access),
        "periode": affichage.periode(engagement),
        "sees_all": sees_all,
        "history": affichage.history(Journal.objects.about(engagement)) if sees_all else [],
        "may": [v for v in verbs if getattr(rules, f"why_not_{v}")(engagement, access) is None],
    }
    return render(request, "engagements/detail.html", context)


@require_POST
def confirmer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = _load(request, slug, pk)
    services.confirmer(engagement, by=access)
    numero = engagement.action.numero
    messages.success(request, f"L’engagement sur l’action {numero} est confirmé.")
    if access.represents(engagement.organisation_id):
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    return redirect("engagements:detail", slug, pk)


@form_methods
def retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = _load_own(request, slug, pk)
    form = RetraitForm(posted(request))
    if not form.is_bound:
        refuse(rules.why_not_retirer(engagement, access))
    elif form.is_valid() and attempt(
        form, services.retirer, engagement, by=access, **form.cleaned_data
    ):
        messages.success(
            request,
            f"Votre engagement sur l’action {engagement.action.numero} est retiré. Il reste dans "
            "votre historique et ne compte plus.",
        )
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    ligne = affichage.ligne(engagement, access)
    return _page(request, "retirer", access=access, form=form, engagement=engagement, ligne=ligne)


@form_methods
def supprimer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = _load_own(request, slug, pk)
    if request.method == "POST":
        services.supprimer(engagement, by=access)
        messages.success(request, "Votre brouillon est supprimé.")
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    refuse(rules.why_not_supprimer(engagement, access))
    ligne = affichage.ligne(engagement, access)
    return _page(request, "supprimer", access=access, engagement=engagement, ligne=ligne)


# Mon organisation --------------------------------------------------------------------------------


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for one of the person's organisations, its pledges, its team, its sheet."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_mon_organisation(access))
    organisations = parcours.organisations_of(access)
    current = _chosen(request, organisations)
    why_not = rules.why_not_commencer(access)
    context = {
        "access": access,
        "espace": espace.build(access, organisations, current),
        "why_not": why_not,
        "ajouter_url": "" if why_not else parcours.nouveau_url(slug, current.pk),
    }
    return render(request, "engagements/organisation.html", context)


@form_methods
def fiche(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The sheet of one of the person's organisations."""
    access = get_access_or_404(request.user, slug)
    current = get_object_or_404(access.feuille.territoire.organisations.all(), pk=pk)
    refuse(why_not_modifier_fiche(is_representant=access.represents(pk)))
    name = current.name
    form = FicheForm(posted(request), instance=current)
    verb = organisations_services.modifier_fiche
    if form.is_valid() and attempt(form, verb, current, by=access.user, **form.cleaned_data):
        messages.success(request, "La fiche de votre organisation est à jour.")
        return redirect(parcours.espace_url(slug, pk))
    back = parcours.espace_url(slug, pk)
    return _page(request, "fiche", access=access, form=form, name=name, back=back)


# Shared ------------------------------------------------------------------------------------------


def _load(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Engagement]:
    """A pledge this reader may know of; 404 otherwise."""
    access = get_access_or_404(request.user, slug)
    readable = Engagement.objects.readable_by(access).for_detail()
    return access, get_object_or_404(readable, pk=pk)


def _load_own(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Engagement]:
    """A pledge of one of the person's organisations; 403 for another's that he or she may read."""
    access, engagement = _load(request, slug, pk)
    refuse(rules.why_not_owner(engagement, access))
    return access, engagement


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = status_of(form) if form is not None else 200
    return render(request, f"engagements/{template}.html", context, status=status)


def _step(request: HttpRequest, step: int, action: Action, **context: Any) -> HttpResponse:
    name = ("apport", "precisions", "verification")[step - 1]
    steps = {"step": step, "steps": parcours.STEPS, "action": action, "groupes": KIND_GROUPS}
    return _page(request, name, **steps, **context)


def _choose_action(request: HttpRequest, access: Access, current: Organisation) -> HttpResponse:
    refuse(rules.why_not_commencer(access))
    groups = parcours.actions_to_choose(access)
    url = f"{parcours.nouveau_url(access.feuille.slug, current.pk)}&action="
    context = {"access": access, "groups": groups, "url": url}
    return render(request, "engagements/choisir.html", context)


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> Organisation:
    """The organisation of `?organisation=`, else the first; 404 for one the person may not use."""
    wanted = request.GET.get("organisation")
    for one in organisations:
        if wanted in (None, str(one.pk)):
            return one
    raise Http404
