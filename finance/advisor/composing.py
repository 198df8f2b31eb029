"""From facts to words: a model writes, every sentence is proven, and only what is proven leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from finance.advisor import disclosure, effort, planning, prompts, safety
from finance.advisor.disclosure import Veil
from finance.advisor.effort import Effort
from finance.advisor.knowledge import Known
from finance.advisor.proof import Cutter, Grounds, Proven, Shown, joined, prove, sentences
from finance.advisor.tools.catalog import Found
from finance.advisor.turn import Line, Turn
from finance.language_model.exchange import Request, Text
from finance.language_model.failures import ModelFailure

Release = Callable[[str], None]

_AT_MOST = timedelta(seconds=25)
_REPAIR_AT_MOST = timedelta(seconds=10)
_MOST_SENTENCES = 8
_CITES = re.compile(r"\[\d{1,3}\]")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_ADDRESS = re.compile(
    # A name before a dot and letters after it, without the space that begins a sentence.
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+|\b[a-z0-9-]{2,}(?:\.[a-z0-9-]{2,})*\.[a-z]{2,12}(?:/\S*|\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>\n]{0,200}>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_HEADING = re.compile(r"^\s*#{1,6}\s+|`+|^\s*>\s?")


@dataclass
class Written:
    """What became of a model's answer: the sentences that hold, each at its place, and how many figures did not."""

    kept: dict[int, Proven] = field(default_factory=dict)
    refused: int = 0
    is_cut: bool = False  # the stream broke off: what stands here is proven, and not all

    @property
    def text(self) -> str:
        return joined([self.kept[place].text for place in sorted(self.kept)])

    @property
    def shown(self) -> list[Shown]:
        """The figures of what is said, in its order."""
        return [shown for place in sorted(self.kept) for shown in self.kept[place].figures]


def write(
    turn: Turn,
    before: Sequence[Line],
    found: Found,
    known: Known,
    *,
    grounds: Grounds,
    veil: Veil,
    effort_: Effort,
    release: Release,
) -> Written:
    """Have an answer written from what was found, and release it sentence by sentence, each once it is proven.

    Sentences that do not hold are written again once; those that still do not are left out. Raises a ModelFailure only
    when nothing at all was released.
    """
    mark = effort.mark()
    told = json.dumps(_told(turn, before, found, known, veil), ensure_ascii=False)
    request = Request(
        instructions=prompts.compose(mark, turn.person.language),
        input=effort.between(mark, told),
        max_output_tokens=600,
    )
    written = Written()
    failing: dict[int, Proven] = {}
    try:
        for place, sentence in enumerate(_arriving(effort_, request)):
            if place >= _MOST_SENTENCES:
                break
            _judge(written, failing, place, sentence, grounds, release)
    except ModelFailure:
        if not written.kept:
            raise
        written.is_cut = True  # what was proven was said; the rest never came
        written.refused = _count(failing, effort_)
        return written
    if failing:
        _again(written, failing, request, mark, turn, grounds=grounds, effort_=effort_, release=release)
    return written


def quote(known: Known, *, grounds: Grounds, release: Release) -> Written:
    """Say what the web says: the sentences that cite a page, which holds their figures."""
    written = Written()
    failing: dict[int, Proven] = {}
    for place, sentence in enumerate(sentences(cleaned(known.text))[:_MOST_SENTENCES]):
        if not _CITES.search(sentence):
            continue
        _judge(written, failing, place, sentence, grounds, release)
    written.refused = sum(len(bad.faults) or 1 for bad in failing.values())
    return written


def _told(turn: Turn, before: Sequence[Line], found: Found, known: Known, veil: Veil) -> dict[str, object]:
    told: dict[str, object] = {
        "today": turn.today.isoformat(),
        "message": veil.over(turn.text),
        "facts": disclosure.table(found.facts, turn.person).split("\n") if found.facts else [],
        "notes": list(found.notes),
    }
    if before:
        told["asked_before"] = planning.questions(before, veil)
    if known.text:
        told["web"] = {"says": known.text, "pages": [f"[{page.number}] {page.title}" for page in known.pages]}
    return told


def _arriving(effort_: Effort, request: Request) -> Iterator[str]:
    """The sentences of an answer under way, each once it is complete."""
    cutter = Cutter()
    for event in effort_.ask_streaming(request, purpose="compose", at_most=_AT_MOST):
        if isinstance(event, Text):
            yield from (cleaned(sentence) for sentence in cutter.feed(event.text))
    yield from (cleaned(sentence) for sentence in cutter.rest())


def cleaned(text: str) -> str:
    """TEXT without what a model may not make: links, images, tags, headings, code. Its two stars become one."""
    text = _TAG.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", text)))
    return _STRONG.sub(r"*\2*", _HEADING.sub("", text))


def _judge(
    written: Written, failing: dict[int, Proven], place: int, sentence: str, grounds: Grounds, release: Release
) -> None:
    if not sentence.strip(" \n-*"):
        return
    before = [written.kept[at].names for at in sorted(written.kept) if at < place]
    proven = prove(sentence, grounds, after=before[-1] if before else frozenset())
    if not (proven.holds and safety.may_say(proven.text)):
        failing[place] = replace(proven, text=sentence)
        return
    written.kept[place] = proven
    release(proven.text)


def _count(failing: dict[int, Proven], effort_: Effort) -> int:
    """How many figures nothing proved, which the call's row tells too."""
    count = sum(len(bad.faults) or 1 for bad in failing.values())
    effort_.refuse_figures(count)
    return count


def _again(
    written: Written,
    failing: dict[int, Proven],
    request: Request,
    mark: str,
    turn: Turn,
    *,
    grounds: Grounds,
    effort_: Effort,
    release: Release,
) -> None:
    """Have the sentences that do not hold written once more; what still does not hold is left out."""
    written.refused = _count(failing, effort_)
    # By its kind only: what it became in the sentence may be somebody's name.
    wrong = [{"sentence": bad.text, "wrong": sorted({fault.why for fault in bad.faults})} for bad in failing.values()]
    told = f"{request.input}\n{effort.between(mark, json.dumps(wrong, ensure_ascii=False))}"
    second = replace(request, instructions=prompts.repair(mark, turn.person.language), input=told)
    try:
        lines = effort_.ask(second, purpose="repair", at_most=_REPAIR_AT_MOST).text.split("\n")
    except ModelFailure:
        return
    lines = [line for line in lines if line.strip()]
    if len(lines) != len(failing):
        return  # nobody can say which is which
    for place, line in zip(sorted(failing), lines, strict=True):
        _judge(written, {}, place, cleaned(line), grounds, release)
