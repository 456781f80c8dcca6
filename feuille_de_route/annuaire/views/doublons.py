"""Organisations that may be one: proposed to administrators, merged when they say so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from feuille_de_route.annuaire import rules
from feuille_de_route.annuaire.forms import DeuxForm, FusionForm
from feuille_de_route.annuaire.queries import directory
from feuille_de_route.fusion_organisations import apercu, fusionner, refus
from organisations.doublons import doublons as pairs_of
from organisations.queries import team_of
from socle.http import form_methods, posted
from socle.refus import Refus, refuse
from territoires.access import get_access_or_404


@require_safe
def doublons(request: HttpRequest, slug: str) -> HttpResponse:
    """The pairs of this directory that look alike; and any two that one knows to be one."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_tenir(access))
    form = DeuxForm(request.GET if "kept" in request.GET else None, feuille=access.feuille)
    if form.is_valid():
        kept, source = form.cleaned_data["kept"], form.cleaned_data["source"]
        return redirect("organisations:fusionner", slug, kept.pk, source.pk)
    pairs = pairs_of(directory(access))
    context = {"access": access, "pairs": pairs, "form": form}
    return render(request, "organisations/doublons.html", context)


@form_methods
def fusionner_deux(request: HttpRequest, slug: str, pk: int, autre: int) -> HttpResponse:
    """Read what a merge would do of `autre`, into `pk`; then do it."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_tenir(access))
    kept = get_object_or_404(directory(access), pk=pk)
    source = get_object_or_404(directory(access), pk=autre)
    form = FusionForm(posted(request), kept=kept, source=source)
    if form.is_valid():
        try:
            merged = fusionner(access, source=source, kept=kept, **form.cleaned_data)
        except Refus as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Les deux organisations n’en font qu’une\u00a0: {merged}.")
            return redirect("organisations:organisation", slug, merged.pk)
    context = {
        "access": access, "kept": kept, "source": source, "form": form,
        "apercu": apercu(source, kept), "equipe": team_of(source),
        "why_not": refus(access, source, kept),
    }  # fmt: skip
    status = 403 if form.is_bound else 200
    return render(request, "organisations/fusionner.html", context, status=status)
