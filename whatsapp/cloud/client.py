"""The official wire: a thin client of Meta's Graph that answers with outcomes, never with exceptions of the network.

What decides between "later" and "nobody knows" is whether the body of a request had begun to leave: before that moment
nothing can have been taken, after it anything may. A connection serves one call, since one that was kept is closed by
the other side just when it is needed, which nobody could tell from a message that was taken.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Any, cast

import httpx

from whatsapp.cloud import outgoing, translation
from whatsapp.port import (
    Attached,
    Capabilities,
    Gone,
    Later,
    Left,
    Media,
    NotNow,
    Outcome,
    Parcel,
    Refused,
    TooLarge,
    Unknown,
)  # fmt: skip

GRAPH = "https://graph.facebook.com"
GRAPH_VERSION = "v25.0"
MOST_BYTES = 65_536  # of an answer that is no file
LOOKASIDE = frozenset({"lookaside.fbsbx.com"})  # where Meta keeps what people send

# Three answers stand as buttons, more as the rows of a list.
CAPABILITIES = Capabilities(buttons=10, window=timedelta(hours=24), has_templates=True, repeats_safely=True)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: for a connection, for a call as a whole, and for one that carries a file."""

    connect: timedelta = timedelta(seconds=5)
    call: timedelta = timedelta(seconds=30)
    file: timedelta = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back; not whole: there was more than is allowed."""

    status: int
    body: bytes
    is_whole: bool
    retry_after: str

    def said(self) -> Mapping[str, Any]:
        """Its JSON object, or an empty one."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return cast("Mapping[str, Any]", said) if isinstance(said, dict) else {}


class _NoAnswer(Exception):
    """There was none, as CODE says; MAY_HAVE_LEFT: the body was on its way."""

    def __init__(self, code: str, *, may_have_left: bool) -> None:
        self.code, self.may_have_left = code, may_have_left


class Cloud:
    """Our number PHONE_ID at the Cloud API. It keeps nothing between calls and belongs to no event loop."""

    def __init__(
        self,
        *,
        token: str,
        phone_id: str,
        base_url: str = GRAPH,
        version: str = GRAPH_VERSION,
        patience: Patience | None = None,
    ) -> None:
        self.name = "cloud"
        self.capabilities = CAPABILITIES
        self._base, self._version = httpx.URL(base_url), version
        self._phone_id, self._token = phone_id, token
        self._patience = patience or Patience()

    @property
    def is_reachable(self) -> bool:
        """Every call connects by itself."""
        return True

    async def send(self, parcel: Parcel) -> Outcome:
        """Send one message, its attachment first. What cannot fit is refused here, with "unsendable"."""
        media_id = ""
        if parcel.attached and not parcel.template:
            uploaded = await self.upload(parcel.attached)
            if not isinstance(uploaded, str):
                return uploaded
            media_id = uploaded
        try:
            body = outgoing.written(parcel, media_id=media_id)
            answer = await self._post("messages", within=self._patience.call, json=body)
        except outgoing.Unsendable:
            return Refused("unsendable")
        except _NoAnswer as none:
            return Unknown(none.code) if none.may_have_left else Later(10, none.code)
        return sent(answer)

    async def upload(self, attached: Attached) -> str | Refused | Later:
        """Hand over a file and get its id. Nothing has been sent by it: one that got lost is handed over again."""
        if len(attached.body) > self.capabilities.largest[attached.kind]:
            return Refused("too-large")
        form = {"messaging_product": "whatsapp", "type": attached.mime}
        file = {"file": (attached.name, attached.body, attached.mime)}
        try:
            answer = await self._post("media", within=self._patience.file, data=form, files=file)
        except _NoAnswer as none:
            return Later(10, none.code)
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            media_id = answer.said().get("id")
            return media_id if isinstance(media_id, str) else Later(10, "no-id")
        outcome = refusal(answer)
        return Later(10, outcome.code) if isinstance(outcome, Unknown) else outcome

    async def mark_read(self, arrivals: Sequence[str], chat: str) -> None:
        """Show two blue ticks and "typing…", which ends with the answer or after 25 s; one call does both.

        The last one marks those before it too.
        """
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": arrivals[-1]}
        both = read | {"typing_indicator": {"type": "text"}}
        try:
            answer = await self._post("messages", within=self._patience.call, json=both)
            code = refusal(answer).code if answer.status >= HTTPStatus.MULTIPLE_CHOICES else ""
        except _NoAnswer as none:
            code = none.code
        if code:
            logger.info("a message was not marked as read: %s", code)

    async def typing(self, chat: str, arrival_id: str, *, on: bool) -> None:
        """Show that an answer is being written; it ends by itself."""
        if on:
            await self.mark_read([arrival_id], chat)

    async def fetch(self, media: Media, *, most: int) -> bytes:
        """The bytes of what somebody sent, at most MOST. Raises TooLarge, Gone, or NotNow when it may come later."""
        if media.size > most:
            raise TooLarge
        if not re.fullmatch(r"[\w-]+", media.reference, re.ASCII):
            raise Gone
        try:
            where = await self._get(self._url(media.reference), most=MOST_BYTES, phone_number_id=self._phone_id)
            told = where.said()
            if not isinstance(told.get("url"), str):
                raise NotNow("no address")
            if _whole_number(told.get("file_size")) > most:
                raise TooLarge
            file = await self._get(self._trusted(told["url"]), most=most)
        except _NoAnswer as none:
            raise NotNow(none.code) from None
        if not file.is_whole:
            raise TooLarge
        expected = translation.hexadecimal(str(told.get("sha256", ""))) or media.sha256
        if expected and hashlib.sha256(file.body).hexdigest() != expected:
            raise NotNow("it came damaged")
        return file.body

    def _url(self, *path: str) -> httpx.URL:
        return self._base.copy_with(path="/".join((self._base.path.rstrip("/"), self._version, *path)))

    def _trusted(self, url: str) -> httpx.URL:
        """URL, if our token may be shown there: where we ask anyway, and where Meta keeps files."""
        try:
            there = httpx.URL(url)
        except httpx.InvalidURL:
            raise Gone from None
        is_home = (there.scheme, there.host, there.port) == (self._base.scheme, self._base.host, self._base.port)
        is_metas = there.scheme == "https" and there.host in LOOKASIDE and there.port is None
        if there.userinfo or not (is_home or is_metas):
            logger.warning("a file at a host that is not Meta's was not fetched")
            raise Gone
        return there

    async def _get(self, url: httpx.URL, *, most: int, **query: str) -> _Answer:
        """Get a page or a file. Raises Gone or NotNow for any other answer."""
        answer = await self._ask("GET", url.copy_merge_params(query), most=most, within=self._patience.file)
        if answer.status == HTTPStatus.OK:
            return answer
        outcome = refusal(answer)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE} or outcome.code == "100":
            raise Gone
        raise NotNow(outcome.code)

    async def _post(self, path: str, *, within: timedelta, **content: object) -> _Answer:
        return await self._ask("POST", self._url(self._phone_id, path), most=MOST_BYTES, within=within, **content)

    async def _ask(self, method: str, url: httpx.URL, *, most: int, within: timedelta, **content: Any) -> _Answer:  # noqa: ANN401  (httpx's own)
        may_have_left = False

        async def watch(event: str, _info: object) -> None:
            nonlocal may_have_left
            may_have_left = may_have_left or event == "http11.send_request_body.started"

        headers = {
            "authorization": f"Bearer {self._token}",
            "accept-encoding": "identity",  # bytes are counted as they come: nothing small unfolds into something big
            "user-agent": "sofia",
        }
        try:
            async with asyncio.timeout(within.total_seconds()), self._session() as http:
                request = http.build_request(method, url, headers=headers, extensions={"trace": watch}, **content)
                response = await http.send(request, stream=True)
                try:
                    body, is_whole = await _capped(response, most)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException):
            raise _NoAnswer("timeout", may_have_left=may_have_left) from None
        except httpx.HTTPError as failure:
            raise _NoAnswer(type(failure).__name__, may_have_left=may_have_left) from None
        return _Answer(response.status_code, body, is_whole, response.headers.get("retry-after", ""))

    def _session(self) -> httpx.AsyncClient:
        """A client for one call. It follows no redirect, which would carry the token elsewhere, and reads no environment."""
        waits = httpx.Timeout(self._patience.file.total_seconds(), connect=self._patience.connect.total_seconds())
        return httpx.AsyncClient(verify=_certificates(), timeout=waits, follow_redirects=False, trust_env=False)


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)  # reading them costs more than all else here


