"""How one language is spoken in one country: number words, slang for money, currencies."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from finance import countries
from finance.understanding.lexicon import Account, Phrases, Thing, accounts, country_table, cues, table, things
from finance.understanding.words import fold

_CURRENCY_OF = {"es": "", "pt": "BRL", "en": "USD"}
_DECIMAL_OF = {"es": ",", "pt": ",", "en": "."}
OWN = ""  # the person's own money


@dataclass(frozen=True, slots=True)
class Speech:
    language: str
    country: str
    currency: str
    decimal: str
    month_first: bool
    thousands: bool  # nobody says amounts below a hundred here
    units: dict[str, int]
    hundreds: dict[str, int]
    factors: dict[str, Decimal]
    slang: frozenset[str]  # factors that already mean money: "luca"
    ordinals: dict[str, int]
    articles: frozenset[str]
    halves: dict[str, Decimal]
    joins: frozenset[str]
    points: frozenset[str]
    minus: frozenset[str]
    few: dict[str, int]
    sums: frozenset[str]  # coins and notes that count only after a number: "una china", "2 coras"
    currencies: Phrases[str]
    hundredths: frozenset[str]
    things: Phrases[Thing]
    accounts: Phrases[Account]
    cues: Phrases[frozenset[str]]
    groups: dict[str, str]  # how people name a group of categories


def _currencies(country: str, home: str) -> Phrases[str]:
    data, own = table("currencies"), country_table(country)
    known: Phrases[str] = Phrases()
    peso = own.get("peso", "")
    for code, names in own.get("currencies", {}).items():
        for name in names:
            known.add(fold(name), code, replace=False)
    for name in own.get("slang", {}).get("own", ()):
        for written in (fold(name), fold(name) + "s"):
            known.add(written, OWN, replace=False)
    for name, meanings in data["by_country"].items():
        code = meanings.get(country, meanings[""])
        if not code:
            continue
        known.add(fold(name), OWN if code == "own" else code, replace=False)
    for code, names in data["names"].items():
        meant = {"own": OWN, "peso": peso if peso == home and peso not in {"USD", "EUR", "PEN", "BRL"} else OWN}
        for name in names:
            known.add(fold(name), meant.get(code, code), replace=False)
    return known


def _factors(language: str, slang: dict[str, str]) -> dict[str, Decimal]:
    factors = {word: Decimal(worth) for word, worth in table("numbers")[language]["factors"].items()}
    for word, worth in slang.items():
        factors[word] = factors[word + "s"] = Decimal(worth)
    return factors


@lru_cache(maxsize=256)
def speech(language: str, country: str) -> Speech:
    """Give how LANGUAGE is spoken in COUNTRY; an unknown country speaks its language plainly."""
    try:
        facts = countries.get(country)
        currency, decimal, month_first = facts.currency, facts.decimal, facts.month_first
    except countries.UnknownCountry:
        currency, decimal, month_first = _CURRENCY_OF[language], _DECIMAL_OF[language], language == "en"
    numbers, own = table("numbers")[language], country_table(country)
    sums = own.get("slang", {}).get("sums", {})
    slang = {
        **own.get("slang", {}).get("factors", {}),
        **{word: worth for word, worth in sums.items() if " " not in word},
    }
    return Speech(
        language=language,
        country=country,
        currency=currency,
        decimal=decimal if decimal in ",." else ",",
        month_first=month_first,
        thousands=bool(own.get("thousands")),
        units=numbers["units"],
        hundreds=numbers["hundreds"],
        factors=_factors(language, slang),
        slang=frozenset(slang) | {word + "s" for word in slang},
        ordinals=numbers["ordinals"],
        articles=frozenset(numbers["articles"]),
        halves={word: Decimal(worth) for word, worth in numbers["halves"].items()},
        joins=frozenset(numbers["joins"]),
        points=frozenset(numbers["points"]),
        minus=frozenset(numbers["minus"]),
        few=numbers["few"],
        sums=frozenset(sums) | {word + "s" for word in sums},
        currencies=_currencies(country, currency),
        hundredths=frozenset(fold(name) for name in table("currencies")["hundredths"]["names"]),
        things=things(language, country),
        accounts=accounts(country),
        cues=cues(language),
        groups={fold(word): group for group, words in table(f"things.{language}")["groups"].items() for word in words},
    )
