"""Conversations, for staff: to look at."""

from django.contrib import admin
from django.http import HttpRequest

from finance.conversations.models import Conversation, Delivery, Message


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(_ReadOnly, admin.ModelAdmin[Conversation]):
    list_display = ["pk", "person", "last_seq", "unanswered", "failures", "waiting_since", "lease_until"]
    list_filter = ["failures"]
    search_fields = ["=person__public_id"]
    list_select_related = ["person"]


@admin.register(Message)
class MessageAdmin(_ReadOnly, admin.ModelAdmin[Message]):
    list_display = ["pk", "conversation", "seq", "role", "channel", "intent", "created_at"]
    list_filter = ["role", "channel", "intent"]
    search_fields = ["=conversation__id"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Delivery)
class DeliveryAdmin(_ReadOnly, admin.ModelAdmin[Delivery]):
    list_display = ["pk", "message", "channel", "state", "attempts", "reason", "due_at", "sent_at"]
    list_filter = ["channel", "state"]
    ordering = ["-pk"]
