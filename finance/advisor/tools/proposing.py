"""What a model thinks should be booked: a proposal, which the person accepts or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from finance.advisor.facts import Fact
from finance.advisor.tools.findings import Findings, Scope
from finance.advisor.tools.spending import Category
from finance.ledger.movements import Movement, Place


def propose_movement(
    scope: Scope,
    *,
    kind: Literal["expense", "income"],
    amount: Annotated[Decimal, Field(gt=0, le=10**10, description="Exactly as the person said it")],
    what: Annotated[str, Field(min_length=2, max_length=60, description="In the person's words")],
    category: Category | None = None,
    day: date | None = None,
    account: Literal["cash", "bank", "card", "savings"] = "cash",
) -> Findings:
    """Propose to book money that the person says they spent or received. Nothing is booked: they are asked first."""
    scope.check_numbers(amount)
    scope.check_words(what)
    slug = category if category and bool(_is_income(category)) == (kind == "income") else ""
    movement = Movement(
        kind=kind,
        money=scope.money(amount),
        on=min(day or scope.today, scope.today),
        place=Place(account),
        category=slug or ("otros_ingresos" if kind == "income" else "otros"),
        description=what,
    )
    return Findings((Fact(_("por anotar"), movement.money),), proposal=movement)


def _is_income(slug: str) -> bool:
    return slug in ("sueldo", "negocio", "otros_ingresos")
