"""The provider on the loopback, and what it takes to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from finance.language_model.client import Client
from finance.language_model.deadline import Patience
from finance.language_model.exchange import Request
from finance.language_model.tests.simulator import KEY, Simulator, running


def patience(*, connect: float = 0.3, first_text: float = 5, total: float = 5, pause: float = 0.01) -> Patience:
    """Patience in seconds, short as tests like it."""
    return Patience(*(timedelta(seconds=seconds) for seconds in (connect, first_text, total, pause)))


QUESTION = Request(instructions="Answer Rosa in one word.", input="¿Gasté mucho en chifa?")


@pytest.fixture(scope="session")
def _running() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def provider(_running: Simulator, settings: Settings) -> Simulator:
    """The provider, configured; it has been told nothing yet."""
    settings.PERPLEXITY_API_KEY = KEY
    settings.PERPLEXITY_BASE_URL = _running.url
    settings.LANGUAGE_MODEL = "perplexity/sonar"
    _running.will_say()
    return _running


@pytest.fixture
def client(provider: Simulator) -> Callable[..., Client]:
    """A client of the provider, with patience in seconds, such as `total=1`."""

    def make(*, key: str = KEY, base_url: str = "", model: str = "perplexity/sonar", **waits: float) -> Client:
        return Client(base_url=base_url or provider.url, key=key, model=model, patience=patience(**waits))

    return make
