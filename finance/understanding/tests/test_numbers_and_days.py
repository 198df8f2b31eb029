"""Amounts, numbers and days by country."""

from datetime import date
from decimal import Decimal

import pytest

from finance.understanding import Context, read

AMOUNTS = """
PE | 1,500 | 1500
PE | 1.500 | 1500
PE | 1.500,50 | 1500.50
PE | 1,500.50 | 1500.50
PE | 12.5 | 12.5
PE | 0.50 | 0.50
PE | veinte soles | 20
PE | ciento veinte con cincuenta | 120.50
PE | 15 mil | 15000
PE | 2k | 2000
PE | 3 lucas | 3
PE | una china de pan | 0.5
PE | -50 en taxi | -50
MX | mil doscientos | 1200
MX | 1.5 millones | 1500000
MX | millón y medio | 1500000
MX | 20 pesos con 50 centavos | 20.50
CO | 18 mil 500 | 18500
CO | palo y medio | 1500000
CL | luca y media | 1500
CL | 3 gambas | 300
CL | 15 uf | 15
AR | medio palo | 500000
AR | 2 lucas y media | 2500
AR | 5 gambas | 500
BR | mil e duzentos reais | 1200
BR | 12,50 | 12.50
BR | meio milhão | 500000
US | a grand | 1000
US | twelve fifty for lunch | 12
US | half a million dollars | 500000
EC | 2 lucas | 2
"""


@pytest.mark.parametrize("row", AMOUNTS.strip().splitlines())
def test_an_amount(row: str) -> None:
    country, text, amount = (part.strip() for part in row.split("|"))
    assert read(text, Context(country=country, today=date(2026, 3, 12))).amounts[0][0] == Decimal(amount)


NO_AMOUNT = [
    "mi cel es 987654321",
    "nos vemos a las 8",
    "a las 8:30",
    "2 kilos",
    "el 50%",
    "12/05/2026",
    "ganamos 2-1",
    "mesa 5",
    "3 hijos",
]


@pytest.mark.parametrize("text", NO_AMOUNT)
def test_a_number_that_is_no_money(text: str) -> None:
    assert read(text, Context(country="PE", today=date(2026, 3, 12))).amounts == ()


# a thursday; country | words | looking back | looking ahead
DAYS = """
PE | hoy | 2026-03-12 | 2026-03-12
PE | ayer en la noche | 2026-03-11 | 2026-03-11
PE | antier | 2026-03-10 | 2026-03-10
PE | pasado mañana | 2026-03-14 | 2026-03-14
PE | el lunes | 2026-03-09 | 2026-03-16
PE | el jueves | 2026-03-05 | 2026-03-12
PE | el viernes pasado | 2026-03-06 | 2026-03-06
PE | hace dos martes | 2026-03-03 | 2026-03-03
PE | hace 3 días | 2026-03-09 | 2026-03-09
PE | el 15 | 2026-02-15 | 2026-03-15
PE | el 3 de marzo | 2026-03-03 | 2027-03-03
PE | 05/03 | 2026-03-05 | 2027-03-05
PA | 03/05 | 2026-03-05 | 2027-03-05
PE | el 15 del mes que viene | 2026-04-15 | 2026-04-15
BR | anteontem | 2026-03-10 | 2026-03-10
BR | na sexta | 2026-03-06 | 2026-03-13
US | last friday | 2026-03-06 | 2026-03-06
US | the day before yesterday | 2026-03-10 | 2026-03-10
"""


@pytest.mark.parametrize("row", DAYS.strip().splitlines())
def test_a_day(row: str) -> None:
    country, text, back, ahead = (part.strip() for part in row.split("|"))
    for prefer, wanted in (("past", back), ("future", ahead)):
        (day,) = read(text, Context(country=country, today=date(2026, 3, 12), prefer=prefer)).dates
        assert (day.start, day.end) == (date.fromisoformat(wanted), date.fromisoformat(wanted))


PERIODS = """
PE | esta semana | 2026-03-09 | 2026-03-15
PE | el mes pasado | 2026-02-01 | 2026-02-28
PE | esta quincena | 2026-03-01 | 2026-03-15
PE | la próxima quincena | 2026-03-16 | 2026-03-31
PE | segunda quincena de febrero | 2026-02-16 | 2026-02-28
PE | del 1 al 15 de enero | 2026-01-01 | 2026-01-15
PE | entre el 20 de diciembre y el 5 de enero | 2025-12-20 | 2026-01-05
PE | de enero a marzo de 2025 | 2025-01-01 | 2025-03-31
PE | el año pasado | 2025-01-01 | 2025-12-31
PE | este finde | 2026-03-14 | 2026-03-15
PE | lo que queda del mes | 2026-03-12 | 2026-03-31
BR | mês passado | 2026-02-01 | 2026-02-28
PE | el mes antepasado | 2026-01-01 | 2026-01-31
PE | la semana antepasada | 2026-02-23 | 2026-03-01
PE | lo que va del mes | 2026-03-01 | 2026-03-12
PE | a fines de febrero | 2026-02-16 | 2026-02-28
PE | primer semestre de 2025 | 2025-01-01 | 2025-06-30
PE | la primera semana de marzo | 2026-03-02 | 2026-03-08
PE | ene-mar 2025 | 2025-01-01 | 2025-03-31
BR | o que vai do mês | 2026-03-01 | 2026-03-12
BR | o mês retrasado | 2026-01-01 | 2026-01-31
US | the nineties | 1990-01-01 | 1999-12-31
US | the 1990s | 1990-01-01 | 1999-12-31
US | Q3 2025 | 2025-07-01 | 2025-09-30
US | 2025 H1 | 2025-01-01 | 2025-06-30
US | second half of last year | 2025-07-01 | 2025-12-31
US | w/c march 2 | 2026-03-02 | 2026-03-08
US | first week of march | 2026-03-02 | 2026-03-08
US | the week before last | 2026-02-23 | 2026-03-01
US | year to date | 2026-01-01 | 2026-03-12
US | early february | 2026-02-01 | 2026-02-15
US | jan-mar 2025 | 2025-01-01 | 2025-03-31
US | for 2 weeks starting march 5 | 2026-03-05 | 2026-03-18
US | last day of february | 2026-02-28 | 2026-02-28
US | in 1 mon | 2026-04-12 | 2026-04-12
US | 3 days after march 1st | 2026-03-04 | 2026-03-04
US | two years since 2011 | 2013-01-01 | 2013-01-01
US | next friday | 2026-03-20 | 2026-03-20
US | last christmas | 2025-12-25 | 2025-12-25
US | last week | 2026-03-02 | 2026-03-08
US | between march 1st and march 10th | 2026-03-01 | 2026-03-10
"""


@pytest.mark.parametrize("row", PERIODS.strip().splitlines())
def test_a_period(row: str) -> None:
    country, text, start, end = (part.strip() for part in row.split("|"))
    (period,) = read(text, Context(country=country, today=date(2026, 3, 12))).dates
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_a_february_29_is_looked_for_until_there_is_one() -> None:
    (day,) = read("29/2", Context(country="PE", today=date(2025, 6, 1), prefer="future")).dates
    assert day.start == date(2028, 2, 29)
