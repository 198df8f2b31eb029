"""The words SofIA knows, read once from the data files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Generic, TypeVar

from finance.understanding.words import Token, fold, split

FOLDER = Path(__file__).parent
LANGUAGES = ("es", "pt", "en")
INCOMES = frozenset({"sueldo", "negocio", "otros_ingresos"})
EXPENSES = frozenset(
    [
        "supermercado",
        "restaurantes",
        "transporte",
        "auto",
        "vivienda",
        "servicios",
        "hogar",
        "salud",
        "educacion",
        "ropa",
        "bienestar",
        "entretenimiento",
        "suscripciones",
        "tecnologia",
        "mascotas",
        "familia",
        "regalos",
        "viajes",
        "finanzas",
        "deudas",
        "ahorro",
        "compras",
        "otros",
    ]
)
GROUPS = {
    "comida": ("supermercado", "restaurantes"),
    "movilidad": ("transporte", "auto"),
    "casa": ("vivienda", "servicios", "hogar"),
    "cuidado": ("salud", "bienestar", "ropa"),
    "ocio": ("entretenimiento", "suscripciones", "viajes"),
    "familia_y_mas": ("familia", "mascotas", "educacion", "regalos"),
    "dinero": ("finanzas", "deudas", "ahorro"),
    "lo_demas": ("compras", "tecnologia", "otros"),
}
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SHORTEST_PLURAL = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a word names: a category, and the merchant when it is one."""

    category: str
    merchant: str | None = None
    taught: bool = False  # by the person: it wins over whatever else is said


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    kind: str  # "cash" | "bank" | "card" | "loan" | "savings"


@dataclass(slots=True)
class Found(Generic[T]):
    """A phrase of a lexicon, from token FIRST up to and without token LAST."""

    first: int
    last: int
    meaning: T


def _words(phrase: str) -> tuple[str, ...]:
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return tuple(phrase.split())  # ten thousand of them are read at start: the short way
    return tuple(token.text for token in split(phrase).tokens)


