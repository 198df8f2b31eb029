"""People: who they are, and who may see what."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "finance.people"
    label = "people"
