"""How something was paid: the account or the way said in a message."""

from functools import cache

from finance.understanding.lexicon import Account, Found, table
from finance.understanding.message import Message


@cache
def _small(name: str) -> frozenset[str]:
    return frozenset(table("glue")[name])


def account_in(message: Message, first: int, last: int) -> Found[Account] | None:
    """Give the way of paying said between the tokens FIRST and LAST."""
    best = None
    covered = {
        at for thing in message.things if thing.meaning.merchant is None for at in range(thing.first, thing.last)
    }
    for found in message.accounts:
        if found.first < first or found.last > last:
            continue
        before = found.first - 1
        while before > first and message.texts[before] in _small("articles"):
            before -= 1
        paying = before >= first and message.texts[before] in _small("paying")
        vague = found.meaning.name in _small("vague_accounts")
        beside = found.last == last or message.tokens[found.last].kind == "other"
        spoken_of = found.first in covered and not paying
        if (
            spoken_of
            or (vague and not paying)
            or not (paying or found.meaning.kind == "cash" or beside or found.first == first)
        ):
            continue
        if best is None or found.meaning.name not in table("glue")["account_names"].values():
            best = found
    return best


def paid_by(message: Message, account: Found[Account] | None) -> range:
    """Give the tokens that say how it was paid, with the small words before."""
    if account is None:
        return range(0)
    start = account.first
    while start > 0 and message.texts[start - 1] in _small("articles") | _small("paying") | {"en"}:
        start -= 1
    return range(start, account.last)


def account_name(account: Account) -> str:
    """Give the name an account is kept under, whatever it was called."""
    return str(table("glue")["account_names"].get(account.name, account.name))
