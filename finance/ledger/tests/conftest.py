"""Rosa, Beto and Inés, each with a pen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from finance.ledger.tests.telling import Pen
    from finance.people.models import Person


def _pen(person: Person) -> Pen:
    from finance.ledger.tests.telling import Pen  # this file is loaded before Django is ready

    return Pen(person)


@pytest.fixture
def pen(rosa: Person) -> Pen:
    """Rosa's."""
    return _pen(rosa)


@pytest.fixture
def betos(beto: Person) -> Pen:
    return _pen(beto)


@pytest.fixture
def inespen(ines: Person) -> Pen:
    return _pen(ines)
