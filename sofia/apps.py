"""The project itself, as an app: its checks, commands and tests."""

from django.apps import AppConfig


class SofiaConfig(AppConfig):
    name = "sofia"

    def ready(self) -> None:
        from sofia import checks  # noqa: F401  (registers them)
