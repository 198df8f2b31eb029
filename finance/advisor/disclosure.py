"""What of a person's words may leave for a provider: the question, without anybody's name, number or address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finance.advisor import public_words, speech
from finance.advisor.facts import Fact
from finance.ledger import queries as ledger
from finance.people import queries as people
from finance.people.models import Person
from finance.understanding.words import fold

_LONGEST = 600  # letters of a message that leave
_SHORTEST_NAME = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*|(?<!\w)@[\w.]{3,}", re.IGNORECASE)
# Account, card, phone and identity numbers: eight digits or more, however they are grouped but as thousands.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,}|\d(?:[ ._/-]{0,2}\d){8,}(?![.,]\d{3}\b)|\b\d{1,2}\.\d{3}\.\d{3}-[\dkK]\b")
# Money, as one writes it: in thousands, round, or with a sign or a word of money beside it.
_SIGN = r"(?:[$€£₡]|s/|r\$|us\$|rd\$|bs\.?)\s?"
_WORD = (
    r"\s?(?:pesos|soles|guaran[ií]es|reais|d[oó]lares|bol[ií]vares|colones|lempiras|quetzales|cop|clp|pyg|mxn|ars)\b"
)
_DIGITS = r"(?:\d{1,3}(?:[.,']\d{3}){1,3}|\d{4,12})"
_MONEY = re.compile(
    rf"(?<![\w.,/-])(?:{_SIGN}{_DIGITS}|{_DIGITS}(?={_WORD})|\d{{1,3}}(?:[.,']\d{{3}}){{0,2}}[.,']000|\d{{1,9}}000)(?![\d-]|[.,' ]\d)",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:clave|contrase(?:ñ|n)a|pin|nip|cvv|cvc|token|senha|password|passcode|codigo|código|code)\b\s*(?:es|:|=|is|é|e)?\s*([\w-]*\d[\w-]*)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<!\w)(?:soy|me llamo|mi nombre es|me chamo|meu nome e|my name is|i am|i'm)\s+((?:[A-ZÁÉÍÓÚÑ][\w'-]+\s*){1,4})"
)
_CODE = re.compile(r"\b[A-Z]{3,4}\d{6}[A-Z0-9]{2,8}\b|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Veil:
    """Covers the names that a household knows: its people's, its accounts'."""

    names: tuple[str, ...]  # folded, the longest first

    @classmethod
    def of(cls, person: Person) -> Veil:
        """The veil of a person's household."""
        known = [*people.names_at_home(person), *ledger.names_seen(person)]
        words = {word for name in known for word in (name, *name.split())}
        folded = {fold(word).strip() for word in words if len(word.strip()) >= _SHORTEST_NAME}
        return cls(tuple(sorted(folded, key=lambda word: (-len(word), word))))

    def over(self, text: str) -> str:
        """TEXT with names, addresses and long numbers covered, cut to what a question needs."""
        text = _HIDDEN.sub("", text).translate(_DASHES)[:_LONGEST]
        if called := _CALLED.search(text):
            text = f"{text[: called.start(1)]}[nombre] {text[called.end(1) :]}"
        text = _SECRET.sub(lambda found: found[0].replace(found[1], "[número]"), text)
        for pattern, cover in ((_ADDRESS, "[dirección]"), (_CODE, "[número]")):
            text = pattern.sub(cover, text)
        text = _without_numbers(text)
        for name in self.names:
            text = _cover(text, name)
        return text

    def query(self, words: str, *messages: str) -> str:
        """What may be searched on the web, for everybody to see; empty when nothing is left.

        No number but years, no number in words, no name; and of the words of the person's own MESSAGES only those that
        are about money and its law, for any other could be somebody.
        """
        theirs = frozenset(_bare(word) for message in messages for word in message.split())
        kept = [word for word in self.over(words).split() if _is_public(word, theirs)]
        about = [word for word in kept if len(_bare(word)) > 2]
        return " ".join(kept)[:120] if about else ""


def _without_numbers(text: str) -> str:
    """TEXT without long numbers, but those that are money: an account is not written in thousands."""
    kept = [match.span() for match in _MONEY.finditer(text)]
    for match in reversed(list(_NUMBER.finditer(text))):
        if not any(start <= match.start() and match.end() <= end for start, end in kept):
            text = f"{text[: match.start()]}[número]{text[match.end() :]}"
    return text


def _cover(text: str, name: str) -> str:
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", fold(text))
    for match in reversed(list(found)):
        text = f"{text[: match.start()]}[nombre]{text[match.end() :]}"
    return text


def _bare(word: str) -> str:
    return fold(word).strip("¿?¡!.,;:()[]{}\"'«»*_-")


def _is_public(word: str, theirs: frozenset[str]) -> bool:
    bare = _bare(word)
    if "[" in word or not bare:
        return False
    if any(letter.isdigit() for letter in bare):
        return _YEAR.fullmatch(bare) is not None
    return bare in public_words.known() or not (bare in theirs or bare in public_words.numbers())


def table(facts: Sequence[Fact], person: Person) -> str:
    """The facts as a model reads them: a line each, with what it is called to strangers."""
    return "\n".join(_line(fact, person) for fact in facts)


def _line(fact: Fact, person: Person) -> str:
    parts = [fact.key, fact.alias or fact.label]
    if fact.period is not None:
        parts.append(f"{fact.period.start} to {fact.period.end}")
    parts.append(speech.figure(fact.size, person))
    if fact.is_change and fact.before is not None:
        parts.append(f"{'MORE' if fact.went_up else 'LESS'} than {fact.before.start} to {fact.before.end}")
    return " | ".join(parts)
