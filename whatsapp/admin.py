"""The phone line, for staff: how the wires are, what needs a hand, who is behind a number."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from whatsapp import alerts, confirming
from whatsapp.models import Alert, Contact, Inbound, Leaf, Line


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class _NotMadeByHand:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Line)
class LineAdmin(_NotMadeByHand, admin.ModelAdmin[Line]):
    list_display = ["wire", "state", "number", "detail", "state_at", "beat_at", "heard_at", "stopped_at", "stopped_by"]
    actions = ["let_out"]
    change_list_template = "admin/whatsapp/line/change_list.html"
    fields = readonly_fields = (
        "wire", "state", "number", "detail", "state_at", "beat_at", "heard_at", "stopped_at", "stopped_by",
    )  # fmt: skip

    @admin.action(description="Staff has looked: let messages leave again", permissions=["change"])
    def let_out(self, request: HttpRequest, chosen: QuerySet[Line]) -> None:
        for line in chosen:
            alerts.start_line(wire=line.wire)
        self.message_user(request, "What waited leaves now.", messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        pairing = self.admin_site.admin_view(self.pairing)
        return [path("pairing/", pairing, name="whatsapp_line_pairing"), *super().get_urls()]

    def pairing(self, request: HttpRequest) -> HttpResponse:
        """The linked session, live: its QR or code, its state, and what may be wished of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Pairing",
            "may_wish": self.has_change_permission(request),
        }
        return render(request, "admin/whatsapp/line/pairing.html", context)


@admin.register(Alert)
class AlertAdmin(_NotMadeByHand, admin.ModelAdmin[Alert]):
    list_display = ["kind", "detail", "raised_at", "seen_at"]
    list_filter = ["kind"]
    readonly_fields = ("kind", "detail", "raised_at", "seen_at")
    actions = ["seen"]
    ordering = ["-pk"]

    @admin.action(description="I have seen to it", permissions=["change"])
    def seen(self, request: HttpRequest, chosen: QuerySet[Alert]) -> None:
        chosen.filter(seen_at=None).update(seen_at=timezone.now())


@admin.register(Contact)
class ContactAdmin(_NotMadeByHand, admin.ModelAdmin[Contact]):
    list_display = ["pk", "person", "wire", "heard_at", "paused_until", "doubted_at"]
    list_filter = ["wire"]
    search_fields = ["=aliases__value", "=person__public_id"]
    list_select_related = ["person"]
    fields = readonly_fields = ("person", "wire", "heard_at", "paused_until", "doubted_at")
    actions = ["confirm", "resume"]

    @admin.action(description="It is still the same person", permissions=["change"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[Contact]) -> None:
        for contact in chosen.exclude(doubted_at=None):
            confirming.confirm(contact, now=timezone.now())

    @admin.action(description="SofIA may talk again", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Contact]) -> None:
        chosen.update(paused_until=None)


@admin.register(Inbound)
class InboundAdmin(_ReadOnly, admin.ModelAdmin[Inbound]):
    list_display = ["pk", "wire", "contact", "state", "tries", "arrived_at", "done_at"]
    list_filter = ["wire", "state"]
    exclude = ["arrival"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Leaf)
class LeafAdmin(_ReadOnly, admin.ModelAdmin[Leaf]):
    list_display = ["pk", "delivery", "wire", "left_at"]
    list_filter = ["wire"]
    ordering = ["-pk"]
    show_full_result_count = False
