"""What people tell, in nine countries, and the items it becomes."""

from datetime import date
from decimal import Decimal

import pytest

from finance.understanding import AccountName, Context, Item, read
from finance.understanding.tests.examples import TODAY, person
from finance.understanding.words import fold

# country | message | intent | one "amount category [day] [=account] [@merchant]" an item
TOLD = """
PE | gasté 18 en taxi | record_expense | 18 transporte
PE | gaste 18.50 en el mercado ayer | record_expense | 18.50 supermercado 2026-03-11
PE | 30 de menú ayer y 62.90 en tottus con tarjeta | record_expense | 30 restaurantes 2026-03-11 ; 62.90 supermercado =tarjeta @tottus
PE | gasté 12 en combi y 33 en ceviche ayer | record_expense | 12 transporte 2026-03-11 ; 33 restaurantes 2026-03-11
PE | ayer 12 combi, hoy 33 ceviche | record_expense | 12 transporte 2026-03-11 ; 33 restaurantes 2026-03-12
PE | el lunes gasté 30 en mercado y el martes 20 en farmacia | record_expense | 30 supermercado 2026-03-09 ; 20 salud 2026-03-10
PE | S/ 45.90 inkafarma yape | record_expense | 45.90 salud =yape @inkafarma
PE | 4 lucas de pan | record_expense | 4 supermercado
PE | 2 panes 5 soles | record_expense | 5 supermercado
PE | 15 soles con 50 de pan | record_expense | 15.50 supermercado
PE | compré una laptop de 2400 en 12 cuotas | record_expense | 2400 tecnologia
PE | cobré mi quincena 1300 | record_income | 1300 sueldo
PE | me yapearon 50 | record_income | 50 otros_ingresos
PE | vendí mi bici en 300 | record_income | 300 otros_ingresos
PE | luz 97, agua 45 y cable 80 | record_expense | 97 servicios ; 45 servicios ; 80 servicios
PE | taxi 12 bus 3 almuerzo 15 | record_expense | 12 transporte ; 3 transporte ; 15 restaurantes
PE | 12 taxi 3 bus 15 almuerzo | record_expense | 12 transporte ; 3 transporte ; 15 restaurantes
PE | taxi 20 y me pagaron 500 | record_expense | 20 transporte ; 500 sueldo
PE | pagué la visa 350 | record_transfer | 350 deudas
PE | le presté 100 a mi hermano | record_debt | 100 deudas
MX | 80 varos de tacos | record_expense | 80 restaurantes
MX | me gasté 1,200 en la despensa del soriana con tarjeta | record_expense | 1200 supermercado =tarjeta @soriana
MX | pagué 12 msi de 500 de la lavadora | record_expense | 6000 hogar
MX | 3 cafés de 45 c/u | record_expense | 135 restaurantes
MX | 2x150 de playeras | record_expense | 300 ropa
MX | dos mil... digo, 2500 de renta | record_expense | 2500 vivienda
MX | le di 200 a mi hijo | record_expense | 200 familia
MX | mi mamá me dio 500 | record_income | 500 otros_ingresos
MX | qué caro, 80 por un café | record_expense | 80 restaurantes
MX | di 300 de domingo a mis hijos | record_expense | 300 familia
MX | me cayó la quincena 8500 | record_income | 8500 sueldo
MX | compré 3 playeras en 450 y 2 pantalones en 900 | record_expense | 450 ropa ; 900 ropa
MX | gasté 500 de los 2000 que tenía en ropa | record_expense | 500 ropa
MX | boletos de avión para el 15 de abril 4200 | record_expense | 4200 viajes
MX | pagué 800 con 10% de descuento de unos tenis | record_expense | 800 ropa
MX | super 350, uber 80 | record_expense | 350 supermercado ; 80 transporte @uber
CO | 2 empanadas a 2500 | record_expense | 5000 restaurantes
MX | 350 de uñas y unas papitas 20 | record_expense | 350 bienestar ; 20 supermercado
CO | almuerzo 18 mil y bus 3 | record_expense | 18000 restaurantes ; 3000 transporte
CO | gasté 50 mil de luz y 80 de agua | record_expense | 50000 servicios ; 80000 servicios
CO | me gasté 35k en el corral ayer | record_expense | 35000 restaurantes 2026-03-11 @el corral
CO | un millón doscientos de arriendo | record_expense | 1200000 vivienda
CO | me consignaron 2.500.000 | record_income | 2500000 sueldo
AR | 2 lucas de nafta | record_expense | 2000 auto
AR | gasté 15 lucas y media en el chino | record_expense | 15500 supermercado
AR | medio palo de alquiler | record_expense | 500000 vivienda
AR | pagué 35.500 de edenor con mercado pago | record_expense | 35500 servicios =mercado pago @edenor
CL | pan 2.400 y bencina 25 lucas | record_expense | 2400 supermercado ; 25000 auto
CL | once con la familia 6.990 | record_expense | 6990 restaurantes
UY | boleto 56 pesos | record_expense | 56 transporte
UY | pagué ute 2.300 y antel 1.800 | record_expense | 2300 servicios @ute ; 1800 servicios @antel
EC | pasajes 1.20 y encebollado 4 | record_expense | 1.20 transporte ; 4 restaurantes
EC | planilla de luz 32,40 | record_expense | 32.40 servicios
BR | gastei 35 no almoço | record_expense | 35 restaurantes
BR | mercado 120 e farmácia 45 ontem | record_expense | 120 supermercado 2026-03-11 ; 45 salud 2026-03-11
BR | paguei 89,90 de internet no pix | record_expense | 89.90 servicios =pix
BR | comprei um tênis de 300 em 3x | record_expense | 300 ropa
BR | recebi 3 mil de salário | record_income | 3000 sueldo
ES | 45€ en mercadona | record_expense | 45 supermercado @mercadona
ES | me he gastado 20 en cañas | record_expense | 20 restaurantes
US | spent 25 on lunch yesterday | record_expense | 25 restaurantes 2026-03-11
US | gas 45 and coffee 5.50 | record_expense | 45 auto ; 5.50 restaurantes
US | gasté 40 en el gas de la troca | record_expense | 40 auto
"""


