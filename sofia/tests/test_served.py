"""The whole of it, as a person on a laptop meets it: a real process, a real door, real sockets."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from sofia.tests.served import ROOT, Browser, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")
def rosas_browser(served: Served) -> Browser:
    browser = Browser(served)
    browser.come_in()
    return browser


def test_she_books_answers_and_undoes_in_two_tabs(rosas_browser: Browser) -> None:
    with rosas_browser.tab() as tab, rosas_browser.tab() as other:
        tab.send(type="since", message_id=0)
        other.send(type="since", message_id=0)
        assert "No tengo gastos" in tab.ask("¿cuánto gasté esta semana?")
        booked = tab.ask("gasté 25 en taxi y 40 en almuerzo")
        assert "S/ 25.00" in booked
        assert "S/ 40.00" in booked
        assert "S/ 65.00" in tab.ask("¿cuánto gasté hoy?")
        card = other.until(type="message", role="sofia", text=tab.frames[-1]["text"])
        assert card["message_id"] == tab.frames[-1]["message_id"], "the other tab saw it too"
        assert "Deshecho" in tab.ask("deshaz eso")
        changed = other.until(type="changed", what="ledger")
        assert changed["cards"][0]["undone"] is True
        assert "No tengo gastos" in tab.ask("¿cuánto gasté hoy?")
        assert "otra vez" in tab.ask("rehazlo")
        assert "S/ 65.00" in tab.ask("¿cuánto gasté hoy?")


def test_a_link_lets_in_once(served: Served, rosas_browser: Browser) -> None:
    page = rosas_browser.get(f"/entrar/{served.secret}/")
    assert "ya se usó" in page


def test_the_secret_of_a_link_is_in_no_log(served: Served) -> None:
    stranger = Browser(served)
    with pytest.raises(HTTPError) as refused:
        stranger.post(f"/entrar/{served.secret}/")
    assert refused.value.code == 403, "no token, no entry"
    refused.value.close()


def test_a_stranger_is_sent_to_the_door(served: Served) -> None:
    stranger = Browser(served)
    assert "manage.py link" in stranger.get("/")
    with stranger.tab() as tab:
        assert tab.close_code() == 4401


def test_a_page_of_somebody_else_opens_no_socket(served: Served, rosas_browser: Browser) -> None:
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect
    from websockets.typing import Origin

    headers = {"Cookie": f"sessionid={rosas_browser.cookie('sessionid')}"}
    address = f"ws://127.0.0.1:{served.port}/ws/chat/"
    with (
        pytest.raises(InvalidStatus),
        connect(address, additional_headers=headers, origin=Origin("http://evil.example")),
    ):
        pass


def test_the_secret_and_the_books_are_the_owners_alone(tmp_path: Path) -> None:
    served = Served({"SOFIA_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": "", "REDIS_URL": ""})
    served.start()
    served.stop()
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    books = sqlite3.connect(tmp_path / "var" / "sofia.sqlite3")
    assert books.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    books.close()


def ask(folder: Path, *words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "manage.py", "ask", "--person", "demo@example.com", "--json", *words],
        cwd=ROOT,
        env={**os.environ, "SOFIA_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_the_terminal_books_two_days_right_and_takes_both_back(tmp_path: Path) -> None:
    booked = ask(tmp_path, "gasté 25 en taxi y 40 en almuerzo ayer")
    entries = booked["entries"]
    assert isinstance(entries, list)
    assert [entry["amount"] for entry in entries] == ["25.00", "40.00"]
    assert len({entry["date"] for entry in entries}) == 1
    undone = ask(tmp_path, "deshaz eso")["entries"]
    assert isinstance(undone, list)
    assert {entry["reverses"] for entry in undone} == {entry["id"] for entry in entries}
    assert "No tengo gastos" in str(ask(tmp_path, "¿cuánto gasté este mes?")["text"])
