"""Settings of a roadmap: its phase, its members, its texts; the messages it sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from comptes.models import User
from socle.forms import status_of
from socle.francais import pluriel
from socle.http import form_methods, posted
from socle.models import Courriel
from socle.refus import Refus, refuse
from territoires import rules, services
from territoires.access import get_access_or_404
from territoires.affichage import phases_of
from territoires.droits import Role
from territoires.envois import envoi, envois_of
from territoires.forms import MembreForm, ObjectifForm, PhaseForm, TextesForm
from territoires.queries import membres_of


@require_safe
def reglages(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_regler(access))
    context = {
        "access": access,
        "phases": phases_of(access.feuille),
        "why_not_phase": rules.why_not_changer_phase(access),
        "why_not_membres": rules.why_not_gerer_membres(access),
        "why_not_courriels": rules.why_not_suivre_courriels(access),
    }
    return render(request, "territoires/reglages.html", context)


@require_POST
def phase(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    form = PhaseForm(request.POST)
    if form.is_valid():
        feuille = services.changer_phase(access, form.cleaned_data["phase"])
        messages.success(
            request,
            f"La feuille de route est en phase «\u00a0{feuille.get_phase_display()}\u00a0».",
        )
    else:
        messages.error(request, "Choisissez une phase dans la liste.")
    return redirect("territoires:reglages", slug)


@form_methods
def membres(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_gerer_membres(access))
    form = MembreForm(posted(request), feuille=access.feuille)
    if form.is_valid():
        details = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            user = services.ajouter_membre(access, **details)
        except Refus as error:
            form.add_error("organisation", str(error))
        else:
            messages.success(request, f"{user} est membre de la feuille de route.")
            return redirect("territoires:membres", slug)
    context = {"access": access, "membres": membres_of(access.feuille), "form": form}
    return render(request, "territoires/membres.html", context, status=status_of(form))


@require_POST
def retirer_membre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    user = get_object_or_404(User, pk=pk)
    refuse(rules.why_not_retirer_membre(access, pk))
    try:
        services.retirer_membre(access, user)
    except Refus as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{user} n’a plus de droit sur cette feuille de route.")
    return redirect("territoires:membres", slug)


@form_methods
def textes(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_ecrire_textes(access))
    form = TextesForm(posted(request), instance=access.feuille)
    objectifs = [
        ObjectifForm(posted(request), instance=objectif, prefix=f"objectif-{objectif.pk}")
        for objectif in access.feuille.objectifs.all()
    ]
    forms = [form, *objectifs]
    is_preview = "apercu" in request.POST
    if all(f.is_valid() for f in forms) and not is_preview:
        summaries = {f.instance.pk: f.cleaned_data["summary"] for f in objectifs}
        services.ecrire_textes(access, textes=form.cleaned_data, objectifs=summaries)
        messages.success(request, "Les textes sont enregistrés.")
        return redirect("territoires:textes", slug)
    context = {
        "access": access,
        "form": form,
        "objectifs": objectifs,
        "apercu": form.chapters if is_preview else None,
    }
    page = "territoires/textes.html" + ("#apercu" if is_preview and request.htmx else "")
    return render(request, page, context, status=max(status_of(f) for f in forms))


@require_safe
def courriels(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_suivre_courriels(access))
    context = {"access": access, "envois": envois_of(access, request)}
    return render(request, "territoires/courriels.html", context)


@require_safe
def courriel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_suivre_courriels(access))
    message = get_object_or_404(Courriel.objects.of_feuille(access.feuille.pk), pk=pk)
    context = {
        "access": access,
        "envoi": envoi(message),
        "why_not_renvoyer": rules.why_not_renvoyer(access, message),
    }
    return render(request, "territoires/courriel.html", context)


@require_POST
def renvoyer_courriel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_suivre_courriels(access))
    message = get_object_or_404(Courriel.objects.of_feuille(access.feuille.pk), pk=pk)
    services.renvoyer_courriel(access, message)
    messages.success(request, f"Le message repart vers {message.to}.")
    return redirect("territoires:courriel", slug, pk)


@require_POST
def renvoyer_echecs(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    sent = services.renvoyer_echecs(access)
    if sent:
        told = f"{pluriel(sent, 'message repart', 'messages repartent')}."
        messages.success(request, told)
    else:
        messages.info(request, "Aucun message en échec ne peut repartir.")
    return redirect("territoires:courriels", slug)