def _said(item: Item) -> str:
    amount = f"{item.amount:f}" if item.amount is not None else "?"
    parts = [amount, item.category or "-"]
    parts += [item.on.isoformat()] if item.on else []
    parts += [f"={item.account}"] if item.account else []
    parts += [f"@{item.merchant}"] if item.merchant else []
    return " ".join(parts)


def _plain(said: str) -> str:
    amount, _, rest = said.strip().partition(" ")
    return f"{Decimal(amount).normalize():f} {rest}"


@pytest.mark.parametrize("row", TOLD.strip().splitlines())
def test_what_is_told_becomes_items(row: str) -> None:
    country, text, intent, items = (part.strip() for part in row.split("|"))
    reading = read(text, person(country))
    assert reading.intent == intent
    found = [_plain(_said(item)) for item in reading.items]
    wanted = [_plain(item) for item in items.split(";")]
    if intent == "record_transfer":
        found = [said.partition(" =")[0] for said in found]
    assert found == wanted
    assert not reading.blocked


def test_words_say_what_it_was_for() -> None:
    rows = {
        "gasté 25 en taxi": "taxi",
        "40 de almuerzo ayer": "almuerzo",
        "pagué 30 del Menú de doña Rosa con yape": "Menú de doña Rosa",
        "85.40 en Wong con tarjeta": "Wong",
    }
    assert {text: read(text, person()).items[0].words for text in rows} == rows


def test_money_is_named_only_when_the_message_names_it() -> None:
    rows = {
        "$20 de taxi": "",
        "20 de taxi": "",
        "20 soles de taxi": "PEN",
        "20 dólares de taxi": "USD",
        "US$ 20 de taxi": "USD",
    }
    assert {text: read(text, person()).items[0].currency for text in rows} == rows


def test_an_expense_without_amount_is_asked_for() -> None:
    reading = read("pagué la luz", person())
    assert (reading.intent, reading.items, reading.category, reading.target) == (
        "record_expense",
        (),
        "servicios",
        "luz",
    )


def test_instalments_and_shares_are_kept() -> None:
    assert read("celular de 1200 en 12 cuotas", person()).items[0].installments == 12
    assert read("pagué 90 de taxi entre 3", person()).items[0].share == Decimal(30)
    assert read("cena 120 a medias con Ana", person()).items[0].share == Decimal(60)
    assert read("fuimos 4 y pagué 1,600 de pizzas, divide entre todos", person("MX")).items[0].share == Decimal(400)


