from django.contrib import admin
from django.http import HttpRequest

from seances.models import (
    Contribution,
    Etape,
    Participant,
    Presence,
    Question,
    Resultat,
    Scrutin,
    Seance,
    Table,
)
from socle.admin import ReadAdmin, ReadInline


class EtapeInline(ReadInline):
    model = Etape
    fields = ["title", "kind", "starts_at", "ends_at", "started_at", "ended_at"]


class TableInline(ReadInline):
    model = Table
    fields = ["number", "theme"]


class PresenceInline(ReadInline):
    model = Presence
    fields = ["college", "people"]


@admin.register(Seance)
class SeanceAdmin(ReadAdmin):
    list_display = ["title", "feuille", "date", "place", "state"]
    list_select_related = ["feuille__territoire"]
    search_fields = ["title", "place"]
    date_hierarchy = "date"
    inlines = [EtapeInline, TableInline, PresenceInline]


@admin.register(Participant)
class ParticipantAdmin(ReadAdmin):
    """Who came; neither badge nor recovery code."""

    list_display = ["first_name", "organisation", "college", "table", "seance", "joined_at"]
    list_select_related = ["organisation", "table", "seance"]
    search_fields = ["first_name", "organisation__name", "seance__title"]

    def get_fields(self, request: HttpRequest, obj: Participant | None = None) -> list[str]:
        return [
            "seance",
            "first_name",
            "organisation",
            "organisation_name",
            "college",
            "table",
            "is_assisted",
            "joined_at",
            "seen_at",
        ]


@admin.register(Scrutin)
class ScrutinAdmin(ReadAdmin):
    """A vote and its result; ballots and the key that finds them are shown nowhere."""

    list_display = ["title", "seance", "method", "state", "opened_at", "closed_at"]
    list_select_related = ["seance"]
    search_fields = ["title", "seance__title"]

    def get_fields(self, request: HttpRequest, obj: Scrutin | None = None) -> list[str]:
        return [
            "seance",
            "title",
            "method",
            "parameters",
            "objectif",
            "state",
            "opened_at",
            "closed_at",
            "sealed_at",
            "published_at",
            "result_sha256",
        ]


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


@admin.register(Question)
class QuestionAdmin(ReadAdmin):
    """What the room asked; not who, that only the console tells."""

    list_display = ["text", "seance", "state", "created_at"]
    list_select_related = ["seance"]
    search_fields = ["text", "seance__title"]

    def get_fields(self, request: HttpRequest, obj: Question | None = None) -> list[str]:
        return ["seance", "action", "text", "is_anonymous", "state", "created_at"]
