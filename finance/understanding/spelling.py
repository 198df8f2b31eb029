"""Words mistyped or spelt by ear, taken for the word that was meant; whatever is a word stays what it is."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from finance.understanding.conjugation import verb_forms
from finance.understanding.lexicon import LANGUAGES, country_table, cues, table, things_of
from finance.understanding.speech import Speech
from finance.understanding.words import Token, fold

_SHORTEST, _LONGEST = 3, 24  # letters
_SHORTEST_TYPO = 4  # letters of a word with a slip of the thumb; what it was meant to be has one more
_SHORTEST_NOUN = 5
_LOUDER = 2  # of so many letters one may be written otherwise than it is heard
_ANY_SLIP = 8  # letters from which any one slip is believed
_ANY_CAREFUL_SLIP = 6  # ... in a word that only ever forbids
_TWO_SLIPS = 9  # letters from which two left out are believed
_MOST_TOKENS = 60  # nobody proofreads a novel
_MOST_LOOKED_UP = 12  # strange words of one message that are looked up
_HARDENED = (("qu", "c"), ("gu", "g"), ("c", "z"))
_MONEY = ("own", "peso", "USD", "PEN", "BRL", "EUR")
_FILES = ("numbers", "currencies", "counting", "glue", "languages", "everywhere")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SMALL = {
    "es": (
        re.compile(r"[iu](?:t|ll|c)(?P<vowel>[oa])s?$"),
        re.compile(r"(?:(?<=[aeioun])c|ec|ecec)[iu](?:t|ll|c)(?P<vowel>[oa])s?$"),
    ),
    "pt": (re.compile(r"inh(?P<vowel>[oa])s?$"), re.compile(r"zinh(?P<vowel>[oa])s?$")),
}
_SOUNDS = {
    "es": (
        ("ch", "C"), ("ll", "y"), ("h", ""), ("qu(?=[ei])", "k"), ("gu(?=[ei])", "G"), ("c(?=[eiy])", "s"), ("g(?=[ei])", "j"),
        ("[cqk]", "k"), ("G", "g"), ("[zx]", "s"), ("v", "b"), ("w(?=[aeo])", "gu"), ("y(?![aeiou])", "i"), (r"(.)\1+", r"\1"),
    ),
    "pt": (
        ("ch", "x"), ("h", ""), ("qu(?=[ei])", "k"), ("gu(?=[ei])", "G"), ("c(?=[eiy])", "s"), ("g(?=[ei])", "j"), ("[cqk]", "k"),
        ("G", "g"), ("z", "s"), ("y", "i"), (r"(.)\1+", r"\1"),
    ),
    "en": ((r"(.)\1+", r"\1"),),
}  # fmt: skip


@cache
def _neighbours() -> frozenset[str]:
    """Pairs of keys a thumb confuses."""
    pairs: set[str] = set()
    for at, row in enumerate(_ROWS):
        for place, key in enumerate(row):
            beside = row[place + 1 : place + 2]
            below = _ROWS[at + 1][max(0, place - 1) : place + 1] if at < 2 else ""
            pairs.update(pair for other in beside + below for pair in (key + other, other + key))
    return frozenset(pairs | {"sc", "cs", "bv", "vb", "sz", "zs"})  # and letters an ear confuses


def _sound(word: str, language: str) -> str:
    """Give how WORD sounds: "almuerso" and "almuerzo" are one."""
    for written, heard in _SOUNDS[language]:
        word = re.sub(written, heard, word)
    return word


_heard = cache(_sound)  # for the lexicon's own words, which many countries share


def _leaves(data: object) -> Iterator[str]:
    """Give every string of a data file."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)


_WORD = re.compile(r"[^\W\d_]+")


