"""What must never be written: questions, hypotheses, plans, other people's money, orders, talk."""

import tomllib
from pathlib import Path

import pytest

from finance.understanding import read
from finance.understanding.tests.examples import person

LEDGER = ("record_", "split_expense", "set_balance", "correct_last", "undo", "redo", "delete_data")
PLANS = ("set_budget", "create_goal", "contribute_goal")

NOTHING_AT_ALL = tomllib.loads(Path(__file__).with_name("non_writes.toml").read_text(encoding="utf-8"))
TABLE = [(country, line.strip()) for country, lines in NOTHING_AT_ALL.items() for line in lines.strip().splitlines()]


def test_the_table_is_large() -> None:
    assert len(TABLE) >= 500


@pytest.mark.parametrize(("country", "text"), TABLE)
def test_nothing_is_written(country: str, text: str) -> None:
    reading = read(text, person(country))
    assert not reading.intent.startswith((*LEDGER, *PLANS)), reading
    assert not [item for item in reading.items if item.kind != "bill"], reading


@pytest.mark.parametrize(("country", "text"), TABLE)
def test_nothing_is_written_when_an_amount_was_asked(country: str, text: str) -> None:
    reading = read(text, person(country, expecting="confirmation"))
    assert not reading.intent.startswith((*LEDGER, *PLANS)), reading
