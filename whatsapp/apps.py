"""The phone line as a Django app."""

from django.apps import AppConfig


class WhatsAppConfig(AppConfig):
    name = "whatsapp"
    label = "whatsapp"

    def ready(self) -> None:
        from whatsapp import joining  # noqa: F401  (it listens)
