"""What is kept: for one person and exactly one question, sealed, and gone when the cache is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from finance.advisor import cache as kept_answers
from finance.advisor.cache import Kept

SAID = {"text": "Vas en S/ 12.50 en chifa"}


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    cache.clear()
    kept_answers._away_until = 0.0
    yield
    cache.clear()
    kept_answers._away_until = 0.0


def test_it_is_found_again_by_the_same_person_with_the_same_key() -> None:
    Kept(1, 7).write(SAID, "answer", "¿cómo voy?", 3)
    assert Kept(1, 7).read("answer", "¿cómo voy?", 3) == SAID


@pytest.mark.parametrize(
    ("owner", "key"),
    [
        ((2, 7), ("answer", "¿cómo voy?", 3)),
        ((1, 8), ("answer", "¿cómo voy?", 3)),
        ((1, 7), ("answer", "¿cómo voy? ", 3)),
        ((1, 7), ("answer", "¿cómo voy?", 4)),
        ((1, 7), ("plan", "¿cómo voy?", 3)),
        ((17,), ("answer", "¿cómo voy?", 3)),
        (("everybody",), ("answer", "¿cómo voy?", 3)),
    ],
)
def test_by_nobody_else_and_for_nothing_else(owner: tuple[object, ...], key: tuple[object, ...]) -> None:
    Kept(1, 7).write(SAID, "answer", "¿cómo voy?", 3)
    assert Kept(*owner).read(*key) is None


def test_whoever_reads_the_cache_reads_nothing(settings: Settings) -> None:
    written: dict[str, bytes] = {}
    kept = Kept(1, 7)
    kept.write(SAID, "answer", "¿cómo voy en chifa?")
    name = kept._name(("answer", "¿cómo voy en chifa?"))
    written[name] = cache.get(name)
    assert isinstance(written[name], bytes)
    assert b"chifa" not in written[name]
    assert "chifa" not in name


def test_a_value_under_anothers_key_is_not_theirs() -> None:
    mine, hers = Kept(1, 7), Kept(2, 9)
    mine.write(SAID, "answer")
    cache.set(hers._name(("answer",)), cache.get(mine._name(("answer",))))
    assert hers.read("answer") is None


def test_another_key_of_the_data_opens_nothing(settings: Settings) -> None:
    Kept(1, 7).write(SAID, "answer")
    name = Kept(1, 7)._name(("answer",))
    sealed = cache.get(name)
    settings.DATA_KEY = "another-key-of-more-than-thirty-two-letters"
    cache.set(Kept(1, 7)._name(("answer",)), sealed)
    assert Kept(1, 7).read("answer") is None


def test_what_was_tampered_with_is_a_miss() -> None:
    kept = Kept(1, 7)
    kept.write(SAID, "answer")
    name = kept._name(("answer",))
    cache.set(name, b"x" + cache.get(name)[1:])
    assert kept.read("answer") is None


def test_a_cache_that_is_away_is_a_miss_and_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fail(*args: object) -> None:
        asked.append(args)
        raise ConnectionError

    monkeypatch.setattr(cache, "get", fail)
    assert Kept(1, 7).read("answer") is None
    assert Kept(1, 7).read("answer") is None
    assert len(asked) == 1


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_two_keys_never_have_one_name(one: list[str], other: list[str]) -> None:
    assert (Kept(1)._name(tuple(one)) == Kept(1)._name(tuple(other))) is (one == other)
