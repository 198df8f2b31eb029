"""Who somebody is."""

from __future__ import annotations

from django.db.models import QuerySet

from finance.people.models import Household, Person
from finance.people.operations import folded
from finance.prepared import Asked, given


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
    version: int = _VERSION.rows(id=household_id)[0][0]
    return version


_VERSION = Asked(lambda: Household.objects.filter(id=given(Household, "id")).values_list("ledger_version"))


def housemates(person: Person) -> QuerySet[Person]:
    """Everyone who now keeps the same books, the person included."""
    return Person.objects.filter(household_id=person.household_id, is_active=True).order_by("pk")


def names_at_home(person: Person) -> list[str]:
    """What those who keep the same books are called."""
    return [name for (name,) in _NAMES.rows(household=person.household_id)]


_NAMES = Asked(
    lambda: (
        Person.objects.filter(household=given(Person, "household"), is_active=True).order_by("pk").values_list("name")
    )
)
