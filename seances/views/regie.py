"""The console: one page, one address for its buttons, and the pages where something is typed.

Nothing is typed on the console itself, so that following the room never wipes a sentence.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from actions.forms.priorites import DecisionForm, decision_of
from seances import gestes
from seances.access import Facilitation, get_facilitation_or_404
from seances.forms import AmendementForm, AssisteForm, BulletinForm, PapierForm, PlaceForm
from seances.live.jetons import Channel, sign
from seances.models import Contribution, Participant, Table
from seances.regie import Regie
from seances.regie_lignes import n_papier
from seances.rules import console as rules
from seances.rules.contributions import why_not_accepter, why_not_arbitrer
from seances.services import console, contributions, salle, vote
from seances.services import scrutin as votes
from socle.diff import segments
from socle.forms import attempt, status_of
from socle.http import form_methods, posted
from socle.refus import Refus, refuse


def _facilitation(request: HttpRequest, slug: str, pk: int) -> Facilitation:
    """Whoever may run this séance; a member who may not is told why."""
    by = get_facilitation_or_404(request.user, slug, pk)
    refuse(rules.why_not_faciliter(by))
    return by


def _context(by: Facilitation, asked: QueryDict, host: str) -> dict[str, Any]:
    regie = Regie(
        by,
        now=now(),
        vue=asked.get("vue", ""),
        vote=asked.get("vote", "") if asked.get("vote", "").isdecimal() else "",
        poids=asked.get("poids", ""),
        host=host,
    )
    return {"regie": regie, "seance": by.seance, "live": sign(by.seance.pk, Channel.REGIE)}


def _show(
    request: HttpRequest, by: Facilitation, asked: QueryDict, *, refus: str = ""
) -> HttpResponse:
    """The whole console, or its panes for htmx; `refus`: the sentence that refused a button."""
    context = _context(by, asked, request.get_host()) | {"refus": refus, "oob": bool(request.htmx)}
    page = "seances/regie/console.html" + ("#panneaux" if request.htmx else "")
    return render(request, page, context, status=403 if refus else 200)


@require_safe
def regie(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by = _facilitation(request, slug, pk)
    if votes.depouiller_echus(by.seance.scrutins.underway()):
        by = _facilitation(request, slug, pk)
    return _show(request, by, request.GET)


@require_POST
def agir(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One press of a button of the console. A refused one shows the séance as it now is."""
    by = _facilitation(request, slug, pk)
    geste, seen = request.POST.get("geste", ""), request.POST.get("seen", "")
    asked = QueryDict(mutable=True)
    if geste.partition(":")[0] not in gestes.SUIVENT:
        asked.update({k: request.POST[k] for k in ("vue", "vote", "poids") if k in request.POST})
    try:
        told = gestes.faire(by, geste, seen=int(seen) if seen.isdecimal() else -1)
    except Refus as refus:
        return _show(request, _facilitation(request, slug, pk), request.POST, refus=str(refus))
    messages.success(request, told)
    moved = "vue" in request.POST and "vue" not in asked
    if request.htmx and not moved:
        return _show(request, _facilitation(request, slug, pk), asked)
    url = reverse("seances:regie", args=[slug, pk]) + (f"?{asked.urlencode()}" if asked else "")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


# What is typed -----------------------------------------------------------------------------------


@form_methods
def decider(request: HttpRequest, slug: str, pk: int, action: int) -> HttpResponse:
    """A decision with its reason, on one action."""
    by = _facilitation(request, slug, pk)
    target = get_object_or_404(by.seance.feuille.actions.select_related("objectif"), pk=action)
    form = DecisionForm(posted(request), initial=decision_of(target))
    if form.is_valid() and attempt(form, console.decider, by, target, **form.cleaned_data):
        messages.success(request, f"Décision enregistrée pour l’action {target.numero}.")
        return redirect("seances:regie", slug, pk)
    context = {"by": by, "seance": by.seance, "action": target, "form": form}
    context["why_not"] = rules.why_not_decider(by)
    return render(request, "seances/regie/decider.html", context, status=status_of(form))


@form_methods
def amendement(request: HttpRequest, slug: str, pk: int, contribution: int) -> HttpResponse:
    """One amendment: both texts, then accept as typed, refuse with a reason, or send back."""
    by = _facilitation(request, slug, pk)
    line = get_object_or_404(by.seance.contributions.amendements(), pk=contribution)
    form = AmendementForm(posted(request), initial={"text": line.amendement.text})
    if form.is_valid() and attempt(form, _settle, by, line, **form.cleaned_data):
        messages.success(request, "L’amendement est arbitré\u00a0: sa table le voit.")
        return redirect("seances:regie", slug, pk)
    before = str(getattr(line.amendement.action, line.amendement.field))
    context = {
        "seance": by.seance,
        "line": line,
        "form": form,
        "champ": line.amendement.action._meta.get_field(line.amendement.field).verbose_name,
        "segments": segments(before, line.amendement.text),
        "why_not": why_not_arbitrer(line.amendement, by),
        "why_not_accepter": why_not_accepter(line.amendement, line.amendement.action, by),
    }
    return render(request, "seances/regie/amendement.html", context, status=status_of(form))


