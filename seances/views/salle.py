"""The room on a phone: come in with a code, come back, follow the step, leave. No account."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from seances import poche
from seances.access import BADGE_COOKIE, get_participant_or_404
from seances.ballot import ballot_of
from seances.live.jetons import Channel, sign
from seances.models import Participant, Seance
from seances.publies import publie_or_404, publies_of
from seances.saisie import (
    CodeForm,
    RejoindreForm,
    RetrouverForm,
    mark_of,
)
from seances.services import salle as services
from socle.forms import attempt, status_of
from socle.http import form_methods
from socle.refus import Refus

#: The phone keeps the recovery code beside its badge, to show it again at the end.
RECOVERY_COOKIE = "code-{seance}"
#: Set by the phone's queue (static/file.js), which wants a word and not a page.
QUEUE = "X-File"
WORDS = "text/plain; charset=utf-8"
BADGE_SECONDS = 3 * 24 * 3600
#: Phones do not fetch all in the same instant (ms).
JITTER = 600


# Come in -----------------------------------------------------------------------------------------


@never_cache
@form_methods
def rejoindre(request: HttpRequest) -> HttpResponse:
    """The code first, prefilled by the QR; then who one is. One page without a code to type."""
    typed = request.POST.get("code") or request.GET.get("code", "")
    seance, refus = _find(request, typed)
    if seance is None:
        form: BaseForm = CodeForm(request.GET if "code" in request.GET else _posted(request))
        if refus:
            form.add_error("code", refus)
        return _door(request, form, None)
    if "first_name" not in request.POST:
        return _door(
            request, RejoindreForm(initial={"code": seance.spoken_code}, seance=seance), seance
        )
    form = RejoindreForm(request.POST, seance=seance)
    if form.is_valid() and (entree := attempt(form, _enter, request, form.cleaned_data)):
        return _let_in(entree, f"Bienvenue, {entree.participant.first_name}.", request)
    return _door(request, form, seance)


@never_cache
@form_methods
def retrouver(request: HttpRequest) -> HttpResponse:
    """Come back with one's personal code: another phone, a badge that was lost."""
    form = RetrouverForm(_posted(request), initial={"code": request.GET.get("code", "")})
    if form.is_valid():
        entree = attempt(
            form,
            services.retrouver,
            form.cleaned_data["code"],
            form.cleaned_data["recovery"],
            address=_address(request),
        )
        if entree:
            name = entree.participant.first_name
            moved = "Votre badge est sur ce téléphone\u202f; l’ancien n’ouvre plus la séance."
            word = f"Vous revoilà, {name}. {moved}"
            return _let_in(entree, word, request)
    return render(request, "seances/salle/retrouver.html", {"form": form}, status=status_of(form))


def _find(request: HttpRequest, typed: str) -> tuple[Seance | None, str]:
    if not typed.strip():
        return None, ""
    try:
        return services.trouver(typed, address=_address(request)), ""
    except Refus as refus:
        return None, str(refus)


def _enter(request: HttpRequest, data: dict[str, Any]) -> services.Entree:
    known = data["known"]
    return services.entrer(
        data["code"],
        address=_address(request),
        first_name=data["first_name"],
        college=data["college"],
        organisation=known,
        organisation_name="" if known else data["organisation"],
        table=data.get("table"),
        user=request.user,
    )


def _door(request: HttpRequest, form: BaseForm, seance: Seance | None) -> HttpResponse:
    context = {"form": form, "seance": seance}
    if isinstance(form, RejoindreForm):
        context["organisations"] = [one.name for one in form.known]
    return render(request, "seances/salle/rejoindre.html", context, status=status_of(form))


