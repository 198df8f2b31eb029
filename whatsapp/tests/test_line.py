"""The child process and the real client library, against the loopback server: what it reports, and what it never loses."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sofia.tests.pictures import PDF, png
from whatsapp.child import Child, ChildGone
from whatsapp.line import LOCKED
from whatsapp.spool import Spool
from whatsapp.tests.emulator.running import Emulator

pytestmark = pytest.mark.once

PATIENCE = 40.0
CHAT = "15550002222@s.whatsapp.net"

Report = dict[str, Any]


class Parent:
    """Follows a child: what it said so far, and waiting for what it will say."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.heard: list[Report] = []
        self._news = asyncio.Event()

    async def follow(self) -> None:
        async for report in self.child.live():
            self.heard.append(report)
            self._news.set()

    async def until(self, **wanted: object) -> Report:
        """The first report with these values, whenever it came."""

        async def wait() -> Report:
            while True:
                for report in self.heard:
                    if all(report.get(name) == value for name, value in wanted.items()):
                        return report
                self._news.clear()
                await self._news.wait()

        return await asyncio.wait_for(wait(), PATIENCE)

    async def until_events(self, count: int) -> None:
        """Until so many have been reported."""
        while len(self.events()) < count:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), PATIENCE)

    def events(self) -> list[Report]:
        return [report for report in self.heard if report["say"] == "event"]


@asynccontextmanager
async def alive(folder: Path, phone: str = "") -> AsyncIterator[Parent]:
    parent = Parent(Child(folder, phone=phone, proxy=os.environ.get("WHATSAPP_PROXY", "")))
    following = asyncio.create_task(parent.follow())
    try:
        yield parent
    finally:
        await parent.child.end()
        await following


@asynccontextmanager
async def linked(folder: Path, emulator: Emulator) -> AsyncIterator[Parent]:
    async with alive(folder) as parent:
        emulator.scan((await parent.until(say="qr"))["code"])
        await parent.until(say="state", state="connected")
        yield parent


def text_of(report: Report) -> str:
    return str(report["event"]["Message"].get("conversation", ""))


async def test_it_links_hears_and_answers(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        connected = await parent.until(say="state", state="connected")
        assert connected["number"] == "15550001111"
        name = emulator.say("gasté 25 en taxi")
        event = await parent.until(say="event")
        assert (event["event"]["Info"]["ID"], text_of(event)) == (name, "gasté 25 en taxi")
        sent = await parent.child.do("send", chat=CHAT, text="Anotado: *S/ 25.00*")
        assert sent["outcome"] == "left"
        await parent.child.do("read", arrivals=[name], chat=CHAT)
        await parent.child.do("typing", chat=CHAT, on=True)
        seen = await asyncio.to_thread(
            emulator.until, lambda state: bool(state.received and state.reads and state.typing)
        )
        assert [(one.id, one.text, one.kind) for one in seen.received] == [
            (sent["id"], "Anotado: *S/ 25.00*", "conversation")
        ]


async def test_pictures_and_papers_pass_both_ways(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        emulator.send_image(png(), mime="image/png", caption="boleta")
        event = await parent.until(say="event")
        file = tmp_path / "fetched"
        await parent.child.do("fetch", message=event["event"]["serialized"], path=str(file))
        assert file.read_bytes() == png()
        for body, mime, name in ((png(60, 40), "image/png", "mes.png"), (PDF, "application/pdf", "mes.pdf")):
            (tmp_path / name).write_bytes(body)
            sent = await parent.child.do(
                "send", chat=CHAT, text="Tu mes", path=str(tmp_path / name), mime=mime, name=name
            )
            assert sent["outcome"] == "left"
        seen = await asyncio.to_thread(emulator.until, lambda state: len(state.received) == 2)
        assert [one.file for one in seen.received] == [png(60, 40), PDF]


async def test_it_comes_back_without_a_qr_and_hears_what_was_said_meanwhile(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator):
        pass
    emulator.say("gasté 8 en pan")
    async with alive(tmp_path / "session") as parent:
        assert text_of(await parent.until(say="event")) == "gasté 8 en pan"
        assert not [report for report in parent.heard if report["say"] == "qr"]


async def test_what_was_not_stored_is_reported_again_after_a_kill(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        for number in range(5):
            emulator.say(f"m{number}")
        await parent.until_events(5)
        for report in parent.events()[:2]:
            await parent.child.tell("stored", name=report["name"])
        await asyncio.sleep(0.2)
        os.kill(parent.child.pid, signal.SIGKILL)
    assert [text_of({"event": kept["event"]}) for _name, kept in Spool(tmp_path / "session" / "spool").waiting()] == [
        "m2", "m3", "m4",
    ]  # fmt: skip
    async with alive(tmp_path / "session") as parent:
        await parent.until(say="state", state="connected")
        assert [text_of(report) for report in parent.events()] == ["m2", "m3", "m4"]


async def test_a_second_one_on_the_same_folder_refuses(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator):
        async with alive(tmp_path / "session") as second:
            pass
        assert second.child.exit_code == LOCKED
        assert second.heard == []


@pytest.mark.parametrize(
    ("befalls", "state"),
    [
        (lambda server: server.stream_error(conflict="replaced"), "replaced"),
        (lambda server: server.stream_error(code="401", conflict="device_removed"), "logged_out"),
        (lambda server: server.failure(reason=402, code=101, expire=3600), "banned"),
        (lambda server: server.failure(reason=405), "outdated"),
        (lambda server: server.failure(reason=403), "logged_out"),
    ],
    ids=["replaced", "removed", "banned", "outdated", "gone"],
)
async def test_it_says_what_befalls_it(
    tmp_path: Path, emulator: Emulator, befalls: Callable[[Emulator], None], state: str
) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        befalls(emulator)
        await parent.until(say="state", state=state)


async def test_a_dropped_connection_comes_back_by_itself(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        parent.heard.clear()
        emulator.drop()
        await parent.until(say="state", state="disconnected")
        await parent.until(say="state", state="connected")
        emulator.say("sigo aquí")
        assert text_of(await parent.until(say="event")) == "sigo aquí"


async def test_what_the_server_refuses_is_refused_and_a_dead_child_is_unknown(
    tmp_path: Path, emulator: Emulator
) -> None:
    async with linked(tmp_path / "session", emulator) as parent:
        emulator.acks("err", code=463)
        assert await parent.child.do("send", chat=CHAT, text="hola") == {"outcome": "refused", "code": "463"}
        emulator.acks("drop")
        sending = asyncio.create_task(parent.child.do("send", chat=CHAT, text="hola", patience=80))
        await asyncio.to_thread(emulator.until, lambda state: len(state.received) == 2)
        os.kill(parent.child.pid, signal.SIGKILL)
        with pytest.raises(ChildGone):
            await sending


async def test_without_a_network_it_says_so_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_PROXY", "http://127.0.0.1:9")
    parent = Parent(Child(tmp_path / "session", proxy="http://127.0.0.1:9"))
    await asyncio.wait_for(parent.follow(), PATIENCE)
    assert [report["state"] for report in parent.heard if report["say"] == "state"] == ["unreachable"]


async def test_it_links_by_a_code(tmp_path: Path, emulator: Emulator) -> None:
    async with alive(tmp_path / "session", phone="15550001111") as parent:
        emulator.enter_code((await parent.until(say="code"))["code"])
        await parent.until(say="state", state="connected")


async def test_the_folder_is_its_owners_alone(tmp_path: Path, emulator: Emulator) -> None:
    async with linked(tmp_path / "session", emulator):
        folder = tmp_path / "session"
        assert not [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]
