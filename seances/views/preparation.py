"""Preparing a séance: create it, write its agenda, tables and votes, say who runs it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.models import User
from seances.access import Facilitation, get_facilitation_or_404
from seances.forms_preparation import (
    AnimateurForm,
    CreerForm,
    DebutForm,
    EtapeFormSet,
    IdentiteForm,
    ScrutinForm,
    TableFormSet,
    etapes_of,
    question_of,
    rearranged,
    rows_of,
)
from seances.models import Scrutin
from seances.rules import console as rules
from seances.rules.vote import why_not_ecrire
from seances.services import preparation as services
from seances.services import scrutin as votes
from socle.components.fields import ErrorLine
from socle.refus import Refus, refuse
from territoires.access import get_access_or_404

NEW_ETAPE = {"title": "", "kind": "libre", "minutes": 15, "consigne": "", "pk": ""}
IDENTITE = ("title", "date", "place", "moment", "small_group")


def _facilitation(request: HttpRequest, slug: str, pk: int) -> Facilitation:
    by = get_facilitation_or_404(request.user, slug, pk)
    refuse(rules.why_not_faciliter(by))
    return by


@require_http_methods(["GET", "HEAD", "POST"])
def creer(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_creer(access))
    form = CreerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                seance = services.creer(access, **form.cleaned_data)
            except Refus as refus:
                form.add_error(None, str(refus))
                status = 403
            else:
                messages.success(request, f"La séance «\u00a0{seance.title}\u00a0» est préparée.")
                return redirect("seances:preparation", slug, seance.pk)
    context = {"access": access, "form": form}
    return render(request, "seances/preparation/creer.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def preparation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Identity, and what is ready: agenda, tables, votes, who runs it."""
    by = _facilitation(request, slug, pk)
    seance = by.seance
    initial = {name: getattr(seance, name) for name in IDENTITE}
    form = IdentiteForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = _attempt(form, lambda: services.modifier(by, **form.cleaned_data))
        if status == 200:
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
    return render(request, "seances/preparation/preparation.html", context, status=status)


def _attempt(form: Any, save: Any) -> int:
    """Save a right form; the status of the answer. A refusal is told by the form."""
    if not form.is_valid():
        return 422
    try:
        save()
    except Refus as refus:
        form.add_error(None, str(refus))
        return 403
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
def deroule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The agenda: rows added, moved and taken away before anything is saved."""
    by = _facilitation(request, slug, pk)
    geste, data = request.POST.get("geste", ""), request.POST or None
    first = by.seance.etapes.first()
    debut = DebutForm(data, initial={"starts_at": first.starts_at if first else None})
    etapes, status = EtapeFormSet(data, prefix="e", initial=etapes_of(by.seance)), 200
    if geste and geste != "enregistrer":
        typed = rows_of(request.POST, "e", tuple(NEW_ETAPE))
        etapes = rearranged(EtapeFormSet, "e", typed, geste, NEW_ETAPE)
        debut = DebutForm(initial={"starts_at": request.POST.get("starts_at")})
    elif request.method == "POST":
        status = _write_deroule(by, debut, etapes)
        if status == 200:
            messages.success(request, "Le déroulé est enregistré.")
            return redirect("seances:preparation", slug, pk)
    context = {"seance": by.seance, "debut": debut, "etapes": etapes, "lines": etapes.refus()}
    context["why_not"] = rules.why_not_preparer(by)
    return render(request, "seances/preparation/deroule.html", context, status=status)


def _write_deroule(by: Facilitation, debut: DebutForm, etapes: Any) -> int:
    if not (debut.is_valid() and etapes.is_valid()):
        return 422
    rows = [form.prevue() for form in etapes]
    return _attempt(
        debut, lambda: services.ecrire_etapes(by, debut.cleaned_data["starts_at"], rows)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    geste, data = request.POST.get("geste", ""), request.POST or None
    rows: list[dict[str, Any]] = list(by.seance.tables.values("number", "theme"))
    formset, status, refus = TableFormSet(data, prefix="t", initial=rows), 200, ""
    if geste and geste != "enregistrer":
        typed = rows_of(request.POST, "t", ("number", "theme"))
        new = {"number": len(typed) + 1, "theme": ""}
        formset = rearranged(TableFormSet, "t", typed, geste, new)
    elif request.method == "POST":
        status, refus = _write_tables(by, formset)
        if status == 200:
            messages.success(request, "Les tables sont enregistrées.")
            return redirect("seances:preparation", slug, pk)
    lines = [ErrorLine(refus, "")] if refus else []
    context = {"seance": by.seance, "tables": formset, "lines": lines}
    context["why_not"] = rules.why_not_preparer(by)
    return render(request, "seances/preparation/tables.html", context, status=status)


def _write_tables(by: Facilitation, formset: Any) -> tuple[int, str]:
    if not formset.is_valid():
        return 422, " ".join(map(str, formset.non_form_errors()))
    try:
        services.ecrire_tables(
            by, [(f.cleaned_data["number"], f.cleaned_data["theme"]) for f in formset]
        )
    except Refus as refus:
        return 403, str(refus)
    return 200, ""


# Votes -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def nouveau_scrutin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _scrutin(request, _facilitation(request, slug, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def scrutin(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    return _scrutin(request, by, get_object_or_404(by.seance.scrutins, pk=scrutin))


def _scrutin(request: HttpRequest, by: Facilitation, question: Scrutin | None) -> HttpResponse:
    initial = question_of(question) if question else {}
    form = ScrutinForm(request.POST or None, feuille=by.seance.feuille, initial=initial)
    status = 200
    if request.method == "POST":
        status = _attempt(form, lambda: votes.preparer(by, scrutin=question, **form.question()))
        if status == 200:
            messages.success(
                request, f"Le vote «\u00a0{form.cleaned_data['title']}\u00a0» est prêt."
            )
            return redirect("seances:preparation", by.seance.feuille.slug, by.seance.pk)
    context = {"seance": by.seance, "scrutin": question, "form": form}
    context["why_not"] = why_not_ecrire(by, question)
    return render(request, "seances/preparation/scrutin.html", context, status=status)


@require_POST
def supprimer_scrutin(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    votes.supprimer(by, get_object_or_404(by.seance.scrutins, pk=scrutin))
    messages.success(request, "Le vote est retiré.")
    return redirect("seances:preparation", slug, pk)


# Who runs it -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def animation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who runs this séance beside the team; a person from outside sees it and nothing else."""
    by = _facilitation(request, slug, pk)
    refuse(rules.why_not_accorder(by))
    form = AnimateurForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _attempt(form, lambda: services.inviter(by, **form.cleaned_data))
        if status == 200:
            name = form.cleaned_data["name"]
            messages.success(request, f"{name} peut animer cette séance, et rien d’autre.")
            return redirect("seances:animation", slug, pk)
    context = {"seance": by.seance, "form": form}
    context["grants"] = by.seance.grants.select_related("user")
    return render(request, "seances/preparation/animation.html", context, status=status)


@require_POST
def retirer_animation(request: HttpRequest, slug: str, pk: int, personne: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    user = get_object_or_404(User, pk=personne)
    services.retirer(by, user)
    messages.success(request, f"{user} n’anime plus cette séance.")
    return redirect("seances:animation", slug, pk)
