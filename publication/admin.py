from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publication.models import Edition, Projet, Signataire, Visa
from socle.admin import ReadAdmin


@admin.register(Edition)
class EditionAdmin(ReadAdmin):
    """Hashes stand for the frozen content and the PDF: one is heavy, the other has its own page."""

    exclude = ["content", "audit", "pdf"]
    list_display = ["feuille", "numero", "state", "published_at", "n_actions", "pages", "sha256"]
    list_filter = ["state"]
    list_select_related = ["feuille__territoire"]
    search_fields = ["feuille__slug", "sha256"]
    ordering = ["feuille", "-major", "-minor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).without_content()

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        names = super().get_readonly_fields(request, obj)
        return [name for name in names if name not in self.exclude]


@admin.register(Signataire)
class SignataireAdmin(ReadAdmin):
    list_display = ["feuille", "organisation", "nom", "fonction", "signe_le"]
    list_select_related = ["feuille__territoire"]
    ordering = ["feuille", "position"]


@admin.register(Visa)
class VisaAdmin(ReadAdmin):
    list_display = ["feuille", "organisation", "date", "reference"]
    list_select_related = ["feuille__territoire"]
    ordering = ["feuille", "date"]


@admin.register(Projet)
class ProjetAdmin(ReadAdmin):
    """Its file is read by the team, on its own page."""

    exclude = ["pdf"]
    list_display = ["feuille", "numero", "pages", "drawn_at"]
    list_select_related = ["feuille__territoire"]
