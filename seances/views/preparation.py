"""Preparing a séance: create it, write its agenda, tables and votes, say who runs it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from comptes.models import User
from seances.access import Facilitation, get_facilitation_or_404
from seances.forms_preparation import (
    AnimateurForm,
    CreerForm,
    DebutForm,
    EtapeFormSet,
    IdentiteForm,
    TableFormSet,
    etapes_of,
    rearranged,
    rows_of,
    tables_of,
)
from seances.forms_scrutin import ScrutinForm, question_of
from seances.models import Scrutin
from seances.rules import console as rules
from seances.rules.vote import why_not_ecrire
from seances.services import preparation as services
from seances.services import scrutin as votes
from socle.forms import attempt, status_of
from socle.http import form_methods, posted
from socle.refus import refuse
from territoires.access import get_access_or_404

NEW_ETAPE = {"title": "", "kind": "libre", "minutes": 15, "consigne": "", "pk": ""}
NEW_TABLE = {"number": "", "theme": "", "host_name": "", "host_organisation": ""}
IDENTITE = ("title", "date", "place", "moment", "small_group")


def _facilitation(request: HttpRequest, slug: str, pk: int) -> Facilitation:
    by = get_facilitation_or_404(request.user, slug, pk)
    refuse(rules.why_not_faciliter(by))
    return by


@form_methods
def creer(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_creer(access))
    form = CreerForm(posted(request))
    if form.is_valid() and (seance := attempt(form, services.creer, access, **form.cleaned_data)):
        messages.success(request, f"La séance «\u00a0{seance.title}\u00a0» est préparée.")
        return redirect("seances:preparation", slug, seance.pk)
    context = {"access": access, "form": form}
    return render(request, "seances/preparation/creer.html", context, status=status_of(form))


@form_methods
def preparation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Identity, and what is ready: agenda, tables, votes, who runs it."""
    by = _facilitation(request, slug, pk)
    seance = by.seance
    initial = {name: getattr(seance, name) for name in IDENTITE}
    form = IdentiteForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, services.modifier, by, **form.cleaned_data):
        messages.success(request, "La séance est enregistrée.")
        return redirect("seances:preparation", slug, pk)
    context = {
        "by": by,
        "seance": seance,
        "form": form,
        "etapes": seance.etapes.all(),
        "tables": seance.tables.select_related("host"),
        "scrutins": seance.scrutins.for_list(),
        "grants": seance.grants.select_related("user"),
        "animateur_form": AnimateurForm(),
        "why_not": rules.why_not_preparer(by),
        "why_not_accorder": rules.why_not_accorder(by),
    }
    return render(request, "seances/preparation/preparation.html", context, status=status_of(form))


@form_methods
def deroule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The agenda: rows added, moved and taken away before anything is saved."""
    by = _facilitation(request, slug, pk)
    geste = request.POST.get("geste", "")
    first = by.seance.etapes.first()
    debut = DebutForm(posted(request), initial={"starts_at": first.starts_at if first else None})
    etapes = EtapeFormSet(posted(request), prefix="e", initial=etapes_of(by.seance))
    if geste and geste != "enregistrer":
        typed = rows_of(request.POST, "e", tuple(NEW_ETAPE))
        etapes = rearranged(EtapeFormSet, "e", typed, geste, NEW_ETAPE)
        debut = DebutForm(initial={"starts_at": request.POST.get("starts_at")})
    elif debut.is_valid() and etapes.is_valid():
        rows = [form.prevue() for form in etapes]
        if attempt(debut, services.ecrire_etapes, by, debut.cleaned_data["starts_at"], rows):
            messages.success(request, "Le déroulé est enregistré.")
            return redirect("seances:preparation", slug, pk)
    context = {"seance": by.seance, "debut": debut, "etapes": etapes, "lines": etapes.refus()}
    context["why_not"] = rules.why_not_preparer(by)
    status = max(status_of(debut), status_of(etapes))
    return render(request, "seances/preparation/deroule.html", context, status=status)


@form_methods
def tables(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The tables, their themes and who will host each."""
    by = _facilitation(request, slug, pk)
    geste = request.POST.get("geste", "")
    known = {"organisations": by.seance.feuille.territoire.organisations.in_bulk()}
    rows = tables_of(by.seance)
    formset = TableFormSet(posted(request), prefix="t", initial=rows, form_kwargs=known)
    form = Form(posted(request))  # holds the refusal of the whole
    if geste and geste != "enregistrer":
        typed = rows_of(request.POST, "t", tuple(NEW_TABLE))
        new = NEW_TABLE | {"number": len(typed) + 1}
        formset, form = rearranged(TableFormSet, "t", typed, geste, new, **known), Form()
    elif formset.is_valid() and attempt(
        form, services.ecrire_tables, by, [row.prevue() for row in formset]
    ):
        messages.success(request, "Les tables sont enregistrées.")
        return redirect("seances:preparation", slug, pk)
    context = {"seance": by.seance, "tables": formset, "form": form, "lines": formset.refus()}
    context["why_not"] = rules.why_not_preparer(by)
    status = max(status_of(form), status_of(formset))
    return render(request, "seances/preparation/tables.html", context, status=status)


# Votes -------------------------------------------------------------------------------------------


@form_methods
def nouveau_scrutin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _scrutin(request, _facilitation(request, slug, pk), None)


@form_methods
def scrutin(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    return _scrutin(request, by, get_object_or_404(by.seance.scrutins, pk=scrutin))


def _scrutin(request: HttpRequest, by: Facilitation, question: Scrutin | None) -> HttpResponse:
    initial = question_of(question) if question else {}
    form = ScrutinForm(posted(request), feuille=by.seance.feuille, initial=initial)
    if form.is_valid() and attempt(form, votes.preparer, by, scrutin=question, **form.question()):
        messages.success(request, f"Le vote «\u00a0{form.cleaned_data['title']}\u00a0» est prêt.")
        return redirect("seances:preparation", by.seance.feuille.slug, by.seance.pk)
    context = {"seance": by.seance, "scrutin": question, "form": form}
    context["why_not"] = why_not_ecrire(by, question)
    return render(request, "seances/preparation/scrutin.html", context, status=status_of(form))


@require_POST
def supprimer_scrutin(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    votes.supprimer(by, get_object_or_404(by.seance.scrutins, pk=scrutin))
    messages.success(request, "Le vote est retiré.")
    return redirect("seances:preparation", slug, pk)


# Who runs it -------------------------------------------------------------------------------------


@form_methods
def animation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who runs this séance beside the team; a person from outside sees it and nothing else."""
    by = _facilitation(request, slug, pk)
    refuse(rules.why_not_accorder(by))
    form = AnimateurForm(posted(request))
    if form.is_valid() and attempt(form, services.inviter, by, **form.cleaned_data):
        name = form.cleaned_data["name"]
        messages.success(request, f"{name} peut animer cette séance, et rien d’autre.")
        return redirect("seances:animation", slug, pk)
    context = {"seance": by.seance, "form": form}
    context["grants"] = by.seance.grants.select_related("user")
    return render(request, "seances/preparation/animation.html", context, status=status_of(form))


@require_POST
def retirer_animation(request: HttpRequest, slug: str, pk: int, personne: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    user = get_object_or_404(User, pk=personne)
    services.retirer(by, user)
    messages.success(request, f"{user} n’anime plus cette séance.")
    return redirect("seances:animation", slug, pk)
