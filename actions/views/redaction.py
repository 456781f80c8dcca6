"""Writing: propose an action, change it, move it forward."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from actions.affichage.doublons import proches_de, proches_sentence
from actions.forms.fiche import CHOICE, Fiche, divergences, rebase, resolve, sign_seen
from actions.forms.fields import read_post, restore
from actions.forms.lignes import LISTS, MOST_LINES
from actions.forms.redaction import ProposerForm
from actions.models import Action, Brouillon
from actions.rules import redaction as rules
from actions.services import redaction as services
from actions.versions import name_fields, values_of
from socle.http import form_methods
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

#: Names of the buttons: they say what to do with the text and are no part of it.
BUTTONS = frozenset({"brouillon", "ajouter", "verifier"})
#: Fields drawn alike, by part of the fiche.
GROUPS = {
    "essentiel": ("summary", "finding", "description", "aims", "results", "means", "risks"),
    "portee": ("beneficiaries", "location", "linked"),
    "acteurs": ("porteur", "referent", "pilote", "comite"),
    "classement": ("axe", "priorite", "avis"),
}


# Propose -----------------------------------------------------------------------------------------


@form_methods
def proposer(request: HttpRequest, slug: str) -> HttpResponse:
    """The short form; opened again, it takes up the latest draft."""
    access = get_access_or_404(request.user, slug)
    if request.method != "POST":
        return _open_proposer(request, access)
    typed = read_post(request.POST, without=BUTTONS)
    check = "brouillon" not in request.POST
    form = ProposerForm(typed, feuille=access.feuille, check=check)
    if not check:
        return _kept(request, services.keep_brouillon(access, data=typed, form_key=form.key))
    try:
        refuse(rules.why_not_proposer(access))
        if not form.is_valid():
            return _proposer_page(request, access, form, status=422)
        action = services.proposer(access, form_key=form.key, values=form.values())
    except Refus as refus:
        form.add_error(None, str(refus))
        kept = services.keep_brouillon(access, data=typed, form_key=form.key)
        return _proposer_page(request, access, form, kept=kept, status=403)
    messages.success(request, f"Votre proposition porte le numéro {action.numero}.")
    if near := proches_de(access, action.title, action.summary, but=action.pk):
        messages.info(request, proches_sentence(near))
    return redirect(action)


def _open_proposer(request: HttpRequest, access: Access) -> HttpResponse:
    refuse(rules.why_not_proposer(access))
    brouillon = _chosen_draft(request, access)
    typed = restore(brouillon.data) if brouillon else None
    initial = {"objectif": request.GET.get("objectif")}
    form = ProposerForm(typed, feuille=access.feuille, check=False, initial=initial)
    return _proposer_page(request, access, form, brouillon=brouillon)


def _chosen_draft(request: HttpRequest, access: Access) -> Brouillon | None:
    """The draft `?brouillon=…` names, or the latest; none with `?nouvelle`."""
    drafts = Brouillon.objects.of(access).propositions()
    if "nouvelle" in request.GET:
        return None
    if (asked := request.GET.get("brouillon", "")).isdecimal():
        return get_object_or_404(drafts, pk=asked)
    return drafts.first()


def _proposer_page(
    request: HttpRequest, access: Access, form: ProposerForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    typed = [str(form[name].value() or "") for name in ("title", "summary")]
    context |= {"proches": proches_de(access, *typed), "heading": _heading(status)}
    context |= {"access": access, "form": form}
    return render(request, "actions/proposer.html", context, status=status)


def _heading(status: int) -> str:
    """The title of the summary when nothing is to correct but the answer is no."""
    return "Votre texte n’est pas envoyé" if status == 403 else ""


def _kept(request: HttpRequest, brouillon: Brouillon) -> HttpResponse:
    messages.success(request, f"Brouillon gardé\u00a0: {brouillon}.")
    return redirect("actions:brouillons", brouillon.feuille.slug)


# Change ------------------------------------------------------------------------------------------


@form_methods
def modifier(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Every field of a fiche; opened again, it takes up the draft."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    reserved = rules.reserved_to_others(access)
    if request.method != "POST":
        refuse(rules.why_not_modifier(action, access))
        brouillon = Brouillon.objects.of(access).on(action)
        typed = restore(brouillon.data) if brouillon else None
        fiche = Fiche(action, reserved=reserved, typed=typed, check=False)
        return _modifier_page(request, access, fiche, brouillon=brouillon)
    typed = read_post(request.POST, without=BUTTONS)
    if "brouillon" in request.POST:
        return _kept(request, services.keep_brouillon(access, data=typed, action=action))
    if {"ajouter", "verifier"} & request.POST.keys():
        return _shown_again(request, access, action, typed)
    if any(name.startswith(CHOICE) for name in typed):
        typed = resolve(typed, Fiche(action, reserved=reserved))
    return _save(request, access, Fiche(action, reserved=reserved, typed=typed))


def action_or_404(access: Access, numero: str) -> Action:
    """One action the person may read, with all its parts."""
    actions = access.feuille.actions.visible_to(access).for_fiche().select_related("feuille")
    return get_object_or_404(actions.select_related("updated_by"), numero=numero)


def _save(request: HttpRequest, access: Access, fiche: Fiche) -> HttpResponse:
    """Write a fiche, or show it again with what prevents it. Nothing typed is lost."""
    try:
        refuse(rules.why_not_modifier(fiche.action, access))
        if not fiche.is_valid():
            return _modifier_page(request, access, fiche, status=422)
        change = services.modifier(
            fiche.action, by=access, base=fiche.base(), values=fiche.values()
        )
    except Refus as refus:
        fiche.form.add_error(None, str(refus))
        kept = services.keep_brouillon(access, data=fiche.typed, action=fiche.action)
        return _modifier_page(request, access, fiche, kept=kept, status=403)
    except services.Conflict as conflict:
        return _choose(request, access, fiche.typed, conflict)
    messages.success(request, _told(change))
    return redirect(change.action)


def _told(change: services.Change) -> str:
    """What became of the change, in a sentence or two."""
    if not change.written:
        return "Rien n’a changé."
    told = f"Enregistré\u00a0: {name_fields(change.written)}."
    if change.merged:
        told += (
            " Une autre personne a modifié en même temps "
            f"{name_fields(change.merged)}\u00a0: ses changements sont gardés aussi."
        )
    return told


def _choose(
    request: HttpRequest, access: Access, typed: QueryDict, conflict: services.Conflict
) -> HttpResponse:
    """Both versions of each field two persons changed; the rest is already put together."""
    saved, comparison = conflict.saved, conflict.comparison
    reserved = rules.reserved_to_others(access)
    typed = rebase(typed, comparison, Fiche(saved, reserved=reserved))
    services.keep_brouillon(access, data=typed, action=saved)
    fiche = Fiche(saved, reserved=reserved, typed=typed, check=False)
    now = values_of(saved)
    context = {
        "divergences": divergences(fiche, now, comparison.conflicts),
        "seen": sign_seen(now, comparison.conflicts),
        "merged": name_fields(comparison.merged) if comparison.merged else "",
    }
    return _modifier_page(request, access, fiche, status=409, **context)


def _shown_again(
    request: HttpRequest, access: Access, action: Action, typed: QueryDict
) -> HttpResponse:
    """The fiche as typed, unchecked, with one more line in the list asked for."""
    added = request.POST.get("ajouter", "")
    total = typed.get(f"{added}-TOTAL_FORMS", "")
    if added in LISTS and total.isdecimal() and int(total) < MOST_LINES:
        typed[f"{added}-TOTAL_FORMS"] = str(int(total) + 1)
    reserved = rules.reserved_to_others(access)
    fiche = Fiche(action, reserved=reserved, typed=typed, check="verifier" in request.POST)
    if added not in LISTS:
        return _modifier_page(request, access, fiche)
    for form in fiche.lists[added].forms[-1:]:
        form.has_focus = True
    if request.htmx:
        return render(request, "actions/modifier.html#lignes", {"liste": fiche.lists[added]})
    return _modifier_page(request, access, fiche)


def _modifier_page(
    request: HttpRequest, access: Access, fiche: Fiche, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {
        "access": access,
        "action": fiche.action,
        "fiche": fiche,
        "form": fiche,
        "champs": {part: fiche.present(*names) for part, names in GROUPS.items()},
        "fil_action": f"Action {fiche.action.numero}",
        "intro": (
            f"Seul le titre est obligatoire. Le numéro {fiche.action.numero} et l’objectif "
            f"«\u00a0{fiche.action.objectif}\u00a0» restent les mêmes toute la vie de l’action."
        ),
        "heading": _heading(status),
        "feux": fiche.feux(),
        **context,
    }
    return render(request, "actions/modifier.html", context, status=status)


# Move forward ------------------------------------------------------------------------------------


@require_POST
def faire_avancer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Mark an action as shared or adjusted, as `vers` says."""
    access = get_access_or_404(request.user, slug)
    verbs = {"partagee": services.partager, "ajustee": services.ajuster}
    verb = verbs.get(request.POST.get("vers", ""))
    if verb is None:
        raise Http404("Cet état n’existe pas.")
    action = verb(action_or_404(access, numero), by=access)
    messages.success(request, f"Action {numero} {action.get_state_display()}.")
    return redirect(action)


@require_POST
def passer_fiche_action(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Turn a « fiche-projet » into a « fiche-action »."""
    access = get_access_or_404(request.user, slug)
    action = services.passer_fiche_action(action_or_404(access, numero), by=access)
    messages.success(request, f"L’action {numero} est une fiche-action.")
    return redirect(action)
