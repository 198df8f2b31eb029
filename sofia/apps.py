"""The project itself, as an app: its checks, commands and tests."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "sofia.staff.StaffSite"


class SofiaConfig(AppConfig):
    name = "sofia"

    def ready(self) -> None:
        from sofia import checks  # noqa: F401  (registers them)
