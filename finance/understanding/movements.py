"""Money that moves without being spent: between accounts, lent and owed, changed, shared, counted."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from finance.understanding.items import items, share
from finance.understanding.lexicon import Account, Found
from finance.understanding.message import Message
from finance.understanding.reading import Item
from finance.understanding.ways_to_pay import account_name

_FROM = frozenset(["de", "desde", "del", "da", "do", "from", "con", "com", "with", "via", "por"])
_TO = frozenset(["a", "al", "hacia", "para", "pa", "pra", "pro", "to", "en", "no", "na", "into"])
_MOST_PEOPLE = 30
_FRIENDS = frozenset({"amigos", "amigas", "friends", "companeros", "colegas"})
_GIVEN = frozenset({"por", "for", "con", "com", "with"})  # what was given for all of it; "a 3.75" is a rate


def transfers(message: Message) -> tuple[tuple[Item, ...], str]:
    """Give what moved between the person's own accounts, or was changed for other money."""
    if message.changes_money():
        return exchanges(message), ""
    found = items(message, "transfer")
    source, target = _ends(message)
    if message.has("withdrew"):
        source, target = source or target, Account("efectivo", "cash")
    elif message.has("deposited") and target and not source:
        source = Account("efectivo", "cash")
    pays = message.has("card_payment")
    if pays:
        if target is None and source and not message.has("paying_from"):
            source, target = None, source  # "a fatura do nubank"
        target = target or _card(message) or Account("tarjeta", "card")
        source = source if source != target else None
    return tuple(
        replace(
            item,
            category="deudas" if pays else None,
            merchant=None,
            account=account_name(source) if source else None,
            account_kind=source.kind if source else "",
            to_account=account_name(target) if target else None,
            to_account_kind=target.kind if target else "",
            confidence=1.0 if source or target else 0.5,
        )
        for item in found
    ), ""


def _card(message: Message) -> Account | None:
    cards = [found.meaning for found in message.accounts if found.meaning.kind in {"card", "loan"}]
    return cards[-1] if cards else None


def _ends(message: Message) -> tuple[Account | None, Account | None]:
    """Give where the money came from and where it went."""
    source = target = None
    loose: list[Found[Account]] = []
    for found in message.accounts:
        before = found.first - 1
        while before > 0 and message.texts[before] in {
            "mi",
            "la",
            "el",
            "mis",
            "cuenta",
            "tarjeta",
            "minha",
            "meu",
            "my",
            "otra",
        }:
            before -= 1
        preposition = message.texts[before] if before >= 0 else ""
        if preposition in _TO and target is None:
            target = found.meaning
        elif preposition in _FROM and source is None:
            source = found.meaning
        else:
            loose.append(found)
    for found in loose:
        if source is None and (target or len(loose) > 1):
            source = found.meaning
        elif target is None:
            target = found.meaning
    return source, target


def exchanges(message: Message) -> tuple[Item, ...]:
    """Give dollars bought or sold: "cambié 100 dólares a 3.75"."""
    foreign = [amount for amount in message.amounts if amount.currency and amount.currency != message.speech.currency]
    if not foreign:  # "cambié 380 soles a dólares"
        (first, *_) = items(message, "exchange")
        other = next(iter(message.foreign_named()), "")
        return (replace(first, category=None, merchant=None, words="cambio", counter_currency=other, confidence=0.6),)
    amount = foreign[0]
    others = [other for other in message.amounts if other is not amount]
    counter = None
    given = next((other.currency for other in others if other.currency), "")
    if others:
        before = message.texts[others[0].first - 1] if others[0].first else ""
        is_total = before in _GIVEN or (others[0].value > abs(amount.value) * Decimal(50) and others[0].currency != "")
        counter = others[0].value if is_total else abs(amount.value) * others[0].value
    verb = "venta" if message.has("sold_money") else "compra" if message.has("bought_money") else "cambio"
    first = items(message, "exchange")[0]
    return (
        replace(
            first, amount=abs(amount.value), currency=amount.currency, category=None, merchant=None, words=verb,
            counter_amount=counter, counter_currency=given or message.speech.currency, confidence=1.0 if counter else 0.6,
        ),
    )  # fmt: skip


def debts(message: Message) -> tuple[tuple[Item, ...], str]:
    """Give what is owed, and in which direction: "i_owe", "they_owe", "i_lent", "i_borrowed", "i_repaid", "they_repaid"."""
    if message.has("earned") and message.has("i_lent", "owe"):
        direction = "they_repaid"  # "me pagó los 500 que le presté"
    elif message.has("spent") and message.has("owe") and message.first("spent") < message.first("owe"):
        direction = "i_repaid"  # "le pagué 100 que le debía"
    else:
        direction = _direction(message)
    found = items(message, "debt")
    return tuple(replace(item, category="deudas", merchant=None, confidence=1.0) for item in found), direction


def _direction(message: Message) -> str:
    said = ("they_repaid", "i_repaid", "they_owe", "i_borrowed", "i_lent")
    return next((cue for cue in said if message.has(cue)), "i_owe")


def balances(message: Message) -> tuple[tuple[Item, ...], str]:
    """Give what an account holds now."""
    found = items(message, "balance")
    made = []
    for item in found:
        account = item.account
        kind = item.account_kind
        if account is None and len(found) == 1 and message.accounts:
            account, kind = account_name(message.accounts[0].meaning), message.accounts[0].meaning.kind
        made.append(
            replace(item, category=None, merchant=None, words="", account=account, account_kind=kind, confidence=1.0)
        )
    return tuple(made), ""


def shared(message: Message, found: Sequence[Item]) -> tuple[Item, ...]:
    """Give shared expenses with the person's own part."""
    people = _people(message)
    made = []
    for item in found:
        own = share(message, item.amount, people) if item.amount and people else None
        made.append(replace(item, share=own))
    if len(made) > 1 and message.has("my_part"):  # "pagué 900, me tocan 300"
        made = [replace(made[0], share=made[1].amount)]
    return tuple(made)


def _people(message: Message) -> int:
    """Tell between how many it is shared; two when it is by halves."""
    for number in message.numbers:
        count = int(number.value) if number.value == number.value.to_integral_value() else 0
        before = message.texts[number.first - 1] if number.first else ""
        two_before = message.texts[number.first - 2] if number.first > 1 else ""
        after = message.texts[number.last] if number.last < len(message.texts) else ""
        joined = before in {
            "entre",
            "between",
            "among",
            "fuimos",
            "somos",
            "eramos",
            "em",
            "fomos",
            "ways",
            "com",
            "were",
            "por",
        } or two_before in {"entre", "between"}
        if joined and 1 < count <= _MOST_PEOPLE and (message.has("split")):
            return count + (before in {"com", "con", "with"} and after in _FRIENDS)
        if after in {"personas", "pessoas", "people", "amigos", "ways", "pax"} and 1 < count <= _MOST_PEOPLE:
            return count
    return 2
