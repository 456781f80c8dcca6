"""Amendments, for who proposes: choose a field, write, read again, send, withdraw, give a view."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actions.affichage import amendements as affichage
from actions.amendements import AMENDABLE
from actions.forms.amendements import AvisForm
from actions.forms.fields import read_post, restore
from actions.forms.saisie import Saisie
from actions.models import Action, Amendement, Brouillon
from actions.mots import Noms, label_of
from actions.rules import amendements as rules
from actions.services import amendements as services
from actions.services.redaction import keep_brouillon
from actions.views.redaction import action_or_404
from socle.http import form_methods
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404

#: Names of the buttons, and of the part that is written: no part of the text.
BUTTONS = frozenset({"relire", "brouillon"})


@require_safe
def choisir(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Which field to amend."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    refuse(rules.why_not_amender(action, access))
    context = {"access": access, "action": action}
    context["parties"] = affichage.fields_of(action, Noms(action.feuille))
    return render(request, "actions/amender_choisir.html", context)


@form_methods
def amender(request: HttpRequest, slug: str, numero: str, champ: str) -> HttpResponse:
    """Write an amendment of one field, or of one line of a list; opened again, its draft."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    if champ not in AMENDABLE:
        raise Http404("Ce champ ne s’amende pas.")
    if request.method != "POST":
        refuse(rules.why_not_amender(action, access))
        if affichage.is_list(champ) and "ligne" not in request.GET:
            return _choose_line(request, access, action, champ)
    saisie, brouillon = _saisie(request, access, action, champ)
    if request.method != "POST" or "relire" in request.POST:
        return _page(request, saisie, brouillon=brouillon, relu="relire" in request.POST)
    return _send(request, saisie)


def _choose_line(request: HttpRequest, access: Access, action: Action, champ: str) -> HttpResponse:
    cibles = affichage.lines_of(action, champ, Noms(action.feuille))
    context = {"access": access, "action": action, "cibles": cibles, "titre": label_of(champ)}
    return render(request, "actions/amender_ligne.html", context)


def _saisie(
    request: HttpRequest,
    access: Access,
    action: Action,
    champ: str,
    rewritten: Amendement | None = None,
) -> tuple[Saisie, Brouillon | None]:
    """What is received, else the draft, else the fiche as it is."""
    asked = request.POST if request.method == "POST" else request.GET
    ligne = affichage.line_asked(champ, asked.get("ligne", ""), rewritten)
    build = partial(Saisie, action, access, champ, ligne, rewritten=rewritten)
    if request.method == "POST":
        typed = read_post(request.POST, without=BUTTONS)
        return build(typed=typed, check="relire" not in request.POST), None
    empty = build()
    brouillon = Brouillon.objects.of(access).on_part(action, empty.part)
    if brouillon is None:
        return empty, None
    return build(typed=restore(brouillon.data), check=False), brouillon


def _send(request: HttpRequest, saisie: Saisie) -> HttpResponse:
    """Propose it, or show the form again with what prevents it. Nothing typed is lost."""
    try:
        refuse(saisie.why_not_envoyer())
        if not saisie.is_valid():
            return _page(request, saisie, status=422)
        amendement = _propose(saisie)
    except Refus as refus:
        saisie.motif.add_error(None, str(refus))
        kept = keep_brouillon(
            saisie.access, data=saisie.typed, action=saisie.action, part=saisie.part
        )
        return _page(request, saisie, kept=kept, status=403)
    messages.success(request, "Votre amendement est envoyé\u00a0: il attend une décision.")
    return redirect(amendement)


def _propose(saisie: Saisie) -> Amendement:
    if saisie.rewritten:
        return services.reecrire(saisie.rewritten, **saisie.sent())
    return services.amender(
        saisie.action,
        field=saisie.champ,
        form_key=saisie.motif.key,
        organisation_id=saisie.motif.organisation_id,
        **saisie.sent(),
    )


def _page(
    request: HttpRequest, saisie: Saisie, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {
        "access": saisie.access,
        "action": saisie.action,
        "saisie": saisie,
        "form": saisie,
        "heading": "Votre amendement n’est pas envoyé" if status == 403 else "",
        **context,
    }
    return render(request, "actions/amender.html", context, status=status)


@require_POST
def garder_amendement(request: HttpRequest, slug: str, numero: str, champ: str) -> HttpResponse:
    """Keep an amendment as it is being typed, and show what it changes."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    if champ not in AMENDABLE:
        raise Http404("Ce champ ne s’amende pas.")
    rewritten = _own(action, access, request.POST.get("reecrit", ""))
    typed = read_post(request.POST, without=BUTTONS)
    ligne = affichage.line_asked(champ, typed.get("ligne", ""), rewritten)
    saisie = Saisie(action, access, champ, ligne, typed=typed, check=False, rewritten=rewritten)
    kept = keep_brouillon(access, data=typed, action=action, part=saisie.part)
    if request.htmx:
        context = {"kept": kept, "saisie": saisie, "oob": True}
        return render(request, "actions/amender.html#garde", context)
    messages.success(request, f"Brouillon gardé\u00a0: {kept}.")
    return redirect("actions:brouillons", slug)


def _own(action: Action, access: Access, pk: str) -> Amendement | None:
    """The amendment of this person that is written again."""
    if not pk.isdecimal():
        return None
    return get_object_or_404(action.amendements.by(access.user), pk=pk)


# One amendment -----------------------------------------------------------------------------------


@form_methods
def reecrire(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Answer a request for precision by writing the amendment again."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    amendement = get_object_or_404(action.amendements.for_list(), pk=pk)
    if request.method != "POST" or amendement.author_id != access.user.pk:
        refuse(rules.why_not_reecrire(amendement, action, access))
    saisie, brouillon = _saisie(request, access, action, amendement.field, amendement)
    if request.method != "POST" or "relire" in request.POST:
        return _page(request, saisie, brouillon=brouillon, relu="relire" in request.POST)
    return _send(request, saisie)


@require_POST
def retirer(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Take one's amendment back."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    amendement = get_object_or_404(action.amendements, pk=pk)
    services.retirer(amendement, by=access)
    messages.success(request, "Votre amendement est retiré. Son texte reste lisible ici.")
    return redirect(amendement)


@require_POST
def donner_avis(request: HttpRequest, slug: str, numero: str, pk: int) -> HttpResponse:
    """Say what one's organisation thinks of an amendment."""
    access = get_access_or_404(request.user, slug)
    action = action_or_404(access, numero)
    amendement = get_object_or_404(action.amendements, pk=pk)
    refuse(rules.why_not_donner_avis(amendement, access))
    form = AvisForm(request.POST, access=access)
    if not form.is_valid():
        messages.error(request, "Choisissez un avis, puis enregistrez.")
        return redirect(amendement)
    avis = services.donner_avis(
        amendement,
        by=access,
        choix=form.cleaned_data["choix"],
        organisation_id=form.organisation_id,
    )
    messages.success(request, f"Votre avis est noté\u00a0: {avis.get_choix_display()}.")
    return redirect(amendement)
