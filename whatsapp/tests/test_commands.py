"""The commands an operator has: the session that dies visibly, the link, the state."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from sofia.tests.cast import NOW
from whatsapp import alerts, lines
from whatsapp.models import Line

ROOT = Path(__file__).resolve().parents[2]


def status() -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("whatsapp_status", stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


@pytest.mark.django_db
class TestStatus:
    def test_nothing_is_linked(self) -> None:
        said, code = status()
        assert (said.splitlines()[0], code) == ("linked session: no number is linked (manage.py whatsapp_link)", 0)

    def test_a_number_and_what_needs_a_hand(self) -> None:
        lines.note("linked", {"state": "off"}, now=NOW)
        Line.objects.get_or_create(wire="linked")
        lines.note("linked", {"state": "connected", "number": "51900000000"}, now=NOW)
        alerts.stop_line(wire="linked", code="463", now=NOW)
        said, code = status()
        assert "Connected, +51900000000" in said
        assert "its process: not running" in said
        assert "nothing leaves by linked session: 463" in said
        assert code == 1

    def test_the_code_to_scan_is_not_said(self) -> None:
        lines.of("linked")
        lines.show_code("linked", kind=Line.State.QR, code="https://wa.me/secret", now=NOW)
        assert "secret" not in status()[0]


@pytest.mark.django_db
def test_a_number_that_is_linked_is_not_linked_again() -> None:
    lines.of("linked")
    lines.note("linked", {"state": "connected", "number": "51900000000"}, now=NOW)
    with pytest.raises(CommandError, match="linked already"):
        call_command("whatsapp_link")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Somebody else holds the session's folder."""
    import fcntl

    folder.mkdir(mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


@pytest.mark.once
def test_a_second_session_on_one_folder_dies_and_says_why(tmp_path: Path) -> None:
    environ = {**os.environ, "SOFIA_DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "", "REDIS_URL": ""}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=ROOT, env=environ, check=True)
    wish = "from whatsapp import lines; lines.wish('linked', 'qr')"
    subprocess.run([*manage, "shell", "--no-imports", "-c", wish], cwd=ROOT, env=environ, check=True)
    with held(tmp_path / "data" / "whatsapp"):
        ended = subprocess.run(
            [*manage, "whatsapp_session"],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 1
    assert "Another process holds the session's folder" in ended.stderr
