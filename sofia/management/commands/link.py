"""`manage.py link EMAIL [--staff]`: print a one-time sign-in link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import timezone

from finance.people import operations as people
from finance.people.models import Person
from sofia.preparation import prepare


def link_for(person: Person, origin: str) -> str:
    """Make a sign-in link for PERSON at ORIGIN ("http://127.0.0.1:8000")."""
    return f"{origin}/entrar/{people.issue_link(person=person, now=timezone.now())}/"


class Command(BaseCommand):
    help = "Print a sign-in link: ten minutes, once. The person is made if there is none with this e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--staff", action="store_true", help="let them into /admin/ with every permission")
        parser.add_argument("--origin", default=settings.PUBLIC_URL)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is no e-mail address") from error
        prepare(self.stderr.write)
        now = timezone.now()
        person = people.welcome(channel="email", value=options["email"], now=now, country=settings.DEFAULT_COUNTRY)
        if options["staff"]:
            person.is_staff = person.is_superuser = True
            person.save(update_fields=["is_staff", "is_superuser"])
        self.stdout.write(link_for(person, options["origin"]))