def test_dollars_bought_are_an_exchange() -> None:
    (item,) = read("cambié 100 dólares a 3.75", person()).items
    assert (item.kind, item.amount, item.currency) == ("exchange", Decimal(100), "USD")
    assert (item.counter_amount, item.counter_currency) == (Decimal(375), "PEN")


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("bought 100 euros for 110 dollars", 110, "USD"),
        ("compré 100 euros con 110 dólares", 110, "USD"),
        ("compré 100 euros a 1.10 dólares", 110, "USD"),
        ("compré 100 dólares por 375", 375, "PEN"),
        ("vendí 100 dólares a 3.75 soles", 375, "PEN"),
    ],
)
def test_an_exchange_knows_what_was_given(text: str, amount: int, currency: str) -> None:
    (item,) = read(text, person()).items
    assert (item.counter_amount, item.counter_currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("country", "text", "on"),
    [
        ("PE", "ya pagué 50 de luz que vence el 30 de marzo", None),
        ("PE", "pagué ayer 50 de luz que vencía el 10", date(2026, 3, 11)),
        ("BR", "paguei 50 de luz que vence dia 30", None),
        ("US", "paid 50 for electricity due march 30", None),
        ("BR", "mercado 20 dia 11", date(2026, 3, 11)),
    ],
)
def test_the_day_a_bill_falls_due_is_not_the_day_it_was_paid(country: str, text: str, on: date | None) -> None:
    (item,) = read(text, person(country)).items
    assert item.on == on


def test_a_number_in_words_names_no_thing() -> None:
    (item,) = read("doce con cincuenta en pan", person()).items  # "doce" is Portuguese for a sweet
    assert (item.amount, item.category) == (Decimal("12.50"), "supermercado")


def test_what_was_paid_is_named_without_its_article() -> None:
    assert [read("pagué la luz", person(country)).target for country in ("PE", "AR", "MX")] == ["luz"] * 3


def test_a_transfer_has_two_ends() -> None:
    (item,) = read("pasé 200 del bcp a interbank", person()).items
    assert (item.kind, item.account, item.to_account) == ("transfer", "bcp", "interbank")
    (item,) = read("saqué 100 del cajero", person()).items
    assert (item.to_account, item.to_account_kind) == ("efectivo", "cash")


def test_a_balance_names_its_account() -> None:
    (item,) = read("ahora tengo 300 en efectivo", person()).items
    assert (item.kind, item.amount, item.account) == ("balance", Decimal(300), "efectivo")


def test_the_persons_own_accounts_are_known_by_name() -> None:
    context = Context(country="PE", today=TODAY, accounts=(AccountName("La Roja", "card"),))
    (item,) = read("20 de taxi con la roja", context).items
    assert (item.account, item.account_kind, item.words) == ("La Roja", "card", "taxi")


def test_what_the_person_taught_wins() -> None:
    context = Context(country="PE", today=TODAY, learned={"taxi": "familia", "el coto": "mascotas"})
    assert read("gasté 20 en taxi", context).items[0].category == "familia"
    assert read("35 en el coto", context).items[0].category == "mascotas"


TAUGHT = """
chuchi | mascotas | 20 chuchi | mascotas
doña rosa | restaurantes | 30 de pan en doña Rosa | restaurantes
la 14 | supermercado | gasté 40 en la 14 | supermercado
el chino de la esquina | restaurantes | 12 donde el chino de la esquina | restaurantes
uber | negocio | me pagaron 200 de uber | negocio
almuerso | familia | 15 de almuerso | familia
wong | hogar | ayer 85 en wong con tarjeta | hogar
"""


@pytest.mark.parametrize("row", TAUGHT.strip().splitlines())
def test_a_taught_phrase_wins_over_every_lexicon(row: str) -> None:
    phrase, slug, text, category = (part.strip() for part in row.split("|"))
    context = Context(country="PE", today=TODAY, learned={fold(phrase): slug})
    (item,) = read(text, context).items
    assert item.category == category


def test_the_longest_taught_phrase_wins() -> None:
    learned = {"la roja": "ropa", "el bar de la roja": "entretenimiento"}
    context = Context(country="PE", today=TODAY, learned=learned)
    assert read("20 en el bar de la roja", context).items[0].category == "entretenimiento"
    assert read("20 de la roja", context).items[0].category == "ropa"


def test_what_is_taught_writes_nothing_by_itself() -> None:
    context = Context(country="PE", today=TODAY, learned={"cuanto": "otros", "quiero": "otros", "gaste": "otros"})
    assert not read("¿cuánto gasté?", context).items
    assert not read("quiero 100 soles", context).items


def test_unknown_words_are_asked_about() -> None:
    assert read("xyz 20", person()).items[0].confidence < 0.5
    assert read("gasté 20 en xyz", person()).items[0].confidence >= 0.5


def test_every_country_reads_in_its_own_day() -> None:
    for country in ("PE", "MX", "CO", "AR", "CL", "EC", "UY", "BR", "ES"):
        text = "gastei 20 em pão ontem" if country == "BR" else "gasté 20 en pan ayer"
        (item,) = read(text, person(country, today=date(2026, 1, 1))).items
        assert (item.amount, item.on, item.category) == (Decimal(20), date(2025, 12, 31), "supermercado")
