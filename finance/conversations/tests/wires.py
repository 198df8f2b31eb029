"""A phone for tests: a wire that keeps deliveries, remembers what it carried, and fails when told to."""

from __future__ import annotations

from datetime import datetime

from finance.conversations import outbox
from finance.conversations.models import Message


class FakePhone:
    """What was announced, and what was carried."""

    keeps_deliveries = True

    def number(self) -> str:
        return ""

    announced: list[int]
    sent: list[str]

    def __init__(self) -> None:
        self.announced, self.sent = [], []

    def announce(self, message: Message) -> None:
        self.announced.append(message.seq)

    def carry(self, now: datetime) -> int:
        """Carry everything that is due; how many left."""
        carried = 0
        while (claimed := outbox.claim(channel="phone", now=now)) is not None:
            self.sent += [message.text for message in claimed.messages]
            outbox.confirm(claimed, now=now)
            carried += len(claimed.deliveries)
        return carried


class DeadBrowser:
    """A window that cannot be told anything, as with a frozen Redis."""

    keeps_deliveries = False

    def number(self) -> str:
        return ""

    def announce(self, message: Message) -> None:
        raise TimeoutError
