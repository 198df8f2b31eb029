"""Whether SofIA is as quick after a lifetime as after a few years.

One household with 300 entries a month, on a real PostgreSQL; its history grown to 10,000, 100,000 and 1,000,000
entries, each in a database of its own, with the messages that made them, one in fifty undone. In each, by turns, so
that what else the machine does falls on all alike: the month report, a message that books, messages that ask, one that
asks where the answer comes from, one that undoes. The figures are medians in milliseconds.

The bar: each figure with the longest history is at most 1.3 times that with the shortest.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # a program beside the project, not a part of it

from sofia.tests import servers  # noqa: E402  (found by the line above)

BAR = 1.3
SIZES = (10_000, 100_000, 1_000_000)
NOW = datetime(2026, 3, 20, 18, 0, tzinfo=UTC)  # late in a month, past its first quincena
WARM_UP = 10
_CHUNK = 20_000  # entries that are sealed by one statement

# What is said, and how SofIA must have understood it: a quick wrong answer would be no figure.
SAID = {
    "books": ("gasté {amount} en taxi", "record_expense"),
    "asks": ("¿cuánto gasté en comida este mes?", "query_spending"),
    "explains": ("¿de dónde sale?", "explain"),
    "balance": ("¿cuánto tengo?", "query_balance"),
    "movements": ("mis últimos movimientos", "query_entries"),
    "undoes": ("deshaz eso", "undo"),
}
FIGURES = ("month report", *SAID)

Timed = dict[str, float]


class Misunderstood(AssertionError):
    """SofIA answered something else than what is measured."""


def say(line: str) -> None:
    """Progress, for whoever waits."""
    print(line, file=sys.stderr, flush=True)


# The history. Entry N of SIZE is ten a day before today; every fiftieth takes back the one before it. Ids are made of
# the number, so that they stand in the order of booking, before any that is made now.

_MADE_ID = """
CREATE FUNCTION pg_temp.made_id(salt text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT (lpad(to_hex(n), 12, '0')
|| '7' || substr(md5(salt || n), 1, 3) || '8' || substr(md5(salt || n), 4, 15))::uuid $$
"""
_ABOUT = "(SELECT n, n - (n %% 50 = 0)::int AS o FROM generate_series(%(first)s::bigint, %(last)s) n) s"  # O: what N is about
_AT = "%(now)s::timestamptz - (%(size)s - n) * interval '144 minutes'"
_DAY = "%(today)s::date - ((%(size)s - o) / 10)::int"

_ACTIONS = f"""
INSERT INTO journal_action (id, household_id, person_id, verb, cause, key, root_id, depth, done_at)
SELECT pg_temp.made_id('a', n), %(household)s, %(person)s, CASE n WHEN o THEN 'ledger.record' ELSE 'ledger.undo' END, '{{}}',
  'history:' || n, pg_temp.made_id('a', o), (n <> o)::int, {_AT}
FROM {_ABOUT}
"""  # noqa: S608  (our own words)
_POSTINGS = f"""
INSERT INTO ledger_posting (entry_id, account_id, currency, minor, happened_on)
SELECT pg_temp.made_id('e', n), account, 'PEN', CASE n WHEN o THEN 1 ELSE -1 END * sign * (500 + o * 7919 %% 9500), {_DAY}
FROM {_ABOUT}, LATERAL (VALUES
  (-1, (%(places)s::bigint[])[(1 + o %% 4)::int]), (1, (%(sides)s::bigint[])[(1 + o * 31 %% %(many)s)::int])
) leg (sign, account) ORDER BY n, sign
"""  # noqa: S608  (our own words)
_ENTRIES = f"""
INSERT INTO ledger_entry (id, household_id, number, kind, happened_on, description, merchant, person_id, action_id,
  reverses_id, replaces_id, recorded_at)
SELECT pg_temp.made_id('e', n), %(household)s, %(version)s + n, 'expense', {_DAY}, 'compra ' || o %% 997, '', %(person)s,
  pg_temp.made_id('a', n), CASE WHEN n <> o THEN pg_temp.made_id('e', o) END, NULL, {_AT}
FROM {_ABOUT} ORDER BY n
"""  # noqa: S608  (our own words)
_MESSAGES = f"""
INSERT INTO conversations_message (id, conversation_id, seq, role, channel, external_id, text, intent, booked, covered, facts,
  choices, created_at)
SELECT pg_temp.made_id('m' || said, n), %(conversation)s, 2 * n - 1 + said, CASE said WHEN 1 THEN 'sofia' ELSE 'person' END, 'browser',
  CASE said WHEN 1 THEN '' ELSE md5('m' || n) END, 'gasté 25 en compra ' || n %% 997,
  CASE said WHEN 1 THEN 'record_expense' ELSE '' END,
  CASE said WHEN 1 THEN jsonb_build_array(pg_temp.made_id('a', n)) ELSE '[]' END, 0, '[]', '[]', {_AT}
FROM generate_series(%(first)s::bigint, %(last)s) n, generate_series(0, 1) said ORDER BY 2
"""  # noqa: S608  (our own words)


def load(size: int) -> None:
    """Migrate, and give one household SIZE entries through the ledger's own seals."""
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, interactive=False)
    known = _household()
    with connection.cursor() as cursor:
        cursor.execute(_MADE_ID)
    for first in range(1, size + 1, _CHUNK):
        known |= {"size": size, "first": first, "last": min(first + _CHUNK - 1, size)}
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (_ACTIONS, _POSTINGS, _ENTRIES, _MESSAGES):
                cursor.execute(statement, known)
        if first % (10 * _CHUNK) == 1:
            with connection.cursor() as cursor:  # plans made for an empty table must not be kept for a full one
                cursor.execute("ANALYZE")
            say(f"{size}: {known['last']} entries")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_conversation SET last_seq = %s", [2 * size])
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    connection.close()


