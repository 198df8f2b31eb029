"""The forms of the verbs of money: each is a word of its own, never a misspelling of another."""

from collections.abc import Iterator
from functools import cache

from finance.understanding.lexicon import table


@cache
def verb_forms(language: str) -> frozenset[str]:
    """Give the regular forms of the verbs in the lexicon."""
    return frozenset(_forms(language))


def _forms(language: str) -> Iterator[str]:
    data = table("spelling")["verbs"][language]
    for ending, stems in data.items():
        endings = table("spelling")["endings"][language][ending]
        for stem in stems:
            for form in endings:
                yield stem + form
                if form and form[0] in "ei":  # pagar, pague; tocar, toque; almorzar, almorce
                    for hard, soft in (("g", "gu"), ("c", "qu"), ("z", "c")):
                        if stem.endswith(hard):
                            yield stem[: -len(hard)] + soft + form
