"""Everything that was found in one message, before anybody decides what it means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from finance import countries
from finance.understanding import language as languages
from finance.understanding.amounts import Wallet
from finance.understanding.date_parts import Day
from finance.understanding.dates import days
from finance.understanding.figures import Number
from finance.understanding.lexicon import Account, Found, Thing, local_words
from finance.understanding.numerals import gather
from finance.understanding.prices import Amount
from finance.understanding.reading import Context
from finance.understanding.speech import Speech, speech
from finance.understanding.spelling import mend
from finance.understanding.words import Token, Words, split

T = TypeVar("T")

_LONGEST_LEARNED = 6  # words
_NO_NAMES = frozenset({"price", "otherwise", "habitual", "score"})
_SPOKEN = frozenset({"word", "number"})
_NEAR = 31  # days
_AMONG = frozenset({"entre", "between", "among"})
_MOST_PEOPLE = 30


@dataclass(slots=True)
class Message:
    words: Words
    tokens: Sequence[Token]
    texts: Sequence[str]
    speech: Speech
    today: date
    numbers: list[Number]
    amounts: list[Amount]
    days: list[Day]  # as a message about money means them: "el martes 20 en taxi" is no 20th
    dates: list[Day]  # as a calendar reads them
    things: list[Found[Thing]]
    accounts: list[Found[Account]]
    cues: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    reached: dict[str, set[int]] = field(default_factory=dict)
    mended: frozenset[int] = frozenset()  # tokens whose text is what was meant, not what was typed

    def has(self, *names: str) -> bool:
        """Tell whether any of the cues NAMES was found."""
        cues = self.cues
        for name in names:  # noqa: SIM110  (asked sixty times a message)
            if name in cues:
                return True
        return False

    def first(self, *names: str) -> int:
        """Give the token the first of the cues NAMES begins at, or one beyond the end."""
        return min((span[0] for name in names for span in self.cues.get(name, ())), default=len(self.texts))

    def covered(self, *names: str) -> set[int]:
        """Give the tokens the cues NAMES stand on."""
        found: set[int] = set()
        for name in names:
            if name in self.cues:
                found |= self._reach(name)
        return found

    def _reach(self, name: str) -> set[int]:
        if name not in self.reached:
            self.reached[name] = {at for span in self.cues[name] for at in range(*span)}
        return self.reached[name]

    def only(self, *names: str, least: int = 1) -> bool:
        """Tell whether the message is nothing but the cues NAMES and small talk words around them."""
        if not self.has(*names):
            return False
        rest = [self._reach(name) for name in (*names, "filler") if name in self.cues]
        left = 0
        for at, token in enumerate(self.tokens):
            if token.kind in _SPOKEN and not any(at in reached for reached in rest):
                left += 1
                if left >= least:
                    return False
        return True

    def changes_money(self) -> bool:
        """Tell whether foreign money was bought or sold: "compré 100 dólares a 3.75"."""
        foreign = [amount for amount in self.amounts if amount.currency not in {"", self.speech.currency}]
        if not self.amounts or not self.has("exchanged", "bought_money", "sold_money"):
            return False
        if self.has("exchanged"):
            return bool(foreign or self.foreign_named())
        return bool(foreign) and not self.things

    def foreign_named(self) -> list[str]:
        """Give the foreign currencies the message names."""
        named = self.speech.currencies.longest(self.texts)
        return [found.meaning for found in named if found.meaning not in {"", self.speech.currency}]

    @property
    def asks(self) -> bool:
        return "?" in self.words.folded or "¿" in self.words.raw

    def word_count(self) -> int:
        return sum(token.kind == "word" for token in self.tokens)


def _own_accounts(context: Context, texts: Sequence[str]) -> list[Found[Account]]:
    """Find the person's own accounts by their names."""
    found = []
    for account in context.accounts:
        name = [token.text for token in split(account.name).tokens]
        starts = [at for at, text in enumerate(texts) if name and text == name[0]]
        found += [
            Found(at, at + len(name), Account(account.name, account.kind))
            for at in starts
            if list(texts[at : at + len(name)]) == name
        ]
    return found


def _far(day: Day, today: date) -> bool:
    """A weekday and a number that do not meet anywhere near: "el martes 20" is a tuesday and 20 of money."""
    return min(abs((day.back.start - today).days), abs((day.ahead.start - today).days)) > _NEAR


