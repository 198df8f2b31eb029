"""A phone line and a provider for the conversations' own tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from finance.advisor import cache as kept_answers
from finance.language_model.tests.simulator import KEY, Simulator, running

if TYPE_CHECKING:
    from finance.conversations.tests.wires import FakePhone


@pytest.fixture
def phone(settings: Any) -> FakePhone:
    from finance.conversations import transports
    from finance.conversations.tests.wires import FakePhone

    settings.TRANSPORTS = {"phone": "finance.conversations.tests.wires.FakePhone"}
    transports._made.cache_clear()
    wire = transports.get("phone")
    assert isinstance(wire, FakePhone)
    return wire


@pytest.fixture(scope="session")
def _running() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def provider(_running: Simulator, settings: Settings) -> Iterator[Simulator]:
    """The provider, configured; it has been told nothing yet, and nothing is kept of what it said before."""
    settings.PERPLEXITY_API_KEY = KEY
    settings.PERPLEXITY_BASE_URL = _running.url
    settings.LANGUAGE_MODEL = "perplexity/sonar"
    _running.will_say()
    cache.clear()
    kept_answers._away_until = 0.0
    yield _running
    cache.clear()
