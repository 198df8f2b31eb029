"""Contexts the tables of this room are read in."""

from datetime import date

from finance.understanding import Context

TODAY = date(2026, 3, 12)  # a Thursday


def person(country: str = "PE", *, today: date = TODAY, expecting: str = "", language: str = "") -> Context:
    return Context(country=country, today=today, expecting=expecting, language=language)
