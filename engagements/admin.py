from django.contrib import admin

from engagements.models import Engagement
from socle.admin import ReadAdmin


@admin.register(Engagement)
class EngagementAdmin(ReadAdmin):
    list_display = ["organisation", "action", "kind", "quantity", "fermete", "visibilite", "state"]
    list_filter = ["state", "fermete", "visibilite", "kind"]
    list_select_related = ["organisation", "action"]
    search_fields = ["organisation__name", "action__title", "text"]
    ordering = ["-created_at"]
