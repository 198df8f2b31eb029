"""The room `conversations` as a Django app."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "finance.conversations"
    label = "conversations"

    def ready(self) -> None:
        from finance.conversations.joining import turn_over
        from finance.journal.operations import register

        register("joining", turn_over)
