"""The back office reads. What it may correct is named, and each correction goes to the journal."""

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from socle.journal import record
from socle.models import Courriel, Job, Journal


class ReadAdmin(admin.ModelAdmin):
    """Seen, never changed: pages write, through services that ask the rules and keep the journal."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    #: Columns the back office may correct.
    editable: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(self.editable) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        names = [field.name for field in self.opts.fields if not field.primary_key]
        names = [name for name in names if name not in (self.exclude or ())]
        names += [field.name for field in self.opts.many_to_many]
        return [name for name in names if name not in self.editable]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record("technique.correction", by=request.user, on=obj, champs=form.changed_data)


class ReadInline(admin.TabularInline):
    """The lines of an object, below it."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Journal)
class JournalAdmin(ReadAdmin):
    list_display = ["at", "verb", "user_name", "target_type", "target_id", "feuille_id"]
    search_fields = ["verb", "user_name", "=target_id"]
    search_help_text = "Fait, personne ou objet"
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]


@admin.register(Job)
class JobAdmin(ReadAdmin):
    list_display = ["kind", "state", "progress", "total", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["kind", "error"]
    ordering = ["-created_at"]


@admin.register(Courriel)
class CourrielAdmin(ReadAdmin):
    # Codes are read by their recipient only.
    exclude = ["text", "html"]
    list_display = ["created_at", "kind", "to", "subject", "state", "attempts", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "subject"]
    search_help_text = "Destinataire ou objet"
    ordering = ["-created_at", "-pk"]
