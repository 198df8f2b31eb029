"""Who may post webhooks, and who may subscribe an address."""

from __future__ import annotations

import pytest

from whatsapp.cloud.signature import challenge, is_genuine
from whatsapp.tests.cloud_webhooks import SAMPLES, SECRET, from_rosa, signed

pytestmark = pytest.mark.once


class TestSignature:
    def test_what_meta_signed_is_genuine(self) -> None:
        body, header = signed(from_rosa(SAMPLES["text"]))
        assert is_genuine(body, header, SECRET)

    def test_it_is_the_bytes_that_are_signed_not_the_json(self) -> None:
        body, header = signed({"url": "https://a/b"})
        assert not is_genuine(body.replace(rb"\/", b"/"), header, SECRET)

    @pytest.mark.parametrize("header", ["", "sha256=", "sha1=abc", "sha256=é", "sha256=" + "0" * 64, "\ud800"])
    def test_no_other_signature_is(self, header: str) -> None:
        assert not is_genuine(b"{}", header, SECRET)

    def test_the_signature_needs_its_scheme(self) -> None:
        body, header = signed({})
        assert not is_genuine(body, header.removeprefix("sha256="), SECRET)

    def test_nothing_is_genuine_where_no_secret_is_configured(self) -> None:
        body, header = signed({}, secret="")
        assert not is_genuine(body, header, "")

    def test_another_apps_signature_is_not_ours(self) -> None:
        assert not is_genuine(*signed({}, secret="another"), SECRET)


class TestChallenge:
    ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "ours"}

    def test_our_token_is_answered_with_the_challenge(self) -> None:
        assert challenge(self.ASKED, "ours") == "1158201444"

    @pytest.mark.parametrize("wrong", [{"hub.verify_token": "x"}, {"hub.mode": "unsubscribe"}, {"hub.challenge": ""}])
    def test_anything_else_is_not_answered(self, wrong: dict[str, str]) -> None:
        assert challenge(self.ASKED | wrong, "ours") is None

    def test_no_token_is_not_a_token(self) -> None:
        assert challenge({**self.ASKED, "hub.verify_token": ""}, "") is None
        assert challenge({}, "ours") is None
