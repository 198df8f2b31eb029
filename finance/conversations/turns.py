"""What the advisor is given of a message: the turn, with what the conversation knows around it."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from uuid import UUID

from finance.advisor.turn import Line, Turn
from finance.conversations.models import Conversation, Message

_LINES = 8  # said before that a model may be told of
_POINTER = re.compile(r"\s*n\.º\s*(\d{1,12})\s*$")


def turn_of(
    conversation: Conversation,
    message: Message,
    now: datetime,
    *,
    holds_books: bool = False,
    attached: tuple[str, ...] | None = None,
) -> Turn:
    """What the advisor is given of a message. ATTACHED: the kinds of what came with it, where the caller has them."""
    text, pointed_at = _pointed_at(conversation, message.text)
    if attached is None:
        attached = tuple(message.attachments.values_list("kind", flat=True)) if message.attached else ()
    return Turn(
        person=conversation.person,
        text=text,
        now=now,
        said_at=message.created_at,
        key=f"{message.channel}:{message.external_id or message.seq}:{conversation.pk}",
        channel=message.channel,
        pending=conversation.pending,
        last=conversation.last,
        holds_books=holds_books,
        pointed_at=pointed_at,
        replied_to=UUID(message.points_at.booked[0]) if message.points_at and message.points_at.booked else None,
        attached=attached,
        before=partial(_lines_before, conversation.pk, message.seq),
    )


def _lines_before(conversation_id: int, seq: int) -> tuple[Line, ...]:
    """The last lines before a message, oldest first."""
    rows = Message.objects.filter(conversation=conversation_id, seq__lt=seq).order_by("-seq")[:_LINES]
    return tuple(
        Line(by_person=row.role == Message.Role.PERSON, text=row.text, topic=str(row.proof.get("topic", "")))
        for row in reversed(rows)
    )


def _pointed_at(conversation: Conversation, text: str) -> tuple[str, UUID | None]:
    """The card that "deshacer n.º 42" points at, by the number of its message; what is left to read of the text."""
    pointer = _POINTER.search(text)
    if pointer is None:
        return text, None
    card = Message.objects.filter(conversation=conversation, seq=int(pointer[1]), role=Message.Role.SOFIA).first()
    booked = card.booked if card else []
    return text[: pointer.start()].strip(), UUID(booked[0]) if booked else None
