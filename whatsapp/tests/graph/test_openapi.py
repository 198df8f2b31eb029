"""What we send is what the vendor describes, and the validator that says so sees what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from whatsapp.cloud.outgoing import written
from whatsapp.tests.graph import openapi
from whatsapp.tests.graph.parcels import PARCELS, parcel

pytestmark = pytest.mark.once


class TestOurRequests:
    @pytest.mark.parametrize("name", PARCELS)
    def test_what_we_write_is_what_the_vendor_describes(self, name: str) -> None:
        assert openapi.mistake_of_message(written(PARCELS[name], media_id="1")) == ""


class TestTheDescription:
    """The validator that our requests are held to is one itself."""

    @pytest.mark.parametrize(
        "name",
        [
            "Send Text Message",
            "Send Reply to Text Message",
            "Send Reply Button",
            "Send List Message",
            "Send Image Message by ID",
            "Send Document Message by ID",
            "Send typing indicator and read receipt",
        ],
    )
    def test_the_vendors_own_examples_of_what_we_send_are_valid(self, name: str) -> None:
        assert openapi.mistake_of_message(openapi.examples()[name]) == ""

    @pytest.mark.parametrize(
        "wrong",
        [
            {"to": None},
            {"messaging_product": "sms"},
            {"recipient_type": "crowd"},
            {"type": "image"},
            {"text": {"body": "x", "colour": "red"}},
            {"text": {"body": "x" * 4097}},
            {"priority": 1},
            {"biz_opaque_callback_data": "x" * 513},
        ],
    )
    def test_a_wrong_request_is_seen(self, wrong: dict[str, Any]) -> None:
        body = {name: value for name, value in (written(parcel()) | wrong).items() if value is not None}
        assert openapi.mistake_of_message(body)