async def _capped(response: httpx.Response, most: int) -> tuple[bytes, bool]:
    """The body, or its beginning and False when there is more than MOST bytes."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), True


def _whole_number(value: object) -> int:
    """The media endpoint writes a size as a string, or as a number."""
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0


# What an answer to a message means.

_STOPS_THE_LINE = {
    *(0, 3, 10, 190, *range(200, 300), 131005),  # the token: wrong, expired, or not allowed to
    *(368, 131031, 131048),  # the account is locked, or its messages were reported as spam
    *(131042, 131045, 133010),  # not paid; the number is not registered
}
_WAITS = {
    131056: 6,  # s: one message every six seconds to the same person; the next time four times as long
    130429: 10,  # too many at once from our number
    **dict.fromkeys((4, 80007), 300),  # too many within the hour
    **dict.fromkeys((131057, 133016), 60),  # maintenance
}
_LONGEST_WAIT = 3600  # s, whatever is asked


def meaning_of(code: int | str) -> Refused | Later | None:
    """What a code of Graph's asks of us, in an answer or where a message failed later; None: it says just "no"."""
    number = int(code) if str(code).isdecimal() else -1
    if number in _STOPS_THE_LINE:
        return Refused(str(code), stops_line=True)
    if number == 131047:  # their last message is more than 24 h old
        return Refused(str(code), needs_template=True)
    return Later(_WAITS[number], str(code)) if number in _WAITS else None


def sent(answer: _Answer) -> Outcome:
    """What the answer to a message says: it left only where a message id says so."""
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        return refusal(answer)
    match answer.said():
        case {"messages": [{"id": str(message_id)}, *_]} if message_id:
            return Left(message_id)
    return Unknown("no-id")


def refusal(answer: _Answer) -> Refused | Later | Unknown:
    """What an answer that is no success says. Its code is Graph's own, or the status where it says none."""
    code, error = f"http-{answer.status}", cast("Mapping[object, object]", {})
    match answer.said():
        case {"error": {"code": int(number), **more}}:
            code, error = str(number), more
    known, wait = meaning_of(code), min(_whole_number(answer.retry_after), _LONGEST_WAIT)
    if isinstance(known, Refused):
        return known
    if known or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Later(wait or (known.seconds if known else 60), code)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(code)
    if error.get("is_transient") is True:
        return Later(wait or 60, code)
    # The token is not taken, our number is not there (100, 33), or somebody has changed where we write to: staff looks.
    is_ours = answer.status in {401, 403} or answer.status < HTTPStatus.BAD_REQUEST or error.get("error_subcode") == 33
    return Refused(code, stops_line=is_ours)
