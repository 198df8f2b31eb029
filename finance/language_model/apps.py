"""The room `language_model` as a Django app."""

from django.apps import AppConfig


class LanguageModelConfig(AppConfig):
    name = "finance.language_model"
    label = "language_model"
