"""A WhatsApp server on loopback, and the copy of the client library that trusts it."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest

from whatsapp.tests.emulator.running import Emulator


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the test-only copy of the client library is made."""
    if find_library("magic") is None:
        pytest.skip("needs Debian's libmagic1")
    return tmp_path_factory.mktemp("copies")


@pytest.fixture
def emulator(tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The server; what this process starts from now on talks to it."""
    with Emulator(tmp_path / "emulator") as emulator:
        for name, value in emulator.environment(copies).items():
            monkeypatch.setenv(name, value)
        yield emulator