def _let_in(entree: services.Entree, word: str, request: HttpRequest) -> HttpResponse:
    messages.success(request, word)
    pk = entree.participant.seance_id
    response = redirect("salle:salle", pk)
    for name, value in ((BADGE_COOKIE, entree.secret), (RECOVERY_COOKIE, entree.recovery)):
        response.set_cookie(
            name.format(seance=pk),
            value,
            max_age=BADGE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


# The room ----------------------------------------------------------------------------------------


@never_cache
@require_safe
def salle(request: HttpRequest, pk: int) -> HttpResponse:
    """The current step, whatever it is."""
    participant = person_of(request, pk)
    services.signaler_presence(participant)
    return show(request, participant, "salle", **step_of(request, participant))


@never_cache
@require_safe
def suite(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the séance moved since the page was shown (`?vu=`): the fragment that says so."""
    participant = person_of(request, pk)
    services.signaler_presence(participant)
    moment = poche.moment_of(participant.seance, now())
    moved = request.GET.get("vu") != moment.key
    context = {"moment": moment, "moved": moved, "timed": "temps" in request.GET}
    return render(request, "seances/salle/suite.html", context)


@never_cache
@require_safe
def moi(request: HttpRequest, pk: int) -> HttpResponse:
    """What one brought, where one sits, one's code."""
    participant = person_of(request, pk)
    return show(request, participant, "moi", **_mine(request, participant))


@require_POST
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Sit at a table, or leave it."""
    participant = person_of(request, pk)
    chosen = participant.seance.tables.in_bulk(_keys(request.POST.get("table", "")))
    seat = next(iter(chosen.values()), None)

    def sit() -> str:
        person = services.s_asseoir(participant, seat, mark=mark_of(request.POST, now()))
        return (
            f"Vous êtes à la table {person.table.number}."
            if person.table
            else "Vous n’êtes à aucune table."
        )

    return told(request, sit, "salle:salle", pk)


@require_POST
def quitter(request: HttpRequest, pk: int) -> HttpResponse:
    """This phone forgets the badge; the personal code still brings back what was done."""
    person_of(request, pk)
    response = redirect("salle:rejoindre")
    for name in (BADGE_COOKIE, RECOVERY_COOKIE):
        response.delete_cookie(name.format(seance=pk))
    messages.success(request, "Vous avez quitté la séance. Votre code personnel vous y ramène.")
    return response


@require_safe
def veille(request: HttpRequest) -> FileResponse:
    """The service worker, served where it may watch over the pages of the room."""
    path = finders.find("veille.js") or settings.STATIC_ROOT / "veille.js"
    return FileResponse(open(path, "rb"), content_type="text/javascript")


def step_of(request: HttpRequest, participant: Participant) -> dict[str, Any]:
    """What the page of the current step needs, and nothing else."""
    moment = poche.moment_of(participant.seance, now())
    context: dict[str, Any] = {"moment": moment}
    kind = moment.kind
    if kind in ("accueil", "conclure", "apres", "avant"):
        context |= _mine(request, participant)
    elif moment.scrutin and moment.is_voting:
        context["ballot"] = ballot_of(moment.scrutin, participant)
    elif moment.scrutin and moment.is_published:
        context["publie"] = publie_or_404(moment.seance, moment.scrutin.pk)
    elif kind != "selectionner":
        context["groupes"] = poche.actions_in_room(moment.seance)
    if kind != "avant" and not context.get("ballot"):
        context["publies"] = publies_of(moment.seance)
    return context


def _mine(request: HttpRequest, participant: Participant) -> dict[str, Any]:
    return {
        "apports": poche.brought_by(participant),
        "tables": participant.seance.tables.all(),
        "recovery": request.COOKIES.get(RECOVERY_COOKIE.format(seance=participant.seance_id), ""),
    }


# Shared with the other pages of the room ---------------------------------------------------------


def person_of(request: HttpRequest, pk: int) -> Participant:
    """Whose badge this phone holds; without one the room does not exist."""
    return get_participant_or_404(pk, request.COOKIES.get(BADGE_COOKIE.format(seance=pk), ""))


def show(
    request: HttpRequest, participant: Participant, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the room, with what its head and its live link need."""
    moment = context.pop("moment", None) or poche.moment_of(participant.seance, now())
    context |= {
        "participant": participant,
        "moment": moment,
        "seance": moment.seance,
        "live": sign(moment.seance.pk, Channel.SALLE),
        "jitter": JITTER,
    }
    return render(request, f"seances/salle/{name}.html", context, status=status)


def done(request: HttpRequest, page: str, *args: Any) -> HttpResponse:
    """What was sent is received: go on to `page`. The queue of the phone hears 201 and where, so
    that the page itself, and what it says, is read once."""
    where = reverse(page, args=args)
    if QUEUE in request.headers:
        return HttpResponse(status=201, headers={"Location": where})
    return redirect(where)


def told(request: HttpRequest, verb: Callable[[], str], page: str, *args: Any) -> HttpResponse:
    """Do what a tap asks, and tell it in a sentence: to the queue of the phone, or on `page`."""
    queued = QUEUE in request.headers
    try:
        sentence = verb()
    except Refus as refus:
        if not queued:
            raise
        return HttpResponse(str(refus), status=403, content_type=WORDS)
    if queued:
        return HttpResponse(sentence, content_type=WORDS)
    messages.success(request, sentence)
    return redirect(page, *args)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _keys(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() and len(text) < 10 else []


def _address(request: HttpRequest) -> str:
    """Of the network, as the sign-in pages count it."""
    return get_adapter().get_client_ip(request)
