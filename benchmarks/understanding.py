"""How fast and how well SofIA reads, side by side with the two libraries one would reach for instead.

In one run, on one core, in CPU time:

    messages   `read` on a mix of what people write in nine countries: told, asked, corrected, chatted, mistyped
    dates      days said in Spanish, Portuguese and English: SofIA's whole reading against `dateparser.parse`
    amounts    money as it is said: SofIA's whole reading against `price_parser.Price.fromstring`

Every rate is the median over the rounds, taken in turns. The others are asked in their best way: dateparser is told the
language, the order of day and month and to look back; price-parser is asked with and without the country's decimal
sign and is right when either answer is. SofIA reads the whole message each time, with intent, items and guards.

The bar: at least 5,000 messages a second.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a program beside the project, not a part of it

import dateparser
from price_parser import Price

from finance import countries
from finance.understanding import Context, read

BAR = 5_000
TODAY = date(2026, 3, 12)  # a Thursday
Row = dict[str, Any]

# What is told: {amount} of {thing}, the way each country says it.
_TOLD = {
    "PE": (("gasté {} en {}", "{} soles de {} con yape"), ("18", "45.90"), ("taxi", "menú", "farmacia")),
    "MX": (("me gasté {} en {}", "{} varos de {} ayer"), ("250", "1,200"), ("tacos", "gasolina", "súper")),
    "CO": (("pagué {} de {}", "{} en {} con nequi"), ("35 mil", "120k"), ("arriendo", "almuerzo", "mercado")),
    "AR": (("gasté {} en {}", "{} de {} el lunes"), ("5 lucas", "12.500"), ("nafta", "kiosco", "birra")),
    "CL": (("{} en {}", "pagué {} de {} hoy"), ("12.990", "20 lucas"), ("bencina", "almacén", "micro")),
    "EC": (("gasté {} en {}", "{} dólares de {}"), ("3.50", "28,40"), ("bus", "luz", "encebollado")),
    "UY": (("gasté {} en {}", "{} de {} anteayer"), ("1.250", "560"), ("feria", "boleto", "ute")),
    "ES": (("me he gastado {} en {}", "{} euros de {}"), ("35,90", "60"), ("gasolina", "mercadona", "cañas")),
    "BR": (("gastei {} no {}", "paguei {} de {} no pix"), ("45,90", "120"), ("mercado", "almoço", "uber")),
    "US": (("spent {} on {}", "paid {} for {} yesterday"), ("45.50", "$20"), ("groceries", "gas", "lunch")),
}  # fmt: skip

# Everything else people write.
_SAID = {
    "PE": """¿cuánto gasté este mes? | cuánto llevo en taxi | gastos de marzo | qué gasté ayer | mis últimos movimientos | cuánto me queda
        ¿me alcanza hasta la quincena? | no, fueron 79 | no, fue ayer | era farmacia | ponlo en transporte | borra eso | deshaz lo del taxi
        hola | gracias | sí | no | no lo anotes | ayuda | si me gasto 300 hoy, ¿cuánto me queda? | mi hermano gastó 300 en zapatillas
        mañana pago 50 de luz | quiero comprar una laptop de 2400 | el taxi cuesta 20 | no gasté nada hoy | le presté 100 a mi hermano
        luz 97, agua 45 y cable 80 | ayer 12 combi, hoy 33 ceviche | cobré mi quincena 1300 | me yapearon 50 | cambié 100 dólares a 3.75""",
    "MX": """compré 3 playeras en 450 y 2 pantalones en 900 | 12 msi de 500 de la lavadora | dos mil... digo, 2500 de renta
        me cayó la quincena 8500 | ¿en qué se me va la lana? | ponme 2000 de límite en restaurantes | quiero juntar 3000 para diciembre
        recuérdame pagar la luz el 15 | netflix 219 cada mes | resumen de la semana | cómo salgo de mis deudas | qué onda sofia""",
    "CO": """un millón doscientos de arriendo | me consignaron 2.500.000 | 2 empanadas a 2500 | cuánto he gastado en domicilios
        gasté 50 mil de luz y 80 de agua | pasé 200 mil de nequi a bancolombia | el mes pasado cuánto fue""",
    "AR": """medio palo de alquiler | gasté 15 lucas y media en el chino | ¿cuánto tengo? | deshacé eso | anotá 2 lucas de pan
        pagué la luz | cena 30 lucas a medias con Ana | compré 100 dólares a 1200 | che, mostrame los gastos de la semana pasada""",
    "CL": "once con la familia 6.990 | gastos comunes 65 lucas | me pagaron 850.000 | cuánto llevo este mes | luca y media de pan",
    "EC": "pasajes 1.20 y encebollado 4 | planilla de luz 32,40 | recibí mi sueldo 480 | cuánto gasté el fin de semana",
    "UY": "pagué ute 2.300 y antel 1.800 | cobré 45 mil | nafta mil quinientos | borrá lo último | cuánto gasté hoy?",
    "ES": "me han cobrado 12 de netflix | bizum de 20 a Marta por la cena | ¿cuánto me he gastado este mes? | alquiler 750€",
    "BR": """quanto gastei em janeiro? | mercado 120 e farmácia 45 ontem | comprei um tênis de 300 em 3x | recebi 3 mil de salário
        apaga o último | não, era 30 | não, foi ontem | quanto sobrou? | vou comprar um carro de 40 mil | minha irmã gastou 200""",
    "US": """how much did I spend this week | delete the last one | no, it was 45 | I almost spent 400 | should I buy a car for 10k
        gas 45 and coffee 5.50 | got paid 2k | set a budget of 400 for groceries | thanks | what can you do""",
}
_MISTYPED = {
    "PE": "almuerso 15 | gste 20 en taxi | cuanot gaste este mes | 20 en la farmasia | deshas eso | 45 de gazolina",
    "MX": "gaste 200 en el supermercdo | cuanto me keda | pague la lus 350 | 90 de takos",
    "AR": "gste 20 lucas de nafta | alquilr 300 lucas | 30 lucas en la farmcia",
    "BR": "gstei 20 no uber | padria 18 | quanto gstei hoje",
}

# country | language | what is said | the day it is, looking back
_DAYS = """
PE | es | ayer | 2026-03-11
PE | es | anteayer | 2026-03-10
PE | es | antier | 2026-03-10
PE | es | anoche | 2026-03-11
PE | es | hace 3 días | 2026-03-09
PE | es | hace dos semanas | 2026-02-26
PE | es | hace un mes | 2026-02-12
PE | es | el lunes | 2026-03-09
PE | es | el martes pasado | 2026-03-10
PE | es | el lunes de la semana pasada | 2026-03-02
PE | es | hace dos martes | 2026-03-03
PE | es | el 5 | 2026-03-05
PE | es | el 3 de marzo | 2026-03-03
PE | es | 15 de enero de 2025 | 2025-01-15
PE | es | 05/03/2026 | 2026-03-05
PE | es | 5-3 | 2026-03-05
PA | es | 03/05/2026 | 2026-03-05
MX | es | el 20 del mes pasado | 2026-02-20
MX | es | el primer viernes de febrero | 2026-02-06
BR | pt | ontem | 2026-03-11
BR | pt | anteontem | 2026-03-10
BR | pt | há 3 dias | 2026-03-09
BR | pt | segunda-feira | 2026-03-09
BR | pt | na sexta passada | 2026-03-06
BR | pt | dia 5 | 2026-03-05
BR | pt | 3 de março | 2026-03-03
BR | pt | 10/02/2026 | 2026-02-10
US | en | yesterday | 2026-03-11
US | en | the day before yesterday | 2026-03-10
US | en | two weeks ago | 2026-02-26
US | en | a couple of days ago | 2026-03-10
US | en | last friday | 2026-03-06
US | en | monday of last week | 2026-03-02
US | en | march 5th | 2026-03-05
US | en | the 5th | 2026-03-05
US | en | 3/5/2026 | 2026-03-05
US | en | the last friday of february | 2026-02-27
US | en | last night | 2026-03-11
"""

# country | what is said | how much it is
_MONEY = """
PE | S/ 45.90 | 45.90
PE | 1,500 soles | 1500
PE | 1.500,50 | 1500.50
PE | gasté 20 en taxi | 20
PE | veinte soles | 20
PE | 3 lucas | 3
MX | $1,234.50 | 1234.50
MX | mil doscientos pesos | 1200
MX | 2x150 de playeras | 300
MX | millón y medio | 1500000
CO | $35.000 | 35000
CO | 18 mil de almuerzo | 18000
CO | 120k | 120000
AR | $ 12.500,75 | 12500.75
AR | 2 lucas y media | 2500
AR | medio palo de alquiler | 500000
CL | $12.990 | 12990
CL | 3 gambas | 300
EC | 32,40 | 32.40
EC | $8.50 | 8.50
UY | $ 1.250 | 1250
ES | 35,90 € | 35.90
ES | 12 euros con 50 | 12.50
BR | R$ 1.234,56 | 1234.56
BR | 89,90 de internet | 89.90
BR | mil e quinhentos | 1500
US | $1,200 rent | 1200
US | twenty five dollars | 25
US | 2k | 2000
US | half a million | 500000
"""


def mix() -> list[tuple[str, str]]:
    """Give every message with the country it is written in."""
    told = [
        (country, pattern.format(amount, thing))
        for country, (patterns, amounts, things) in _TOLD.items()
        for pattern, amount, thing in product(patterns, amounts, things)
    ]
    said = [
        (country, text.strip())
        for table in (_SAID, _MISTYPED)
        for country, texts in table.items()
        for text in texts.replace("\n", "|").split("|")
        if text.strip()
    ]
    return list(dict.fromkeys(told + said))


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in row.split("|")] for row in table.strip().splitlines()]


def _context(country: str, language: str = "") -> Context:
    return Context(country=country, today=TODAY, language=language)


# What is raced: each asks one thing about one row and gives the answer as text, "" for none.


def _day_by_sofia(country: str, language: str, text: str) -> str:
    days = read(text, _context(country, language)).dates
    return days[0].start.isoformat() if days else ""


def _day_by_dateparser(country: str, language: str, text: str) -> str:
    order = "MDY" if countries.get(country).month_first else "DMY"
    settings = {"RELATIVE_BASE": datetime(2026, 3, 12, 12), "PREFER_DATES_FROM": "past", "DATE_ORDER": order}  # noqa: DTZ001  (dateparser wants it naive)
    found = dateparser.parse(text, languages=[language], settings=settings)
    return found.date().isoformat() if found else ""


def _money_by_sofia(country: str, text: str) -> list[Decimal]:
    return [value for value, _ in read(text, _context(country)).amounts[:1]]


def _money_by_price_parser(country: str, text: str) -> list[Decimal]:
    plain, hinted = Price.fromstring(text), Price.fromstring(text, decimal_separator=countries.get(country).decimal)
    return [price.amount for price in (plain, hinted) if price.amount is not None]


def _rate(work: Callable[[], None], count: int) -> float:
    """Do WORK of COUNT things for at least a moment; give the things a second of CPU time."""
    done, start = 0, time.process_time()
    while (used := time.process_time() - start) < 0.2 or not done:
        work()
        done += count
    return done / used


def _race(rounds: int, runners: Sequence[tuple[Callable[[], None], int]]) -> list[float]:
    """Give the median rate of each runner, the rounds taken in turns."""
    for work, _ in runners:
        work()  # what is read once at start is not counted
    rates = [[_rate(work, count) for work, count in runners] for _ in range(rounds)]
    return [statistics.median(one) for one in zip(*rates, strict=True)]


def measure(rounds: int) -> list[Row]:
    messages = [(text, _context(country)) for country, text in mix()]
    days, money = _rows(_DAYS), _rows(_MONEY)

    def read_all() -> None:
        for text, context in messages:
            read(text, context)

    def each(ask: Callable[..., object], rows: Sequence[Sequence[str]]) -> tuple[Callable[[], None], int]:
        def work() -> None:
            for row in rows:
                ask(*row[:-1])

        return work, len(rows)

    asked = [(_day_by_sofia, days), (_day_by_dateparser, days), (_money_by_sofia, money)]
    runners = [
        (read_all, len(messages)),
        *(each(ask, rows) for ask, rows in asked),
        each(_money_by_price_parser, money),
    ]
    whole, sofia_days, dateparser_days, sofia_money, price_parser = _race(rounds, runners)
    return [
        {"what": "messages", "who": "SofIA", "rate": whole, "of": len(messages), "right": None},
        _judged("dates", "SofIA", sofia_days, [_day_by_sofia(*row[:-1]) == row[-1] for row in days]),
        _judged("dates", "dateparser", dateparser_days, [_day_by_dateparser(*row[:-1]) == row[-1] for row in days]),
        _judged("amounts", "SofIA", sofia_money, [Decimal(row[-1]) in _money_by_sofia(*row[:-1]) for row in money]),
        # two questions were asked: one answer costs half
        _judged(
            "amounts",
            "price-parser",
            2 * price_parser,
            [Decimal(row[-1]) in _money_by_price_parser(*row[:-1]) for row in money],
        ),
    ]


def _judged(what: str, who: str, rate: float, verdicts: Sequence[bool]) -> Row:
    return {"what": what, "who": who, "rate": rate, "of": len(verdicts), "right": sum(verdicts)}


def show(rows: Sequence[Row], *, holds: bool) -> None:
    print(f"{'':10}{'':14}{'a second':>10}{'right':>12}")
    for row in rows:
        right = f"{row['right']}/{row['of']}" if row["right"] is not None else f"of {row['of']}"
        print(f"{row['what']:10}{row['who']:14}{row['rate']:10,.0f}{right:>12}")
    print(f"\nAt least {BAR:,} messages a second: {'holds' if holds else 'DOES NOT HOLD'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object instead of the table")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # dateparser's own
    rows = measure(options.rounds)
    rate = rows[0]["rate"]
    holds = rate >= BAR
    if options.json:
        figures = {"messages_per_second": rate, "bar": BAR, "distinct_messages": rows[0]["of"]}
        print(json.dumps({"name": "understanding", "rows": rows, "figures": figures, "holds": holds}))
    else:
        show(rows, holds=holds)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
