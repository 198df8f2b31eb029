"""From a message to what has to be looked up: a plan, which a model writes and we check."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from finance import countries
from finance.advisor import effort, prompts
from finance.advisor.disclosure import Veil
from finance.advisor.effort import Effort
from finance.advisor.tools import catalog
from finance.advisor.turn import Line, Turn
from finance.language_model.exchange import Request, Schema
from finance.language_model.failures import Failed
from finance.understanding.words import fold

_AT_MOST = timedelta(seconds=15)
_LINES = 3  # of what was asked before, where a message leans on it
_LONGEST_QUESTION = 200
_JSON = re.compile(r"\{.*\}", re.DOTALL)
_LEANS_BACK = re.compile(
    r"^(?:¿|\s)*(?:y|e|pero|entonces|ademas|mas|and|but|so|then|tambem|also)\b"
    r"|\b(?:eso|esa|ese|esto|esos|esas|lo mismo|isso|essa|esse|that|those|it)\b"
)
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask the books, what to search for everybody, or what to ask back."""

    topic: str
    calls: tuple[catalog.Call, ...] = ()
    web_query: str = ""
    ask: str = ""

    def as_json(self) -> dict[str, object]:
        calls = [{"tool": call.tool, "args": call.args} for call in self.calls]
        return {"topic": self.topic, "calls": calls, "web_query": self.web_query, "ask": self.ask}


def context(turn: Turn) -> tuple[Line, ...]:
    """What was said before, where the message means nothing without it; else nothing leaves of it."""
    said = fold(turn.text)
    if not (_LEANS_BACK.search(said) or len(said.split()) <= _FEW_WORDS):
        return ()
    # Their own questions, and nothing that was told or answered: those hold names of shops and of people.
    return tuple(line for line in turn.before() if line.by_person and "?" in line.text)[-_LINES:]


def questions(before: Sequence[Line], veil: Veil) -> list[str]:
    """What was asked before, as it may leave."""
    return [veil.over(line.text) for line in before]


def make(turn: Turn, before: Sequence[Line], veil: Veil, effort_: Effort) -> Plan:
    """Ask for a plan. Raises a ModelFailure; an answer that is no plan is Failed, after one more try."""
    mark = effort.mark()
    request = Request(
        instructions=prompts.plan(mark),
        input=effort.between(mark, json.dumps(_told(turn, before, veil), ensure_ascii=False)),
        schema=Schema("plan", prompts.plan_schema()),
        max_output_tokens=600,
    )
    for _attempt in range(2):
        plan = read(effort_.ask(request, purpose="plan", at_most=_AT_MOST).text)
        if plan is not None:
            return plan
    raise Failed("the plan cannot be read")


def _told(turn: Turn, before: Sequence[Line], veil: Veil) -> dict[str, object]:
    person = turn.person
    return {
        "today": turn.today.isoformat(),
        "country": countries.get(person.country).code,
        "currency": person.currency,
        "paid": person.pay_rhythm,
        **({"asked_before": questions(before, veil)} if before else {}),
        "message": veil.over(turn.text),
    }


def read(text: str) -> Plan | None:
    """A plan out of what a model wrote; what is not of the form is left out, and None when nothing of it is one."""
    found = _JSON.search(text)
    try:
        said = json.loads(found[0]) if found else None
    except ValueError:
        said = None
    return of(_writable(said)) if isinstance(said, dict) else None


def _writable(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """VALUE with nothing in its texts that a database refuses: JSON can spell half a letter, and NUL."""
    match value:
        case str():
            return value.encode(errors="replace").decode().replace("\0", "")
        case list():
            return [_writable(part) for part in value]
        case dict():
            return {_writable(name): _writable(part) for name, part in value.items()}
    return value


def of(said: Mapping[str, Any]) -> Plan:
    """The plan that SAID describes, with whatever is not of the form left out."""
    calls = said.get("calls")
    known = [
        catalog.Call(call["tool"], {name: value for name, value in call["args"].items() if value is not None})
        for call in (calls if isinstance(calls, list) else [])[: catalog.MOST_CALLS]
        if isinstance(call, dict) and isinstance(call.get("tool"), str) and isinstance(call.get("args"), dict)
    ]
    topic = said.get("topic")
    return Plan(
        topic=topic if topic in prompts.TOPICS else "other",
        calls=tuple(known),
        web_query=_text(said.get("web_query")),
        ask=_text(said.get("ask")),
    )


def _text(value: object) -> str:
    return " ".join(value.split())[:_LONGEST_QUESTION] if isinstance(value, str) else ""
