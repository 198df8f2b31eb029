"""The provider, for staff: its switch and limits to change, its calls to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from finance.language_model import queries
from finance.language_model.models import Call, Provider

DAYS_SHOWN = 14


@admin.register(Call)
class CallAdmin(admin.ModelAdmin[Call]):
    list_display = [
        "pk",
        "purpose",
        "lane",
        "model",
        "person",
        "state",
        "failure",
        "cost_micro_usd",
        "input_tokens",
        "output_tokens",
        "refused_figures",
        "latency",
        "started_at",
    ]
    list_filter = ["state", "failure", "purpose", "lane", "model", "is_probe"]
    search_fields = ["=id", "=person__public_id"]
    date_hierarchy = "started_at"
    list_select_related = ["person"]
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Call | None = None) -> bool:
        return False


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin[Provider]):
    list_display = ["__str__", "is_on", "daily_limit_micro_usd", "person_daily_limit_micro_usd"]
    readonly_fields = ["calls_by_day"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The one row may be made here before the first call makes it."""
        return super().has_add_permission(request) and not Provider.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Provider | None = None) -> bool:
        return False

    def calls_by_day(self, provider: Provider) -> SafeString:
        """A line for each of the last days, as figures: day, calls, failures, micro-USD, 95th percentile of latency."""
        days = queries.days(timezone.now().date(), count=DAYS_SHOWN)
        rows = ((day.on, day.calls, day.failures, day.cost_micro_usd, day.p95 or "-") for day in days)
        return format_html_join("", "<div>{}: {} / {} / {} µUSD / {}</div>", rows) or SafeString("-")
