"""A phone line for the conversations' own tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from finance.conversations.tests.wires import FakePhone


@pytest.fixture
def phone(settings: Any) -> FakePhone:
    from finance.conversations import transports
    from finance.conversations.tests.wires import FakePhone

    settings.TRANSPORTS = {"phone": "finance.conversations.tests.wires.FakePhone"}
    transports._made.cache_clear()
    wire = transports.get("phone")
    assert isinstance(wire, FakePhone)
    return wire
