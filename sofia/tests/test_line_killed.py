"""The phone line killed in the middle of bursts: nothing spooled or stored is lost, doubled or blindly repeated."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from sofia.tests.served import ROOT
from whatsapp.tests.conftest import copies, emulator  # noqa: F401  (fixtures)
from whatsapp.tests.emulator.running import Emulator

PATIENCE = 90.0
_BURST = 5

Rows = Callable[[str], list[Any]]


class Phone:
    """The session's process on a database of its own, and what Rosa said to it."""

    def __init__(self, environ: dict[str, str], rows: Rows, emulator: Emulator) -> None:  # noqa: F811
        self.environ = {**os.environ, **environ}
        self.rows, self.emulator = rows, emulator
        self.process: subprocess.Popen[bytes] | None = None
        self.said: dict[str, int] = {}

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environ, check=True)

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "manage.py", "whatsapp_session"], cwd=ROOT, env=self.environ)

    def kill_session(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def kill_child(self) -> None:
        """The child, if it lives just now."""
        assert self.process is not None
        with suppress(OSError, ValueError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for child in children:
                if b"whatsapp.line" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(int(child), signal.SIGKILL)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)

    def until(self, query: str, wanted: Callable[[list[Any]], bool]) -> list[Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(sqlite3.OperationalError):
                if wanted(found := self.rows(query)):
                    return found
            time.sleep(0.1)
        raise AssertionError(f"never: {query}: {found}")

    def say(self, amount: int) -> None:
        self.said[self.emulator.say(f"gasté {amount} en pan")] = amount


def killed(phone: Phone, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    phone.manage("migrate", "--verbosity", "0")
    phone.start()
    phone.until("SELECT count(*) FROM whatsapp_line", lambda found: found[0][0] == 1)
    phone.rows("UPDATE whatsapp_line SET wish = 'qr'")
    phone.emulator.scan(phone.until("SELECT code FROM whatsapp_line", lambda found: bool(found[0][0]))[0][0])
    phone.until("SELECT state FROM whatsapp_line", lambda found: found[0][0] == "connected")
    for number, word in enumerate(("hola", "sí"), 1):
        phone.emulator.say(word)
        phone.until("SELECT count(*) FROM conversations_message", partial(_is, 2 * number))
    amounts = iter(range(1001, 10**6))
    for kill in range(kills):
        for _message in range(_BURST):
            phone.say(next(amounts))
        time.sleep(chance.uniform(0.0, 2.0))
        if kill % 2:
            phone.kill_session()
            phone.start()
        else:
            phone.kill_child()
        print(f"kill {kill + 1} of {kills}", flush=True)  # noqa: T201  (progress of a long proof)
    phone.until("SELECT state FROM whatsapp_line", lambda found: found[0][0] == "connected")
    phone.say(next(amounts))  # whatever was offered again has left with the answer to this
    phone.until("SELECT count(*) FROM whatsapp_inbound WHERE state = 'waiting'", lambda found: found[0][0] == 0)
    phone.until(
        "SELECT count(*) FROM conversations_delivery WHERE state IN ('waiting', 'claimed')",
        lambda found: found[0][0] == 0,
    )
    judge(phone, kills)


def _is(wanted: object, found: list[Any]) -> bool:
    return bool(found[0][0] == wanted)


def judge(phone: Phone, kills: int) -> None:
    stored = dict(
        phone.rows("SELECT external_id, count(*) FROM conversations_message WHERE role = 'person' GROUP BY external_id")
    )
    assert set(stored.values()) == {1}, "each stored once"
    lost = set(phone.said) - set(stored)
    seen = phone.emulator.state()
    acknowledged = {one for ack in seen.acks for one in ack.ids}
    print(f"{len(lost)} of {len(phone.said)} lost by {kills} kills, all told to WhatsApp before we had them")  # noqa: T201
    assert lost <= acknowledged, "only what the library had told WhatsApp to have, and not handed over"
    assert len(lost) <= 3 * kills
    unanswered = "SELECT count(*) FROM conversations_message WHERE role = 'person' AND answered_by_id IS NULL"
    assert phone.rows(unanswered) == [(0,)], "each answered"
    states = dict(phone.rows("SELECT state, count(*) FROM conversations_delivery GROUP BY state"))
    assert set(states) <= {"sent", "unknown"}
    told = [re.split(r"Quizá no te llegó[^\n]*\n|\n\n", one.text) for one in seen.received]
    booked = [
        re.findall(r"Anotado: \*\D*([\d.,]+)\*", text)[0] for parts in told for text in parts if "Anotado" in text
    ]
    again = sum("Quizá no te llegó" in one.text for one in seen.received)
    repeated = len(booked) - len(set(booked))
    assert repeated == 0 or again, "only what was offered as perhaps missed is said twice"


@contextmanager
def on(database: str, folder: Path) -> Iterator[tuple[dict[str, str], Rows]]:
    """A database of its own for the session's process, and a way to look into it."""
    if database != "postgres":

        def look(query: str) -> list[Any]:
            with closing(sqlite3.connect(folder / "sofia.sqlite3", timeout=20)) as books:
                found = books.execute(query).fetchall()
                books.commit()
                return found

        yield {"SOFIA_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}, look
        return
    name = f"line_{uuid4().hex}"
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    ours = url.replace("/sofia?", f"/{name}?")

    def ask(query: str) -> list[Any]:
        with psycopg.connect(ours) as books:
            cursor = books.execute(query.encode())
            return cursor.fetchall() if cursor.description else []

    yield {"SOFIA_DATA_DIR": str(folder), "DATABASE_URL": ours, "REDIS_URL": os.environ["REDIS_URL"]}, ask


def run(tmp_path: Path, database: str, emulator: Emulator, *, kills: int, seed: int) -> None:  # noqa: F811
    with on(database, tmp_path / "data") as (environ, rows):
        (tmp_path / "data").mkdir(mode=0o700)
        phone = Phone(environ, rows, emulator)
        try:
            killed(phone, kills, seed)
        finally:
            phone.stop()


@pytest.mark.once  # on PostgreSQL by `make prove`
def test_killed_twice(tmp_path: Path, pytestconfig: pytest.Config, emulator: Emulator) -> None:  # noqa: F811
    run(tmp_path, pytestconfig.option.on, emulator, kills=2, seed=1)


@pytest.mark.prove
def test_killed_fifty_times(tmp_path: Path, pytestconfig: pytest.Config, emulator: Emulator) -> None:  # noqa: F811
    run(tmp_path, pytestconfig.option.on, emulator, kills=50, seed=2)
