"""People agree, settle and join a household; the database keeps what must never be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from finance.people import operations as people
from finance.people import queries
from finance.people.models import Consent, Membership, Person
from sofia.tests.cast import NOW, TODAY

LATER = NOW + timedelta(days=30)


class TestAgree:
    def test_before_it_nothing_may_be_kept(self, newcomer: Person) -> None:
        assert not newcomer.has_agreed()
        people.agree(person=newcomer, channel="browser", now=NOW)
        assert Person.objects.get(pk=newcomer.pk).has_agreed()

    def test_it_says_to_which_words_when_and_where(self, newcomer: Person) -> None:
        people.agree(person=newcomer, channel="browser", now=NOW)
        given = Consent.objects.get(person=newcomer)
        said = (given.purpose, given.version, given.channel, given.given_at, given.withdrawn_at)
        assert said == ("books", people.CONSENT_VERSION, "browser", NOW, None)

    def test_twice_is_once(self, newcomer: Person) -> None:
        people.agree(person=newcomer, channel="browser", now=NOW)
        people.agree(person=newcomer, channel="whatsapp", now=LATER)
        given = Consent.objects.get(person=newcomer)
        assert (given.channel, given.given_at) == ("browser", NOW)
        assert (newcomer.adult_at, newcomer.agreed_at) == (NOW, NOW)

    def test_new_words_take_the_place_of_the_old_and_both_are_remembered(
        self, newcomer: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people.agree(person=newcomer, channel="browser", now=NOW)
        monkeypatch.setattr(people, "CONSENT_VERSION", "2027-01")
        people.agree(person=newcomer, channel="browser", now=LATER)
        kept = Consent.objects.filter(person=newcomer).order_by("pk").values_list("version", "given_at", "withdrawn_at")
        assert [row[1:] for row in kept] == [(NOW, LATER), (LATER, None)]
        assert kept[1][0] == "2027-01"

    def test_only_one_stands(self, newcomer: Person) -> None:
        people.agree(person=newcomer, channel="browser", now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(person=newcomer, purpose="books", version="x", channel="x", given_at=NOW)


def settle(person: Person, **otherwise: Any) -> Person:
    """PERSON says of themselves what a Peruvian in Lima would, or OTHERWISE; as the table then has it."""
    said: dict[str, Any] = {
        "name": "Rosa", "country": "PE", "language": "es", "time_zone": "America/Lima",
        "pay_rhythm": "quincena", "pay_day": None, "pay_anchor": None, "now": NOW,
    }  # fmt: skip
    people.settle(person=person, **{**said, **otherwise})
    return Person.objects.get(pk=person.pk)


class TestSettle:
    def test_the_currency_follows_the_country_the_first_time_and_then_stays(self, newcomer: Person) -> None:
        assert settle(newcomer, country="MX", time_zone="").currency == "MXN"
        moved = settle(newcomer, country="CO", now=LATER)
        assert (moved.country, moved.currency, moved.settled_at) == ("CO", "MXN", NOW)

    def test_without_a_zone_the_country_has_one(self, newcomer: Person) -> None:
        assert settle(newcomer, country="MX", time_zone="").time_zone == "America/Mexico_City"

    @pytest.mark.parametrize(
        ("country", "language", "kept"),
        [("AR", "es", "es-ar"), ("PE", "es", "es"), ("AR", "en", "en"), ("BR", "pt", "pt")],
    )
    def test_spanish_is_spoken_as_there(self, newcomer: Person, country: str, language: str, kept: str) -> None:
        assert settle(newcomer, country=country, language=language).language == kept

    @pytest.mark.parametrize(
        ("rhythm", "kept"),
        [
            ("quincena", (None, None)),
            ("monthly", (25, None)),
            ("weekly", (None, TODAY)),
            ("biweekly", (None, TODAY)),
            ("none", (None, None)),
        ],
    )
    def test_of_a_pay_rhythm_only_what_it_needs_is_kept(
        self, newcomer: Person, rhythm: str, kept: tuple[int | None, date | None]
    ) -> None:
        person = settle(newcomer, pay_rhythm=rhythm, pay_day=25, pay_anchor=TODAY)
        assert (person.pay_day, person.pay_anchor) == kept
        assert person.pay_cycle.rhythm == rhythm

    def test_it_does_not_take_them_back_to_a_household_they_have_left(self, newcomer: Person, ines: Person) -> None:
        read_before = Person.objects.get(pk=newcomer.pk)
        people.join(person=newcomer, household=ines.household, now=NOW)
        assert settle(read_before).household_id == ines.household_id


class TestJoin:
    def test_both_now_keep_the_same_books(self, rosa: Person, beto: Person) -> None:
        assert beto.household_id == rosa.household_id
        assert list(queries.housemates(rosa)) == list(queries.housemates(beto)) == [rosa, beto]
        assert {member.role for member in Membership.objects.filter(household=rosa.household)} == {"owner", "member"}

    def test_twice_is_once(self, rosa: Person, beto: Person) -> None:
        people.join(person=beto, household=rosa.household, now=LATER)
        assert beto.memberships.get(household=rosa.household).joined_at == NOW

    def test_who_is_put_out_is_no_housemate(self, rosa: Person, beto: Person) -> None:
        Person.objects.filter(pk=beto.pk).update(is_active=False)
        assert list(queries.housemates(rosa)) == [rosa]


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("fact", "change"),
        [
            ("pay_day_is_a_day_of_a_month", {"pay_day": 0}),
            ("pay_day_is_a_day_of_a_month", {"pay_day": 32}),
            ("monthly_pay_has_a_day", {"pay_rhythm": "monthly", "pay_day": None}),
            ("weekly_pay_has_an_anchor", {"pay_rhythm": "weekly", "pay_anchor": None}),
            ("weekly_pay_has_an_anchor", {"pay_rhythm": "biweekly", "pay_anchor": None}),
        ],
    )
    def test_a_pay_cycle_that_cannot_be_counted(self, rosa: Person, fact: str, change: dict[str, object]) -> None:
        with pytest.raises(IntegrityError, match=fact), transaction.atomic():
            Person.objects.filter(pk=rosa.pk).update(**change)

    def test_belonging_twice(self, rosa: Person) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(person=rosa, household=rosa.household, role="member", joined_at=NOW)

    def test_but_not_to_come_back_after_leaving(self, rosa: Person) -> None:
        rosa.memberships.update(left_at=NOW)
        Membership.objects.create(person=rosa, household=rosa.household, role="member", joined_at=LATER)


class TestAPerson:
    def test_their_day_is_that_of_where_they_live(self, rosa: Person) -> None:
        late = NOW.replace(hour=3)  # ten in the evening before, in Lima
        assert rosa.day(late) == TODAY - timedelta(days=1)
        rosa.time_zone = "Europe/Madrid"
        assert rosa.day(late) == TODAY

    @pytest.mark.parametrize(
        ("name", "initials"), [("Rosa", "R"), ("rosa quispe mamani", "RQ"), ("", ""), ("Ángel", "Á")]
    )
    def test_initials(self, name: str, initials: str) -> None:
        assert Person(name=name).initials == initials

    def test_of_age_and_agreed_are_both_needed(self) -> None:
        assert not Person(adult_at=NOW).has_agreed()
        assert not Person(agreed_at=NOW).has_agreed()
        assert Person(adult_at=NOW, agreed_at=NOW).has_agreed()
