from django.contrib import admin

from organisations.models import Invitation, Organisation, OrganisationGrant, Rattachement
from socle.admin import ReadAdmin


@admin.register(Organisation)
class OrganisationAdmin(ReadAdmin):
    editable = (
        "name",
        "kind",
        "college",
        "siret",
        "siren_seul",
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


@admin.register(Invitation)
class InvitationAdmin(ReadAdmin):
    """The secret of its link is kept nowhere, and its digest is shown to nobody."""

    exclude = ("token_digest",)
    list_display = ["organisation", "email", "signer", "sent_at", "accepted_at", "cancelled_at"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name", "email"]


@admin.register(Rattachement)
class RattachementAdmin(ReadAdmin):
    list_display = ["organisation", "user", "state", "created_at", "decided_at"]
    list_select_related = ["organisation", "user"]
    list_filter = ["state"]
    search_fields = ["organisation__name", "user__email", "user__name"]
