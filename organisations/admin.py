from django.contrib import admin

from organisations.models import Organisation, OrganisationGrant
from socle.admin import ReadAdmin


@admin.register(Organisation)
class OrganisationAdmin(ReadAdmin):
    editable = (
        "name",
        "kind",
        "college",
        "siret",
        "commune",
        "activite",
        "effectif",
        "fait_public",
    )
    list_display = ["name", "kind", "college", "siret", "commune", "is_fictif"]
    list_filter = ["college", "kind", "is_fictif"]
    search_fields = ["name", "siret", "commune"]


@admin.register(OrganisationGrant)
class OrganisationGrantAdmin(ReadAdmin):
    list_display = ["content_object", "user", "permission"]
    list_select_related = ["content_object", "user", "permission__content_type"]
    search_fields = ["content_object__name", "user__email", "user__name"]
    ordering = ["content_object__name", "user__email"]
