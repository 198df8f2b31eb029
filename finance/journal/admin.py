"""The journal, for staff: to look at."""

from django.contrib import admin
from django.http import HttpRequest

from finance.journal.models import Action


@admin.register(Action)
class ActionAdmin(admin.ModelAdmin[Action]):
    list_display = ["pk", "household", "person", "verb", "depth", "done_at"]
    list_filter = ["verb"]
    search_fields = ["=household__id", "=id"]
    list_select_related = ["household", "person"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Action | None = None) -> bool:
        return False
