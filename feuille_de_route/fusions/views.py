"""Actions that may be one; several gathered, one split, and back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from actions.affichage.doublons import proches_de, ressemblances
from actions.models import Action
from actions.rules import fusion as rules
from actions.services.fusion import distinguer
from actions.versions import name_fields
from actions.views.redaction import action_or_404
from feuille_de_route import fusion_actions as services
from feuille_de_route.fusions import affichage
from feuille_de_route.fusions.forms import ActionsForm, FusionForm, ScissionForm, sign_seen
from socle.http import form_methods, posted
from socle.pages import feuillet
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

#: Pairs on a page.
PAGE = 25


@form_methods
def doublons(request: HttpRequest, slug: str) -> HttpResponse:
    """The pairs that look alike; a POST says that one of them is two actions."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_comparer(access))
    if request.method == "POST":
        one, other = _pair(access, request.POST.get("paire", ""))
        distinguer(one, other, by=access)
        messages.success(request, f"Noté\u00a0: {one.numero} et {other.numero} sont deux actions.")
        return redirect("fusions:doublons", slug)
    pairs = ressemblances(access)
    context = {
        "access": access,
        "page": feuillet(request, pairs, PAGE),
        "nombre": len(pairs),
        "form": ActionsForm(access=access),
        "why_not": rules.why_not_reunir(access),
    }
    return render(request, "fusions/doublons.html", context)


def _pair(access: Access, value: str) -> tuple[Action, Action]:
    keys = [int(key) for key in value.split("-") if key.isdecimal() and len(key) < 19]
    if len(set(keys)) != 2:
        raise Http404("Ces actions n’existent pas.")
    one, other = (get_object_or_404(access.feuille.actions, pk=key) for key in keys)
    return one, other


@form_methods
def fusionner(request: HttpRequest, slug: str) -> HttpResponse:
    """Fields side by side, then one action; `?actions=1.2,1.5`, the one that stays first."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_comparer(access))
    chosen = ActionsForm(request.GET or None, access=access)
    if not chosen.is_valid():
        return _choose(request, access, chosen)
    actions = chosen.cleaned_data["actions"]
    form = FusionForm(posted(request), actions=actions)
    refusal = rules.why_not_fusionner(actions[0], actions[1:], access)
    status = 200
    if form.is_bound and (status := 422) and form.is_valid():
        try:
            return _fusionner(request, access, actions, form)
        except Refus as error:
            now = [action_or_404(access, one.numero) for one in actions]
            form, status = _again(request, form, error, actions=now), 403
    context = _fusion_context(access, form, refusal)
    return render(request, "fusions/fusionner.html", context, status=status)


def _choose(request: HttpRequest, access: Access, form: ActionsForm) -> HttpResponse:
    """Which actions: two numbers at least, those near the one already given proposed."""
    asked = request.GET.get("actions", "").strip()
    here = affichage.one_of(access, asked)
    near = proches_de(access, here.title, here.summary, but=here.pk) if here else []
    if here:  # one number is a beginning, not a mistake
        form = ActionsForm(initial={"actions": f"{asked}, "}, access=access)
    context = {
        "access": access,
        "form": form,
        "action": here,
        "proches": [(one, f"?actions={asked},{one.numero}") for one in near],
    }
    refused = form.errors or request.method == "POST"
    return render(request, "fusions/choisir.html", context, status=422 if refused else 200)


def _fusionner(
    request: HttpRequest, access: Access, actions: list[Action], form: FusionForm
) -> HttpResponse:
    target, *sources = actions
    fusion = services.fusionner(
        target,
        sources,
        by=access,
        choices=form.choices(),
        seen=form.seen(),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, f"C’est fait\u00a0: {affichage.geste(fusion).titre}.")
    return redirect("fusions:fusion", access.feuille.slug, fusion.pk)


def _again(request: HttpRequest, form: Any, error: Refus, **options: Any) -> Any:
    """The same choices on what is written now, with the reason above them."""
    data = request.POST.copy()
    data["vu"] = sign_seen(options.get("actions") or [options["action"]])
    again = type(form)(data, **options)
    again.add_error(None, str(error))
    return again


def _fusion_context(access: Access, form: FusionForm, refusal: str | None) -> dict[str, Any]:
    target, *sources = form.actions
    here = reverse("fusions:fusionner", args=[access.feuille.slug])
    orders = [
        (one, f"{here}?actions={','.join([one.numero, *(o.numero for o in form.actions if o is not one)])}")
        for one in sources
    ]  # fmt: skip
    return {
        "access": access,
        "target": target,
        "sources": sources,
        "autres": orders,
        "form": form,
        "repris": name_fields(form.completed, limit=len(form.completed) or 1),
        "suite": affichage.suite(form.actions),
        "why_not": refusal,
        "heading": "Ces actions ne sont pas réunies" if form.is_bound else "",
    }


@form_methods
def scinder(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Choose what a second action takes from this one."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    refuse(rules.why_not_comparer(access))
    form = ScissionForm(posted(request), action=action, access=access)
    status = 200
    if form.is_bound and (status := 422) and form.is_valid():
        try:
            return _scinder(request, access, action, form)
        except Refus as error:
            now = action_or_404(access, numero)
            form, status = _again(request, form, error, action=now, access=access), 403
    context = {
        "access": access,
        "action": action,
        "form": form,
        "why_not": rules.why_not_scinder(action, access),
        "heading": "L’action n’est pas partagée" if status == 403 else "",
    }
    return render(request, "fusions/scinder.html", context, status=status)


def _scinder(
    request: HttpRequest, access: Access, action: Action, form: ScissionForm
) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    fusion = services.scinder(action, form.part(), by=access, seen=form.seen(), reason=reason)
    messages.success(request, f"C’est fait\u00a0: {affichage.geste(fusion).titre}.")
    return redirect("fusions:fusion", access.feuille.slug, fusion.pk)


@require_safe
def fusion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was done, by whom, and whether it can be undone."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_comparer(access))
    done = affichage.fusion_or_404(access, pk)
    context = {
        "access": access,
        "fusion": done,
        "geste": affichage.geste(done),
        "why_not": services.why_not_defaire(done, access),
    }
    return render(request, "fusions/fusion.html", context)


@require_POST
def defaire(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give everything back."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_comparer(access))
    done = affichage.fusion_or_404(access, pk)
    try:
        undone = services.defaire(done, by=access)
    except Refus as error:
        messages.error(request, str(error))
        return redirect("fusions:fusion", slug, pk)
    messages.success(request, "C’est défait\u00a0: chaque action retrouve ce qu’elle avait.")
    if names := affichage.kept_fields(undone, done.target):
        messages.warning(
            request, f"Écrits depuis, ils restent comme ils sont\u00a0: {name_fields(names)}."
        )
    return redirect(done.target)
