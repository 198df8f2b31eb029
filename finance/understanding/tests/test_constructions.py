"""Every kind of construction, spelt out by rule: numbers in words, figures of every country, days, in telling sentences."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from finance import countries
from finance.understanding import Context, read
from finance.understanding.tests.examples import TODAY, person

NINE = ("PE", "MX", "CO", "AR", "CL", "EC", "UY", "BR", "ES")

ES = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
PT = [
    "zero",
    "um",
    "dois",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "quatorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
]
PT_TENS = ["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"]
PT_HUNDREDS = [
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
]
EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_spanish(number: int) -> str:
    if number < 30:
        return ES[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return ES_TENS[tens - 3] + (f" y {ES[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return "cien" if number == 100 else f"{ES_HUNDREDS[hundreds - 1]} {in_spanish(rest) if rest else ''}".strip()
    if number < 1_000_000:
        thousands, rest = divmod(number, 1000)
        head = "mil" if thousands == 1 else f"{_short(in_spanish(thousands))} mil"
        return f"{head} {in_spanish(rest) if rest else ''}".strip()
    millions, rest = divmod(number, 1_000_000)
    head = "un millón" if millions == 1 else f"{_short(in_spanish(millions))} millones"
    return f"{head} {in_spanish(rest) if rest else ''}".strip()


def _short(words: str) -> str:
    if words.endswith("veintiuno"):
        return words.removesuffix("veintiuno") + "veintiún"
    return words.removesuffix("o") if words.endswith(" uno") else words


def in_portuguese(number: int) -> str:
    if number < 20:
        return PT[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return PT_TENS[tens - 2] + (f" e {PT[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return "cem" if number == 100 else PT_HUNDREDS[hundreds - 1] + (f" e {in_portuguese(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    head = "mil" if thousands == 1 else f"{in_portuguese(thousands)} mil"
    joint = " e " if rest < 100 or rest % 100 == 0 else " "
    return head + (f"{joint}{in_portuguese(rest)}" if rest else "")


def in_english(number: int) -> str:
    if number < 20:
        return EN[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return EN_TENS[tens - 2] + (f"-{EN[rest]}" if rest else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{EN[hundreds]} hundred" + (f" and {in_english(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{in_english(thousands)} thousand" + (f" {in_english(rest)}" if rest else "")


def _some(most: int) -> list[int]:
    chosen = random.Random(most)
    return sorted(
        {*range(2, 130, 7), *(chosen.randrange(2, most) for _ in range(60)), 100, 200, 1000, 1100, 2000, 15_000}
    )


@pytest.mark.parametrize("number", _some(2_000_000))
def test_a_number_in_spanish_words(number: int) -> None:
    assert read(in_spanish(number), person("MX")).numbers[0] == number
    (item,) = read(f"gasté {in_spanish(number)} pesos en ropa", person("MX")).items
    assert (item.amount, item.category) == (Decimal(number), "ropa")


@pytest.mark.parametrize("number", _some(999_999))
def test_a_number_in_portuguese_words(number: int) -> None:
    assert read(in_portuguese(number), person("BR")).numbers[0] == number
    (item,) = read(f"gastei {in_portuguese(number)} reais no mercado", person("BR")).items
    assert (item.amount, item.category) == (Decimal(number), "supermercado")


@pytest.mark.parametrize("number", _some(999_998))
def test_a_number_in_english_words(number: int) -> None:
    assert read(in_english(number), person("US")).numbers[0] == number
    (item,) = read(f"spent {in_english(number)} dollars on groceries", person("US")).items
    assert (item.amount, item.category) == (Decimal(number), "supermercado")


VERBS = {"es": ("gasté {} en taxi", "{} de taxi", "taxi {}"), "pt": ("gastei {} no táxi", "{} de táxi", "táxi {}")}


@pytest.mark.parametrize("country", NINE)
@pytest.mark.parametrize("amount", ["7", "45", "120", "999", "1234", "25900", "150000", "1234567", "8.50", "1234.75"])
def test_figures_as_every_country_writes_them(country: str, amount: str) -> None:
    facts = countries.get(country)
    whole, _, cents = amount.partition(".")
    grouped = f"{int(whole):,}"
    if facts.decimal == ",":
        grouped = grouped.replace(",", ".")
    spellings = {grouped + (facts.decimal + cents if cents else ""), whole + (facts.decimal + cents if cents else "")}
    for written in spellings:
        for sentence in VERBS[facts.language]:
            for sign in ("", "$", "$ "):
                said = sentence.format(sign + written)
                (item,) = read(said, person(country)).items
                assert (said, item.amount, item.category) == (said, Decimal(amount), "transporte")


@pytest.mark.parametrize("country", NINE)
@pytest.mark.parametrize("away", range(7))
def test_days_as_people_say_them(country: str, away: int) -> None:
    day = TODAY - timedelta(days=away)
    spanish = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
    portuguese = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
    if country == "BR":
        said = ["gastei 20 no mercado há {0} dias", "mercado 20 dia {1}", "gastei 20 no mercado na {2}"]
        name = portuguese[day.weekday()]
    else:
        said = ["gasté 20 en pan hace {0} días", "pan 20 el {1}", "el {2} gasté 20 en pan"]
        name = spanish[day.weekday()]
    if not away:
        return
    for sentence in said:
        (item,) = read(sentence.format(away, day.day, name), Context(country=country, today=TODAY)).items
        assert (sentence, item.on, item.amount) == (sentence, day, Decimal(20))


def test_the_day_of_a_date_is_the_day_in_every_month() -> None:
    months = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ]
    for number, name in enumerate(months, 1):
        for year in (2024, 2025):
            for said in (
                f"el 14 de {name} de {year}",
                f"14 {name} {year}",
                f"14/{number}/{year}",
                f"14-{number:02}-{year}",
            ):
                (item,) = read(f"gasté 30 en cine {said}", person("MX")).items
                assert (said, item.on) == (said, date(year, number, 14))
