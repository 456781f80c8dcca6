"""Gommettes and drafts are not shown here: a choice and an unsent text belong to one person."""

from django.contrib import admin

from actions.models import (
    Action,
    Amendement,
    Besoin,
    Commentaire,
    Financement,
    Indicateur,
    Jalon,
    Piece,
)
from socle.admin import ReadAdmin, ReadInline


class JalonInline(ReadInline):
    model = Jalon
    fields = ["title", "year", "quarter", "state"]


class FinancementInline(ReadInline):
    model = Financement
    fields = ["financeur", "amount", "state"]


class IndicateurInline(ReadInline):
    model = Indicateur
    fields = ["title", "kind", "unit", "reference", "target", "due"]


class BesoinInline(ReadInline):
    model = Besoin
    fields = ["title", "kind", "quantity"]


@admin.register(Action)
class ActionAdmin(ReadAdmin):
    list_display = ["numero", "title", "feuille", "objectif", "state", "porteur", "updated_at"]
    list_filter = ["state", "maturite"]
    list_select_related = ["feuille__territoire", "objectif", "porteur"]
    search_fields = ["=numero", "title", "porteur__name", "feuille__slug"]
    ordering = ["feuille", "objectif__position", "rank"]
    inlines = [JalonInline, FinancementInline, IndicateurInline, BesoinInline]


@admin.register(Amendement)
class AmendementAdmin(ReadAdmin):
    list_display = ["action", "field", "author_label", "state", "created_at"]
    list_filter = ["state"]
    list_select_related = ["action"]
    search_fields = ["action__title", "author_label", "text"]


@admin.register(Commentaire)
class CommentaireAdmin(ReadAdmin):
    list_display = ["action", "author", "organisation", "created_at"]
    list_select_related = ["action", "author", "organisation"]
    search_fields = ["action__title", "author__name", "text"]
    ordering = ["-created_at"]


@admin.register(Piece)
class PieceAdmin(ReadAdmin):
    list_display = ["action", "title", "author", "created_at"]
    list_select_related = ["action", "author"]
    search_fields = ["action__title", "title"]
