"""Who somebody is."""

from __future__ import annotations

from django.db.models import QuerySet

from finance.people.models import Household, Person
from finance.people.operations import folded


def by_address(channel: str, value: str) -> Person | None:
    """Find whom a proven address identifies; an unproven one identifies nobody."""
    return (
        Person.objects.select_related("household")
        .filter(
            addresses__channel=channel,
            addresses__value=folded(channel, value),
            addresses__verified_at__isnull=False,
            is_active=True,
        )
        .first()
    )


def ledger_version(household_id: int) -> int:
    """The version of a household's books at this moment."""
    return Household.objects.values_list("ledger_version", flat=True).get(pk=household_id)


def housemates(person: Person) -> QuerySet[Person]:
    """Everyone who now keeps the same books, the person included."""
    return Person.objects.filter(household_id=person.household_id, is_active=True).order_by("pk")
