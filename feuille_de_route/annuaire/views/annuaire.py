"""The directory, the page of one organisation, its sheet."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from feuille_de_route.annuaire import liste, page, rules, saisie, services
from feuille_de_route.annuaire.queries import here_or_kept, known_anywhere
from organisations.forms import OrganisationForm
from organisations.models import College, Organisation
from organisations.rules import why_not_corriger, why_not_gerer_equipe, why_not_voir_equipe
from socle.http import form_methods, posted
from socle.refus import refuse
from territoires.access import Access, get_access_or_404

TAKEN = "Écrivez un autre nom ou un autre SIRET\u00a0: une autre organisation vient de le prendre."


@require_safe
def annuaire(request: HttpRequest, slug: str) -> HttpResponse:
    """Every organisation of the territory, by college."""
    access = get_access_or_404(request.user, slug)
    filtres = liste.Filtres.read(request.GET)
    context = {
        "access": access,
        "annuaire": liste.build(access, filtres),
        "filtres": filtres,
        "colleges": College.choices,
        "why_not_tenir": rules.why_not_tenir(access),
    }
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "organisations/annuaire.html#resultat", context)
        return push_url(response, request.path + filtres.query_string)
    return render(request, "organisations/annuaire.html", context)


@require_safe
def organisation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One organisation: what it is, what it pledges, what it carries, who speaks for it."""
    access = get_access_or_404(request.user, slug)
    found = here_or_kept(access, pk)
    if found.pk != pk:
        return redirect("organisations:organisation", slug, found.pk)
    fiche = page.build(access, found)
    context = {
        "access": access,
        "organisation": found,
        "fiche": fiche,
        "why_not_corriger": why_not_corriger(fiche.pouvoir),
        "why_not_equipe": why_not_voir_equipe(fiche.pouvoir),
        "why_not_gerer": why_not_gerer_equipe(found, fiche.pouvoir),
    }
    return render(request, "organisations/organisation.html", context)


@form_methods
def creer(request: HttpRequest, slug: str) -> HttpResponse:
    """Add an organisation, unless it exists already: then it is proposed first."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_tenir(access))
    form, recherche = saisie.read(posted(request))
    is_valid = form.is_valid()
    known = saisie.candidates(access, form) if form.is_bound else []
    if is_valid and (not known or "malgre" in request.POST):
        try:
            created = services.creer(access, **form.cleaned_data)
        except IntegrityError:
            form.add_error(None, TAKEN)
        else:
            messages.success(request, f"{created} est dans l’annuaire.")
            return redirect("organisations:organisation", slug, created.pk)
    return _form(request, access, form, recherche, known=known)


@require_POST
def ajouter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add to this directory an organisation that another territory knows."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_tenir(access))
    added = services.ajouter(access, get_object_or_404(known_anywhere(), pk=pk))
    messages.success(request, f"{added} est dans l’annuaire.")
    return redirect("organisations:organisation", slug, added.pk)


@form_methods
def corriger(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct the sheet of one organisation."""
    access = get_access_or_404(request.user, slug)
    found = here_or_kept(access, pk)
    refuse(why_not_corriger(page.pouvoir_on(access, found)))
    name = found.name
    form, recherche = saisie.read(posted(request), found)
    if form.is_valid():
        try:
            services.corriger(access, found, **form.cleaned_data)
        except IntegrityError:
            form.add_error(None, TAKEN)
        else:
            messages.success(request, "La fiche est à jour.")
            return redirect("organisations:organisation", slug, found.pk)
    return _form(request, access, form, recherche, organisation=found, name=name)


def _form(
    request: HttpRequest,
    access: Access,
    form: OrganisationForm,
    recherche: saisie.Recherche,
    *,
    organisation: Organisation | None = None,
    name: str = "",
    known: list[saisie.Candidate] | None = None,
) -> HttpResponse:
    context = {
        "access": access,
        "form": form,
        "recherche": recherche,
        "organisation": organisation,
        "name": name,
        "known": known or [],
    }
    if request.htmx and "chercher" in request.POST:
        return render(request, "organisations/fiche.html#propositions", context)
    status = 422 if form.is_bound else 200
    return render(request, "organisations/fiche.html", context, status=status)
