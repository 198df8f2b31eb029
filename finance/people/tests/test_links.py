"""A sign-in link lets its bearer in once, within ten minutes."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from finance.people import operations as people
from finance.people.models import Person, SignInLink
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, make_person

MINUTE = timedelta(minutes=1)


class TestALink:
    def test_it_lets_its_person_in(self, rosa: Person, ines: Person) -> None:
        people.issue_link(person=ines, now=NOW)
        secret = people.issue_link(person=rosa, now=NOW)
        assert people.use_link(secret=secret, now=NOW + MINUTE) == rosa

    def test_looking_at_it_does_not_use_it(self, rosa: Person) -> None:
        secret = people.issue_link(person=rosa, now=NOW)
        for _look in range(3):
            assert people.look_at_link(secret=secret, now=NOW).person == rosa
        assert people.use_link(secret=secret, now=NOW) == rosa

    def test_it_works_once(self, rosa: Person) -> None:
        secret = people.issue_link(person=rosa, now=NOW)
        people.use_link(secret=secret, now=NOW)
        for look in (people.look_at_link, people.use_link):
            with pytest.raises(people.LinkUsed):
                look(secret=secret, now=NOW)

    @pytest.mark.parametrize(
        ("passed", "in_time"),
        [(timedelta(0), True), (10 * MINUTE - timedelta(seconds=1), True), (10 * MINUTE, False), (60 * MINUTE, False)],
    )
    def test_it_lasts_ten_minutes(self, rosa: Person, passed: timedelta, *, in_time: bool) -> None:
        secret = people.issue_link(person=rosa, now=NOW)
        if in_time:
            assert people.use_link(secret=secret, now=NOW + passed) == rosa
        else:
            with pytest.raises(people.LinkExpired):
                people.use_link(secret=secret, now=NOW + passed)
            assert SignInLink.objects.get().used_at is None

    @pytest.mark.parametrize("secret", ["", "x", "á" * 50, "a" * 5000])
    def test_an_invented_one_lets_nobody_in(self, rosa: Person, secret: str) -> None:
        people.issue_link(person=rosa, now=NOW)
        with pytest.raises(people.LinkUnknown):
            people.use_link(secret=secret, now=NOW)

    def test_who_reads_the_table_cannot_come_in(self, rosa: Person) -> None:
        secret = people.issue_link(person=rosa, now=NOW)
        kept = SignInLink.objects.values().get()
        assert secret not in " ".join(map(str, kept.values()))
        assert kept["digest"] == hashlib.sha256(secret.encode()).hexdigest()
        with pytest.raises(people.LinkUnknown):
            people.use_link(secret=str(kept["digest"]), now=NOW)

    def test_no_two_are_alike(self, rosa: Person) -> None:
        assert len({people.issue_link(person=rosa, now=NOW) for _ in range(20)}) == 20

    def test_of_somebody_who_was_put_out_it_is_unknown(self, rosa: Person) -> None:
        secret = people.issue_link(person=rosa, now=NOW)
        Person.objects.filter(pk=rosa.pk).update(is_active=False)
        with pytest.raises(people.LinkUnknown):
            people.use_link(secret=secret, now=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_try_one_link_at_once_one_comes_in() -> None:
    rosa = make_person("Rosa")
    secret = people.issue_link(person=rosa, now=NOW)
    held, looked = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            SignInLink.objects.select_for_update().get()
            held.set()
            assert looked.wait(timeout=30)

    def watch() -> None:
        deadline = time.monotonic() + 30
        while _waiting() < 8:
            assert time.monotonic() < deadline, "they do not all wait for the link"
        looked.set()

    def come_in() -> Person:
        assert held.wait(timeout=30)
        return people.use_link(secret=secret, now=NOW)

    works: list[Callable[[], object]] = [hold, watch, *[come_in] * 8]
    held_and_watched, outcomes = (some := at_once(works))[:2], some[2:]
    assert held_and_watched == [None, None]
    assert outcomes.count(rosa) == 1
    assert [type(outcome) for outcome in outcomes].count(people.LinkUsed) == 7


def _waiting() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), pg_sleep(0.01) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        row: tuple[int, object] = cursor.fetchone()
    return row[0]
