"""What is said right after something was booked about the same thing corrects it; nothing is counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.people.models import Person
from sofia.tests.cast import NOW, make_person, say


def counts(person: Person) -> list[str]:
    rows = ledger.entries(person).filter(reverses=None, reversal=None).order_by("number")
    return [f"{as_money(entry).amount:f}" for entry in rows]


@pytest.mark.parametrize(
    ("first", "then", "stands"),
    [
        ("gasté 25 en taxi", "no, 30", ["30.00"]),
        ("gasté 25 en taxi", "no 30", ["30.00"]),
        ("gasté 25 en taxi", "no el taxi fue 28", ["28.00"]),
        ("gasté 25 en taxi y 40 en almuerzo", "no, el almuerzo fue 45", ["25.00", "45.00"]),
        ("gasté 25 en taxi y 40 en almuerzo", "fueron 20 el taxi", ["40.00", "20.00"]),
        ("gasté 25 en taxi", "gasté 28 en pan", ["25.00", "28.00"]),
        ("gasté 25 en taxi", "la luz fue 80", ["25.00", "80.00"]),
        ("gasté 18 en uber, no, 81", "gracias", ["81.00"]),
        ("gasté 20 en pan", "perdón, 15 café", ["20.00"]),
        ("gasté 20 en pan", "no, 30 soles", ["30.00"]),
        ("gasté 25 en taxi", "el otro taxi fue 28", ["25.00", "28.00"]),
        ("gasté 25 en taxi", "ayer el taxi fue 28", ["25.00", "28.00"]),
    ],
)
def test_it_corrects_what_it_is_about(rosa: Person, first: str, then: str, stands: list[str]) -> None:
    say(rosa, first)
    say(rosa, then)
    assert counts(rosa) == stands


def test_only_just_afterwards(rosa: Person) -> None:
    say(rosa, "gasté 12 en almuerzo")
    say(rosa, "el almuerzo fue 15", now=NOW + timedelta(days=9))
    assert counts(rosa) == ["12.00", "15.00"]


def test_in_other_languages(db: None) -> None:
    joao, ann = make_person("João", country="BR"), make_person("Ann", country="US")
    say(joao, "gastei 25 no uber")
    say(joao, "não, o uber foi 28")
    assert counts(joao) == ["28.00"]
    say(ann, "spent 25 on coffee")
    say(ann, "no it was 30")
    assert counts(ann) == ["30.00"]


@pytest.mark.parametrize("which", ["taxi", "el taxi", "el del taxi", "1", "el primero"])
def test_which_one_may_be_said_by_its_name(rosa: Person, which: str) -> None:
    say(rosa, "gasté 25 en taxi y 40 en almuerzo ayer")
    assert say(rosa, "no, fueron 30").text == "¿Cuál corrijo?"
    say(rosa, which)
    assert sorted(counts(rosa)) == ["30.00", "40.00"]


def test_what_was_changed_is_deleted_whole_by_its_name(rosa: Person) -> None:
    say(rosa, "gasté 9 en pan")
    say(rosa, "eso fue con tarjeta")
    say(rosa, "borra el pan")
    assert counts(rosa) == []


def test_what_is_asked_for_is_not_what_is_told_next(rosa: Person) -> None:
    assert "¿Cuánto pagaste" in say(rosa, "pagué el casino").text
    say(rosa, "tengo 5000 en el banco")
    assert [one.kind for one in ledger.entries(rosa)] == ["adjustment"]


@pytest.mark.parametrize("day", ["31 de noviembre", "30 de febrero"])
def test_a_day_that_is_none_books_nothing(rosa: Person, day: str) -> None:
    assert say(rosa, f"el {day} gasté 10 en pan").text == "Ese día no existe en el calendario. ¿Qué día fue?"
    assert counts(rosa) == []


def test_a_number_as_it_is_heard_is_one(rosa: Person) -> None:
    say(rosa, "gaste venticinco en taxi y 40 en almuerzo")
    assert counts(rosa) == ["25.00", "40.00"]
