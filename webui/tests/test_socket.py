"""One open tab, over a real socket: what it may send, what it is sent, and what it never misses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from sofia.tests.served import Browser, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("socket")) as served:
        yield served


@pytest.fixture
def browser(served: Served) -> Browser:
    """Somebody nobody else is."""
    browser = Browser(served)
    browser.come_in(served.invite(f"{uuid4()}@example.com"))
    return browser


def test_a_message_is_acknowledged_before_it_is_answered(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="since", message_id=10**9)
        key = tab.say("gasté 25 en taxi")
        ack = tab.receive()
        assert (ack["type"], ack["id"]) == ("ack", key)
        mine, hers = tab.receive(), tab.receive()
        assert (mine["role"], mine["message_id"], mine["reply_to"]) == ("person", ack["message_id"], key)
        assert (hers["role"], hers["message_id"], hers["reply_to"]) == ("sofia", ack["message_id"] + 1, key)
        assert set(hers) == {
            "type", "message_id", "reply_to", "role", "text", "attachments", "proof", "actions", "channel", "created_at", "card",
        }  # fmt: skip


def test_the_same_id_twice_is_stored_and_answered_once(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="since", message_id=0)
        key = str(uuid4())
        tab.say("hola", key)
        first = tab.until(type="message", role="sofia", reply_to=key)
        tab.say("hola", key)
        again = tab.until(type="ack", id=key)
        assert again["message_id"] == first["message_id"] - 1
        tab.ask("gracias")
        shown = [frame["message_id"] for frame in tab.frames if frame["type"] == "message"]
        assert len(shown) == len(set(shown)), "no message is shown twice"


def test_a_tab_that_comes_back_is_told_what_it_missed(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="since", message_id=0)
        tab.ask("hola")
        last = tab.frames[-1]["message_id"]
    with browser.tab() as other:
        other.ask("gasté 3 en pan")
        other.ask("¿cuánto tengo?")
    with browser.tab() as back:
        back.send(type="since", message_id=last)
        back.until(message_id=last + 4)
        assert [frame["message_id"] for frame in back.frames] == [last + 1, last + 2, last + 3, last + 4]


def test_a_card_undone_while_a_tab_was_away_is_told_of(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="since", message_id=0)
        tab.ask("gasté 44 en pan")
        card = tab.frames[-1]["message_id"]
    with browser.tab() as other:
        other.ask(f"Deshacer n.º {card}")
    with browser.tab() as back:
        back.send(type="since", message_id=card)
        told = back.until(type="changed")
        assert [shown["undone"] for shown in told["cards"] if shown["message_id"] == card] == [True]


def test_a_tab_sees_every_message_once_and_in_order(browser: Browser) -> None:
    with browser.tab() as one, browser.tab() as two:
        for tab in (one, two):
            tab.send(type="since", message_id=0)
        last = 0
        for number in range(5):
            one.say(f"gasté {number + 1} en pan {number}")
            two.say(f"gasté {number + 1} en leche {number}")
        one.ask("gracias")
        last = one.frames[-1]["message_id"]
        two.until(message_id=last)
        for tab in (one, two):
            shown = [frame["message_id"] for frame in tab.frames if frame["type"] == "message"]
            assert shown == list(range(1, len(shown) + 1)), "without gaps"


@pytest.mark.parametrize(
    "raw",
    [
        "", "{", "[]", "null", '"hola"', "{}", '{"type": "message"}', '{"type": "message", "id": "x", "text": "hola"}',
        '{"type": "message", "id": 5, "text": "hola"}', '{"type": "since"}', '{"type": "since", "message_id": "1"}',
        '{"type": "since", "message_id": 1e99}', '{"type": "hack"}', "\x00",
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_the_tab_stays_open(browser: Browser, raw: str) -> None:
    with browser.tab() as tab:
        tab.socket.send(raw)
        frame = tab.receive()
        assert (frame["type"], frame["code"]) == ("error", "bad_frame")
        assert tab.ask("hola")


def test_bytes_are_refused(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.socket.send(b"\x00\xff")
        assert tab.receive()["code"] == "bad_frame"


@pytest.mark.parametrize(("text", "code"), [("   ", "empty"), ("a" * 2001, "too_long")])
def test_what_cannot_be_taken_is_said_with_its_id(browser: Browser, text: str, code: str) -> None:
    with browser.tab() as tab:
        key = tab.say(text)
        frame = tab.receive()
        assert (frame["type"], frame["id"], frame["code"]) == ("error", key, code)
        assert frame["text"]


def test_a_frame_beyond_all_bounds_closes_the_line_and_nothing_else(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.socket.send(json.dumps({"type": "message", "id": str(uuid4()), "text": "a" * 200_000}))
        assert tab.close_code() in (1009, 1006, None)
    with browser.tab() as tab:
        assert tab.ask("hola")


def test_a_tab_that_remembers_too_much_is_told_what_follows(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="since", message_id=10**9)
        tab.ask("hola")


def test_typing_is_heard_and_not_answered(browser: Browser) -> None:
    with browser.tab() as tab:
        tab.send(type="typing")
        key = tab.say("hola")
        assert tab.receive()["id"] == key


def test_a_strangers_tab_hears_nothing_of_rosas(served: Served, browser: Browser) -> None:
    import os
    import subprocess
    import sys

    from sofia.tests.served import ROOT

    printed = subprocess.run(
        [sys.executable, "manage.py", "link", "ines@example.com"],
        cwd=ROOT, env={**os.environ, **served.environ}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    stranger = Browser(served)
    stranger.come_in(printed.strip().rsplit("/", 2)[1])
    with stranger.tab() as hers, browser.tab() as rosas:
        hers.send(type="since", message_id=0)
        rosas.ask("gasté 77 en secretos")
        assert "No tengo" in hers.ask("¿cuánto gasté hoy?")
        assert all("secretos" not in json.dumps(frame) for frame in hers.frames)
