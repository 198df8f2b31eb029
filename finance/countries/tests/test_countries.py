"""Facts by country."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from finance import countries


def test_twenty_countries_are_known() -> None:
    codes = [
        "PE",
        "MX",
        "CO",
        "AR",
        "CL",
        "EC",
        "UY",
        "PY",
        "BO",
        "VE",
        "CR",
        "PA",
        "GT",
        "HN",
        "NI",
        "SV",
        "DO",
        "BR",
        "ES",
        "US",
    ]
    assert [country.code for country in countries.known()] == codes


@pytest.mark.parametrize("country", countries.known(), ids=lambda country: country.code)
def test_facts_agree_with_the_calendars_and_tables_of_the_world(country: countries.Country) -> None:
    locale = Locale.parse(country.locale)
    assert locale.territory == country.code
    assert locale.first_week_day == country.week_starts_on
    assert locale.number_symbols["latn"]["decimal"] == country.decimal
    assert locale.language == country.language
    assert country.pay_rhythm in {"quincena", "monthly", "weekly"}
    for zone in country.zones:
        ZoneInfo(zone)
    assert country.zone == country.zones[0]


def test_a_code_in_any_case_is_found_and_an_unknown_one_is_a_fact() -> None:
    assert countries.get("pe").currency == "PEN"
    with pytest.raises(countries.UnknownCountry):
        countries.get("ZZ")


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("+51 987 654 321", "PE"),
        ("5491122334455", "AR"),
        ("+593 99 123 4567", "EC"),
        ("+1 809 555 1234", "DO"),
        ("18295551234", "DO"),
        ("+1 (415) 555-1234", "US"),
        ("0034 600 000 000", "ES"),
        ("+502 5555 5555", "GT"),
    ],
)
def test_a_phone_tells_its_country(phone: str, code: str) -> None:
    country = countries.by_prefix(phone)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize("phone", ["", "abc", "+999 1", "+44 20 7946 0000"])
def test_a_phone_from_elsewhere_tells_nothing(phone: str) -> None:
    assert countries.by_prefix(phone) is None


def test_a_zone_tells_its_country() -> None:
    for zone, code in (("America/Lima", "PE"), ("America/Tijuana", "MX"), ("America/Buenos_Aires", "AR")):
        country = countries.by_zone(zone)
        assert country is not None
        assert country.code == code
    assert countries.by_zone("Asia/Tokyo") is None


def test_weekends_and_holidays_are_no_business_days() -> None:
    assert countries.is_business_day(date(2026, 3, 12), "PE")
    assert not countries.is_business_day(date(2026, 3, 14), "PE")
    assert not countries.is_business_day(date(2026, 7, 28), "PE")
    assert countries.is_business_day(date(2026, 7, 28), "MX")


def test_a_pay_day_on_a_weekend_comes_before_it() -> None:
    assert countries.previous_business_day(date(2026, 3, 15), "PE") == date(2026, 3, 13)
    assert countries.previous_business_day(date(2026, 3, 13), "PE") == date(2026, 3, 13)
    assert countries.previous_business_day(date(2026, 1, 1), "MX") == date(2025, 12, 31)
