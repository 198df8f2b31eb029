"""What is said right after something was booked, about the same thing: "no, 30", "el taxi fue 28". It is no second one."""

from __future__ import annotations

import re
from uuid import UUID

from finance.advisor import correcting, speech
from finance.advisor.turn import Answer, Turn
from finance.ledger.chart import slug_of
from finance.ledger.models import Entry
from finance.understanding import Reading
from finance.understanding.words import fold

_NO = r"(?:no+|nop|nope|nao|perdon|perdao|sorry|ups|oops|uy)"
_WAS = r"(?:era|eran|fue|fueron|foi|foram|eram|it was|was|were|es|son)"
_AMOUNT_ALONE = re.compile(rf"{_NO}[\s,.!:]+(?:{_WAS}\s+)?(?:de\s+)?[^\w\s]{{0,3}}\s?[\d.,]+(?:\s+[^\W\d]+)?[\s.!]*")
_BEGINS_WITH_NO = re.compile(rf"{_NO}(?!\w)")
_HAS_WAS = re.compile(rf"(?<!\w){_WAS}(?!\w)")
_NOT_OF_THE_THING = re.compile(rf"(?<!\w)(?:{_NO}|{_WAS}|el|la|los|las|del|de|lo|o|a|do|da|the)(?!\w)")


def respond(turn: Turn, reading: Reading) -> Answer | None:
    """Correct what was just booked, where the message says it anew; None when it tells of something else."""
    booked = turn.last.get("booked")
    if turn.pending or turn.replied_to or not isinstance(booked, list) or reading.blocked or len(reading.amounts) != 1:
        return None
    value, currency = reading.amounts[0]
    said = fold(turn.text).strip()
    if _AMOUNT_ALONE.fullmatch(said):
        return correcting.correct_with(turn, {"amount": str(value), "currency": currency})
    entry = same_thing([one for action in booked for one in correcting.standing(turn, UUID(action))], _thing(reading))
    if entry is None or not (_BEGINS_WITH_NO.match(said) or _HAS_WAS.search(said)):
        return None
    change = {"amount": str(value), "currency": currency, "category": "", "on": "", "account": "", "account_kind": ""}
    return correcting.change_entry(turn, entry, dict[str, object](change))


def same_thing(entries: list[Entry], words: str) -> Entry | None:
    """The one of ENTRIES that WORDS name; None when they name none, or several."""
    wanted = slug_of(" ".join(_NOT_OF_THE_THING.sub(" ", fold(words)).split())).split("_")
    wanted = [word for part in wanted for word in part.split() if word]
    found = [entry for entry in entries if wanted and set(wanted) <= _names(entry)]
    return found[0] if len(found) == 1 else None


def _names(entry: Entry) -> set[str]:
    said = f"{entry.description} {entry.merchant} {speech.entry_thing(entry)}"
    return set(re.findall(r"\w+", fold(said)))


def _thing(reading: Reading) -> str:
    if len(reading.items) != 1 or reading.items[0].kind not in ("expense", "income"):
        return ""
    return reading.items[0].words or reading.items[0].merchant or ""