def _household() -> dict[str, Any]:
    """One person with accounts and categories, each used once."""
    from finance.conversations.models import Conversation
    from finance.ledger import operations as ledger
    from finance.ledger.categories import STANDARD
    from finance.ledger.models import Account
    from finance.ledger.movements import Movement, Place
    from finance.money import Money
    from finance.people import operations as people

    person = people.welcome(channel="email", value="demo@example.com", now=NOW, country="PE", name="Rosa")
    people.agree(person=person, channel="browser", now=NOW)
    conversation = Conversation.objects.create(person=person, created_at=NOW)
    today = person.day(NOW)
    leaves = [category.slug for category in STANDARD.values() if category.group and not category.is_income]
    places = [Place(), Place("bank", "BCP"), Place("card", "Visa"), Place("savings", "Ahorros")]
    used = [Movement(kind="expense", money=Money(100, "PEN"), on=today, category=slug) for slug in leaves]
    used += [Movement(kind="income", money=Money(5_000_000, "PEN"), on=today, place=place) for place in places]
    entries = ledger.record(person=person, movements=used, key="first", now=NOW).entries
    accounts = list(Account.objects.filter(household=person.household_id).order_by("pk"))
    sides = [account.pk for account in accounts if account.kind == "expense"]
    return {
        "household": person.household_id,
        "person": person.pk,
        "conversation": conversation.pk,
        "version": entries[-1].number,
        "places": [account.pk for account in accounts if account.is_real],
        "sides": sides,
        "many": len(sides),
        "today": today,
        "now": NOW,
    }


# One history's own process: it does one round a line.


def serve(size: int) -> None:
    """Load, then time one round for each line of standard input."""
    import django

    django.setup()
    load(size)
    from finance.people.models import Person

    person = Person.objects.select_related("household").get()
    _answer({"ready": float(size)})
    for number, _line in enumerate(sys.stdin):
        _answer(one_round(person, number))


def _answer(figures: Timed) -> None:
    print(json.dumps(figures), flush=True)