def _settle(by: Facilitation, line: Contribution, *, geste: str, text: str, reason: str) -> Any:
    """The verb of the button pressed."""
    match geste:
        case "accepter":
            return contributions.accepter(by, line, text=text)
        case "refuser":
            return contributions.refuser(by, line, reason=reason)
        case _:
            return contributions.renvoyer(by, line)


# The room ----------------------------------------------------------------------------------------


@form_methods
def participants(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Everybody in the room, and the form for somebody without a phone."""
    by = _facilitation(request, slug, pk)
    form = AssisteForm(posted(request), seance=by.seance)
    if form.is_valid() and attempt(form, salle.ajouter_assiste, by, **form.cleaned_data):
        name = form.cleaned_data["first_name"]
        messages.success(request, f"{name} est dans la salle, sans téléphone.")
        return redirect("seances:participants", slug, pk)
    people = by.seance.participants.for_room()
    at = now()
    context = {
        "seance": by.seance,
        "form": form,
        "people": [(person, person.is_present(at)) for person in people],
        "tables": by.seance.tables.select_related("host"),
        "why_not": rules.why_not_conduire(by),
    }
    return render(request, "seances/regie/participants.html", context, status=status_of(form))


@form_methods
def participant(request: HttpRequest, slug: str, pk: int, personne: int) -> HttpResponse:
    """One person: seat, host of the table, badge taken back."""
    by = _facilitation(request, slug, pk)
    person = get_object_or_404(by.seance.participants.for_room(), pk=personne)
    form = PlaceForm(posted(request), seance=by.seance, initial={"table": person.table})
    if form.is_valid() and attempt(form, _move, by, person, **form.cleaned_data):
        messages.success(request, TOLD[form.cleaned_data["geste"]].format(person.first_name))
        return redirect("seances:participants", slug, pk)
    context = {"seance": by.seance, "person": person, "form": form}
    return render(request, "seances/regie/participant.html", context, status=status_of(form))


#: What is told after each button of the page of a person.
TOLD = {
    "retirer": "Le badge de {} n’ouvre plus rien.",
    "hote": "{} est l’hôte de cette table.",
    "asseoir": "{} a changé de place.",
}


def _move(by: Facilitation, person: Participant, *, geste: str, table: Table | None) -> None:
    """Seat, name or send out this person, as the button says."""
    if geste == "retirer":
        salle.retirer_badge(by, person)
        return
    if geste == "hote":
        refuse(None if table else "Choisissez la table dont cette personne est l’hôte.")
    salle.placer(by, person, table)
    if geste == "hote" and table:
        salle.nommer_hote(by, table, person)


# Ballots for others ------------------------------------------------------------------------------


@form_methods
def papier(request: HttpRequest, slug: str, pk: int, scrutin: int) -> HttpResponse:
    """Paper ballots, one after the other; each is marked as such."""
    by = _facilitation(request, slug, pk)
    question = get_object_or_404(by.seance.scrutins, pk=scrutin)
    # The QR code of a ballot opens this page with its number.
    printed = {"serial": request.GET.get("serial", "")}
    form = PapierForm(posted(request), scrutin=question, initial=printed)
    if form.is_valid() and attempt(form, vote.saisir_papier, by, question, **form.ballot()):
        messages.success(request, f"Bulletin {form.cleaned_data['serial']} enregistré.")
        return redirect("seances:papier", slug, pk, scrutin)
    context = {"seance": by.seance, "scrutin": question, "form": form}
    context["nombre"] = n_papier(question)
    return render(request, "seances/regie/papier.html", context, status=status_of(form))


@form_methods
def assister(request: HttpRequest, slug: str, pk: int, scrutin: int, personne: int) -> HttpResponse:
    """Vote for somebody without a phone, as he or she says aloud."""
    by = _facilitation(request, slug, pk)
    question = get_object_or_404(by.seance.scrutins, pk=scrutin)
    person = get_object_or_404(by.seance.participants.for_room(), pk=personne, is_assisted=True)
    form = BulletinForm(posted(request), scrutin=question)
    if form.is_valid() and attempt(
        form, vote.voter_assiste, by, person, question, vote.Tap(form.values())
    ):
        messages.success(request, f"Le vote de {person.first_name} est enregistré.")
        return redirect("seances:regie", slug, pk)
    context = {"seance": by.seance, "scrutin": question, "person": person, "form": form}
    return render(request, "seances/regie/assister.html", context, status=status_of(form))
