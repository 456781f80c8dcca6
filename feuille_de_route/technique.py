"""The back office: its name, its door, and which models it shows."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

#: Pages of Django's site that ask for a password: here they do not exist.
PASSWORD_PAGES = {"password_change", "password_change_done"}
#: Registered by libraries, without use here.
UNUSED = (("account", "EmailAddress"), ("auth", "Group"))


class Technique(AdminSite):
    site_header = "Administration technique"
    site_title = "Feuille de route"
    index_title = "Tout ce que contient la base"

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """One door for everybody: the code by e-mail."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(
                "L’administration technique est réservée à l’équipe qui exploite le site."
            )
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        urls = super().get_urls()
        return [url for url in urls if getattr(url, "name", "") not in PASSWORD_PAGES]


class TechniqueConfig(AdminConfig):
    default_site = "feuille_de_route.technique.Technique"

    def ready(self) -> None:
        super().ready()
        for app, model in UNUSED:
            self.module.site.unregister(self.apps.get_model(app, model))
