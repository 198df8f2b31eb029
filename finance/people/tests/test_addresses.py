"""An address identifies a person once it is proven, and only then."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from finance.people import operations as people
from finance.people import queries
from finance.people.models import Address, Household, Membership, Person
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, make_person


def claim(person: Person, value: str, *, channel: str = "phone", proven: bool = False) -> Address:
    """PERSON says that an address is theirs; PROVEN: and shows it."""
    return Address.objects.create(
        person=person, channel=channel, value=value, verified_at=NOW if proven else None, created_at=NOW
    )


class TestAnAddress:
    @pytest.mark.parametrize("value", ["rosa@example.com", "ROSA@Example.com", "  rosa@example.com "])
    def test_it_finds_its_person_however_it_is_typed(self, rosa: Person, value: str) -> None:
        assert queries.by_address("email", value) == rosa

    @pytest.mark.parametrize("value", ["51987654321", "+51 987 654 321", "+51-987-654-321"])
    def test_a_phone_is_its_digits(self, rosa: Person, value: str) -> None:
        claim(rosa, "51987654321", proven=True)
        assert queries.by_address("phone", value) == rosa

    def test_it_counts_on_its_own_channel_only(self, rosa: Person) -> None:
        claim(rosa, "51987654321", proven=True)
        assert queries.by_address("email", "51987654321") is None

    def test_unproven_it_identifies_nobody(self, rosa: Person) -> None:
        claim(rosa, "51987654321")
        assert queries.by_address("phone", "51987654321") is None

    def test_several_may_claim_it_and_one_may_prove_it(self, rosa: Person, ines: Person) -> None:
        hers, not_hers = claim(rosa, "51987654321"), claim(ines, "51987654321")
        Address.objects.filter(pk=hers.pk).update(verified_at=NOW)
        assert queries.by_address("phone", "51987654321") == rosa
        with pytest.raises(IntegrityError), transaction.atomic():
            Address.objects.filter(pk=not_hers.pk).update(verified_at=NOW)
        assert queries.by_address("phone", "51987654321") == rosa

    def test_it_stands_once_per_person(self, rosa: Person) -> None:
        claim(rosa, "51987654321")
        with pytest.raises(IntegrityError), transaction.atomic():
            claim(rosa, "51987654321")

    def test_of_somebody_who_was_put_out_it_identifies_nobody(self, rosa: Person) -> None:
        Person.objects.filter(pk=rosa.pk).update(is_active=False)
        assert queries.by_address("email", "rosa@example.com") is None


class TestWelcome:
    def test_the_same_address_is_the_same_person(self, rosa: Person) -> None:
        again = people.welcome(channel="email", value="Rosa@Example.COM", now=NOW, country="MX", name="Otra")
        assert again == rosa
        assert (again.name, again.country) == ("Rosa", "PE")
        assert (Person.objects.count(), Household.objects.count(), Membership.objects.count()) == (1, 1, 1)

    def test_a_claim_that_was_never_proven_stands_in_nobodys_way(self, rosa: Person) -> None:
        claim(rosa, "51999000111")
        owner = people.welcome(channel="phone", value="+51 999 000 111", now=NOW, country="PE")
        assert owner != rosa
        assert queries.by_address("phone", "51999000111") == owner

    @pytest.mark.parametrize(
        ("country", "currency", "language", "zone", "rhythm"),
        [
            ("PE", "PEN", "es", "America/Lima", "quincena"),
            ("MX", "MXN", "es", "America/Mexico_City", "quincena"),
            ("AR", "ARS", "es-ar", "America/Argentina/Buenos_Aires", "none"),
            ("BR", "BRL", "pt", "America/Sao_Paulo", "none"),
        ],
    )
    def test_who_arrives_is_taken_to_live_as_one_does_there(
        self, db: None, country: str, currency: str, language: str, zone: str, rhythm: str
    ) -> None:
        person = make_person("Alguien", country=country, agrees=False)
        found = (person.currency, person.language, person.time_zone, person.pay_rhythm)
        assert found == (currency, language, zone, rhythm)
        assert not person.has_usable_password()
        assert person.memberships.get().role == "owner"

    def test_what_the_browser_says_goes_before_the_customs_of_the_country(self, db: None) -> None:
        person = people.welcome(
            channel="email", value="a@example.com", now=NOW, country="PE", language="en", time_zone="Europe/Madrid"
        )
        assert (person.language, person.time_zone, person.currency) == ("en", "Europe/Madrid", "PEN")

    def test_people_who_arrive_apart_keep_apart(self, rosa: Person, ines: Person) -> None:
        assert rosa.household_id != ines.household_id
        assert list(queries.housemates(rosa)) == [rosa]
        assert list(queries.housemates(ines)) == [ines]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_arrives_by_many_doors_at_once_is_one_person() -> None:
    arrived = at_once([partial(make_person, "Rosa", agrees=False)] * 8)
    assert arrived == [Person.objects.get()] * 8
    assert (Household.objects.count(), Address.objects.count()) == (1, 1)
