"""What SofIA adds to a model: from a question to its first proven sentence and to the whole reply, over the model alone.

    a  floor   the two calls of an answer by the bare client, one after the other: what the provider itself takes
    b  SofIA   the same two calls inside a turn: plan, tools, composing, proof, bookkeeping, reply
    c  again   the same question of the same books: what was kept
    d  reflex  a question that needs no model

by turns, on a real PostgreSQL and Redis, against the provider's simulator in a process of its own. The figures are medians
in milliseconds. The bar: b is at most 30 ms over a, to the first sentence and in all; c is at most 10 ms over d. It was set
on a machine whose reflex (d) takes 4 ms; on a slower one, or in a slow hour of the same, b may take as much longer as d does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))  # a program beside the project, not a part of it

from sofia.tests import servers  # noqa: E402  (found by the line above)

BARS = {"first": 30.0, "whole": 30.0, "again": 10.0}  # milliseconds
REFLEX_MS = 4.0  # d, where the bars were set
NOW = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)
WARM_UP = 3
_PACE = {"delay": 0.02, "chunk_delay": 0.002}  # how slow the simulated provider is: the same for all

PLAN = {"topic": "spending", "calls": [{"tool": "spending", "args": {}}], "web_query": None, "ask": None}
ANSWER = (
    "Este mes llevas *{{F1}}* en gastos. El mes pasado a estas alturas ibas en {{F2}}, y la diferencia viene de pocas cosas. "
    "Mira primero lo que más pesa y decide si quieres bajarlo."
)
REFLEX = "¿cuánto gasté este mes?"

Figures = dict[str, list[float]]
TOLD: list[float] = []  # when open tabs were told of a message


class Misunderstood(AssertionError):
    """SofIA answered something else than what is measured."""


class Provider:
    """The simulator, from afar."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def will_say(self, *steps: dict[str, Any]) -> None:
        body = json.dumps([step | _PACE for step in steps]).encode()
        with urllib.request.urlopen(f"{self.url}/__sim/script", data=body, timeout=5) as answer:  # noqa: S310  (our own address)
            answer.read()

    def will_answer(self) -> None:
        self.will_say({"text": json.dumps(PLAN)}, {"text": ANSWER})


