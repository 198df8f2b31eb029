"""The room `conversations` as a Django app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "finance.conversations"
    label = "conversations"
