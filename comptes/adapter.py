"""How allauth behaves here: accounts by invitation, French sentences, a line in the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from comptes import services
from comptes.connexion import note_sign_in
from comptes.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # Four codes in a quarter of an hour: ACCOUNT_RATE_LIMITS["request_login_code"].
        "too_many_login_attempts": (
            "Vous avez demandé quatre codes. Entrez le dernier reçu, "
            "ou attendez un quart d’heure avant d’en demander un autre."
        ),
        "incorrect_code": "Recopiez les six chiffres du dernier message reçu.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Silence: our pages say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        login_url = self.request.build_absolute_uri(reverse("account_login"))
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        super().send_mail(
            template_prefix, email, {**context, "login_url": login_url, "minutes": minutes}
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        note_sign_in(request.session)
        services.noter_connexion(user, moyen="code")
        return super().post_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The account was closed between the code and its use."""
        messages.error(request, "Ce compte est fermé. Demandez une nouvelle invitation.")
        return redirect("account_login")
