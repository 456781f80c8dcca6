from django.contrib import admin

from socle.admin import ReadAdmin, ReadInline
from territoires.models import AxeNational, FeuilleDeRoute, FeuilleGrant, Objectif, Territoire


@admin.register(AxeNational)
class AxeNationalAdmin(ReadAdmin):
    editable = ("title", "position")
    list_display = ["code", "title", "position"]


@admin.register(Territoire)
class TerritoireAdmin(ReadAdmin):
    editable = ("name", "programme", "id_ti", "avertissement")
    list_display = ["name", "id_ti", "programme"]
    search_fields = ["name", "id_ti"]


class ObjectifInline(ReadInline):
    model = Objectif
    fields = ["code", "short_title", "title", "position"]


@admin.register(FeuilleDeRoute)
class FeuilleDeRouteAdmin(ReadAdmin):
    """The phase moves from the roadmap's own settings, where its rules are asked."""

    list_display = ["territoire", "slug", "periode", "phase", "created_at"]
    list_filter = ["phase"]
    list_select_related = ["territoire"]
    search_fields = ["territoire__name", "slug"]
    inlines = [ObjectifInline]


@admin.register(Objectif)
class ObjectifAdmin(ReadAdmin):
    editable = ("short_title", "title", "summary", "position")
    list_display = ["feuille", "code", "short_title", "title"]
    list_select_related = ["feuille__territoire"]
    search_fields = ["title", "feuille__territoire__name"]


@admin.register(FeuilleGrant)
class FeuilleGrantAdmin(ReadAdmin):
    list_display = ["content_object", "user", "permission"]
    list_select_related = ["content_object__territoire", "user", "permission__content_type"]
    search_fields = ["content_object__slug", "user__email", "user__name"]
    ordering = ["content_object__slug", "user__email"]
