"""What is asked of a model and what it answers, in our words; `dialect.py` puts them in the provider's.

No `repr` shows what anybody wrote: these values end up in logs and tracebacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["user", "assistant", "system"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of what is asked; ROLE is who says it."""

    role: Role
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Schema:
    """The form an answer must have: a JSON schema under a NAME of letters, digits and underscores."""

    name: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Web:
    """Leave to search the web: how much is read (SIZE), how thoroughly (SEARCH), where, and how recent it must be.

    DOMAINS are at most 20; one that begins with "-" is left out of the search. COUNTRY is two capital letters.
    """

    size: Literal["low", "medium", "high"] = "low"
    search: Literal["web", "fast"] = "fast"
    domains: tuple[str, ...] = ()
    recency: Literal["hour", "day", "week", "month", "year"] | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model. It may search the web only with WEB; LANGUAGE is ISO 639-1; tokens are at least 16."""

    instructions: str = field(repr=False)
    input: str | tuple[Said, ...] = field(repr=False)
    schema: Schema | None = None
    web: Web | None = None
    language: str = ""
    max_output_tokens: int = 800

    @property
    def messages(self) -> tuple[Said, ...]:
        """The input as messages: a bare text is the user's."""
        return (Said("user", self.input),) if isinstance(self.input, str) else self.input


@dataclass(frozen=True, slots=True)
class Source:
    """A page the answer may cite as `[id]`; DATE is as the provider writes it, or empty. The URL is http or https."""

    id: int
    title: str = field(repr=False)
    url: str = field(repr=False)
    date: str
    snippet: str = field(repr=False)


class Usage(NamedTuple):
    """What a call took, as the provider meters it; the cost in whole micro-USD, None where it is not told."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of an answer under way."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the web has brought, before the answer begins."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, and the last event of every stream that ends well. CALL_ID is the row that `operations` keeps."""

    text: str = field(repr=False)
    sources: tuple[Source, ...]
    model: str
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int | None
    call_id: int | None = None


Event: TypeAlias = Text | Found | Reply
