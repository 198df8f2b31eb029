"""The doctor names what works, and exits 1 when something needed is broken, saying what to do."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from finance.language_model.models import Call
from finance.ledger import audit, seals


def _examined() -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("doctor", stdout=said)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue()
    return 0, said.getvalue()


def test_a_healthy_sofia_is_told_so(db: None) -> None:
    code, said = _examined()
    assert code == 0
    assert "NO " not in said
    for name in ("database", "migrations", "seals", "books", "redis", "secret", "translations", "language model"):
        assert f"ok  {name}: " in said
    assert "no key: she answers by her own rules" in said


def test_a_missing_seal_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = min(seals.NAMES)
    monkeypatch.setattr(seals, "standing", lambda _connection: seals.NAMES - {gone})
    code, said = _examined()
    assert code == 1
    assert f"NO  seals: missing {gone}: manage.py migrate" in said
    assert "ok  books" in said  # it goes on


def test_books_that_do_not_agree_are_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "discrepancies", lambda: iter(["entry 7 is empty"]))
    code, said = _examined()
    assert code == 1
    assert "entry 7 is empty" in said


def test_a_provider_that_refuses_the_key_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finance.language_model.queries.is_configured", lambda: True)
    now = timezone.now()
    assert _examined()[0] == 0
    Call.objects.create(
        purpose="plan", state=Call.State.FAILED, failure="bad_key", started_at=now, ended_at=now, reserved_micro_usd=1
    )
    code, said = _examined()
    assert code == 1
    assert "the last calls failed" in said