def _learned(context: Context, texts: Sequence[str], spoken: Speech) -> list[Found[Thing]]:
    """Find what the person has taught, the longest phrase first: it wins over every lexicon, but forbids and orders nothing.

    A word that does something in a message ("quiero", "gasté") and names nothing goes on doing it, whatever was taught.
    """
    found: list[Found[Thing]] = []
    at, end = 0, len(texts) if context.learned else 0
    while at < end:
        for length in range(min(_LONGEST_LEARNED, end - at), 0, -1):
            phrase = " ".join(texts[at : at + length])
            slug = context.learned.get(phrase)
            if slug and (length > 1 or spoken.cues.get(phrase) is None or spoken.things.get(phrase) is not None):
                found.append(Found(at, at + length, Thing(slug, taught=True)))
                at += length - 1
                break
        at += 1
    return found


def _spared(context: Context) -> frozenset[str]:
    """The words of what the person has named and taught: they are spelt as they are."""
    if not context.learned and not context.accounts:
        return frozenset()
    names = [*context.learned, *(account.name for account in context.accounts)]
    return frozenset(token.text for name in names for token in split(name).tokens)


def _without(found: Iterable[Found[T]], over: Sequence[Found[T]]) -> list[Found[T]]:
    return [one for one in found if not any(one.first < other.last and other.first < one.last for other in over)]


def of(text: str, context: Context) -> Message:
    """Find all that can be found in TEXT."""
    words = split(text)
    tokens = words.tokens
    try:
        home = countries.get(context.country).language
    except countries.UnknownCountry:
        home = "es"
    written = [token.text for token in tokens]
    spoken = speech(languages.guess(written, context.language, home), context.country.upper())
    mended = mend(tokens, words.raw, spoken, _spared(context))
    texts = [token.text for token in tokens]
    numbers = gather(tokens, spoken)
    learned = _learned(context, texts, spoken)
    own = _own_accounts(context, texts)
    things = [
        found
        for found in spoken.things.longest(texts)
        if texts[found.last - 1] != "medias" or texts[found.first - 1] != "a"  # halves, no socks
    ]
    cues: dict[str, list[tuple[int, int]]] = {}
    things += [
        Found(at, at + 1, Thing("bienestar"))
        for at, token in (enumerate(tokens) if "unas" in texts else ())
        if token.text == "unas"
        and words.raw[token.start : token.end].lower() == "uñas"  # nails, where "unas" is "some"
    ]
    local = local_words(spoken.country)
    within = {
        at
        for found in (*things, *learned)
        if found.meaning.merchant or found.meaning.taught or found.last - found.first > 1 or texts[found.first] in local
        for at in range(found.first, found.last)
    }
    for first, last, meaning in spoken.cues.every(texts):
        for cue in meaning:
            if cue in _NO_NAMES and within.issuperset(range(first, last)):
                continue  # "sube" is a card in Buenos Aires, "la rebaja" a pharmacy in Colombia
            cues.setdefault(cue, []).append((first, last))
    wallet = Wallet(tokens, numbers, spoken)
    marked = wallet.marked()
    found_days = days(tokens, numbers, marked, context.today, spoken)
    # the figures of a name ("D1", "7 eleven") are no money
    named = {
        at
        for found in (*things, *learned)
        if found.meaning.merchant or found.meaning.taught
        for at in range(found.first, found.last)
    }
    amounts = wallet.money(named.union(*(range(day.first, day.last) for day in found_days)))
    priced = {
        at
        for number in numbers
        if not number.figures
        for at in range(number.first, number.last)
        if any(amount.first <= at < amount.last for amount in amounts)
    }
    things = [found for found in things if found.meaning.merchant or found.first not in priced]  # "doce" is twelve here
    telling = bool(things) or "spent" in cues or "earned" in cues
    doubtful = frozenset(
        day.doubtful
        for day in found_days
        if day.doubtful >= 0 and (not amounts or (telling and _far(day, context.today)))
    )
    dates = found_days
    if doubtful:
        again = days(tokens, numbers, marked | doubtful, context.today, spoken)
        amounts = wallet.money(named.union(*(range(day.first, day.last) for day in again)))
        found_days = again if telling else found_days
    for number in numbers:
        at = number.first - 1
        if at >= 0 and texts[at] in _AMONG and 1 < number.value <= _MOST_PEOPLE and number.last == len(texts):
            cues.setdefault("split", []).append((at, number.last))
    return Message(
        words,
        tokens,
        texts,
        spoken,
        context.today,
        numbers,
        amounts,
        found_days,
        dates,
        things=sorted([*learned, *_without(things, learned)], key=lambda one: one.first),
        accounts=sorted([*own, *_without(spoken.accounts.longest(texts), own)], key=lambda one: one.first),
        cues=cues,
        mended=mended,
    )
