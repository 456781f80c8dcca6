"""Sign in by e-mail code, be a persona of the demonstration, say who one is, leave.

allauth keeps the code, its attempts and its limits: the two sign-in pages are its views, which is
why they alone are classes. We add what it leaves out: an expired code says so and how to go on.
"""

import logging
import time
from datetime import UTC, datetime
from smtplib import SMTPException

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comptes import services
from comptes.abonnement import person_of
from comptes.forms import CodeForm, ConnexionForm, ProfilForm, RappelsForm
from comptes.models import User
from socle.forms import status_of
from socle.francais import accord, en_lettres, heure
from socle.http import form_methods, posted

log = logging.getLogger(__name__)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Session key: the address a code went to, when, and whether its attempts are spent.
CODE_SENT = "code_envoye"
#: Seconds after which a code that went out is not spoken of any more.
FORGOTTEN_AFTER = 3600
#: Seconds to wait, by error of `ConnexionForm`.
RETRY_AFTER = {"too_many_login_attempts": 15 * 60, "too_many_here": 60}


class ConnexionView(RequestLoginCodeView):
    form_class = ConnexionForm

    def form_valid(self, form: ConnexionForm) -> HttpResponse:
        """A known address receives a code, any other a polite word: the page is the same."""
        try:
            response = super().form_valid(form)
        except (SMTPException, OSError):
            log.exception("Le code de connexion n’est pas parti.")
            form.add_error("email", "Le message n’est pas parti. Réessayez dans quelques minutes.")
            return self.render_to_response(self.get_context_data(form=form), status=503)
        self.request.session[CODE_SENT] = {
            "email": form.cleaned_data["email"],
            "at": time.time(),
        }
        return response

    def form_invalid(self, form: ConnexionForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        for error, seconds in RETRY_AFTER.items():
            if form.has_error("email", error):
                response.status_code = 429
                response["Retry-After"] = str(seconds)
        return response

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["code_sent"] = CODE_SENT in self.request.session
        return context

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Somebody who waits for a code may still change the address, or ask for another code."""


class CodeView(ConfirmLoginCodeView):
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """allauth sends back to sign-in without a word when the code is over: say why instead."""
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated:
            request.session.pop(CODE_SENT, None)
            return response
        sent = request.session.get(CODE_SENT)
        gave_up = getattr(response, "url", "") == reverse("account_login")
        if gave_up and sent and time.time() - sent["at"] < FORGOTTEN_AFTER:
            return self.explain(request, sent)
        return response

    def explain(self, request: HttpRequest, sent: dict) -> HttpResponse:
        """The same page, once its code no longer serves."""
        form = CodeForm({"code": request.POST.get("code", "")}, over=why_over(sent))
        context = {"form": form, "email": sent["email"], "next": request.GET.get("next", "")}
        status = 422 if request.method == "POST" else 200
        return render(request, self.template_name, context, status=status)

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        """Only a wrong code spends an attempt; a code half typed does not."""
        if form.has_error("code", "incorrect_code"):
            if not self._process.record_invalid_attempt():
                sent = self.request.session[CODE_SENT]
                self.request.session[CODE_SENT] = sent | {"spent": True}
                return redirect("account_login")
            state = self._process.state
            left = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS - state["failed_attempts"]
            essais = f"{en_lettres(left)} {accord(left, 'essai', 'essais')}"
            form.add_error("code", f"Il vous reste {essais}.")
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"next": self.get_next_url() or ""}


def why_over(sent: dict) -> str:
    """The sentence on a code that no longer serves."""
    if sent.get("spent"):
        return "Ce code ne sert plus après trois essais. Demandez-en un nouveau."
    end = sent["at"] + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    at = heure(localtime(datetime.fromtimestamp(end, UTC)))
    return f"Ce code a expiré à {at}. Demandez-en un nouveau."


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "Vous avez quitté votre compte. À bientôt.")
    return redirect("accueil")


def persona(request: HttpRequest, pk: int) -> HttpResponse:
    """Become a person of the demonstration in one click; elsewhere this address does not exist."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user = get_object_or_404(User.objects.personas(), pk=pk)
    login(request, user, backend=BACKEND)
    services.noter_connexion(user, moyen="démonstration")
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_required
@form_methods
def compte(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = ProfilForm(posted(request), initial={"name": user.name, "fonction": user.fonction})
    if form.is_valid():
        services.modifier_profil(user, **form.cleaned_data)
        messages.success(request, "Votre profil est à jour.")
        return redirect("comptes:compte")
    context = {"form": form, "rappels": RappelsForm(initial={"recevoir": user.rappels})}
    return render(request, "comptes/compte.html", context, status=status_of(form))


@login_required
@require_POST
def rappels(request: HttpRequest) -> HttpResponse:
    recevoir = bool(request.POST.get("recevoir"))
    services.regler_rappels(request.user, recevoir=recevoir)
    told = "Vous recevrez les résumés." if recevoir else "Vous ne recevrez plus de résumés."
    messages.success(request, told)
    return redirect("comptes:compte")


@csrf_exempt  # a mailbox sends the POST by itself (RFC 8058); the signed token proves the person
@form_methods
def desabonner(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the digests, signed out. A GET changes nothing: mail filters open every link."""
    user = person_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        services.regler_rappels(user, recevoir=False)
        user.refresh_from_db()
    return render(request, "comptes/desabonner.html", {"person": user})