def one_round(person: Any, number: int) -> Timed:  # noqa: ANN401  (models load after Django)
    """Do everything once; seconds of each."""
    from finance.conversations import inbox
    from finance.reports import queries as reports

    took = {"month report": _timed(lambda: reports.month(person, person.day(NOW)))[0]}
    for name, (text, intent) in SAID.items():
        words = text.format(amount=f"{20 + number // 100}.{number % 100:02d}")
        told = partial(inbox.receive, person=person, channel="terminal", external_id=f"{name}-{number}", now=NOW)
        took[name], received = _timed(partial(told, text=words))
        if received.reply is None or received.reply.intent != intent:
            raise Misunderstood(f"{words}: {received.reply and (received.reply.intent, received.reply.text)}")
    return took


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = call()
    return time.perf_counter() - began, result


# The driver.


class History:
    """The process that holds one size."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def hear(self) -> Timed:
        """The next line of figures."""
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise Misunderstood("a history's process ended; what it said stands above")
        figures: Timed = json.loads(line)
        return figures

    def one_round(self) -> Timed:
        _pipe(self._process.stdin).write("\n")
        _pipe(self._process.stdin).flush()
        return self.hear()


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end


@contextmanager
def _history(url: str, size: int) -> Iterator[History]:
    with tempfile.TemporaryDirectory(prefix="sofia-growth-") as folder:
        environment = os.environ | {
            "DATABASE_URL": url,
            "SOFIA_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "sofia.settings",
        }
        command = [sys.executable, __file__, "--serve", str(size)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            try:
                yield History(process)
            finally:
                process.terminate()


def run(sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """Grow a household to each of SIZES and measure; the object that --json prints."""
    took: dict[int, list[Timed]] = {size: [] for size in sizes}
    with ExitStack() as gone:
        url = gone.enter_context(servers.postgres())
        histories = {size: gone.enter_context(_history(_database(url, size), size)) for size in sizes}
        for size, history in histories.items():
            history.hear()
            say(f"{size} entries are loaded")
        for number in range(WARM_UP + rounds):
            turn = number % len(sizes)
            for size in (*sizes[turn:], *sizes[:turn]):
                took[size].append(histories[size].one_round())
            if number % 10 == 0:
                say(f"round {number} of {WARM_UP + rounds}")
    medians = {
        size: {name: 1000 * statistics.median(one[name] for one in each[WARM_UP:]) for name in FIGURES}
        for size, each in took.items()
    }
    rows = [
        {"figure": name, **{str(size): round(medians[size][name], 2) for size in sizes}, "times": _times(medians, name)}
        for name in FIGURES
    ]
    ratio = {str(row["figure"]): row["times"] for row in rows}
    holds = all(_times(medians, name) <= BAR for name in FIGURES)
    return {"name": "growth", "rows": rows, "ratio": ratio, "bar": BAR, "holds": holds}


def _times(medians: dict[int, Timed], name: str) -> float:
    return round(medians[max(medians)][name] / medians[min(medians)][name], 3)


def _database(url: str, size: int) -> str:
    """Make a database for SIZE beside the one of URL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE sofia_{size:d}".encode())
    return url.replace("/sofia?", f"/sofia_{size}?")


def show(result: dict[str, Any], sizes: Sequence[int]) -> None:
    """The table for people."""
    print(f"{'milliseconds (median)':24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'times':>9}")
    for row in result["rows"]:
        print(f"{row['figure']:24}" + "".join(f"{row[str(size)]:>12.2f}" for size in sizes) + f"{row['times']:>9.2f}")
    verdict = "holds" if result["holds"] else "DOES NOT HOLD"
    print(f"The bar, at most {BAR} times from the shortest to the longest history, {verdict}.")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one object instead of a table")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="entries of each history")
    parser.add_argument("--rounds", type=int, default=100, help="how often each thing is measured, after warming up")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return 0
    sizes = sorted(options.sizes)
    result = run(sizes, options.rounds)
    if options.json:
        print(json.dumps(result))
    else:
        show(result, sizes)
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
