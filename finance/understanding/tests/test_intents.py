"""What messages want, beyond telling movements."""

from datetime import date

import pytest

from finance.understanding import Context, read
from finance.understanding.tests.examples import person

WANTED = """
PE | ¿cuánto gasté en comida este mes? | query_spending
PE | cuanto llevo en wong | query_spending
PE | gastos de marzo | query_spending
PE | en qué se me va la plata | query_spending
PE | qué gasté ayer | query_entries
PE | mis últimos movimientos | query_entries
PE | cuánto me queda | query_balance
PE | ¿me alcanza hasta la quincena? | query_balance
PE | como voy de plata | query_balance
PE | ¿de dónde sale? | explain
PE | por qué? | explain
PE | deshaz eso | undo
PE | borra el último gasto | undo
PE | rehazlo | redo
PE | vuelve a ponerlo | redo
PE | sí, ponlo | redo
PE | hola | greeting
PE | buenas tardes sofia | greeting
PE | gracias | thanks
PE | ayuda | help
PE | cómo anoto un gasto? | help
PE | borra todo | delete_data
PE | exporta mis datos a excel | export_data
PE | resumen de la semana | report
PE | ponme 400 de límite por quincena | set_budget
PE | ya me pasé del límite? | query_budget
PE | quiero juntar 3000 para diciembre | create_goal
PE | guardé 200 para el viaje | contribute_goal
PE | cómo va mi meta | query_goal
PE | recuérdame pagar la luz el 15 | recurring_bill
PE | netflix 45 cada mes | recurring_bill
PE | cómo salgo de mis deudas | debt_plan
PE | puedo gastar 300 en zapatillas? | advice
PE | háblame de vos | set_preference
PE | no, fueron 79 | correct_last
PE | era ayer | correct_last
PE | ponlo en transporte | correct_last
PE | quién ganó el partido? | out_of_scope
PE | 50 | unknown
PE | no, fue ayer | correct_last
PE | no, el lunes | correct_last
PE | fue el lunes | correct_last
PE | no fue hoy, fue ayer | correct_last
PE | no, mañana | unknown
BR | não, foi ontem | correct_last
US | no, it was yesterday | correct_last
PE | No lo anotes | deny
PE | no anotes eso | deny
BR | não anota | deny
US | don't record it | deny
PE | no anotes 20 de taxi | smalltalk
PE | me lo pagaron de vuelta | record_debt
BR | me pagaram de volta 50 | record_debt
PE | 12 donde el chino | record_expense
AR | ¿cuánto gasté? | query_spending
UY | ¿cuánto tengo? | query_balance
AR | contame cuánto me queda | query_balance
AR | deshacé eso | undo
AR | borrá lo del taxi | undo
AR | anotá 20 de pan | record_expense
AR | ¿podés anotar 20 de pan? | record_expense
AR | corregí, eran 30 | correct_last
AR | recordame pagar la luz el 15 | recurring_bill
PE | quiero anotar 20 de pan | record_expense
MX | mi sueldo es de 15000 al mes | advice
MX | mete 300 a mi meta de viaje | contribute_goal
MX | quiero gastar máximo 2000 en restaurantes al mes | set_budget
MX | me pagan cada quincena | set_preference
BR | quanto gastei em janeiro? | query_spending
BR | quanto sobrou? | query_balance
BR | apaga o último | undo
BR | não, era 30 | correct_last
BR | coloca um limite de 500 pra restaurante | set_budget
BR | me lembra de pagar o aluguel dia 5 | recurring_bill
US | how much did I spend this week | query_spending
US | show my last transactions | query_entries
US | no, it was 45 | correct_last
US | delete the last one | undo
US | i want to save 3000 by december | create_goal
US | what can you do | help
"""


@pytest.mark.parametrize("row", WANTED.strip().splitlines())
def test_the_intent(row: str) -> None:
    country, text, intent = (part.strip() for part in row.split("|"))
    assert read(text, person(country)).intent == intent


YES = ["sí", "Si!", "ok", "dale", "claro que sí", "simón", "de una", "ya pues", "listo", "👍", "obvio", "así está bien"]
NO = [
    "no",
    "no, así no",
    "siempre no",
    "incorrecto",
    "no, casi",
    "mejor no",
    "nel",
    "no gracias",
    "todavía no",
    "para nada",
]


@pytest.mark.parametrize("text", YES)
def test_a_yes_is_a_yes(text: str) -> None:
    assert read(text, person()).intent == "confirm"


@pytest.mark.parametrize("text", NO)
def test_a_no_is_never_a_yes(text: str) -> None:
    reading = read(text, person())
    assert (reading.intent, reading.confirmation) == ("deny", "no")


