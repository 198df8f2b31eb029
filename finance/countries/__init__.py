"""Facts by country: money, language, zones, calling code, week, pay rhythm and business days."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holidays import HolidayBase

_DATA = Path(__file__).with_name("countries.toml")
_SATURDAY = 5
_LONGEST_PREFIX = 4


class UnknownCountry(LookupError):
    """Todavía no conozco ese país."""


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    name: str
    currency: str
    language: str
    locale: str
    zones: tuple[str, ...]
    prefix: str
    week_starts_on: int  # 0 is Monday, 6 is Sunday
    decimal: str  # the sign that separates decimals
    pay_rhythm: str  # "quincena" | "monthly" | "weekly"
    other_prefixes: tuple[str, ...] = ()
    voseo: bool = False
    month_first: bool = False  # 03/05 is the fifth of March
    listeners: tuple[str, ...] = ()  # who answers there when somebody cannot go on: by name, or by a number that is one
    # A year's rate is told there as it works (TEA, EA, a.a.), by rule of the supervisor; elsewhere as twelve months' sum.
    effective_rates: bool = False
    defenders: tuple[str, ...] = ()  # official bodies to which users of banks complain, by name

    @property
    def zone(self) -> str:
        return self.zones[0]


@cache
def _by_code() -> dict[str, Country]:
    rows: dict[str, dict[str, Any]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {code: _country(code, row) for code, row in rows.items()}


def _country(code: str, row: dict[str, Any]) -> Country:
    facts: dict[str, Any] = {fact: tuple(said) if isinstance(said, list) else said for fact, said in row.items()}
    return Country(code=code, **facts)


@cache
def _codes_by_prefix() -> dict[str, Country]:
    return {prefix: country for country in known() for prefix in (country.prefix, *country.other_prefixes)}


@cache
def _codes_by_zone() -> dict[str, Country]:
    return {zone: country for country in known() for zone in country.zones}


def get(code: str) -> Country:
    """Give the country of an ISO alpha-2 CODE."""
    try:
        return _by_code()[code.upper()]
    except KeyError:
        raise UnknownCountry(code) from None


def known() -> tuple[Country, ...]:
    """Give every country SofIA knows, in the order of the data."""
    return tuple(_by_code().values())


def by_prefix(phone: str) -> Country | None:
    """Give the country whose calling code opens PHONE ("+51 987 654 321"), the longest code first."""
    digits = "".join(sign for sign in phone if sign.isdecimal() and sign.isascii()).removeprefix("00")
    for length in range(_LONGEST_PREFIX, 0, -1):
        if country := _codes_by_prefix().get(digits[:length]):
            return country
    return None


def by_zone(zone: str) -> Country | None:
    """Give the country in which the time ZONE lies."""
    return _codes_by_zone().get(zone)


@cache
def _public_holidays(code: str) -> "HolidayBase":
    import holidays  # 0.1 s and some megabytes, paid by who asks first

    return holidays.country_holidays(code)


def is_business_day(day: date, country: str) -> bool:
    """Tell whether banks and offices of COUNTRY work on DAY."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(get(country).code)


def previous_business_day(day: date, country: str) -> date:
    """Give DAY when it is a business day, or the last one before it: when a pay day on a holiday arrives."""
    while not is_business_day(day, country):
        day -= timedelta(days=1)
    return day
