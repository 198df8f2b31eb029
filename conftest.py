"""How the suite runs: on SQLite, or with `--on=postgres` on a real PostgreSQL and Redis; nothing outside is reached.

The environment is settled here before Django's settings read it, which is why pyproject.toml names no
DJANGO_SETTINGS_MODULE: pytest-django would load it before this file is.
"""

import ipaddress
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis

from sofia import env
from sofia.tests import servers

hypothesis.register_profile("sofia", deadline=None)  # how long something takes is measured in benchmarks/, never here
hypothesis.load_profile("sofia")
pytest_plugins = ["sofia.tests.cast"]  # Rosa, Beto and Inés


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sofia")
    group.addoption("--on", choices=["sqlite", "postgres"], default="sqlite", help="the database the suite runs on")
    group.addoption("--prove", action="store_true", help="run the long proofs too")
    group.addoption("--tally", type=Path, help="a file to append the numbers of passed, failed and skipped tests to")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.help or config.option.version:
        return
    if config.option.on == "postgres" and settings.configured:
        raise pytest.UsageError("DJANGO_SETTINGS_MODULE must not be set: conftest.py sets it once the servers run.")
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # importing sofia has set it, and our workers would inherit it
    gone = ExitStack()
    config.add_cleanup(gone.close)
    worker = _worker(config)
    if worker is None:  # the workers of xdist inherit what is found out here
        for variable in env.VARIABLES:
            os.environ.pop(variable.name, None)
            os.environ.pop(f"{variable.name}_FILE", None)
        if config.option.on == "postgres":
            os.environ["DATABASE_URL"] = gone.enter_context(servers.postgres(fsync=False))
            os.environ["REDIS_URL"] = gone.enter_context(servers.redis())
    elif "REDIS_URL" in os.environ:  # a database each: the groups and queues of all have the same names
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].removesuffix('0')}{worker}"
    os.environ["SOFIA_DATA_DIR"] = gone.enter_context(tempfile.TemporaryDirectory(prefix="sofia-test-"))
    if worker is None:
        _compile_words()
    if worker is not None or not config.getoption("numprocesses", None):
        _settle_django(Path(os.environ["SOFIA_DATA_DIR"]))


def _compile_words() -> None:
    """What a fresh clone has not got yet: the compiled translations, before anything reads them."""
    subprocess.run([sys.executable, "manage.py", "words", "--compile"], cwd=Path(__file__).parent, check=True)


def _worker(config: pytest.Config) -> int | None:
    """The number of this worker of xdist; None for who leads them, or works alone."""
    told: dict[str, str] | None = getattr(config, "workerinput", None)
    return int(told["workerid"].removeprefix("gw")) if told else None


def _settle_django(data_dir: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sofia.settings"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: nothing here is secret
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file: the shared memory that Django would take instead knows no WAL, and its threads lock each other out.
        test = cast("dict[str, object]", database.setdefault("TEST", {}))
        test["NAME"] = str(data_dir / "test.sqlite3")


# Which tests run.


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.prove:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("prove")])
        items[:] = [item for item in items if not item.get_closest_marker("prove")]
    if config.option.on == "sqlite":
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
    else:
        config.hook.pytest_deselected(items=[item for item in items if _knows_no_database(item)])
        items[:] = [item for item in items if not _knows_no_database(item)]


def _knows_no_database(item: pytest.Item) -> bool:
    """Whether once is enough: the test says so, or its room may not know one (the contract `pure` of .importlinter)."""
    rooms = ("finance/countries/", "finance/understanding/", "finance/plans/", "finance/imports/")
    here = item.path.relative_to(item.config.rootpath).as_posix()
    return here.startswith(rooms) or item.get_closest_marker("once") is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tally: Path | None = config.option.tally
    if tally and _worker(config) is None:
        numbers = {kind: len(terminalreporter.getreports(kind)) for kind in ("passed", "failed", "error", "skipped")}
        with tally.open("a") as out:
            out.write(f"{numbers['passed']} {numbers['failed'] + numbers['error']} {numbers['skipped']}\n")


# What surrounds each of them.


@pytest.fixture(autouse=True, scope="session")
def _household_in_erasure() -> Iterator[None]:
    """Lets a transactional test be flushed: the ledger allows deletion only where the household is being erased."""
    from django.apps import apps
    from django.db import connection
    from django.test import TransactionTestCase

    flush = vars(TransactionTestCase)["_fixture_teardown"]  # it has no public name

    def erase_and_flush(case: TransactionTestCase) -> None:
        if apps.is_installed("finance.people"):
            with connection.cursor() as cursor:
                cursor.execute("UPDATE people_household SET state = 'erasing'")
        flush(case)

    # On the class itself, and not a fixture around the test: Hypothesis flushes after each of its many examples.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", erase_and_flush)
        yield


@pytest.fixture(autouse=True)
def _no_charts_of_others() -> Iterator[None]:
    """Each test has a database of its own, in which households have the same keys: nothing is remembered of the last."""
    yield
    chart = sys.modules.get("finance.ledger.chart")
    if chart is not None:
        chart.forget()


class OutsideReached(RuntimeError):
    """A test tried to talk to something that is not on this machine."""


def _stay_inside(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_inside(host.decode() if isinstance(host, bytes) else host):
        raise OutsideReached(f"A test tried to reach {host!r}.")


def _is_inside(host: str | None) -> bool:
    if not host or host in {"localhost", "0.0.0.0", "::", socket.gethostname()}:  # noqa: S104  (nobody listens here)
        return True
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_inside)  # Python's own door, below every library; libpq and Redis only have our URLs
