"""« Mon organisation », and the sheet of one of the person's organisations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from engagements import espace, parcours, rules
from engagements.views.commun import chosen, page
from organisations import services as organisations_services
from organisations.forms import FicheForm
from organisations.rules import why_not_modifier_fiche
from socle.forms import attempt
from socle.http import form_methods, posted
from socle.refus import refuse
from territoires.access import get_access_or_404


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for one of the person's organisations, its pledges, its team, its sheet."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_mon_organisation(access))
    organisations = parcours.organisations_of(access)
    current = chosen(request, organisations)
    why_not = rules.why_not_commencer(access)
    context = {
        "access": access,
        "espace": espace.build(access, organisations, current, request),
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
    return page(request, "fiche", access=access, form=form, name=name, back=back)
