"""The answer of `manage.py understand`."""

from finance.understanding import read
from finance.understanding.tests.examples import person
from finance.understanding.wire import as_json


def test_an_answer_has_the_words_of_the_contract() -> None:
    context = person("PE")
    answer = as_json(read("gasté 250 en zapatillas ayer con tarjeta en 2 cuotas", context), context)
    assert answer["items"] == [
        {
            "kind": "expense",
            "amount": "250.00",
            "currency": "PEN",
            "date": "2026-03-11",
            "category": "ropa",
            "merchant": None,
            "account": "tarjeta",
            "installments": 2,
            "share": None,
        }
    ]
    assert answer["intent"] == "record_expense"
    assert answer["amounts"] == [{"amount": "250.00", "currency": None}]
    assert answer["dates"] == [{"start": "2026-03-11", "end": "2026-03-11"}]
    assert answer["period"] is None
    assert set(answer) == {"language", "intent", "items", "period", "amounts", "numbers", "dates", "confidence"}


def test_money_has_the_decimals_of_its_currency() -> None:
    chile = person("CL")
    assert as_json(read("pan 2.400", chile), chile)["amounts"] == [{"amount": "2400", "currency": None}]
    peru = person("PE")
    assert as_json(read("20 dólares", peru), peru)["amounts"] == [{"amount": "20.00", "currency": "USD"}]
