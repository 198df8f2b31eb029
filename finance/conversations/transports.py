"""The wires by which replies leave, known by name only."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from finance.conversations.models import Message


class Transport(Protocol):
    """A wire. It is poked after commit; what it must not lose stands in `Delivery` rows that it claims."""

    keeps_deliveries: bool  # False: whoever listens reads the conversation itself, from where they left off

    def number(self) -> str:
        """Where people write to SofIA by this wire, "+51…"; empty where there is nothing to write down."""

    def announce(self, message: Message) -> None:
        """Tell whoever listens that MESSAGE stands in the conversation. May fail or be lost: the database remembers."""


class TransportUnknown(LookupError):
    """No hay un canal con ese nombre."""


def number(channel: str) -> str:
    """Where people write to SofIA by CHANNEL; empty where that wire is not, or has no number yet."""
    return get(channel).number() if channel in settings.TRANSPORTS else ""


def get(channel: str) -> Transport:
    """Return the wire of CHANNEL, from `settings.TRANSPORTS`."""
    path = settings.TRANSPORTS.get(channel)
    if path is None:
        raise TransportUnknown(channel)
    return _made(path)


@cache
def _made(path: str) -> Transport:
    wire: Transport = import_string(path)()
    return wire
