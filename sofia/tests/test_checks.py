"""`check` says what cannot work; `check --deploy` refuses, each by its id, what is only right on a laptop."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from sofia import checks

ROOT = Path(checks.__file__).parent.parent


def ids(messages: Iterable[CheckMessage]) -> set[str]:
    return {message.id or "" for message in messages if (message.id or "").startswith("sofia.")}


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What `manage.py` does on a machine whose environment is ENVIRON and nothing else."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments], check=False, capture_output=True, text=True, env=environ
    )


@pytest.fixture
def in_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which everything is as it should be."""
    as_it_should_be = {
        "SECRET_IS_GENERATED": False,
        "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "sofia"}},
        "CHANNEL_LAYERS": {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer"}},
        "CELERY_BROKER_URL": "redis://cache:6379/0",
        "DEBUG": False,
        "ALLOWED_HOSTS": ["sofia.example.com"],
        "CELERY_TASK_ALWAYS_EAGER": False,
        "PUBLIC_URL": "https://sofia.example.com",
    }
    for name, value in as_it_should_be.items():
        monkeypatch.setattr(settings, name, value)


class TestCheck:
    def test_it_finds_nothing_wrong_with_the_project_as_it_is(self) -> None:
        assert ids(run_checks()) == set()

    @pytest.mark.parametrize(
        ("check", "name", "value", "found"),
        [
            (
                checks.engine_is_supported,
                "DATABASES",
                {"default": {"ENGINE": "django.db.backends.mysql"}},
                "sofia.E001",
            ),
            (checks.default_country_is_known, "DEFAULT_COUNTRY", "XX", "sofia.E004"),
            (checks.transports_can_be_imported, "TRANSPORTS", {"pigeon": "webui.pigeon.Pigeon"}, "sofia.E005"),
            (checks.transports_can_be_imported, "TRANSPORTS", {"pigeon": "webui.Pigeon"}, "sofia.E005"),
            (checks.public_url_is_answered, "PUBLIC_URL", "https://elsewhere.example.com", "sofia.E006"),
            (checks.public_url_is_answered, "PUBLIC_URL", "http://[2001:db8::1]:8000", "sofia.E006"),
        ],
    )
    def test_it_names_what_cannot_work(
        self,
        monkeypatch: pytest.MonkeyPatch,
        check: Callable[[], Iterable[CheckMessage]],
        name: str,
        value: object,
        found: str,
    ) -> None:
        monkeypatch.setattr(settings, name, value)
        [message] = check()
        assert message.id == found
        assert message.hint

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://[::1]:8000", "https://LOCALHOST"])
    def test_a_host_that_is_allowed_may_be_public(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setattr(settings, "PUBLIC_URL", url)
        assert not list(checks.public_url_is_answered())

    def test_an_old_library_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}})
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
        [message] = checks.engine_is_supported()
        assert (message.id, message.msg) == ("sofia.E002", "SQLite 3.37.2 is too old: SofIA needs 3.38 or newer.")


@pytest.mark.django_db
class TestDatabase:
    def test_the_one_of_the_tests_is_good_enough(self) -> None:
        assert not list(checks.database_can_keep_the_ledger(databases=["default"]))

    def test_a_file_that_keeps_no_log_ahead_is_refused(self, tmp_path: Path) -> None:
        plain = SQLite({**connection.settings_dict, "NAME": tmp_path / "plain.sqlite3", "OPTIONS": {}}, alias="plain")
        connections["plain"] = plain
        [message] = checks.database_can_keep_the_ledger(databases=["plain"])
        assert message.id == "sofia.E003"
        plain.close()
        del connections["plain"]

    @pytest.mark.postgres
    def test_an_old_server_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", (99,))
        [message] = checks.database_can_keep_the_ledger(databases=["default"])
        assert message.id == "sofia.E002"


@pytest.mark.usefixtures("in_public")
class TestDeploy:
    def test_it_finds_nothing_wrong_in_public(self) -> None:
        assert not list(checks.nothing_of_a_laptop())

    @pytest.mark.parametrize(
        ("name", "value", "found"),
        [
            ("SECRET_IS_GENERATED", True, "sofia.E101"),
            ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "sofia.E102"),
            ("CHANNEL_LAYERS", {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}, "sofia.E103"),
            ("CHANNEL_LAYERS", {}, "sofia.E103"),
            ("CELERY_BROKER_URL", "memory://", "sofia.E104"),
            ("DEBUG", True, "sofia.E105"),
            ("ALLOWED_HOSTS", ["sofia.example.com", "*"], "sofia.E106"),
            ("CELERY_TASK_ALWAYS_EAGER", True, "sofia.E107"),
            ("PUBLIC_URL", "http://sofia.example.com", "sofia.E108"),
        ],
    )
    def test_it_refuses_what_is_only_right_on_a_laptop(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, found: str
    ) -> None:
        monkeypatch.setattr(settings, name, value)
        assert ids(checks.nothing_of_a_laptop()) == {found}

    def test_the_command_fails_on_a_laptop_and_says_why(self, tmp_path: Path) -> None:
        done = manage("check", "--deploy", SOFIA_DATA_DIR=str(tmp_path))
        assert done.returncode == 1
        for number in (101, 102, 103, 104, 108):
            assert f"sofia.E{number}" in done.stderr

    def test_nonsense_in_the_environment_ends_every_command_with_its_sentence(self, tmp_path: Path) -> None:
        done = manage("check", SOFIA_DATA_DIR=str(tmp_path), SOFIA_DEBUG="perhaps")
        assert done.returncode != 0
        assert done.stderr.splitlines()[-1].endswith("SOFIA_DEBUG must be 0, 1, true or false.")
