"""Mistyped words find the word that was meant; words that are words, names and guards stay what they are."""

import random
import string
import time
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from finance.understanding import Reading, message, read
from finance.understanding.lexicon import LANGUAGES, cues, table
from finance.understanding.speech import speech
from finance.understanding.spelling import mend
from finance.understanding.tests.examples import person
from finance.understanding.tests.test_non_writes import LEDGER, PLANS, TABLE
from finance.understanding.words import split

ROWS = tomllib.loads(Path(__file__).with_name("typos.toml").read_text(encoding="utf-8"))
CASES = [
    (section, country, *(part.strip() for part in line.split("|")))
    for section, by_country in ROWS.items()
    for country, lines in by_country.items()
    for line in lines.strip().splitlines()
]
MENDED = [case[1:] for case in CASES if case[0] in {"mistyped", "asked", "small"}]
GUARDS = table("spelling")["mended"]["careful"]


def test_the_table_is_large() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("country", "text", "intent", "amount", "category"), MENDED)
def test_what_was_meant_is_read(country: str, text: str, intent: str, amount: str, category: str) -> None:
    reading = read(text, person(country))
    assert reading.intent == intent
    if amount != "-":
        assert reading.items[0].amount == Decimal(amount)
    else:
        assert not reading.items
    if category != "-":
        assert (reading.items[0].category if reading.items else reading.category) == category


@pytest.mark.parametrize(
    ("country", "text", "intent", "amount", "category"), [case[1:] for case in CASES if case[0] == "names"]
)
def test_a_name_stays_a_name(country: str, text: str, intent: str, amount: str, category: str) -> None:
    (item,) = read(text, person(country)).items
    assert (item.category, item.merchant, item.amount) == (None, None, Decimal(amount))


def test_what_could_be_either_is_not_guessed() -> None:
    for section, country, text, *_ in CASES:
        assert section != "either" or not read(text, person(country)).items


def test_the_persons_words_are_shown_as_they_were_written() -> None:
    (item,) = read("gsté 15 en almuerso", person()).items
    assert (item.words, item.category) == ("almuerso", "restaurantes")
    assert 0.5 < item.confidence < 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_lexicon_is_ever_mended(language: str) -> None:
    spoken = speech(language, {"es": "PE", "pt": "BR", "en": "US"}[language])
    words = {word for phrase, _ in cues(language).phrases() for word in phrase.split() if word.isalpha()}
    for word in words:
        tokens = split(word).tokens
        mend(tokens, word, spoken, ())
        assert [token.text for token in tokens] == [token.text for token in split(word).tokens], word


def _slipped(text: str, rng: random.Random) -> str:
    """Give TEXT with one slip of the thumb."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    word, at = words[place], rng.randrange(1, len(words[place]))
    slips = (
        word[:at] + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + rng.choice(string.ascii_lowercase) + word[at + 1 :],
    )
    words[place] = rng.choice(slips)
    return " ".join(words)


def _writes(reading: Reading) -> bool:
    """Whether it would be booked at once; what is asked about is not."""
    writes = reading.intent.startswith((*LEDGER, *PLANS)) and reading.confidence > 0.5
    return writes and bool(reading.items or not reading.intent.startswith("record_"))


def test_a_slip_in_what_must_not_be_written_is_mended_more_often_than_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    slipped = [(country, _slipped(text, rng)) for country, text in TABLE for _ in range(4)]
    mended = {row for row in slipped if _writes(read(row[1], person(row[0])))}
    monkeypatch.setattr(message, "mend", lambda *_: frozenset())
    unmended = {row for row in slipped if _writes(read(row[1], person(row[0])))}
    assert len(mended) < len(unmended) / 2
    assert len(mended - unmended) <= len(slipped) * 0.005


def test_a_message_of_strange_words_takes_no_longer_than_a_blink() -> None:
    rng = random.Random(3)
    read("gasté 20 en taxi", person())
    for count in (10, 60, 300):
        text = " ".join("".join(rng.choices(string.ascii_lowercase, k=rng.randrange(4, 14))) for _ in range(count))
        start = time.process_time()
        read(f"gasté 20 en {text}", person())
        assert time.process_time() - start < 0.2  # 0.05 s on a quiet machine
