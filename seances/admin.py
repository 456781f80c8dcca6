from django.contrib import admin

from seances.models import Contribution, Etape, Presence, Resultat, Seance, Table
from socle.admin import ReadAdmin, ReadInline


class EtapeInline(ReadInline):
    model = Etape
    fields = ["title", "starts_at", "ends_at"]


class TableInline(ReadInline):
    model = Table
    fields = ["number", "theme"]


class PresenceInline(ReadInline):
    model = Presence
    fields = ["college", "people"]


@admin.register(Seance)
class SeanceAdmin(ReadAdmin):
    list_display = ["title", "feuille", "date", "place"]
    list_select_related = ["feuille__territoire"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
    inlines = [EtapeInline, TableInline, PresenceInline]


@admin.register(Resultat)
class ResultatAdmin(ReadAdmin):
    list_display = ["seance", "action", "voters", "points", "impact", "effort"]
    list_select_related = ["seance", "action"]
    search_fields = ["action__title", "seance__title"]


@admin.register(Contribution)
class ContributionAdmin(ReadAdmin):
    list_display = ["seance", "table", "amendement", "action"]
    list_select_related = ["seance", "table", "amendement", "action"]
    search_fields = ["seance__title", "action__title"]
