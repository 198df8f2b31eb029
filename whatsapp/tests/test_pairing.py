"""Pairing in the admin: what staff sees of the line, what they may wish, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from finance.people.models import Person
from sofia.tests.cast import NOW, make_person, staff_browser
from whatsapp import lines, pairing
from whatsapp.models import Line

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_qr_is_a_picture_and_a_code_is_letters() -> None:
    line = Line(wire="linked", state=Line.State.QR, code="2@abc", beat_at=NOW)
    shown = pairing.frame(line, now=NOW)
    assert shown["qr"].startswith("data:image/svg+xml")
    assert (shown["code"], shown["is_alive"]) == ("", True)
    looked = pairing.frame(line, now=NOW, may_wish=False, waiting=3)
    assert (looked["qr"], looked["waiting"]) == ("", 3), "whoever scans it has the number"
    typed = pairing.frame(Line(wire="linked", state=Line.State.CODE, code="ABCD-1234"), now=NOW)
    assert (typed["qr"], typed["code"], typed["is_alive"]) == ("", "ABCD-1234", False)
    assert not pairing.frame(Line(beat_at=NOW - timedelta(minutes=1)), now=NOW)["is_alive"]


@pytest.mark.parametrize("state", list(Line.State))
def test_every_state_says_what_to_do(state: Line.State) -> None:
    assert pairing.frame(Line(state=state), now=NOW)["hint"]


@pytest.mark.parametrize(
    ("said", "is_taken"),
    [
        ({"do": "qr"}, True),
        ({"do": "resume"}, True),
        ({"do": "code", "phone": "+51 987 654 321"}, True),
        ({"do": "code", "phone": "12"}, False),
        ({"do": "unlink"}, False),
        ({"do": "unlink", "confirmed": True}, True),
        ({"do": "start_over", "confirmed": "yes"}, False),
        ({"do": ""}, False),
        ({"do": ["qr"]}, False),
        ({}, False),
    ],
)
def test_what_undoes_must_be_confirmed(said: dict[str, Any], is_taken: bool) -> None:  # noqa: FBT001
    assert (pairing.wished(said) is not None) is is_taken


def cookie_of(browser: Client) -> str:
    return f"sessionid={browser.cookies['sessionid'].value}"


def tab(cookie: str = "") -> WebsocketCommunicator:
    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"cookie", cookie.encode())]
    return WebsocketCommunicator(AuthMiddlewareStack(pairing.PairingConsumer.as_asgi()), "/ws/linea/", headers=headers)


async def test_staff_sees_the_line_live_and_wishes(rosa: Person) -> None:
    browser = await database_sync_to_async(staff_browser)(rosa)
    page = tab(cookie_of(browser))
    await page.connect()
    assert (await page.receive_json_from())["state"] == "off"
    await page.send_json_to({"do": "unlink"})
    assert await page.receive_json_from() == {"type": "refused"}
    await page.send_json_to({"do": "qr"})
    assert (await page.receive_json_from())["type"] == "taken"
    await database_sync_to_async(lines.show_code)("linked", kind=Line.State.QR, code="2@abc", now=NOW)
    said = await page.receive_json_from(timeout=5)
    while said["type"] != "line" or said["state"] != "qr":
        said = await page.receive_json_from(timeout=5)
    assert said["qr"].startswith("data:image/svg+xml")
    await database_sync_to_async(browser.logout)()
    assert (await page.receive_output(timeout=5))["code"] == 4403, "who signed out sees nothing more"


async def test_nobody_else_does(rosa: Person) -> None:
    without = Client()
    await database_sync_to_async(without.force_login)(rosa)
    staff = await database_sync_to_async(make_person)("Ana")
    staff.is_staff = staff.is_superuser = True
    await staff.asave()
    unproven = Client()
    await database_sync_to_async(unproven.force_login)(staff)
    for cookie in ("", cookie_of(without), cookie_of(unproven)):
        page = tab(cookie)
        await page.connect()
        assert (await page.receive_output(timeout=5))["code"] == 4403


async def test_staff_without_the_right_to_change_may_only_look(rosa: Person) -> None:
    from django.contrib.auth.models import Permission

    browser = await database_sync_to_async(staff_browser)(rosa)
    rosa.is_superuser = False
    await rosa.asave()
    await rosa.user_permissions.aadd(await Permission.objects.aget(codename="view_line"))
    page = tab(cookie_of(browser))
    await page.connect()
    assert (await page.receive_json_from())["type"] == "line"
    await page.send_json_to({"do": "qr"})
    assert (await page.receive_output(timeout=5))["code"] == 4403
    assert await database_sync_to_async(lambda: lines.of("linked").wish)() == ""
    shown = await database_sync_to_async(browser.get)("/admin/whatsapp/line/pairing/")
    assert b"Unlink" not in shown.content
