"""Documents, for staff: that they are there, never what they show."""

from django.contrib import admin
from django.http import HttpRequest

from finance.documents.models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin[Document]):
    list_display = ["pk", "owner", "mime", "size", "created_at"]
    list_filter = ["mime"]
    search_fields = ["=owner__public_id", "=digest"]
    list_select_related = ["owner"]
    exclude = ["name"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        return False