def _words(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        yield from _WORD.findall(fold(phrase))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is a word in one language, whatever the country."""

    right: frozenset[str]  # every word that is one
    nouns: frozenset[str]  # names of things
    careful: frozenset[str]  # words that only ever keep something from being written
    says: frozenset[str]  # these, and words that tell, ask, order or date something


@cache
def _spoken(language: str) -> _Spoken:
    spelling, phrases = table("spelling"), list(cues(language).phrases())
    calendar = set(_words(name.replace("_", " ") for name in _leaves(table("days")[language])))
    money = set(_words(_leaves([table("currencies")["names"][code] for code in _MONEY])))
    bare = [(phrase.removeprefix("me "), does) for phrase, does in phrases]
    orders = {word for word, does in bare if word.isalpha() and not does.isdisjoint(spelling["mended"]["cues"])}
    forbid = [phrase for phrase, does in phrases if not does.isdisjoint(spelling["mended"]["careful"])]
    careful = {word for word in _words(forbid) if len(word) >= _SHORTEST_TYPO and word not in orders}
    things = {other: [phrase for phrase, _ in things_of(table(f"things.{other}"))] for other in LANGUAGES}
    everywhere = [phrase for phrase, _ in things_of(table("everywhere"))]
    right = {*calendar, *money, *verb_forms(language), *_words(everywhere), *_words(phrase for phrase, _ in phrases)}
    right.update(_words(spelling["names"]), _words(spelling["right"][language]), *(map(_words, things.values())))
    for name in (*_FILES, *(f"things.{other}" for other in LANGUAGES)):
        right.update(_words(_leaves(table(name))))
    return _Spoken(
        right=frozenset(right),
        nouns=frozenset(_single([*things[language], *everywhere])),
        careful=frozenset(careful),
        says=frozenset(orders | calendar | money | careful | set(spelling["mended"][language])),
    )


def _single(phrases: Iterable[str]) -> Iterator[str]:
    return (phrase for phrase in phrases if phrase.isalpha())


class _Speller:
    """What is a word in one language and country, and which word another spelling is meant to be."""

    def __init__(self, language: str, country: str) -> None:
        spoken, own = _spoken(language), country_table(country)
        said_here = [phrase for phrase, _ in things_of(own)]
        self.language = language
        self.says, self.careful = spoken.says, spoken.careful
        self.nouns = spoken.nouns.union(_single(said_here))
        self.right = spoken.right.union(_words(said_here), _words(_leaves(own)))
        self.by_sound: dict[str, str] = {}
        self.by_length: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self.nouns | self.says, key=lambda word: (word not in self.says, len(word), word)):
            sound = _heard(word, language)
            if sound and len(word) >= (_SHORTEST if word in self.nouns else _SHORTEST_TYPO):
                self.by_sound.setdefault(sound, word)
                if len(word) >= (_SHORTEST_TYPO if word in self.says else _SHORTEST_NOUN):
                    self.by_length.setdefault((sound[0], len(word)), []).append(word)

    def meant(self, word: str) -> str:
        """Give the word that WORD, which is none, is meant to be; "" when nobody can tell."""
        sound = _sound(word, self.language)
        if not sound:
            return ""
        if (heard := self.by_sound.get(sound)) and OSA.distance(word, heard) <= len(word) // _LOUDER:
            return heard
        return self._small(word) or self._slip(word, sound)

    def _small(self, word: str) -> str:
        """Give the noun WORD is a diminutive of: "zapatillitas", "cafecito", "lanchinho"."""
        for pattern in _SMALL.get(self.language, ()):
            found = pattern.search(word)
            if found and found.start() >= _SHORTEST - 1:
                stem = word[: found.start()]
                for base in (
                    stem,
                    *(stem.removesuffix(soft) + hard for soft, hard in _HARDENED if stem.endswith(soft)),
                ):
                    for ending in (found["vowel"], "", "e", "a", "o"):
                        if base + ending in self.nouns:
                            return base + ending
        return ""

    def _slip(self, word: str, sound: str) -> str:
        """Give the word that the thumb missed: the likeliest slip, unless two are as likely."""
        if len(word) < _SHORTEST_TYPO:
            return ""
        most = 2 if len(word) >= _TWO_SLIPS else 1
        near = [
            other
            for length in range(len(word) - 1, len(word) + most + 1)
            for other in self.by_length.get((sound[0], length), ())
        ]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=6)
        likely = sorted(
            (rank, other not in self.careful, other) for other, _, _ in found if (rank := self._rank(word, other))
        )
        if not likely:
            return ""
        (rank, bold, other), *rest = likely
        if bold and rest and rest[0][0] == rank and not self._one(other, rest[0][2]):
            return ""  # it could be either; but whatever forbids a write is believed first
        return other

    def _one(self, one: str, other: str) -> bool:
        """Singular and plural, feminine and masculine are one word here."""
        return one not in self.says and other not in self.says and one.rstrip("aeos") == other.rstrip("aeos")

    def _rank(self, word: str, other: str) -> int:
        """Tell how likely OTHER was meant, 1 the likeliest; 0 when it hardly was."""
        says, careful = other in self.says, other in self.careful
        if sorted(word) == sorted(other):
            return 1  # two letters changed places
        if says and not careful and word[-1] != other[-1]:
            return 0  # the ending says who and when
        if len(other) > len(word):
            enough = len(word) >= _SHORTEST_NOUN or says
            return 2 if enough and (len(other) - len(word) == 1 or (not says and _is_within(word, other))) else 0
        if len(word) > len(other):
            return 3 if _is_doubled(word, other) else 0
        if OSA.distance(word, other) > 1 or len(word) < _SHORTEST_NOUN:
            return 0
        slipped = next(one + two for one, two in zip(word, other, strict=True) if one != two)
        if slipped in _neighbours():
            return 3
        enough = len(word) >= (_ANY_SLIP if not says else _ANY_CAREFUL_SLIP)
        return 4 if enough and (careful or not says) else 0


def _is_within(word: str, other: str) -> bool:
    """Tell whether letters of OTHER were only left out."""
    letters = iter(other)
    return all(letter in letters for letter in word)


def _is_doubled(word: str, other: str) -> bool:
    """Tell whether WORD has one letter more than OTHER, the same as or a key beside its neighbour."""
    for at, letter in enumerate(word):
        if word[:at] + word[at + 1 :] == other:
            beside = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
            if any(letter == near or letter + near in _neighbours() for near in beside):
                return True
    return False


@lru_cache(maxsize=64)
def _speller(language: str, country: str) -> _Speller:
    return _Speller(language, country)


@lru_cache(maxsize=32_768)
def _meant(word: str, language: str, country: str) -> str:
    return _speller(language, country).meant(word)


def mend(tokens: Sequence[Token], raw: str, speech: Speech, spared: Collection[str]) -> frozenset[int]:
    """Put the word that was meant in the place of words that are none; give which tokens. SPARED are the person's own words."""
    if len(tokens) > _MOST_TOKENS:
        return frozenset()
    right = _speller(speech.language, speech.country).right
    strange = [
        at
        for at, token in enumerate(tokens)
        if token.kind == "word"
        and token.text not in right
        and _SHORTEST <= len(token.text) <= _LONGEST
        and token.text not in spared
        and token.text.isascii()
        and token.text.isalpha()
        and not _is_a_name(tokens, at, raw)
    ]
    mended = set()
    for at in strange[:_MOST_LOOKED_UP]:
        meant = _meant(tokens[at].text, speech.language, speech.country)
        if meant:
            tokens[at].text = meant
            mended.add(at)
    return frozenset(mended)


def _is_a_name(tokens: Sequence[Token], at: int, raw: str) -> bool:
    """A capital within a sentence."""
    start = tokens[at].start
    return (
        at > 0
        and raw[start].isupper()
        and not raw[start : tokens[at].end].isupper()
        and tokens[at - 1].text not in ".!?\n:"
    )
