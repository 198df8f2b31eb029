"""The linked session at work: phone, real client, child, inbox, books, outbox, phone; and whatever may befall it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest
from channels.db import database_sync_to_async

from finance.conversations.models import Delivery, Message
from finance.documents.models import Document
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import png
from whatsapp import lines
from whatsapp.models import Alert, Contact, Inbound, Line
from whatsapp.session import Session, SessionTaken
from whatsapp.tests.emulator.running import Emulator
from whatsapp.tests.emulator.sightings import State
from whatsapp.work import Pace

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")
PATIENCE = 60.0
AT_ONCE = Pace(shortest=0.01, longest=0.02, a_minute=10**6)
CUSTOMER = "15550002222"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks ten times a second."""
    monkeypatch.setattr("whatsapp.session.TICK", 0.1)
    monkeypatch.setattr("whatsapp.session._IDLE", 0.2)


@asynccontextmanager
async def session(folder: Path) -> AsyncIterator[Session]:
    """The session, running."""
    it = Session(folder, proxy=os.environ["WHATSAPP_PROXY"], pace=AT_ONCE)
    running = asyncio.create_task(it.run())
    try:
        yield it
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError, BaseExceptionGroup):
            await running


async def until(look: Callable[[], T]) -> T:
    """What LOOK finds in the database, once it finds something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await database_sync_to_async(look)()):  # noqa: ASYNC110  (a database tells nobody)
            await asyncio.sleep(0.05)
    return found


def line() -> Line:
    return Line.objects.get(wire="linked")


def is_(state: str) -> Callable[[], bool]:
    return lambda: Line.objects.filter(wire="linked", state=state).exists()


async def link(emulator: Emulator) -> None:
    await database_sync_to_async(lines.wish)("linked", Line.Wish.LINK_BY_QR)
    await until(is_("qr"))
    emulator.scan((await database_sync_to_async(line)()).code)
    await until(is_("connected"))


def agree() -> bool:
    """Whoever has written agrees."""
    person = Person.objects.filter(addresses__value=CUSTOMER).first()
    if person is not None:
        people.agree(person=person, channel="whatsapp", now=NOW)
        person.conversation.pending = None
        person.conversation.save(update_fields=["pending"])
    return person is not None


async def said(emulator: Emulator, condition: Callable[[State], bool]) -> State:
    return await asyncio.to_thread(emulator.until, condition, PATIENCE)


async def met(emulator: Emulator) -> None:
    """Link, and let the customer have been greeted and agree."""
    await link(emulator)
    emulator.say("hola")
    await said(emulator, lambda seen: bool(seen.received))
    await until(agree)


async def test_a_number_is_linked_and_answers(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await met(emulator)
        emulator.say("gasté 25 en taxi")
        seen = await said(emulator, lambda seen: len(seen.received) == 2)
        assert "S/ 25.00" in seen.received[1].text.replace("\xa0", " ") or "$25.00" in seen.received[1].text
        assert seen.typing
        assert seen.reads
        await until(lambda: Delivery.objects.filter(state="sent").count() == 2)
        emulator.receipt(seen.received[1].id, "read")
        await until(lambda: Delivery.objects.filter(state="read").exists())
    assert (await database_sync_to_async(line)()).number == "15550001111"


@pytest.mark.once
async def test_a_photo_comes_in_and_is_kept(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await met(emulator)
        emulator.send_image(png(), mime="image/png")
        await until(lambda: Document.objects.filter(size=len(png())).exists())
        seen = await said(emulator, lambda seen: len(seen.received) == 2)
        assert "photo" in seen.received[1].text or "foto" in seen.received[1].text


@pytest.mark.once
async def test_it_comes_back_without_a_qr(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await met(emulator)
    emulator.say("gasté 8 en pan")
    async with session(tmp_path / "session"):
        seen = await said(emulator, lambda seen: len(seen.received) == 2)
        assert "8.00" in seen.received[1].text


@pytest.mark.parametrize("many", [40, pytest.param(300, marks=pytest.mark.prove)])
async def test_a_burst_is_stored_in_order_once_each(tmp_path: Path, emulator: Emulator, many: int) -> None:
    async with session(tmp_path / "session"):
        await met(emulator)
        for number in range(many):
            emulator.say(f"gasté {number + 1} en pan")
        await until(lambda: Message.objects.filter(role="person", text__startswith="gasté").count() == many)
        texts = await database_sync_to_async(
            lambda: list(Message.objects.filter(role="person").order_by("seq").values_list("text", flat=True))
        )()
        assert texts[1:] == [f"gasté {number + 1} en pan" for number in range(many)]
        await until(lambda: not Delivery.objects.filter(state__in=["waiting", "claimed"]).exists())
        assert await database_sync_to_async(Delivery.objects.exclude(state="sent").count)() == 0
        seen = await said(emulator, bool)
        assert len(seen.received) < many / 2, "they are joined"


@pytest.mark.once
@pytest.mark.parametrize(
    ("befalls", "state"),
    [
        (lambda server: server.stream_error(conflict="replaced"), "replaced"),
        (lambda server: server.stream_error(code="401", conflict="device_removed"), "logged_out"),
        (lambda server: server.failure(reason=402, code=101, expire=3600), "banned"),
        (lambda server: server.failure(reason=405), "outdated"),
    ],
    ids=["replaced", "removed", "banned", "outdated"],
)
async def test_staff_is_told_what_befell_it(
    tmp_path: Path, emulator: Emulator, befalls: Callable[[Emulator], None], state: str
) -> None:
    async with session(tmp_path / "session") as it:
        await link(emulator)
        befalls(emulator)
        await until(is_(state))
        await until(lambda: Alert.objects.filter(kind=f"linked {state}").exists())
        await asyncio.sleep(0.8)
        assert it.port.child is None, "it does not fight"


async def test_a_killed_child_is_started_again_and_nothing_spooled_is_lost(tmp_path: Path, emulator: Emulator) -> None:
    """What the library has told WhatsApp to have, and not handed over yet, is the one thing a kill can cost."""
    async with session(tmp_path / "session") as it:
        await met(emulator)
        before = [emulator.say(f"gasté {number + 1} en pan") for number in range(6)]
        assert it.port.child is not None
        os.kill(it.port.child.pid, signal.SIGKILL)
        after = [emulator.say(f"gasté {number + 1} en queso") for number in range(4)]
        await until(lambda: Inbound.objects.filter(state="done", provider_id__in=after).count() == 4)
        await until(lambda: not Delivery.objects.filter(state__in=["waiting", "claimed"]).exists())
        dealt = await database_sync_to_async(lambda: set(Inbound.objects.values_list("provider_id", flat=True)))()
        acknowledged = {one for ack in emulator.state().acks for one in ack.ids}
        assert set(before) - dealt <= acknowledged
        assert not list((tmp_path / "session" / "spool").glob("*.json"))


@pytest.mark.once
async def test_a_child_that_hangs_is_ended(tmp_path: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whatsapp.session._HANGS", 3.5)
    async with session(tmp_path / "session") as it:
        await link(emulator)
        assert it.port.child is not None
        hung = it.port.child.pid
        os.kill(hung, signal.SIGSTOP)
        await until(lambda: it.port.child is not None and it.port.child.pid != hung and it.port.is_reachable)


@pytest.mark.once
async def test_two_on_one_folder_the_second_refuses(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await link(emulator)
        second = Session(tmp_path / "session", proxy=os.environ["WHATSAPP_PROXY"])
        with pytest.raises(BaseExceptionGroup) as refused:
            await asyncio.wait_for(second.run(), PATIENCE)
        assert refused.group_contains(SessionTaken)


@pytest.mark.once
async def test_it_is_unlinked_and_linked_anew_on_wish(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await link(emulator)
        await database_sync_to_async(lines.wish)("linked", Line.Wish.UNLINK)
        await until(is_("off"))
        assert not list((tmp_path / "session").glob("session.sqlite3*"))
        await link(emulator)


@pytest.mark.once
async def test_it_is_linked_by_a_code(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await database_sync_to_async(lines.wish)("linked", Line.Wish.LINK_BY_CODE, phone="15550001111")
        await until(is_("code"))
        emulator.enter_code((await database_sync_to_async(line)()).code)
        await until(is_("connected"))


async def test_what_the_server_sends_twice_is_one(tmp_path: Path, emulator: Emulator) -> None:
    """The same bytes again are swallowed by the library; the same id encrypted anew is reported twice."""
    async with session(tmp_path / "session"):
        await met(emulator)
        name = emulator.say("gasté 25 en taxi")
        emulator.resend_last()
        emulator.say("gasté 25 en taxi", id=name)
        emulator.say("gasté 8 en pan")
        await until(lambda: Message.objects.filter(role="person", text="gasté 8 en pan").exists())
        assert await database_sync_to_async(Message.objects.filter(external_id=name).count)() == 1


@pytest.mark.once
async def test_groups_and_the_status_are_nobodys(tmp_path: Path, emulator: Emulator) -> None:
    from whatsapp.tests.emulator.running import GROUP, STATUS

    async with session(tmp_path / "session"):
        await met(emulator)
        before = await database_sync_to_async(Inbound.objects.count)()
        for where in (GROUP, STATUS):
            emulator.say_group("gasté 25 en taxi", group=where)
        emulator.say("gasté 8 en pan")
        await said(emulator, lambda seen: len(seen.received) == 2)
        assert await database_sync_to_async(Inbound.objects.count)() == before + 1


@pytest.mark.once
async def test_staff_writing_on_the_phone_makes_her_quiet(tmp_path: Path, emulator: Emulator) -> None:
    async with session(tmp_path / "session"):
        await met(emulator)
        emulator.echo("Hola, soy Ana del equipo")
        await until(lambda: Contact.objects.exclude(paused_until=None).exists())
        emulator.say("gracias Ana")
        await until(lambda: Message.objects.filter(role="person", text="gracias Ana").exists())
        await asyncio.sleep(0.8)
        assert len((await said(emulator, bool)).received) == 1


@pytest.mark.once
async def test_what_is_stopped_in_the_moment_it_is_woken_stops(tmp_path: Path) -> None:
    it = Session(tmp_path / "session")
    working = asyncio.create_task(it._work())
    await asyncio.sleep(0.05)
    it.wake()
    await asyncio.sleep(0)
    working.cancel()
    done, _pending = await asyncio.wait([working], timeout=5)
    assert done
