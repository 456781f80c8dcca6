"""The page of the link sent after a séance: read what one declared, confirm one's address.

Reading changes nothing, for mail scanners follow links; only the button confirms.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from comptes.forms import ProfilForm
from comptes.services import noter_connexion
from comptes.views import BACKEND
from engagements.parcours import espace_url
from organisations.queries import account_of
from seances import confirmation
from seances.rules.confirmation import EXPIRED, why_not_confirmer_adresse
from seances.services.confirmation import Confirmation, confirmer_adresse
from socle.francais import liste
from socle.http import form_methods, posted
from socle.refus import Refus

TEMPLATE = "seances/confirmation.html"


@never_cache
@form_methods
def confirmer(request: HttpRequest, token: str) -> HttpResponse:
    """What was declared; the button creates or finds the account, and signs in."""
    try:
        declare = confirmation.declared(*confirmation.read_token(token))
    except signing.SignatureExpired:
        return render(request, TEMPLATE, {"why_not": EXPIRED}, status=410)
    except signing.BadSignature:
        declare = None
    if declare is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    request.feuille = declare.seance.feuille
    account = account_of(declare.address)
    start = {"name": declare.first_name}
    form = None if account else ProfilForm(posted(request), initial=start)
    why_not = _why_not(request, declare, account)
    if request.method == "POST" and not why_not and (form is None or form.is_valid()):
        details = form.cleaned_data if form else {}
        try:
            done = confirmer_adresse(declare, signed_in_as=_here(request), **details)
        except Refus as error:
            why_not = str(error)
        else:
            return _welcome(request, declare, done)
    return _page(request, declare, form, why_not)


def _here(request: HttpRequest):
    return request.user if request.user.is_authenticated else None


def _why_not(request: HttpRequest, declare: confirmation.Declare, account) -> str | None:
    here = _here(request)
    return why_not_confirmer_adresse(
        declare.address,
        is_confirmed=declare.is_confirmed,
        signed_in_as=here.email if here else "",
        is_active=account is None or account.is_active,
    )


def _page(
    request: HttpRequest,
    declare: confirmation.Declare,
    form: ProfilForm | None,
    why_not: str | None,
) -> HttpResponse:
    context = {"declare": declare, "form": form, "why_not": why_not}
    refused = form is not None and form.is_bound and not why_not
    status = 422 if refused else 403 if why_not and request.method == "POST" else 200
    return render(request, TEMPLATE, context, status=status)


def _welcome(
    request: HttpRequest, declare: confirmation.Declare, done: Confirmation
) -> HttpResponse:
    """To « Mon organisation », or to what waits. An account of the back office signs in itself."""
    if _here(request) is None and not (done.user.is_staff or done.user.is_superuser):
        login(request, done.user, backend=BACKEND)
        noter_connexion(done.user, moyen="séance")
    told = "Votre adresse est confirmée."
    if done.represented:
        told = f"{told} Vous représentez {liste([str(one) for one in done.represented])}."
    if done.asked:
        names = liste([str(one) for one in done.asked])
        told = (
            f"{told} Quelqu’un parle déjà pour {names}\u00a0: votre demande lui est envoyée, et ce "
            "que vous avez déclaré est gardé."
        )
    messages.success(request, told)
    if not done.represented:
        return redirect("accueil")
    url = espace_url(declare.seance.feuille.slug, done.represented[0].pk)
    if _here(request) is None:
        url = f"{reverse(settings.LOGIN_URL)}?next={url}"
    return redirect(url)
