"""What holds for everybody, from the web: asked without a word about the person, and kept for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from finance.advisor import effort, prompts
from finance.advisor.cache import Kept
from finance.advisor.effort import Effort
from finance.language_model import queries as language_model
from finance.language_model.exchange import Request, Source, Web

_AT_MOST = timedelta(seconds=25)
_MOST_SOURCES = 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page that may be cited as [NUMBER]."""

    number: int
    title: str
    url: str
    date: str
    snippet: str

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "title": self.title,
            "url": self.url,
            "date": self.date,
            "snippet": self.snippet,
        }

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Page:
        number = kept["number"]
        assert isinstance(number, int)
        return cls(number, *(str(kept[name]) for name in ("title", "url", "date", "snippet")))


@dataclass(frozen=True, slots=True)
class Known:
    """What the web says, in sentences that cite, and the pages they cite."""

    text: str = ""
    pages: tuple[Page, ...] = ()


def find(query: str, *, country: str, language: str, day: str, effort_: Effort, kept: Kept) -> Known:
    """What the web says to QUERY in a COUNTRY on a DAY. Raises a ModelFailure.

    Nothing that is asked here comes from a person: QUERY was cleared by `disclosure.Veil.query`.
    """
    if not language_model.can_search():
        return Known()
    key = ("web", query.casefold(), country, language, day)
    if (found := kept.read(*key)) is not None:
        return _read(found)
    mark = effort.mark()
    request = Request(
        instructions=prompts.web(language, country),
        input=effort.between(mark, query),
        web=Web(country=country),
        language=language[:2],
        max_output_tokens=500,
    )
    reply = effort_.ask(request, purpose="web", at_most=_AT_MOST)
    known = Known(reply.text, _pages(reply.sources))
    kept.write({"text": known.text, "pages": [page.as_json() for page in known.pages]}, *key)
    return known


def _read(found: Mapping[str, object]) -> Known:
    pages = found["pages"]
    assert isinstance(pages, list)
    return Known(str(found["text"]), tuple(Page.read(page) for page in pages))


def _pages(sources: Sequence[Source]) -> tuple[Page, ...]:
    known = {source.id: source for source in reversed(sources)}  # a number is one page's
    return tuple(
        Page(source.id, source.title[:120], source.url, source.date[:10], source.snippet[:1500])
        for source in sorted(known.values(), key=lambda one: one.id)[:_MOST_SOURCES]
    )
