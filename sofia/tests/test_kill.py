"""A process that is killed in the middle of a burst loses nothing it acknowledged, and answers nothing twice."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from websockets.exceptions import ConnectionClosed

from sofia.tests.served import Browser, Served

_BURST = 30  # messages
_LIFE = (0.02, 0.6)  # seconds from the first message to the kill


class Oracle:
    """What was sent, what was acknowledged, and what the books must say in the end."""

    def __init__(self) -> None:
        self.sent: dict[str, tuple[str, int]] = {}
        self.acknowledged: set[str] = set()

    def message(self, number: int) -> str:
        """A new expense no other is like; returns its id."""
        key = str(uuid4())
        self.sent[key] = (f"gasté {number} en taxi", number * 100)
        return key

    @property
    def spent(self) -> int:
        return sum(minor for _text, minor in self.sent.values())


def burst(browser: Browser, oracle: Oracle, keys: list[str], then: Callable[[], None] | None, after: float) -> None:
    """Send KEYS as fast as they go, collecting acknowledgements until all are in or the line breaks."""
    killer = Timer(after, then) if then else None
    try:
        with browser.tab() as tab:
            tab.send(type="since", message_id=0)
            if killer:
                killer.start()
            for key in keys:
                tab.say(oracle.sent[key][0], key)
            while set(keys) - oracle.acknowledged:
                frame = tab.receive()
                if frame["type"] == "ack":
                    oracle.acknowledged.add(frame["id"])
    except (ConnectionClosed, OSError):
        pass  # killed: what was acknowledged is what counts
    finally:
        if killer:
            killer.join()


def killed_and_started_again(environ: dict[str, str], rows: Callable[[str], list[Any]], kills: int, seed: int) -> None:
    chance = random.Random(seed)
    served, oracle = Served(environ), Oracle()
    served.start()
    browser = Browser(served)
    browser.come_in()
    numbers = iter(range(1, 10**6))
    for kill in range(kills):
        fresh = [oracle.message(next(numbers)) for _ in range(_BURST)]
        # As a page does after a reconnect: all that is not acknowledged, and a few of the others to be sure.
        again = [key for key in oracle.sent if key not in oracle.acknowledged and key not in fresh]
        doubles = chance.sample(sorted(oracle.acknowledged), min(3, len(oracle.acknowledged)))
        burst(browser, oracle, [*again, *doubles, *fresh], served.kill, chance.uniform(*_LIFE))
        served.start()
        print(f"kill {kill + 1} of {kills}: {len(oracle.acknowledged)} of {len(oracle.sent)} acknowledged", flush=True)  # noqa: T201  (progress of a long proof)
    burst(browser, oracle, [key for key in oracle.sent if key not in oracle.acknowledged], None, 0)
    served.stop()
    assert oracle.acknowledged == set(oracle.sent)
    stored = rows("SELECT external_id, count(*) FROM conversations_message WHERE role = 'person' GROUP BY external_id")
    assert dict(stored) == dict.fromkeys(oracle.sent, 1), "each stored once"
    answers = rows(
        "SELECT count(DISTINCT answered_by_id), count(answered_by_id), count(*) FROM conversations_message WHERE role = 'person'"
    )
    assert answers == [(len(oracle.sent),) * 3], "each answered once"
    assert rows("SELECT count(*) FROM conversations_message WHERE role = 'sofia'") == [(len(oracle.sent),)]
    books = rows(
        "SELECT b.minor FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id WHERE a.slug = 'transporte'"
    )
    assert books == [(oracle.spent,)], "the books say what was said"


def on_sqlite(folder: Path, kills: int, seed: int) -> None:
    def rows(query: str) -> list[Any]:
        with closing(sqlite3.connect(folder / "sofia.sqlite3")) as books:
            return books.execute(query).fetchall()

    environ = {"SOFIA_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    killed_and_started_again(environ, rows, kills, seed)


def on_postgres(folder: Path, kills: int, seed: int) -> None:
    name = f"kill_{uuid4().hex}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    ours = url.replace("/sofia?", f"/{name}?")

    def rows(query: str) -> list[Any]:
        with psycopg.connect(ours) as books:
            return books.execute(query.encode()).fetchall()

    environ = {"SOFIA_DATA_DIR": str(folder), "DATABASE_URL": ours, "REDIS_URL": os.environ["REDIS_URL"]}
    killed_and_started_again(environ, rows, kills, seed)


def test_killed_three_times_she_loses_and_doubles_nothing(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    (on_postgres if pytestconfig.option.on == "postgres" else on_sqlite)(tmp_path, kills=3, seed=3)


@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_fifty_times_she_loses_and_doubles_nothing(
    tmp_path: Path, pytestconfig: pytest.Config, seed: int
) -> None:
    (on_postgres if pytestconfig.option.on == "postgres" else on_sqlite)(tmp_path, kills=25, seed=seed)
