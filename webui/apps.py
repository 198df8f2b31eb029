"""The browser line as a Django app."""

from django.apps import AppConfig


class WebuiConfig(AppConfig):
    name = "webui"

    def ready(self) -> None:
        from finance.conversations import outbox
        from webui import transport

        outbox.cards_changed.connect(transport.tell_cards_changed, dispatch_uid="webui")
        outbox.answer_under_way.connect(transport.tell_under_way, dispatch_uid="webui")
