"""The emulator is believed by the real client library: it links, both write, files pass, and nothing is lost."""

import base64
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import pytest
from PIL import Image

from whatsapp.tests.emulator import client, contacts, library
from whatsapp.tests.emulator.running import GROUP, STATUS, Emulator, Refused

PATIENCE = 30.0
BETO = contacts.Contact("15550003333", "200000000000003", "Beto", address="lid")


class Client:
    """The bare client in its process, by what it reports and is told to do."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir(exist_ok=True)
        with (folder / "client.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, client.__file__, str(folder)],
                env={
                    **os.environ,
                    **environment,
                    "NEONIZE_BOT_TAG": "off",
                },  # Go reads it from the process's start only
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._reports = queue.SimpleQueue[dict[str, Any]]()
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_how: object) -> None:
        self.tell("end")
        with self._process:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
            self._reading.join()

    def tell(self, deed: str, **how: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": deed, **how}).encode() + b"\n")
        self._process.stdin.flush()

    def hear(self, *says: str) -> dict[str, Any]:
        """The next report that says so; those before it are passed over."""
        while True:
            try:
                report = self._reports.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"the client never said {says}") from None
            if report["say"] in says:
                return report

    def carry_out(self, deed: str, **how: object) -> dict[str, Any]:
        self.tell(deed, **how)
        return self.hear("done", "failed")

    def forget(self) -> None:
        while not self._reports.empty():
            self._reports.get_nowait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._reports.put(json.loads(line))


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def once_linked(emulator: Emulator, copies: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Client(tmp_path_factory.mktemp("session"), emulator.environment(copies)) as client:
        yield scanned(emulator, client)


@pytest.fixture
def linked(emulator: Emulator, once_linked: Client) -> Client:
    emulator.settle()
    once_linked.forget()  # a story that failed does not spoil the next
    return once_linked


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Emulator]:
    """For what a linked client would not survive."""
    with Emulator(tmp_path / "emulator") as emulator:
        yield emulator


def scanned(emulator: Emulator, client: Client) -> Client:
    emulator.scan(client.hear("qr")["code"])
    client.hear("connected")
    emulator.until(lambda seen: seen.connected)
    return client


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 9)).save(out, kind)
    return out.getvalue()


class TestWriting:
    def test_who_was_scanned_writes_and_is_written_to(self, emulator: Emulator, linked: Client) -> None:
        name = emulator.say("¿Cuánto gasté?")
        heard = linked.hear("message")
        assert heard == {
            "say": "message",
            "id": name,
            "chat": "15550002222@s.whatsapp.net",
            "mine": False,
            "name": "Rosa",
            "text": "¿Cuánto gasté?",
            "file": None,
        }
        sent = linked.carry_out("send", to=heard["chat"], text="S/ 42")["id"]
        seen = emulator.until(lambda seen: seen.received)
        (received,) = seen.received
        assert (received.id, received.phone, received.text, received.problem) == (sent, "15550002222", "S/ 42", "")
        assert not any("<bot" in line for line in seen.log)

    def test_several_customers_have_chats_of_their_own(self, emulator: Emulator, linked: Client) -> None:
        emulator.say("Soy Beto", by=BETO)
        heard = linked.hear("message")
        assert (heard["chat"], heard["name"]) == ("200000000000003@lid", "Beto")
        sent = linked.carry_out("send", to=heard["chat"], text="Hola, Beto")["id"]
        seen = emulator.until(lambda seen: any(one.id == sent for one in seen.received))
        assert [(one.phone, one.text) for one in seen.received if one.id == sent] == [("15550003333", "Hola, Beto")]

    def test_groups_and_statuses_and_our_own_phone_are_told_apart(self, emulator: Emulator, linked: Client) -> None:
        emulator.say_group("Hola a todos")
        emulator.say_group("De paseo", group=STATUS)
        emulator.echo("Le respondo yo")
        heard = [linked.hear("message") for _ in range(5)]
        assert [(one["chat"], one["mine"], one["text"]) for one in heard] == [
            (GROUP, False, ""),  # the key to what follows, under the same id
            (GROUP, False, "Hola a todos"),
            (STATUS, False, ""),
            (STATUS, False, "De paseo"),
            ("15550002222@s.whatsapp.net", True, "Le respondo yo"),
        ]

    def test_three_hundred_messages_come_once_each_and_in_order(self, emulator: Emulator, linked: Client) -> None:
        names = [emulator.say(f"Gasto {number}") for number in range(300)]
        heard = [linked.hear("message") for _ in names]
        assert [(one["id"], one["text"]) for one in heard] == [(name, f"Gasto {n}") for n, name in enumerate(names)]
        seen = emulator.settle()
        assert {one for ack in seen.acks for one in ack.ids} >= set(names)

    def test_the_same_message_again_is_swallowed_or_has_the_same_id(self, emulator: Emulator, linked: Client) -> None:
        name = emulator.say("Pagué la luz")
        assert linked.hear("message")["id"] == name
        emulator.resend_last()
        assert emulator.say("Pagué la luz", id=name) == name
        emulator.say("Fin")
        assert [linked.hear("message")["text"] for _ in range(2)] == ["Pagué la luz", "Fin"]

    def test_ticks_and_typing_are_seen_on_both_sides(self, emulator: Emulator, linked: Client) -> None:
        name, chat = emulator.say("¿Estás?"), linked.hear("message")["chat"]
        linked.carry_out("read", to=chat, id=name)
        linked.carry_out("type", to=chat)
        seen = emulator.until(lambda seen: seen.typing and seen.reads)
        assert (seen.reads[-1].ids, seen.typing[-1].to, seen.typing[-1].state) == ((name,), chat, "composing")
        emulator.receipt(name, "read")
        assert linked.hear("receipt")["ids"] == [name]


class TestFiles:
    def test_an_image_and_a_document_can_be_fetched(self, emulator: Emulator, linked: Client) -> None:
        photo, statement = picture("JPEG"), b"%PDF-1.4 " + os.urandom(70_000)
        emulator.send_image(photo, caption="La boleta")
        emulator.send_document(statement, "mayo.pdf", "application/pdf")
        heard = [linked.hear("message") for _ in range(2)]
        assert [base64.b64decode(one["file"]) for one in heard] == [photo, statement]
        assert heard[0]["text"] == "La boleta"

    def test_a_chart_goes_out_as_it_was_drawn(self, emulator: Emulator, linked: Client) -> None:
        chart = picture("PNG")
        image = base64.b64encode(chart).decode()
        sent = linked.carry_out("send", to="15550002222@s.whatsapp.net", text="Tus gastos", image=image)["id"]
        seen = emulator.until(lambda seen: any(one.id == sent for one in seen.received))
        (received,) = (one for one in seen.received if one.id == sent)
        assert (received.kind, received.text, received.file) == ("imageMessage", "Tus gastos", chart)


class TestFaults:
    def test_a_refused_message_fails_with_its_number(self, emulator: Emulator, linked: Client) -> None:
        emulator.acks("err", 463)
        assert "463" in linked.carry_out("send", to="15550002222@s.whatsapp.net", text="?")["why"]
        emulator.acks("ok")
        assert linked.carry_out("send", to="15550002222@s.whatsapp.net", text="!")["say"] == "done"

    def test_what_is_said_while_the_line_is_broken_comes_afterwards(self, emulator: Emulator, linked: Client) -> None:
        before = emulator.state().logins
        emulator.drop()
        emulator.until(lambda seen: not seen.connected)
        emulator.say("¿Sigues ahí?")
        emulator.until(lambda seen: seen.logins > before)
        assert linked.hear("message")["text"] == "¿Sigues ahí?"

    def test_a_code_nobody_shows_is_refused(self, emulator: Emulator, linked: Client) -> None:
        with pytest.raises(Refused, match="NotShown"):
            emulator.scan("2@abc,a,b,c,d")


class TestProcess:
    def test_nothing_is_left_running(self, tmp_path: Path) -> None:
        with Emulator(tmp_path) as emulator:
            pid = emulator.pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    @pytest.mark.parametrize("times", [0, 2])
    def test_a_library_we_do_not_know_is_not_copied(self, times: int, tmp_path: Path) -> None:
        binary = tmp_path / "neonize.so"
        binary.write_bytes(b"code" + library.WHATSAPPS_ROOT * times)
        with pytest.raises(library.NotThatLibrary, match="exactly once"):
            library._replace_root(binary, b"0" * 32)


class TestSessions:
    def test_a_session_goes_on_after_a_restart_without_being_scanned(
        self, other: Emulator, copies: Path, tmp_path: Path
    ) -> None:
        with Client(tmp_path / "session", other.environment(copies)) as client:
            scanned(other, client)
        other.until(lambda seen: not seen.connected)
        other.say("¿Volviste?")
        with Client(tmp_path / "session", other.environment(copies)) as client:
            assert client.hear("qr", "message")["text"] == "¿Volviste?"
            seen = other.state()
            assert (seen.links, seen.logins) == (1, 2)

    def test_a_client_is_linked_by_a_code_too(self, other: Emulator, copies: Path, tmp_path: Path) -> None:
        with Client(tmp_path / "session", other.environment(copies)) as client:
            client.hear("qr")
            code = client.carry_out("code", phone=contacts.OURS.phone)["id"]
            other.enter_code("AAAA-AAAA")
            other.until(lambda seen: "the code that was typed is not the client's" in seen.log)
            other.enter_code(code)
            client.hear("connected")
            other.say("Hola")
            assert client.hear("message")["text"] == "Hola"
            other.stream_error(401, "device_removed")
            client.hear("logged_out")

    def test_the_server_has_the_last_word(self, other: Emulator, copies: Path, tmp_path: Path) -> None:
        with Client(tmp_path / "session", other.environment(copies)) as client:
            scanned(other, client)
            other.stream_error(conflict="replaced")
            client.hear("replaced")
        with Client(tmp_path / "session", other.environment(copies)) as client:
            client.hear("connected")
            other.failure(reason=402, code=101, expire=3600)
            assert client.hear("banned")["expire"] == 3600
            assert other.until(lambda seen: not seen.connected).connects == 3
