"""The phone line, for staff: how the wires are, what needs a hand, who is behind a number."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from whatsapp import alerts, confirming, lines
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
    actions = ["let_out", "resume", "unlink", "start_over"]
    fields = readonly_fields = (
        "wire", "state", "number", "detail", "state_at", "beat_at", "heard_at", "stopped_at", "stopped_by",
    )  # fmt: skip

    @admin.action(description="Staff has looked: let messages leave again", permissions=["change"])
    def let_out(self, request: HttpRequest, chosen: QuerySet[Line]) -> None:
        for line in chosen:
            alerts.start_line(wire=line.wire)
        self.message_user(request, "What waited leaves now.", messages.SUCCESS)

    @admin.action(description="Connect the linked session again", permissions=["change"])
    def resume(self, request: HttpRequest, chosen: QuerySet[Line]) -> None:
        self._wish(request, Line.Wish.RESUME)

    @admin.action(description="Unlink the number", permissions=["change"])
    def unlink(self, request: HttpRequest, chosen: QuerySet[Line]) -> None:
        self._wish(request, Line.Wish.UNLINK)

    @admin.action(description="Start over: forget the session, wait for a new QR", permissions=["change"])
    def start_over(self, request: HttpRequest, chosen: QuerySet[Line]) -> None:
        self._wish(request, Line.Wish.START_OVER)

    def _wish(self, request: HttpRequest, wish: Line.Wish) -> None:
        lines.wish(Line.Wire.LINKED.value, wish)
        self.message_user(request, "The session's process does it within seconds.", messages.SUCCESS)


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
