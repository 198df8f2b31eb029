"""The provider, for staff: its switch and limits to change, its calls to look at."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from finance.language_model import queries
from finance.language_model.models import Call, Provider

DAYS_SHOWN = 14
PEOPLE_SHOWN = 20


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
    readonly_fields = ["calls_by_day", "calls_by_person"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The one row may be made here before the first call makes it."""
        return super().has_add_permission(request) and not Provider.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Provider | None = None) -> bool:
        return False

    def calls_by_day(self, provider: Provider) -> SafeString:
        """The last days, a row each; days are those of UTC."""
        days = queries.days(timezone.now().date(), count=DAYS_SHOWN)
        rows = [
            (day.on, day.calls, day.failures, day.refused, _dollars(day.cost_micro_usd), _seconds(day)) for day in days
        ]
        return _table(("day", "calls", "failed", "refused figures", "US$", "95 % within"), rows)

    def calls_by_person(self, provider: Provider) -> SafeString:
        """Those on whose behalf most was spent in the same days; a number, as everywhere here."""
        people = queries.shares(timezone.now().date(), count=DAYS_SHOWN, limit=PEOPLE_SHOWN)
        rows = [
            (who.person_id or "-", who.calls, who.failures, who.refused, _dollars(who.cost_micro_usd)) for who in people
        ]
        return _table(("person", "calls", "failed", "refused figures", "US$"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> SafeString:
    if not rows:
        return SafeString("-")
    cells = [(format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows]
    head = format_html_join("", '<th scope="col">{}</th>', ((name,) for name in heads))
    body = format_html_join("", "<tr>{}</tr>", cells)
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def _dollars(micro: int) -> str:
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"


def _seconds(day: queries.Day) -> str:
    return f"{day.p95.total_seconds():.1f} s" if day.p95 else "-"
