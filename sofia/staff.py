"""The admin: for staff who gave their second proof in this session."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from finance.people import second_factor
from finance.people.models import Person


class StaffSite(admin.AdminSite):
    """Django's own, behind a second factor."""

    site_header = site_title = "SofIA"

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        is_staff = super().has_permission(request)
        return is_staff and isinstance(person, Person) and second_factor.passed(request.session, person)
