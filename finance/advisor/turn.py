"""What reaches the advisor, and what comes back: values, stored by the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from finance.advisor.facts import Fact
from finance.ledger.models import Entry
from finance.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """Something said before in the conversation; TOPIC is what an answer of a model was about."""

    by_person: bool
    text: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person, and all that is needed to answer it."""

    person: Person
    text: str
    now: datetime
    key: str  # what makes every write of this turn happen once
    channel: str
    pending: Mapping[str, object] | None = None  # what SofIA asked
    last: Mapping[str, object] = field(default_factory=dict)  # what she last said: facts, action
    holds_books: bool = False  # the household's row was locked in this transaction before PERSON was read
    pointed_at: UUID | None = None  # the action of the card whose button was pressed
    replied_to: UUID | None = None  # the action of the card that the message replies to
    attached: tuple[str, ...] = ()  # what came with the text, or instead of it: kinds of `talk.not_read`
    before: Callable[[], tuple[Line, ...]] = tuple  # the last lines said before, oldest first; asked for when needed
    said_at: datetime | None = None  # when they wrote it, where that was earlier than NOW
    today: date = field(init=False)  # the day on which they wrote, where they live

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.person.day(self.said_at or self.now))


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer one can tap: what the button says, and what it sends."""

    label: str
    send: str = ""

    def as_json(self) -> dict[str, str]:
        return {"label": self.label, "send": self.send or self.label}


@dataclass(frozen=True, slots=True)
class Answer:
    """What SofIA says, and what stands behind it.

    BOOKED and CHANGED are journal actions: those this answer did, and those whose cards now look different.
    HEAD is the part of TEXT that a booked card shows by itself.
    """

    text: str
    intent: str
    booked: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    pending: Mapping[str, object] | None = None
    keeps_pending: bool = False  # it was an aside: the open question stays open
    is_fallback: bool = False  # what is said when nothing better could be: a model may do better
    proof: Mapping[str, object] = field(default_factory=dict)  # of what a model wrote: each figure and its ground
    head: str = ""
    entries: tuple[Entry, ...] = ()  # what was just booked, for whoever shows it now; not stored


def last_of(answer: Answer) -> dict[str, object]:
    """What the next message may refer to: the figures, what was booked, the pages that were cited."""
    return {
        "facts": [fact.as_json() for fact in answer.facts],
        "booked": [str(action) for action in answer.booked],
        "is_a_models": bool(answer.proof),
        "sources": answer.proof.get("sources", []),
    }
