"""What is said right after something was booked, about the same thing: "no, 30", "el taxi fue 28". It is no second one."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from finance.advisor import correcting, speech
from finance.advisor.turn import Answer, Turn
from finance.ledger.chart import slug_of
from finance.ledger.models import Entry
from finance.understanding import Item, Reading
from finance.understanding.words import fold

_NO = r"(?:no+|nop|nope|nao|perdon|perdao|sorry|ups|oops|uy)"
_WAS = r"(?:era|eran|fue|fueron|foi|foram|eram|it was|was|were|es|son)"
_MONEY = r"(?:soles|sol|pesos|peso|dolares|dollars|bucks|reais|euros|lucas|luquitas|mangos|varos|mil|k|pe|nomas|no mas)"
# "no, fueron 30"; "no 30"; "no it was 30". And not "no fue 30", which only denies.
_AMOUNT_ALONE = re.compile(
    rf"{_NO}(?:\s*[,.!:]+\s*(?:{_WAS}\s+)?|\s+(?:it was\s+)?)(?:de\s+)?[^\w\s]{{0,3}}\s?\d[\d.,]*(?:\s*{_MONEY})?[\s.!]*"
)
_ANOTHER = re.compile(
    r"(?<!\w)(?:otr[oa]s?|segund[oa]|tercer[oa]?|nuev[oa]|tambien|outr[oa]s?|tambem|another|second|also)(?!\w)"
)
_JUST_NOW = timedelta(minutes=10)
_BEGINS_WITH_NO = re.compile(rf"{_NO}(?!\w)")
_HAS_WAS = re.compile(rf"(?<!\w){_WAS}(?!\w)")
_NOT_OF_THE_THING = re.compile(rf"(?<!\w)(?:{_NO}|{_WAS}|el|la|los|las|del|de|lo|o|a|do|da|the)(?!\w)")


def respond(turn: Turn, reading: Reading) -> Answer | None:
    """Correct what was just booked, where the message says it anew; None when it tells of something else."""
    booked = turn.last.get("booked")
    if turn.pending or turn.replied_to or not isinstance(booked, list) or reading.blocked or len(reading.amounts) != 1:
        return None
    said = fold(turn.text).strip()
    # By its words alone nearly every message is none: the books are asked only about what may be one.
    if _ANOTHER.search(said) or not (_BEGINS_WITH_NO.match(said) or _HAS_WAS.search(said)):
        return None
    standing = [one for action in booked for one in correcting.standing(turn, UUID(action))]
    fresh = [one for one in standing if turn.now - one.recorded_at <= _JUST_NOW]
    if not fresh:
        return None
    value, currency = reading.amounts[0]
    if _AMOUNT_ALONE.fullmatch(said):
        return correcting.correct_with(turn, {"amount": str(value), "currency": currency})
    entry = same_thing(fresh, _thing(reading))
    if entry is None or _is_elsewhere(reading.items[0], entry):
        return None
    change = {"amount": str(value), "currency": currency, "category": "", "on": "", "account": "", "account_kind": ""}
    return correcting.change_entry(turn, entry, dict[str, object](change))


def _is_elsewhere(item: Item, entry: Entry) -> bool:
    """Whether another day or account is named: then it is another one."""
    return bool(item.account) or (item.on is not None and item.on != entry.happened_on)


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
