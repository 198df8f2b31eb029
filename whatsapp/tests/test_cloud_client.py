"""What becomes of a message and of a file at Meta's Graph, on the loopback, whatever it does."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from whatsapp import port
from whatsapp.cloud.client import CAPABILITIES, GRAPH, Cloud, Patience, meaning_of
from whatsapp.port import Attached, Gone, Later, Left, Media, NotNow, Parcel, Peer, Refused, TooLarge, Unknown
from whatsapp.tests.graph.server import PHONE_ID, TOKEN, VERSION, Graph, Step, running

pytestmark = pytest.mark.once

ROSA = "51987654321"
WORDS = "Gastaste S/ 35 en chifa"
HELLO = Parcel(tracker="0198-a", to=Peer(ROSA), chat=ROSA, text=WORDS)
PNG = Attached(b"\x89PNG\r\n\x1a\n\0\xff", "image/png", "gasto.png")
PDF = Attached(b"%PDF-1.7\r\n--x\r\n", "application/pdf", 'mi "estado".pdf')


@pytest.fixture(scope="module")
def _running() -> Iterator[Graph]:
    with running() as graph:
        yield graph


@pytest.fixture
def graph(_running: Graph) -> Graph:
    _running.will()
    return _running


def cloud_at(url: str, *, token: str = TOKEN, phone_id: str = PHONE_ID, **waits: float) -> Cloud:
    """A client with patience in seconds, short as tests like it."""
    patience = {"connect": 0.5, "call": 5.0, "file": 5.0} | waits
    limits = Patience(**{name: timedelta(seconds=seconds) for name, seconds in patience.items()})
    return Cloud(token=token, phone_id=phone_id, base_url=url, patience=limits)


@pytest.fixture
def cloud(graph: Graph) -> Cloud:
    return cloud_at(graph.url)


@pytest.fixture
def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{place.getsockname()[1]}"


class TestSending:
    async def test_a_message_leaves_under_the_id_it_was_given(self, cloud: Cloud, graph: Graph) -> None:
        outcome = await cloud.send(HELLO)
        ((message_id, body),) = graph.taken.items()
        assert outcome == Left(message_id)
        assert body["text"] == {"body": WORDS, "preview_url": False}
        assert body["biz_opaque_callback_data"] == "0198-a"

    async def test_it_fits_the_port(self, cloud: Cloud) -> None:
        wire: port.Port = cloud
        assert (wire.name, wire.capabilities) == ("cloud", CAPABILITIES)
        assert GRAPH == "https://graph.facebook.com"

    async def test_a_picture_is_handed_over_and_then_sent(self, cloud: Cloud, graph: Graph) -> None:
        assert isinstance(await cloud.send(Parcel("t", Peer(ROSA), ROSA, "Tu mes", attached=PNG)), Left)
        ((media_id, file),) = graph.files.items()
        assert (file.body, file.mime) == (PNG.body, PNG.mime)
        (body,) = graph.taken.values()
        assert body["image"] == {"id": media_id, "caption": "Tu mes"}

    async def test_a_document_keeps_its_name(self, cloud: Cloud, graph: Graph) -> None:
        assert isinstance(await cloud.send(Parcel("t", Peer(ROSA), ROSA, attached=PDF)), Left)
        (body,) = graph.taken.values()
        assert body["document"] == {"id": next(iter(graph.files)), "filename": PDF.name}
        assert next(iter(graph.files.values())).body == PDF.body

    async def test_what_cannot_fit_never_leaves(self, cloud: Cloud, graph: Graph) -> None:
        assert await cloud.send(Parcel("t", Peer(ROSA), ROSA, "x" * 4097)) == Refused("unsendable")
        assert graph.asked == []

    async def test_what_graph_cannot_read_is_refused_and_the_line_goes_on(self, cloud: Cloud) -> None:
        assert await cloud.send(Parcel("t" * 513, Peer(ROSA), ROSA, "hola")) == Refused("100")

    async def test_the_token_goes_by_header_and_nothing_reads_the_environment(
        self, graph: Graph, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        assert isinstance(await cloud_at(graph.url).send(HELLO), Left)
        assert TOKEN not in str(graph.asked)

    async def test_one_client_serves_many_event_loops(self, graph: Graph, cloud: Cloud) -> None:
        outcomes = [await asyncio.to_thread(asyncio.run, cloud.send(HELLO)) for _ in range(3)]
        assert all(isinstance(outcome, Left) for outcome in outcomes)
        assert len(graph.taken) == 3

    async def test_many_at_once_do_not_mix(self, graph: Graph, cloud: Cloud) -> None:
        parcels = [Parcel(f"t{number}", Peer(ROSA), ROSA, str(number)) for number in range(20)]
        outcomes = await asyncio.gather(*map(cloud.send, parcels))
        for parcel, outcome in zip(parcels, outcomes, strict=True):
            assert isinstance(outcome, Left)
            assert graph.taken[outcome.id]["text"]["body"] == parcel.text


STOPS = {"stops_line": True}
REFUSALS: list[tuple[Step, port.Outcome]] = [
    ({"code": 131047}, Refused("131047", needs_template=True)),
    ({"code": 131056}, Later(6, "131056")),
    ({"code": 131056, "headers": {"retry-after": "24"}}, Later(24, "131056")),
    ({"code": 131056, "headers": {"retry-after": "99999999"}}, Later(3600, "131056")),
    ({"code": 130429, "status": 429}, Later(10, "130429")),
    ({"code": 80007}, Later(300, "80007")),
    ({"status": 429, "html": "slow down"}, Later(60, "http-429")),
    ({"status": 429, "html": "", "headers": {"retry-after": "soon"}}, Later(60, "http-429")),
    ({"code": 131031}, Refused("131031", **STOPS)),
    ({"code": 368}, Refused("368", **STOPS)),
    ({"code": 131048}, Refused("131048", **STOPS)),
    ({"code": 131042}, Refused("131042", **STOPS)),
    ({"code": 190, "status": 401}, Refused("190", **STOPS)),
    ({"code": 10, "status": 403}, Refused("10", **STOPS)),
    ({"code": 100, "subcode": 33}, Refused("100", **STOPS)),
    ({"status": 401, "html": "who?"}, Refused("http-401", **STOPS)),
    ({"status": 302, "to": "https://example.org/"}, Refused("http-302", **STOPS)),
    ({"status": 307, "to": "http://127.0.0.1:1/"}, Refused("http-307", **STOPS)),
    ({"code": 131026}, Refused("131026")),
    ({"code": 132001, "status": 404}, Refused("132001")),
    ({"code": 131009, "transient": True}, Later(60, "131009")),
    ({"status": 404, "html": "<h1>Not Found</h1>"}, Refused("http-404")),
    ({"status": 400, "json": ["x"]}, Refused("http-400")),
    ({"status": 400, "json": {"error": "x"}}, Refused("http-400")),
    ({"status": 400, "json": {"error": {"code": "131056"}}}, Refused("http-400")),
    ({"code": 131000, "status": 500}, Unknown("131000")),
    ({"code": 131056, "status": 500}, Later(6, "131056")),
    ({"status": 503, "html": "<h1>Sorry</h1>"}, Unknown("http-503")),
    ({"status": 500, "html": "x" * 200_000}, Unknown("http-500")),
    ({"status": 200, "html": "<h1>Welcome to the hotel</h1>"}, Unknown("no-id")),
    ({"status": 200, "json": {"messages": []}}, Unknown("no-id")),
    ({"status": 200, "json": {"messages": [{"id": 7}]}}, Unknown("no-id")),
    ({"status": 200, "json": {"messages": {"id": "wamid.1"}}}, Unknown("no-id")),
    ({"status": 200, "json": None}, Unknown("no-id")),
    ({"padding": 200_000}, Unknown("no-id")),
]


class TestFailing:
    @pytest.mark.parametrize(("step", "expected"), REFUSALS, ids=lambda one: str(one)[:60])
    async def test_each_answer_has_its_meaning(
        self, *, cloud: Cloud, graph: Graph, step: Step, expected: port.Outcome
    ) -> None:
        graph.will(step)
        assert await cloud.send(HELLO) == expected
        assert len(graph.asked) == 1  # nothing is repeated, and no redirect followed

    @pytest.mark.parametrize("step", [{"drop": True}, {"half": True}])
    async def test_a_connection_cut_after_the_body_leaves_it_unknown_and_the_tracker_settles_it(
        self, *, cloud: Cloud, graph: Graph, step: Step
    ) -> None:
        graph.will(step)
        assert await cloud.send(HELLO) == Unknown("RemoteProtocolError")
        (body,) = graph.taken.values()  # it had been taken
        assert body["biz_opaque_callback_data"] == HELLO.tracker

    @pytest.mark.parametrize("step", [{"delay": 3}, {"drip": 0.05}])
    async def test_no_answer_in_time_is_unknown_too(self, *, graph: Graph, step: Step) -> None:
        graph.will(step)
        began = time.monotonic()
        assert await cloud_at(graph.url, call=0.3).send(HELLO) == Unknown("timeout")
        assert time.monotonic() - began < 2

    async def test_where_nobody_listens_nothing_was_sent(self, nowhere: str) -> None:
        assert await cloud_at(nowhere).send(HELLO) == Later(10, "ConnectError")

    async def test_a_name_nobody_knows_is_tried_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_asked: object, **_more: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        assert await cloud_at("http://graph.invalid").send(HELLO) == Later(10, "ConnectError")

    async def test_a_connection_that_never_comes_about_is_tried_later(self) -> None:
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            address = f"https://127.0.0.1:{deaf.getsockname()[1]}"  # takes the call, and never shakes hands
            assert await cloud_at(address, connect=0.2, call=0.5).send(HELLO) == Later(10, "timeout")

    async def test_a_token_that_is_not_taken_stops_the_line(self, graph: Graph) -> None:
        assert await cloud_at(graph.url, token="old").send(HELLO) == Refused("190", stops_line=True)

    async def test_a_number_that_is_not_ours_stops_the_line(self, graph: Graph) -> None:
        assert await cloud_at(graph.url, phone_id="7").send(HELLO) == Refused("100", stops_line=True)

    def test_the_code_of_a_late_failure_has_the_same_meaning(self) -> None:
        assert meaning_of("131047") == Refused("131047", needs_template=True)
        assert meaning_of(131056) == Later(6, "131056")
        assert meaning_of("131026") is meaning_of("") is meaning_of("http-500") is None


class TestHandingOver:
    @pytest.mark.parametrize(
        ("step", "expected"),
        [
            ({"status": 500, "html": ""}, Later(10, "http-500")),
            ({"status": 200, "json": {}}, Later(10, "no-id")),
            ({"code": 131053}, Refused("131053")),
            ({"code": 190, "status": 401}, Refused("190", stops_line=True)),
            ({"code": 130429}, Later(10, "130429")),
        ],
    )
    async def test_a_file_that_is_not_taken_sends_nothing(
        self, *, cloud: Cloud, graph: Graph, step: Step, expected: port.Outcome
    ) -> None:
        graph.will(step)
        assert await cloud.send(Parcel("t", Peer(ROSA), ROSA, attached=PNG)) == expected
        assert graph.taken == {}

    async def test_a_file_that_got_lost_is_simply_handed_over_again(self, graph: Graph) -> None:
        graph.will({"delay": 3})
        assert await cloud_at(graph.url, file=0.2).upload(PNG) == Later(10, "timeout")

    async def test_one_that_is_too_large_is_not_even_tried(self, cloud: Cloud, graph: Graph) -> None:
        huge = Attached(b"x" * (CAPABILITIES.largest["image"] + 1), "image/png", "x.png")
        assert await cloud.upload(huge) == Refused("too-large")
        assert graph.asked == []


class TestReading:
    async def test_ticks_and_typing_are_one_call(self, cloud: Cloud, graph: Graph) -> None:
        await cloud.mark_read(["wamid.1"], ROSA)
        ((asked),) = graph.asked
        assert graph.read == ["wamid.1"]
        assert asked["body"]["typing_indicator"] == {"type": "text"}

    async def test_typing_may_be_shown_and_ends_by_itself(self, cloud: Cloud, graph: Graph) -> None:
        await cloud.typing(ROSA, "wamid.1", on=True)
        await cloud.typing(ROSA, "wamid.1", on=False)
        assert graph.read == ["wamid.1"]

    @pytest.mark.parametrize("step", [{"status": 500, "html": ""}, {"code": 100}, {"status": 200, "html": ""}])
    async def test_no_failure_of_it_matters(self, *, cloud: Cloud, graph: Graph, step: Step) -> None:
        graph.will(step)
        await cloud.mark_read(["wamid.1"], ROSA)

    async def test_nor_that_nobody_listens(self, nowhere: str) -> None:
        await cloud_at(nowhere).mark_read(["wamid.1"], ROSA)


@pytest.fixture
def sent_by_rosa(graph: Graph) -> Callable[..., Media]:
    """What Rosa sent: the file is at Graph, and the webhook said this of it."""

    def send(body: bytes = b"a receipt", *, told: bytes | None = None, **more: str) -> Media:
        reference = graph.hold(body, **more)
        return Media("image/jpeg", sha256=hashlib.sha256(told or body).hexdigest(), reference=reference)

    return send


class TestFetching:
    async def test_a_file_comes_as_it_was_sent(
        self, cloud: Cloud, graph: Graph, sent_by_rosa: Callable[..., Media]
    ) -> None:
        assert await cloud.fetch(sent_by_rosa(bytes(range(256)) * 999), most=1 << 20) == bytes(range(256)) * 999
        assert [asked["path"].split("/")[1] for asked in graph.asked] == [VERSION, "files"]

    async def test_one_that_is_too_large_is_known_before_it_is_fetched(
        self, cloud: Cloud, graph: Graph, sent_by_rosa: Callable[..., Media]
    ) -> None:
        with pytest.raises(TooLarge):
            await cloud.fetch(Media("image/jpeg", size=11, reference="1"), most=10)
        with pytest.raises(TooLarge):
            await cloud.fetch(sent_by_rosa(b"x" * 11), most=10)
        assert len(graph.asked) == 1

    async def test_one_that_lies_about_its_size_is_not_read_to_its_end(
        self, cloud: Cloud, graph: Graph, sent_by_rosa: Callable[..., Media]
    ) -> None:
        graph.steps[:] = [{}, {"padding": 1 << 20}]
        with pytest.raises(TooLarge):
            await cloud.fetch(sent_by_rosa(), most=1000)

    async def test_what_is_not_there_any_more_is_gone(
        self, cloud: Cloud, graph: Graph, sent_by_rosa: Callable[..., Media]
    ) -> None:
        with pytest.raises(Gone):
            await cloud.fetch(Media("image/jpeg", reference="404"), most=10)
        for steps in (
            [{"status": 404, "html": ""}],
            [{}, {"status": 404, "html": ""}],
            [{}, {"status": 410, "html": ""}],
        ):
            graph.steps[:] = steps
            with pytest.raises(Gone):
                await cloud.fetch(sent_by_rosa(), most=1000)

    @pytest.mark.parametrize(
        "steps",
        [
            [{"status": 503, "html": ""}],
            [{"code": 190, "status": 401}],
            [{"status": 200, "html": "<h1>Welcome to the hotel</h1>"}],
            [{"status": 200, "json": {"url": 7}}],
            [{}, {"status": 500, "html": ""}],
            [{}, {"drop": True}],
            [{}, {"half": True}],
            [{}, {"delay": 3}],
            [{}, {"status": 302, "to": "http://169.254.169.254/"}],
        ],
        ids=str,
    )
    async def test_what_may_come_later_is_neither_gone_nor_given(
        self, *, graph: Graph, sent_by_rosa: Callable[..., Media], steps: list[Step]
    ) -> None:
        graph.steps[:] = steps
        with pytest.raises(NotNow):
            await cloud_at(graph.url, file=0.5).fetch(sent_by_rosa(), most=1000)

    async def test_a_file_that_came_damaged_is_not_taken(
        self, cloud: Cloud, sent_by_rosa: Callable[..., Media]
    ) -> None:
        with pytest.raises(NotNow):
            await cloud.fetch(sent_by_rosa(sha256=hashlib.sha256(b"another").hexdigest()), most=1000)

    async def test_where_graph_says_no_hash_the_one_of_the_webhook_counts(
        self, cloud: Cloud, sent_by_rosa: Callable[..., Media]
    ) -> None:
        assert await cloud.fetch(sent_by_rosa(sha256="-"), most=1000) == b"a receipt"
        with pytest.raises(NotNow):
            await cloud.fetch(sent_by_rosa(told=b"another", sha256="-"), most=1000)

    @pytest.mark.parametrize(
        "url",
        [
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:1/files/1",
            "http://localhost/files/1",
            "https://lookaside.fbsbx.com.evil.example/x",
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com:8443/x",
            "https://rosa@lookaside.fbsbx.com/x",
            "file:///etc/passwd",
            "//x",
            "http://[",
            "ftp://lookaside.fbsbx.com/x",
        ],
    )
    async def test_the_token_is_shown_to_nobody_else(
        self, *, cloud: Cloud, graph: Graph, sent_by_rosa: Callable[..., Media], url: str
    ) -> None:
        with pytest.raises(Gone):
            await cloud.fetch(sent_by_rosa(url=url), most=1000)
        assert len(graph.asked) == 1

    def test_the_hosts_of_meta_are_trusted(self, cloud: Cloud) -> None:
        url = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=x"
        assert str(cloud._trusted(url)) == url

    @pytest.mark.parametrize("reference", ["", "..", "../me", "1?fields=x", "1/2", "é"])
    async def test_a_reference_is_a_name_not_a_path(self, *, cloud: Cloud, graph: Graph, reference: str) -> None:
        with pytest.raises(Gone):
            await cloud.fetch(Media("image/jpeg", reference=reference), most=10)
        assert graph.asked == []


class TestLogs:
    async def test_neither_words_nor_numbers_nor_the_token_are_logged(
        self,
        graph: Graph,
        cloud: Cloud,
        nowhere: str,
        sent_by_rosa: Callable[..., Media],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG, "whatsapp")
        for step in ({}, {"code": 100}, {"drop": True}, {"status": 302, "to": "http://x"}):
            graph.steps[:] = [step]
            await cloud.send(HELLO)
            graph.steps[:] = [step]
            await cloud.mark_read(["wamid.1"], ROSA)
        await cloud_at(nowhere).mark_read(["wamid.1"], ROSA)
        with pytest.raises(Gone):
            await cloud.fetch(sent_by_rosa(url="http://x/51987654321"), most=1000)
        logged = [record.getMessage() for record in caplog.records if record.name.startswith("whatsapp")]
        assert len(logged) > 2
        assert not any(secret in line for line in logged for secret in (ROSA, WORDS, TOKEN, "wamid"))