@contextmanager
def provider() -> Iterator[Provider]:
    """The simulator in a process of its own, so that it takes no time of ours."""
    port = servers.free_port()
    command = [sys.executable, "-m", "finance.language_model.tests.simulator", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield _reached(Provider(port))
        finally:
            process.terminate()


def _reached(simulator: Provider) -> Provider:
    for _attempt in range(200):
        try:
            simulator.will_say()
        except OSError:
            time.sleep(0.05)
        else:
            return simulator
    raise Misunderstood("the simulator never answered")


def prepare(simulator: Provider, stack: ExitStack) -> None:
    """Django on servers of its own, configured to ask the simulator."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sofia-advisor-"))
    os.environ |= {
        "SOFIA_DATA_DIR": folder,
        "DATABASE_URL": stack.enter_context(servers.postgres()),
        "REDIS_URL": stack.enter_context(servers.redis()),
        "PERPLEXITY_API_KEY": "pplx-test",
        "PERPLEXITY_BASE_URL": simulator.url,
        "DJANGO_SETTINGS_MODULE": "sofia.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from finance.language_model.models import Provider as Switch
    from sofia import server

    server.leave_what_is_loaded()  # as the process does that serves
    _listen()
    Switch.objects.create(daily_limit_micro_usd=10**12, person_daily_limit_micro_usd=10**12)


def _listen() -> None:
    """Note when a message is announced to the tabs, which is still done."""
    from webui.transport import Browser

    announce = Browser.announce

    def noted(self: Browser, message: Any) -> None:  # noqa: ANN401  (Django is only set up by now)
        TOLD.append(time.perf_counter())
        announce(self, message)

    Browser.announce = noted  # type: ignore[method-assign]  # the moment a sentence is shown is what is measured


def household() -> Any:  # noqa: ANN401  (Django is only set up by now)
    """A person with two months of entries."""
    from finance.conversations import inbox
    from finance.ledger import operations
    from finance.ledger.movements import Movement
    from finance.money import Money
    from finance.people import operations as people

    rosa = people.welcome(channel="email", value="rosa@example.com", now=NOW, country="PE", name="Rosa")
    people.agree(person=rosa, channel="browser", now=NOW)
    for number in range(120):
        day = date(2026, 1, 20) + timedelta(days=number // 2)
        category = ("restaurantes", "transporte", "supermercado")[number % 3]
        spent = Movement("expense", Money(1000 + 37 * number, "PEN"), day, category=category, description="algo")
        operations.record(person=rosa, movements=[spent], key=f"history-{number}", now=NOW)
    inbox.receive(person=rosa, channel="browser", external_id="first", text=REFLEX, now=NOW)
    return rosa


def floor(simulator: Provider, number: int) -> tuple[float, float]:
    """The two calls by the bare client: to the end of the first sentence, and in all."""
    from finance.language_model.client import configured
    from finance.language_model.exchange import Request, Text

    simulator.will_answer()
    client, first, text = configured(), 0.0, ""
    began = time.perf_counter()
    client.complete(Request(instructions="plan", input=f"{number}"))
    for event in client.stream(Request(instructions="compose", input=f"{number}")):
        text += event.text if isinstance(event, Text) else ""
        if not first and ". " in text:
            first = time.perf_counter() - began
    return first * 1000, (time.perf_counter() - began) * 1000


def sofia(simulator: Provider, rosa: Any, number: int) -> tuple[float, float]:  # noqa: ANN401  (a person)
    """The same inside a turn: to the first sentence that open tabs are told, and to the reply that they are told of."""
    from finance.conversations import answering, inbox, outbox

    simulator.will_answer()
    released: list[float] = []

    def hear(*, text: str, **_signal: object) -> None:
        if text:
            released.append(time.perf_counter())

    TOLD.clear()
    outbox.answer_under_way.connect(hear)
    began = time.perf_counter()
    received = inbox.receive(person=rosa, channel="browser", external_id=f"b{number}", text=question(number), now=NOW)
    answering.answer(conversation_id=received.message.conversation_id, now=lambda: NOW)
    outbox.answer_under_way.disconnect(hear)
    received.message.refresh_from_db()
    said = received.message.answered_by.text if received.message.answered_by else ""
    if len(released) != 3 or "S/" not in said or "{{" in said:
        raise Misunderstood(said)
    return (released[0] - began) * 1000, (TOLD[-1] - began) * 1000


def question(number: int) -> str:
    """A question nobody asked before."""
    return f"explícame con calma qué está pasando con mis números, caso {number}"


def at_once(rosa: Any, text: str, key: str) -> float:  # noqa: ANN401  (a person)
    """How long a message takes that is answered on arrival."""
    from finance.conversations import inbox

    began = time.perf_counter()
    received = inbox.receive(person=rosa, channel="browser", external_id=key, text=text, now=NOW)
    took = (time.perf_counter() - began) * 1000
    if received.reply is None:
        raise Misunderstood(text)
    return took


def measure(simulator: Provider, rosa: Any, rounds: range) -> Figures:  # noqa: ANN401  (a person)
    figures: Figures = {name: [] for name in ("a first", "a whole", "b first", "b whole", "c", "d")}
    for number in rounds:
        bare, ours = floor(simulator, number), sofia(simulator, rosa, number)
        again, reflex = at_once(rosa, question(number), f"c{number}"), at_once(rosa, REFLEX, f"d{number}")
        if number >= 0:
            for name, value in zip(figures, (*bare, *ours, again, reflex), strict=True):
                figures[name].append(value)
        print(f"round {number + 1} of {rounds.stop}", file=sys.stderr)
    return figures


def judged(figures: Figures) -> dict[str, Any]:
    middle = {name: round(statistics.median(values), 2) for name, values in figures.items()}
    over = {
        "first": round(middle["b first"] - middle["a first"], 2),
        "whole": round(middle["b whole"] - middle["a whole"], 2),
        "again": round(middle["c"] - middle["d"], 2),
    }
    rows = [{"what": name, "ms": value} for name, value in middle.items()]
    slowness = max(1.0, middle["d"] / REFLEX_MS)
    bars = {name: round(bar * slowness, 1) for name, bar in BARS.items()}
    holds = all(over[name] <= bar for name, bar in bars.items())
    return {"name": "advisor", "rows": rows, "figures": over, "bar": bars, "holds": holds}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one object instead of a table")
    parser.add_argument("--rounds", type=int, default=30, help="how often each is asked")
    options = parser.parse_args()
    with ExitStack() as stack:
        simulator = stack.enter_context(provider())
        prepare(simulator, stack)
        rosa = household()
        figures = measure(simulator, rosa, range(-WARM_UP, options.rounds))
        if not judged(figures)["holds"]:  # a machine that does something else: as many again, and all count
            again = measure(simulator, rosa, range(options.rounds, 2 * options.rounds))
            figures = {name: values + again[name] for name, values in figures.items()}
        result = judged(figures)
    if options.json:
        print(json.dumps(result))
    else:
        for row in result["rows"]:
            print(f"{row['what']:10}{row['ms']:>9} ms")
        for name, bar in result["bar"].items():
            print(f"over, {name}: {result['figures'][name]} ms; at most {bar} ms")
        print("holds" if result["holds"] else "DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
