"""One message in each of nine countries: booked in that country's money, written as it is written there, on its day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sofia.tests.served import Browser, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("countries")) as served:
        yield served


@pytest.mark.parametrize(
    ("country", "zone", "language", "text", "amount", "category", "day"),
    [
        ("PE", "America/Lima", "es", "2 lucas de pan ayer", "S/ 2.00", "supermercado", "ayer"),
        ("MX", "America/Mexico_City", "es", "80 varos de tacos", "$80.00", "restaurantes", "hoy"),
        ("CO", "America/Bogota", "es", "almuerzo 18 mil", "$18.000", "restaurantes", "hoy"),
        ("AR", "America/Argentina/Buenos_Aires", "es", "2 lucas de nafta ayer", "$2.000,00", "auto", "ayer"),
        ("CL", "America/Santiago", "es", "bencina 25 lucas", "$25.000", "auto", "hoy"),
        ("EC", "America/Guayaquil", "es", "8.50 en taxi ayer", "$8,50", "transporte", "ayer"),
        ("UY", "America/Montevideo", "es", "1.500 en la farmacia", "$ 1.500,00", "salud", "hoy"),
        ("BR", "America/Sao_Paulo", "pt", "gastei 35 no almoço ontem", "R$ 35,00", "restaurantes", "ontem"),
        ("ES", "Europe/Madrid", "es", "12,50 en el metro", "12,50 €", "transporte", "hoy"),
    ],
)
def test_a_message_is_booked_as_the_country_means_it(
    served: Served, country: str, zone: str, language: str, text: str, amount: str, category: str, day: str
) -> None:
    browser, secret = Browser(served), served.invite(f"{country}@example.com")
    browser.come_in(secret, country=country, time_zone=zone, language=language, pay_rhythm="none")
    with browser.tab() as tab:
        key = tab.say(text)
        reply = tab.until(type="message", role="sofia", reply_to=key)
    (entry,) = reply["card"]["entries"]
    assert entry["amount"].replace("\xa0", " ") == amount
    assert entry["category"] == category
    assert day in entry["detail"]
