from django.contrib import admin

from engagements.models import Engagement, Signature, VersionEngagement
from socle.admin import ReadAdmin


@admin.register(Engagement)
class EngagementAdmin(ReadAdmin):
    list_display = ["organisation", "action", "kind", "quantity", "fermete", "visibilite", "state"]
    list_filter = ["state", "fermete", "visibilite", "kind"]
    list_select_related = ["organisation", "action"]
    search_fields = ["organisation__name", "action__title", "text"]
    ordering = ["-created_at"]


@admin.register(VersionEngagement)
class VersionEngagementAdmin(ReadAdmin):
    list_display = ["engagement_id", "number", "state", "replaced_at"]
    ordering = ["-replaced_at"]


@admin.register(Signature)
class SignatureAdmin(ReadAdmin):
    """Who signed what; the code, even digested, is nobody's business."""

    exclude = ["code_digest"]
    list_display = ["reference", "engagement_id", "version", "name", "asked_at", "signed_at"]
    search_fields = ["reference", "name", "sha256"]
    ordering = ["-asked_at"]
