"""All tools by name: what a model is told of them, and how what it asks for is checked and done.

A tool's name, docstring and signature are its contract; its schema is made of them and never written twice.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from finance.advisor.facts import Fact
from finance.advisor.tools.findings import Findings, Note, NotSaid, Scope, Tool
from finance.advisor.tools.periods import PeriodUnclear
from finance.ledger.movements import Movement

if TYPE_CHECKING:
    from pydantic import BaseModel

MOST_CALLS = 6
_MOST_OF_A_TOOL = 40  # facts
_MOST_NAMES = 6  # of an argument's values: more are the names of periods, told once


@dataclass(frozen=True, slots=True)
class Call:
    """What a model asks for: a tool by name, with its arguments as they came."""

    tool: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What several tools found together: the facts have their keys, the notes are complete sentences with references."""

    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    proposal: Movement | None = None


def run(calls: Sequence[Call], scope: Scope) -> Found:
    """Do what was asked, each call for itself: one that cannot be done becomes a note, and the others stand."""
    facts: list[Fact] = []
    notes: list[str] = []
    proposal = None
    for call in calls[:MOST_CALLS]:
        found = _one(call, scope)
        facts += [fact for fact in found.facts[:_MOST_OF_A_TOOL] if fact not in facts]
        for note in found.notes:
            if note.fact is not None and note.fact not in facts:
                facts.append(note.fact)
            place = facts.index(note.fact) + 1 if note.fact is not None else 0
            text = note.text.replace("{}", f"{{{{F{place}}}}}")
            if text not in notes:
                notes.append(text)
        proposal = proposal or found.proposal
    # What a note speaks of is a fact too: none of them is cut.
    keyed = tuple(replace(fact, key=f"F{place}") for place, fact in enumerate(facts, start=1))
    return Found(keyed, tuple(notes), proposal)


def _one(call: Call, scope: Scope) -> Findings:
    from pydantic import ValidationError

    tool = tools().get(call.tool)
    if tool is None:
        return Findings(notes=(Note(f"There is no tool {call.tool[:40]!r}."),))
    try:
        args = _arguments(call.tool).model_validate(call.args)
        return tool(scope, **{name: getattr(args, name) for name in type(args).model_fields})
    except (ValidationError, PeriodUnclear, ArithmeticError):
        return Findings(notes=(Note(f"{call.tool} was asked for in a way it does not take; its figures are unknown."),))
    except NotSaid:
        return Findings(
            notes=(Note(f"{call.tool} needs numbers the person has not said: ask for what is missing, do not guess."),)
        )


@cache
def tools() -> dict[str, Tool]:
    """Every tool by its name."""
    from finance.advisor.tools import calculating, proposing, searching, spending, standing

    every: tuple[Tool, ...] = (
        spending.spending, spending.income, spending.cash_flow, standing.balances, standing.emergency_fund,
        searching.movements, calculating.loan, calculating.refinance, calculating.payoff, calculating.goal,
        calculating.yearly_rate, proposing.propose_movement,
    )  # fmt: skip
    return {tool.__name__: tool for tool in every}


@cache
def _arguments(name: str) -> type[BaseModel]:
    """The arguments of a tool as a model that checks them: its parameters but the scope."""
    from pydantic import ConfigDict, create_model

    signature = inspect.signature(tools()[name], eval_str=True)
    fields = {
        parameter.name: (parameter.annotation, ... if parameter.default is parameter.empty else parameter.default)
        for parameter in list(signature.parameters.values())[1:]
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)  # type: ignore[call-overload, no-any-return]


@cache
def calls_schema() -> dict[str, object]:
    """The JSON schema of one call, whatever the tool."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["tool", "args"],
        "properties": {"tool": {"type": "string", "enum": sorted(tools())}, "args": {"type": "object"}},
    }


@cache
def described() -> str:
    """The tools as a model reads them: name, what it answers, arguments."""
    return "\n".join(
        f"- {name}: {inspect.getdoc(tool)} Arguments: {json.dumps(_short(name), ensure_ascii=False)}"
        for name, tool in tools().items()
    )


def _short(name: str) -> dict[str, object]:
    """A tool's schema without what says nothing: titles, and the names of periods, which are given once."""
    schema = _arguments(name).model_json_schema()
    required = set(schema.get("required", ()))
    return {field + ("" if field in required else "?"): _kind(spec) for field, spec in schema["properties"].items()}


def _kind(spec: dict[str, Any]) -> object:
    while "anyOf" in spec:
        told = {name: spec[name] for name in ("description",) if name in spec}
        spec = {**spec["anyOf"][0], **told}
    if "enum" in spec and len(spec["enum"]) > _MOST_NAMES:
        return "period"
    kind = "|".join(spec["enum"]) if "enum" in spec else spec.get("format") or spec["type"]
    said = spec.get("description", "")
    return f"{kind}: {said}" if said else kind
