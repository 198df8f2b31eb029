"""The room `documents` as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "finance.documents"
    label = "documents"
