"""The books, for staff: to look at, never to write in."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from finance.ledger.models import Account, Balance, Entry, Posting


class _ReadOnly:
    """Nobody adds, changes or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PostingInline(_ReadOnly, admin.TabularInline[Posting, Entry]):
    model = Posting
    fields = ["account", "currency", "minor"]


class BalanceInline(_ReadOnly, admin.TabularInline[Balance, Account]):
    model = Balance


@admin.register(Entry)
class EntryAdmin(_ReadOnly, admin.ModelAdmin[Entry]):
    list_display = ["pk", "household", "number", "kind", "happened_on", "reverses", "replaces", "recorded_at"]
    list_filter = ["kind"]
    search_fields = ["=id", "=household__id"]
    ordering = ["-recorded_at", "-number"]
    list_select_related = ["household", "reverses", "replaces"]
    show_full_result_count = False
    inlines = [PostingInline]


@admin.register(Account)
class AccountAdmin(_ReadOnly, admin.ModelAdmin[Account]):
    list_display = ["pk", "household", "kind", "slug", "currency", "private_to"]
    list_filter = ["kind", "currency"]
    search_fields = ["=household__id", "slug"]
    inlines = [BalanceInline]
