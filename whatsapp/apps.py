"""The phone line as a Django app."""

from django.apps import AppConfig


class WhatsAppConfig(AppConfig):
    name = "whatsapp"
    label = "whatsapp"