@pytest.mark.parametrize(
    ("text", "target"), [("deshaz lo del taxi", "taxi"), ("borra el de Wong", "Wong"), ("deshaz eso", "")]
)
def test_an_undo_knows_what_is_meant(text: str, target: str) -> None:
    assert read(text, person()).target == target


@pytest.mark.parametrize(
    ("text", "change", "target"),
    [
        ("no, fueron 79", "amount", ""),
        ("no eran 50 eran 60", "amount", ""),
        ("cambia el taxi a 30", "amount", "taxi"),
        ("no era comida, era farmacia", "category", ""),
        ("fue ayer", "day", ""),
        ("no, fue ayer", "day", ""),
        ("no fue hoy, fue ayer", "day", ""),
        ("no, el lunes", "day", ""),
        ("lo pagué con tarjeta", "account", ""),
        ("no, fue ingreso", "kind", ""),
    ],
)
def test_a_correction_knows_what_changes(text: str, change: str, target: str) -> None:
    reading = read(text, person())
    assert (reading.intent, reading.change, reading.target) == ("correct_last", change, target)


@pytest.mark.parametrize(
    ("country", "text", "day"),
    [
        ("PE", "no, fue ayer", 11),
        ("PE", "no fue hoy, fue ayer", 11),
        ("BR", "não, foi ontem", 11),
        ("PE", "no, el lunes", 9),
    ],
)
def test_another_day_is_told_and_still_is_a_no(country: str, text: str, day: int) -> None:
    reading = read(text, person(country))
    assert (reading.items[0].on, reading.confirmation) == (date(2026, 3, day), "no")


def test_a_question_may_ask_for_a_group_or_a_leaf() -> None:
    assert read("cuánto gasté en comida", person()).category == "comida"
    assert read("cuánto gasté en taxi", person()).category == "transporte"
    assert read("cuánto gané en febrero", person()).kind == "income"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("cuánto gasté este mes", date(2026, 3, 1), date(2026, 3, 31)),
        ("cuánto gasté la quincena pasada", date(2026, 2, 16), date(2026, 2, 28)),
        ("cuánto gasté en la primera quincena de enero", date(2026, 1, 1), date(2026, 1, 15)),
        ("cuánto gasté la semana pasada", date(2026, 3, 2), date(2026, 3, 8)),
        ("cuánto gasté del 1 al 10", date(2026, 3, 1), date(2026, 3, 10)),
        ("cuánto gasté desde el 3", date(2026, 3, 3), date(2026, 3, 12)),
        ("cuánto gasté ayer", date(2026, 3, 11), date(2026, 3, 11)),
        ("cuánto gasté en enero", date(2026, 1, 1), date(2026, 1, 31)),
        ("cuánto gasté en diciembre", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_question_knows_its_time(text: str, start: date, end: date) -> None:
    period = read(text, person()).period
    assert period is not None
    assert (period.start, period.end) == (start, end)


ANSWERS = """
amount | 97 | 97
amount | fueron 97 | 97
amount | como 80 soles con yape | 80
category | transporte | transporte
category | comida fuera | restaurantes
day | ayer | 2026-03-11
day | el lunes | 2026-03-09
account | con tarjeta | tarjeta
account | bcp | bcp
"""


@pytest.mark.parametrize("row", ANSWERS.strip().splitlines())
def test_a_pending_question_makes_the_next_message_its_answer(row: str) -> None:
    asked, text, wanted = (part.strip() for part in row.split("|"))
    reading = read(text, person(expecting=asked))
    (item,) = reading.items
    said = {"amount": item.amount, "category": item.category, "day": item.on, "account": item.account}[asked]
    assert (reading.intent, str(said)) == ("answer", wanted)


def test_something_else_said_meanwhile_stays_itself() -> None:
    assert read("gasté 20 en taxi", person(expecting="amount")).intent == "record_expense"
    assert read("cuánto me queda?", person(expecting="category")).intent == "query_balance"
    assert read("no", person(expecting="amount")).intent == "deny"


@pytest.mark.parametrize(("text", "choice"), [("1", 1), ("la segunda", 2), ("opción 3", 3), ("2️⃣", 2)])
def test_a_choice_is_a_number(text: str, choice: int) -> None:
    assert read(text, person(expecting="choice")).choice == choice


@pytest.mark.parametrize(
    ("country", "text", "intent"),
    [
        ("US", "ola", "greeting"),
        ("US", "cuanto e gastado", "query_spending"),
        ("BR", "grasias", "thanks"),
        ("PE", "obrigado", "thanks"),
        ("US", "dshaz eso", "unknown"),  # an order, and only a guess: nothing is undone on that
        ("US", "asdf qwer", "unknown"),
    ],
)
def test_who_writes_another_language_than_their_countrys_may_ask_but_orders_nothing(
    country: str, text: str, intent: str
) -> None:
    assert read(text, Context(country=country, today=date(2026, 3, 12))).intent == intent
