"""The arithmetic of days: what "the 15th", "last friday" or "this quincena" are, seen from one day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from finance.understanding.reading import Period

_DECEMBER = 12
_HALF_MONTH = 15
_SUNDAY = 6
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_NEAREST_YEARS = 12  # a weekday falls on a date again within eleven years
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def a_day(year: int, month: int, day: int) -> date | None:
    """Give the day, or nothing when the calendar has none."""
    if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= _DECEMBER and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def months_on(day: date, months: int) -> date:
    """Give the same day MONTHS later, or the last of that month."""
    count = day.year * _DECEMBER + day.month - 1 + months
    year, month = max(_FIRST_YEAR, min(_LAST_YEAR, count // _DECEMBER)), count % _DECEMBER + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def moved(day: date, unit: str, count: int) -> date:
    """Move DAY by COUNT days, weeks, months or years."""
    count = max(-2000, min(2000, count))
    if unit in "DW":
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    if unit == "Q":
        return day + timedelta(days=count * _HALF_MONTH)
    return months_on(day, count * {"M": 1, "A": 12, "U": 3, "S": 6, "K": 0}.get(unit, 0))


def month_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def week_of(day: date) -> Period:
    """Give the week of DAY, Monday to Sunday: so people speak, whatever their calendars print."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + 6 * DAY)


def weekend_of(day: date) -> Period:
    sunday = week_of(day).end
    return Period(sunday - DAY, sunday)


def quincena_of(day: date) -> Period:
    """Give the half month of DAY: 1 to 15, or 16 to the last."""
    month = month_of(day.year, day.month)
    if day.day <= _HALF_MONTH:
        return Period(month.start, month.start.replace(day=_HALF_MONTH))
    return Period(month.start.replace(day=_HALF_MONTH + 1), month.end)


def months_together(day: date, months: int) -> Period:
    """Give the quarter (3) or half (6) of the year of DAY."""
    first = (day.month - 1) // months * months + 1
    return Period(date(day.year, first, 1), month_of(day.year, first + months - 1).end)


def unit_of(day: date, unit: str, shift: int = 0) -> Period:
    """Give the week, month, year, quincena... of DAY, SHIFT of them away."""
    if unit == "D":
        other = day + timedelta(days=shift)
        return Period(other, other)
    if unit == "Q":
        half = quincena_of(day)
        for _ in range(abs(shift)):
            half = quincena_of(half.end + DAY if shift > 0 else half.start - DAY)
        return half
    if unit in "WK":
        other = day + shift * WEEK
        return weekend_of(other) if unit == "K" else week_of(other)
    if unit == "J":
        week = week_of(day + shift * WEEK)
        return Period(week.start, week.start + 4 * DAY)
    if unit == "A":
        return year_of(max(_FIRST_YEAR, min(_LAST_YEAR, day.year + shift)))
    if unit in "US":
        months = 3 if unit == "U" else 6
        return months_together(months_on(day.replace(day=1), shift * months), months)
    other = months_on(day.replace(day=1), shift)
    return month_of(other.year, other.month)


@dataclass(slots=True)
class Point:
    """A day or a longer time as far as it was said; what is missing follows from today and the direction."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    period: Period | None = None  # already certain
    other: Period | None = None  # what it is when looking back, where that differs

    @property
    def grain(self) -> str:
        if self.period:
            return "day" if self.period.start == self.period.end else "period"
        if self.day or self.weekday is not None:
            return "day"
        return "month" if self.month else "year"

    def seen(self, today: date, *, past: bool) -> Period | None:
        """Give the time this is, looking back or ahead from TODAY."""
        if self.period:
            return self.other if past and self.other else self.period
        if self.day:
            day = (
                self._of_month(today, past=past) if self.weekday is None or self.month else self._both(today, past=past)
            )
            return Period(day, day) if day else None
        if self.weekday is not None:
            day = weekday_near(today, self.weekday, past=past)
            return Period(day, day)
        if self.month:
            year = self.year or today.year
            if not self.year and (self.month > today.month) == past and self.month != today.month:
                year += -1 if past else 1
            return month_of(year, self.month) if _FIRST_YEAR <= year <= _LAST_YEAR else None
        return year_of(self.year) if self.year and _FIRST_YEAR <= self.year <= _LAST_YEAR else None

    def _of_month(self, today: date, *, past: bool) -> date | None:
        assert self.day is not None
        if self.month:
            if self.year:
                return a_day(self.year, self.month, self.day)
            for step in range(9):  # a 29th of February may be eight years away
                day = a_day(today.year + (-step if past else step), self.month, self.day)
                if day and (day <= today if past else day >= today):
                    return day
            return None
        if self.year:
            return None
        for step in range(_DECEMBER):
            first = months_on(today.replace(day=1), -step if past else step)
            day = a_day(first.year, first.month, self.day)
            if day and (day <= today if past else day >= today):
                return day
        return None

    def _both(self, today: date, *, past: bool) -> date | None:
        """Give the nearest day with this weekday and number: "viernes 13"."""
        assert self.day is not None
        if (here := a_day(today.year, today.month, self.day)) and here.weekday() == self.weekday:
            return here
        for step in range(_NEAREST_YEARS * _DECEMBER):
            first = months_on(today.replace(day=1), -step if past else step)
            day = a_day(first.year, first.month, self.day)
            if day and day.weekday() == self.weekday and (day <= today if past else day >= today):
                return day
        return None


def weekday_near(today: date, weekday: int, *, past: bool) -> date:
    """Give the nearest WEEKDAY: before today when looking back, today or later when looking ahead."""
    if past:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def between(start: Point, end: Point, today: date, *, past: bool) -> Period | None:
    """Give the time from START to END, each filled from the other; around today when that is possible."""
    if end.month and end.day and start.day and not start.month and start.weekday is None:
        start.month = end.month
    if start.month and start.day and end.day and not end.month and end.weekday is None:
        end.month = start.month
    if end.month and start.month:
        later = (start.month, start.day or 0) <= (end.month, end.day or 32)
        if end.year and not start.year:
            start.year = end.year if later else end.year - 1
        elif start.year and not end.year:
            end.year = start.year if later else start.year + 1
    if start.grain in {"day", "month"} and not start.period and not start.year and not end.period and not end.year:
        return _around(start, end, today, past=past)
    first = start.seen(today, past=past)
    if end.period or end.year:
        last = end.seen(today, past=past)
        if first and last and first.start > last.end:
            first = start.seen(last.end, past=True)
    else:
        last = end.seen(first.start, past=False) if first else None
    if first is None or last is None or first.start > last.end:
        return None
    return Period(first.start, last.end)


def _around(start: Point, end: Point, today: date, *, past: bool) -> Period | None:
    """Try the ranges that start in the last, this and the next round and take the one that holds today."""
    candidates = []
    yearly = start.month is not None
    for step in (-2, -1, 0, 1, 2):
        anchor = months_on(today.replace(day=1), step * _DECEMBER if yearly else step)
        if start.weekday is not None and not start.day:
            anchor = week_of(today).start + step * WEEK
        elif yearly:
            anchor = date(anchor.year, 1, 1)
        first = start.seen(anchor, past=False)
        last = first and end.seen(first.start, past=False)
        if first and last:
            candidates.append(Period(first.start, last.end))
    for found in candidates:
        if found.start <= today <= found.end:
            return found
    before = [found for found in candidates if found.end < today]
    after = [found for found in candidates if found.start > today]
    if past:
        return max(before, key=lambda found: found.end, default=None)
    return min(after, key=lambda found: found.start, default=None)