class Phrases(Generic[T]):
    """Phrases by their first two words: finding all of them in a message costs a look-up or two a word."""

    def __init__(self) -> None:
        self._words: dict[str, T] = {}
        self._pairs: dict[str, dict[str, list[tuple[tuple[str, ...], int, T]]]] = {}
        self._known: dict[tuple[str, ...], T] = {}

    def add(self, phrase: str, meaning: T, *, replace: bool = True) -> None:
        words = _words(phrase)
        if not words or (words in self._known and not replace):
            return
        self._known[words] = meaning
        if len(words) == 1:
            self._words[words[0]] = meaning
            return
        rows = self._pairs.setdefault(words[0], {}).setdefault(words[1], [])
        rows[:] = [row for row in rows if row[0] != words[2:]]
        rows.append((words[2:], len(words), meaning))
        rows.sort(key=lambda row: -row[1])

    def get(self, phrase: str) -> T | None:
        return self._known.get(_words(phrase))

    def phrases(self) -> Iterator[tuple[str, T]]:
        for words, meaning in self._known.items():
            yield " ".join(words), meaning

    def longest(self, texts: Sequence[str]) -> list[Found[T]]:
        """Find phrases from left to right, the longest first, none over another."""
        found = []
        index, end, words, pairs = 0, len(texts), self._words, self._pairs
        while index < end:
            text = texts[index]
            if text in pairs and index + 1 < end and (rows := pairs[text].get(texts[index + 1])):
                for rest, length, meaning in rows:
                    if not rest or tuple(texts[index + 2 : index + length]) == rest:
                        found.append(Found(index, index + length, meaning))
                        index += length
                        break
                else:
                    rows = None
            else:
                rows = None
            if rows is None:
                if text in words:
                    found.append(Found(index, index + 1, words[text]))
                index += 1
        return found

    def every(self, texts: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Find all phrases, also those inside others: where they begin, where they end, what they mean."""
        words, pairs, end = self._words, self._pairs, len(texts) - 1
        for index, text in enumerate(texts):
            if text in words:
                yield index, index + 1, words[text]
            if index < end and text in pairs and (rows := pairs[text].get(texts[index + 1])):
                for rest, length, meaning in rows:
                    if not rest or tuple(texts[index + 2 : index + length]) == rest:
                        yield index, index + length, meaning


@cache
def table(name: str) -> dict[str, Any]:
    """Read one data file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def country_table(code: str) -> dict[str, Any]:
    """Read what is said only in one country; nothing for a country without a file."""
    path = FOLDER / "countries" / f"{code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def alternatives(phrase: str) -> Iterator[str]:
    """Write out the {a|b|} of PHRASE."""
    parts = _CHOICE.split(phrase)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    for choice in product(*choices):
        yield fold(" ".join("".join(choice).split()))


def plurals(phrase: str) -> Iterator[str]:
    """Guess the plurals of a noun phrase: of its first word, as in "recibos de luz"."""
    first, _, rest = phrase.partition(" ")
    if len(first) < _SHORTEST_PLURAL or not first.isalpha() or first[-1] in "sx":
        return
    endings = {"l": (first + "es", first[:-1] + "is"), "m": (first[:-1] + "ns",), "o": (first + "s",)}
    forms = endings.get(first[-1], (first + "s",) if first[-1] in "aeiou" else (first + "es", first + "s"))
    if first.endswith("ao"):
        forms = (first[:-2] + "oes", first + "s")
    if first[-1] == "y":
        forms = (first[:-1] + "ies", first + "s")
    for form in forms:
        yield f"{form} {rest}".strip()


def things_of(data: dict[str, Any]) -> Iterator[tuple[str, Thing]]:
    """Give the phrases of one data file with what they name."""
    for slug, phrases in data.get("merchants", {}).items():
        for phrase in phrases:
            name = fold(phrase)
            yield name, Thing(slug, name)
    for slug, phrases in data.get("categories", {}).items():
        yield from _with_plurals(slug, phrases)


def _with_plurals(slug: str, phrases: Iterable[str]) -> Iterator[tuple[str, Thing]]:
    for phrase in phrases:
        for written in alternatives(phrase):
            yield written, Thing(slug)
            for plural in plurals(written):
                yield plural, Thing(slug)


@cache
def things(language: str, country: str) -> Phrases[Thing]:
    """Give what can be bought or earned, the nearest meaning first: country, language, everywhere, other languages."""
    known: Phrases[Thing] = Phrases()
    for data in (country_table(country), table(f"things.{language}"), table("everywhere")):
        for phrase, thing in things_of(data):
            known.add(phrase, thing, replace=False)
    said_otherwise = cues(language)
    for other in LANGUAGES:
        for phrase, thing in things_of(table(f"things.{other}")):
            if said_otherwise.get(phrase) is None:  # "sale" is no English sale in Spanish
                known.add(phrase, thing, replace=False)
    return known


@cache
def local_words(country: str) -> frozenset[str]:
    """Give the single words that name a thing in one country only."""
    categories = country_table(country).get("categories", {})
    return frozenset(fold(phrase) for phrases in categories.values() for phrase in phrases if " " not in phrase)


@cache
def accounts(country: str) -> Phrases[Account]:
    """Give ways to pay and places where money lies."""
    known: Phrases[Account] = Phrases()
    for data in (country_table(country), table("everywhere")):
        for kind, names in data.get("accounts", {}).items():
            for name in names:
                known.add(name, Account(fold(name), kind), replace=False)
    return known


@cache
def cues(language: str) -> Phrases[frozenset[str]]:
    """Give what a phrase does in a message; one phrase may do several things."""
    by_phrase: dict[str, set[str]] = {}
    for cue, phrases in table(f"cues.{language}")["cues"].items():
        for phrase in phrases:
            for written in alternatives(phrase):
                by_phrase.setdefault(written, set()).add(cue)
    known: Phrases[frozenset[str]] = Phrases()
    for phrase, names in by_phrase.items():
        known.add(phrase, frozenset(names))
    return known


def texts_of(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]
