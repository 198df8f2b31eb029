"""Every file of the lexicon is well formed, of one mind, and used."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from finance import countries
from finance.understanding import (
    answers,
    changes,
    dates,
    depth,
    guards,
    intents,
    items,
    lexicon,
    message,
    movements,
    queries,
    segments,
    telling,
)
from finance.understanding.lexicon import (
    EXPENSES,
    FOLDER,
    GROUPS,
    INCOMES,
    LANGUAGES,
    alternatives,
    country_table,
    table,
)
from finance.understanding.speech import speech
from finance.understanding.topics import TOPICS
from finance.understanding.words import fold

COUNTRIES = [country.code for country in countries.known()]
KINDS = {"cash", "bank", "card", "loan", "savings"}


def _tables() -> Iterator[tuple[str, dict[str, dict[str, list[str]]]]]:
    for language in LANGUAGES:
        yield f"things.{language}", table(f"things.{language}")
    yield "everywhere", table("everywhere")
    for code in COUNTRIES:
        yield code, country_table(code)


def test_the_groups_hold_every_category_once() -> None:
    leaves = [leaf for group in GROUPS.values() for leaf in group]
    assert sorted(leaves) == sorted(EXPENSES)


@pytest.mark.parametrize(("name", "data"), list(_tables()))
def test_every_slug_and_kind_is_known(name: str, data: dict[str, dict[str, list[str]]]) -> None:
    assert set(data.get("categories", {})) <= EXPENSES | INCOMES, name
    assert set(data.get("merchants", {})) <= EXPENSES, name
    assert set(data.get("accounts", {})) <= KINDS, name
    assert set(data.get("groups", {})) <= set(GROUPS), name


@pytest.mark.parametrize(("name", "data"), list(_tables()))
def test_no_phrase_means_two_things(name: str, data: dict[str, dict[str, list[str]]]) -> None:
    for section in ("categories", "merchants", "accounts"):
        seen: dict[str, str] = {}
        for slug, phrases in data.get(section, {}).items():
            for phrase in phrases:
                for written in alternatives(phrase):
                    other = seen.setdefault(written, slug)
                    incomes = {other, slug} & INCOMES
                    assert other == slug or incomes, f"{name}: {written!r} is {other} and {slug}"


def test_every_file_is_used() -> None:
    named = {
        *(f"{kind}.{language}" for kind in ("things", "cues") for language in LANGUAGES),
        *("everywhere", "numbers", "currencies", "counting", "days", "glue", "languages", "spelling", "topics"),
    }
    assert {path.stem for path in FOLDER.glob("*.toml")} == named
    assert {path.stem for path in (FOLDER / "countries").glob("*.toml")} == set(COUNTRIES)


def test_every_cue_is_used_and_every_used_cue_is_said_in_every_language() -> None:
    modules = (answers, changes, dates, depth, guards, intents, items, message, movements, queries, segments, telling)
    code = "\n".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in modules)
    names = {language: set(table(f"cues.{language}")["cues"]) for language in LANGUAGES}
    assert names["es"] >= names["pt"] == names["en"] or names["es"] == names["pt"] == names["en"]
    unused = {cue for cue in names["es"] if f'"{cue}"' not in code}
    assert not unused


def test_every_topic_is_asked_about_in_every_language_and_no_phrase_is_about_two() -> None:
    for language in LANGUAGES:
        topics = table("topics")[language]
        assert tuple(topics) == TOPICS
        seen: dict[str, str] = {}
        for topic, phrases in topics.items():
            for phrase in phrases:
                for written in alternatives(phrase):
                    assert written == fold(written)
                    assert seen.setdefault(written, topic) == topic, f"{written!r} is {seen[written]} and {topic}"


@pytest.mark.parametrize("code", COUNTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_spoken_in_every_country(language: str, code: str) -> None:
    assert speech(language, code).currency == countries.get(code).currency


def test_phrases_are_written_folded() -> None:
    for language in LANGUAGES:
        for phrases in table(f"cues.{language}")["cues"].values():
            for phrase in phrases:
                assert set(alternatives(phrase)) == {fold(written) for written in alternatives(phrase)}


def test_what_is_spelt_right_is_written_folded_and_the_cues_it_speaks_of_exist() -> None:
    spelling = table("spelling")
    for words in (spelling["names"], *spelling["right"].values(), *(spelling["mended"][name] for name in LANGUAGES)):
        assert words == [fold(word) for word in words]
        assert all(word.isalpha() for word in words)
    for language in LANGUAGES:
        named = {*spelling["mended"]["cues"], *spelling["mended"]["careful"]}
        assert named <= set(table(f"cues.{language}")["cues"])
        assert set(spelling["verbs"][language]) == set(spelling["endings"][language])


def test_the_lexicon_is_read_once() -> None:
    assert lexicon.table("numbers") is lexicon.table("numbers")
