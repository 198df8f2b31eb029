"""Single days, months and years, as far as they were said."""

from datetime import date

from finance.understanding import almanac
from finance.understanding.almanac import Point
from finance.understanding.calendar_words import Letters
from finance.understanding.reading import Period
from finance.understanding.speech import Speech

_FEW = 3


class PointReader:
    """Reads letters of the calendar as one point in time."""

    def __init__(self, written: Letters, today: date, speech: Speech) -> None:
        self.letters, self.today, self.speech = written, today, speech
        self.text, self.values = written.text, written.values

    def point(self, start: int, end: int) -> Point | None:
        """Read the letters from START to END as one day, month or year."""
        text, values = self.text[start:end], self.values
        at = {letter: start + index for index, letter in reversed(list(enumerate(text)))}
        if "r" in at:
            day = almanac.moved(self.today, "D", values[at["r"]])
            return Point(period=Period(day, day))
        if "j" in at:
            return self._feast(values[at["j"]], at, text)
        counts = [(letter, values[start + index]) for index, letter in enumerate(text) if letter in "nyzq1"]
        shift = 1 if "x" in at else -1 if "l" in at else 0
        month = values[at["m"]] if "m" in at else values[at["c"]] if "c" in at else None
        weekday = values[at["w"]] if "w" in at else values[at["s"]] if "s" in at else None
        if month is not None:
            return self._with_month(month, counts, weekday, shift, text)
        if len(counts) > 1:
            return self._of_figures(counts, this="t" in at)
        if counts:
            letter, count = counts[0]
            return Point(year=count) if letter == "y" else Point(day=count, weekday=weekday)
        if weekday is None:
            return None
        if shift > 0 and self.speech.language == "en" and not values[at["x"]]:
            return self._in_week(weekday, 1)  # "next friday" is the one of next week
        return self.weekday(weekday, shift)

    def _in_week(self, weekday: int, shift: int) -> Point:
        day = almanac.unit_of(self.today, "W", shift).start + weekday * almanac.DAY
        return Point(period=Period(day, day))

    def _feast(self, value: int, at: dict[str, int], text: str) -> Point:
        """Read "christmas 2025", "next christmas", "la navidad pasada"."""
        point = Point(month=value // 100, day=value % 100)
        if "y" in at:
            point.year = self.values[at["y"]]
        elif "x" in text or "l" in text:
            seen = point.seen(self.today, past="l" in text)
            point.year = seen.start.year if seen else None
        return point

    def _with_month(
        self, month: int, counts: list[tuple[str, int]], weekday: int | None, shift: int, text: str
    ) -> Point | None:
        if "A" in text:
            ahead = next((count for letter, count in counts if letter in "n1"), 0)
            return Point(self.today.year + (shift or ahead), month)
        point = Point(month=month)
        for letter, count in counts:
            if letter == "y":
                point.year = count
            elif letter == "z" or (letter == "n" and point.day):
                point.year = century(count)
            else:
                point.day = count
        if shift and point.day is None and point.year is None:
            past_already = month < self.today.month or (month == self.today.month and shift > 0)
            point.year = self.today.year + (past_already if shift > 0 else -(month >= self.today.month))
        elif "t" in text and point.year is None:
            point.year = self.today.year
        if point.day and point.year and almanac.a_day(point.year, month, point.day) is None:
            return None
        return point

    def _of_figures(self, counts: list[tuple[str, int]], *, this: bool) -> Point | None:
        kinds = "".join(letter for letter, _ in counts)
        one, two = counts[0][1], counts[1][1]
        if kinds[0] == "y":
            if len(counts) == 2:
                return Point(year=one, month=two) if 1 <= two <= 12 else None
            return self._valid(one, two, counts[2][1])
        if kinds == "ny":
            return Point(year=two, month=one) if one <= 12 else None
        year = None
        if len(counts) == _FEW:
            year = counts[2][1] if kinds[2] == "y" else century(counts[2][1])
        day, month = (two, one) if self.speech.month_first else (one, two)
        if month > 12 >= day:
            day, month = month, day
        if this and year is None:
            year = self.today.year
        return self._valid(year, month, day)

    def _valid(self, year: int | None, month: int, day: int) -> Point | None:
        return Point(year, month, day) if almanac.a_day(year or 2000, month, day) else None

    def weekday(self, weekday: int, shift: int) -> Point:
        if not shift:
            return Point(weekday=weekday)
        day = almanac.weekday_near(self.today, weekday, past=shift < 0)
        if day == self.today:
            day += almanac.WEEK
        return Point(period=Period(day, day))


def century(count: int) -> int:
    return count if count > 99 else count + (2000 if count < 70 else 1900)
