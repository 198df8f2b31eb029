"""Whether a message asks for thinking, rather than for a figure or for something to be written down."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from finance.understanding.message import of
from finance.understanding.reading import Context
from finance.understanding.words import fold

_OWN = re.compile(
    r"\b(?:mi|mis|meus?|minhas?|my|mine|gast\w*|spen[dt]\w*|ahorr\w*|poup\w*|sav(?:e|ing)\w*|voy|vengo|vou|ando|estoy|plata)\b"
)
_FEW_WORDS = 3  # "explícame" alone asks where the last figure came from

Depth: TypeAlias = Literal["asked", "open", "closed"]


def depth(text: str, context: Context) -> Depth:
    """How far TEXT wants to go.

    "asked": it wants something explained, compared, judged ("explícame cómo voy", "¿qué harías en mi lugar?").
    "closed": it gives orders to SofIA herself, or is about what she does not do at all. "open": neither.
    """
    message = of(text, context)
    if message.has("hostile", "outside") or (message.has("order") and not message.asks):
        return "closed"
    return "asked" if message.has("consult", "depth") and len(message.texts) > _FEW_WORDS else "open"


def is_about_own_money(text: str) -> bool:
    """Whether TEXT speaks of how the person's own money goes, rather than of what holds for everybody."""
    return _OWN.search(fold(text)) is not None
