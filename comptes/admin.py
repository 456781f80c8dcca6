from django.contrib import admin
from django.http import HttpRequest

from comptes import services
from comptes.forms import CompteForm
from comptes.models import User
from socle.admin import ReadAdmin


@admin.register(User)
class UserAdmin(ReadAdmin):
    """Accounts are opened and closed here; their persons erase them, elsewhere. No password; a persona stays a persona."""

    form = CompteForm
    editable = ("email", "name", "fonction", "is_active", "is_staff", "is_superuser")
    fields = (*editable, "is_demo", "date_joined", "last_login")
    list_display = ["email", "name", "fonction", "is_active", "is_staff", "is_demo", "last_login"]
    list_filter = ["is_active", "is_staff", "is_demo"]
    search_fields = ["email", "name", "fonction"]
    ordering = ["email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super(ReadAdmin, self).has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An erased account is nobody's any more: nothing on it changes."""
        erased = obj is not None and obj.erased_at is not None
        return not erased and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only a superuser opens the back office to somebody."""
        powers = [] if request.user.is_superuser else ["is_staff", "is_superuser"]
        return super().get_readonly_fields(request, obj) + powers

    def save_model(self, request: HttpRequest, obj: User, form: CompteForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            services.creer_compte(obj, by=request.user)
