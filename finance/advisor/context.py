"""What reading a message of somebody needs to know of them."""

from __future__ import annotations

from finance import countries
from finance.advisor import questions
from finance.advisor.turn import Turn
from finance.ledger.chart import Chart
from finance.understanding import Context
from finance.understanding.reading import AccountName


def of(turn: Turn, chart: Chart) -> Context:
    """Their country, day and money, what their accounts are called, which words they taught, and what was asked."""
    person = turn.person
    asked = str(turn.pending["ask"]) if turn.pending else ""
    return Context(
        country=person.country,
        today=turn.today,
        language="" if person.language[:2] == countries.get(person.country).language else person.language[:2],
        currency=person.currency,
        accounts=tuple(AccountName(name, kind) for name, kind in chart.names()),
        learned=chart.words,
        expecting=questions.EXPECTING.get(asked, ""),
    )
