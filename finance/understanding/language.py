"""Which language a message is written in: by its small words, with the person's own as the tie-breaker."""

from collections.abc import Sequence
from functools import cache

from finance.understanding.lexicon import LANGUAGES, table

_HOME = 1.5  # what the person's own language is worth against words of another
_GUESS = 1.2  # so that a tie is home


@cache
def _marks() -> dict[str, tuple[str, ...]]:
    """The languages each telling word belongs to."""
    marks: dict[str, tuple[str, ...]] = {}
    for language, words in table("languages")["words"].items():
        for word in words:
            marks[word] = (*marks.get(word, ()), language)
    return marks


def is_small(text: str, language: str) -> bool:
    """Tell whether TEXT is one of the telling words of LANGUAGE, and so no name."""
    return language in _marks().get(text, ())


def guess(texts: Sequence[str], said: str, home: str) -> str:
    """Give the language of the words TEXTS; SAID is the person's, HOME the country's."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    if said in scores:
        scores[said] += _HOME
    elif home in scores:
        scores[home] += _GUESS
    marks = _marks()
    for text in texts:
        for language in marks.get(text, ()):
            scores[language] += 1
    return max(LANGUAGES, key=lambda language: scores[language])
