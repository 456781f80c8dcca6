"""The page an invitation leads to. Its link came to an address: who opens it reads that mailbox.

Reading changes nothing, for mail scanners follow links; only the button accepts.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from comptes.forms import ProfilForm
from comptes.models import User
from comptes.services import noter_connexion
from comptes.views import BACKEND
from engagements.parcours import espace_url
from feuille_de_route.annuaire.queries import feuille_of
from organisations import rules, services
from organisations.models import Invitation
from organisations.queries import account_of, invitation_of
from socle.http import form_methods, posted
from socle.refus import Refus
from territoires.models import FeuilleDeRoute


@never_cache
@form_methods
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to do what; accepting signs in and leads to « Mon organisation »."""
    found = invitation_of(token)
    if found is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    request.feuille = feuille = feuille_of(found.organisation, found.feuille_id)
    guest = account_of(found.email)
    form = None if guest else ProfilForm(posted(request))
    why_not = _why_not(request, found, guest)
    if request.method == "POST" and not why_not and (form is None or form.is_valid()):
        try:
            details = form.cleaned_data if form else {}
            user = services.accepter(found, user=_signed_in(request), **details)
        except Refus as error:
            why_not = str(error)
        else:
            return _welcome(request, found, user, feuille)
    context = {"invitation": found, "form": form, "guest": guest, "why_not": why_not}
    if why_not:
        is_over = rules.why_not_ouverte(found, now()) and request.method != "POST"
        status = 410 if is_over else 403
    else:
        status = 422 if form is not None and form.is_bound else 200
    return render(request, "organisations/invitation.html", context, status=status)


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _why_not(request: HttpRequest, found: Invitation, guest: User | None) -> str | None:
    here = _signed_in(request)
    return rules.why_not_accepter(
        found, now(), email=here.email if here else "", is_active=guest is None or guest.is_active
    )


def _welcome(
    request: HttpRequest, found: Invitation, user: User, feuille: FeuilleDeRoute | None
) -> HttpResponse:
    """Open the session, unless the account opens more than a link of two weeks should."""
    url = espace_url(feuille.slug, found.organisation_id) if feuille else reverse("entrer")
    may = "représentez et pouvez signer pour" if found.signer else "représentez"
    messages.success(request, f"Bienvenue. Vous {may} {found.organisation}.")
    if not request.user.is_authenticated and not (user.is_staff or user.is_superuser):
        login(request, user, backend=BACKEND)
        noter_connexion(user, moyen="invitation")
    if not request.user.is_authenticated:
        return redirect(f"{reverse(settings.LOGIN_URL)}?next={url}")
    return redirect(url)
