"""When someone is paid, and the stretch of days that one pay has to last."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from finance import countries

_STEP = {"weekly": 7, "biweekly": 14}


@dataclass(frozen=True, slots=True)
class PayCycle:
    """How pay comes: "quincena" (15 and last), "weekly", "biweekly", "monthly" by DAY, or "none"."""

    rhythm: str
    country: str
    day: int | None = None
    anchor: date | None = None

    def period(self, on: date) -> tuple[date, date]:
        """First and last day of the stretch that holds ON, by the calendar: 1 to 15 and 16 to the end for quincenas."""
        step = _STEP.get(self.rhythm)
        if step and self.anchor:
            start = on - timedelta(days=(on - self.anchor).days % step)
            return start, start + timedelta(days=step - 1)
        last = monthrange(on.year, on.month)[1]
        if self.rhythm == "quincena":
            return (
                (on.replace(day=1), on.replace(day=15)) if on.day <= 15 else (on.replace(day=16), on.replace(day=last))
            )
        if self.rhythm == "monthly" and self.day:
            start = clipped(on.year, on.month, self.day)
            if start > on:
                start = clipped(*_month_before(on), self.day)
            return start, clipped(*_month_after(start), self.day) - timedelta(days=1)
        return on.replace(day=1), on.replace(day=last)

    def next_pay_day(self, after: date) -> date | None:
        """The first day on which pay arrives later than AFTER; None when no rhythm is known.

        The 15th, the last day and a day of the month move back to a business day of the country.
        """
        step = _STEP.get(self.rhythm)
        if step and self.anchor:
            return after + timedelta(days=step - (after - self.anchor).days % step)
        if self.rhythm not in ("quincena", "monthly"):
            return None
        days = (15, 31) if self.rhythm == "quincena" else (self.day or 31,)
        year, month = after.year, after.month
        while True:
            for day in days:
                paid = countries.previous_business_day(clipped(year, month, day), self.country)
                if paid > after:
                    return paid
            year, month = _month_after(date(year, month, 1))


def clipped(year: int, month: int, day: int) -> date:
    """A day of a month, or its last day where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _month_before(day: date) -> tuple[int, int]:
    return (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)


def _month_after(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
