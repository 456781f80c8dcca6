"""The life of a pledge: read it, confirm, change, be fulfilled, be withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from engagements import affichage, parcours, rules, services, vie
from engagements.forms import ConditionForm, RealisationForm, RetraitForm
from engagements.views.commun import attempt, load, load_own, page
from socle.http import form_methods, posted
from socle.models import Journal
from socle.refus import refuse

#: What the page of a pledge offers, when its rule allows it.
VERBS = (
    "confirmer", "signer", "declarer", "lever_condition", "realiser", "modifier", "retirer",
    "supprimer",
)  # fmt: skip


@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One pledge, as this reader may see it, its life, and what may be done of it."""
    access, engagement = load(request, slug, pk)
    may = [v for v in VERBS if getattr(rules, f"why_not_{v}")(engagement, access) is None]
    context = {
        "access": access,
        "engagement": engagement,
        "ligne": affichage.ligne(engagement, access),
        "periode": affichage.periode(engagement),
        "may": may,
        "life": vie.life_of(engagement, access),
    }
    if rules.sees_all(engagement, access):
        context["history"] = affichage.history(Journal.objects.about(engagement))
    return render(request, "engagements/detail.html", context)


@require_safe
def version(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What one version said, and what changed since the one before."""
    access, engagement = load(request, slug, pk)
    refuse(rules.why_not_lire_versions(engagement, access))
    versions = vie.versions_of(engagement)
    if not 1 <= number <= len(versions):
        raise Http404
    shown = versions[number - 1]
    return page(
        request, "version", access=access, engagement=engagement, versions=versions, shown=shown
    )


@require_POST
def confirmer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = load(request, slug, pk)
    services.confirmer(engagement, by=access)
    numero = engagement.action.numero
    messages.success(request, f"L’engagement sur l’action {numero} est confirmé.")
    if access.represents(engagement.organisation_id):
        return redirect(parcours.espace_url(slug, engagement.organisation_id))
    return redirect("engagements:detail", slug, pk)


@form_methods
def lever_condition(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what meets the condition: the pledge becomes firm."""
    access, engagement = load_own(request, slug, pk)
    form = ConditionForm(posted(request))
    if not form.is_bound:
        refuse(rules.why_not_lever_condition(engagement, access))
    elif form.is_valid() and attempt(
        form, services.lever_condition, engagement, by=access, **form.cleaned_data
    ):
        messages.success(request, "La condition est levée : votre engagement est ferme.")
        return redirect("engagements:detail", slug, pk)
    ligne = affichage.ligne(engagement, access)
    return page(request, "condition", access=access, form=form, engagement=engagement, ligne=ligne)


@form_methods
def realiser(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that it is done."""
    access, engagement = load_own(request, slug, pk)
    form = RealisationForm(posted(request))
    if not form.is_bound:
        refuse(rules.why_not_realiser(engagement, access))
    elif form.is_valid() and attempt(
        form, services.realiser, engagement, by=access, **form.cleaned_data
    ):
        numero = engagement.action.numero
        messages.success(request, f"Votre engagement sur l’action {numero} est réalisé.")
        return redirect("engagements:detail", slug, pk)
    ligne = affichage.ligne(engagement, access)
    return page(request, "realiser", access=access, form=form, engagement=engagement, ligne=ligne)


@form_methods
def retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, engagement = load_own(request, slug, pk)
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
    return page(request, "retirer", access=access, form=form, engagement=engagement, ligne=ligne)
