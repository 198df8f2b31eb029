"""Days and periods that are parts of a month or a year, and how a match of the grammar becomes a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from finance.understanding import almanac
from finance.understanding.almanac import Point
from finance.understanding.calendar_words import Letters
from finance.understanding.date_points import PointReader, century
from finance.understanding.reading import Period
from finance.understanding.speech import Speech


@dataclass(slots=True)
class Day:
    """A day or period said in the tokens from FIRST up to and without LAST."""

    first: int
    last: int
    ahead: Period  # looking forward
    back: Period  # looking back
    grain: str  # "day" | "weekend" | "period"
    since: bool = False
    doubtful: int = -1  # the token of a number that could just as well be money: "lunes 20", "marzo 20"

    def seen(self, *, past: bool) -> Period:
        return self.back if past else self.ahead


class DayMaker(PointReader):
    """Makes days of what was matched."""

    def __init__(self, written: Letters, today: date, speech: Speech, plurals: frozenset[int]) -> None:
        super().__init__(written, today, speech)
        self.plurals = plurals  # letters that stand for units in the plural

    def _made(
        self, match: re.Match[str], ahead: Period | None, back: Period | None = None, *, grain: str = ""
    ) -> Day | None:
        back = back or ahead
        ahead = ahead or back
        if ahead is None or back is None:
            return None
        grain = grain or ("day" if ahead.start == ahead.end else "period")
        start, end = match.span()
        while end - 1 > start and self.text[end - 1] in ".,":
            end -= 1
        return Day(self.letters.firsts[start], self.letters.lasts[end - 1], ahead, back, grain)

    def _seen(self, match: re.Match[str], point: Point | None) -> Day | None:
        if point is None:
            return None
        return self._made(match, point.seen(self.today, past=False), point.seen(self.today, past=True))

    def _value(self, match: re.Match[str], *names: str) -> int | None:
        for name in names:
            if match[name]:
                return self.values[match.start(name)]
        return None

    def _shift(self, match: re.Match[str], *names: str) -> int:
        said = "".join(match[name] or "" for name in names)
        return 1 if "x" in said else -1 if "l" in said else 0

    def _year_in(self, match: re.Match[str]) -> int | None:
        for index in range(match.start(), match.end()):
            if self.text[index] == "y":
                return self.values[index]
        return None

    def _week_of_month(self, match: re.Match[str]) -> Day | None:
        """Read "first week of march": the weeks whose Thursday lies in the month."""
        nth = -1 if match["nu8"] == "l" else (self._value(match, "nu8") or 1)

        def week(month: Period) -> Period | None:
            first = almanac.week_of(month.start.replace(day=4))
            weeks = [almanac.unit_of(first.start, "W", step) for step in range(5)]
            weeks = [one for one in weeks if (one.start + 3 * almanac.DAY).month == month.start.month]
            return weeks[-1] if nth < 0 else weeks[nth - 1] if nth <= len(weeks) else None

        return self._of_month(match, "nu9", "nu10", "nu11", week)

    def _of_month(
        self, match: re.Match[str], name: str, before: str, after: str, part: Callable[[Period], Period | None]
    ) -> Day | None:
        """Make a PART of the month that is named, or that is this, the last or the next one."""
        if match[name]:
            point = Point(year=self._year_in(match), month=self._value(match, name))
            ahead, back = point.seen(self.today, past=False), point.seen(self.today, past=True)
            return self._made(match, ahead and part(ahead), back and part(back))
        return self._made(match, part(almanac.unit_of(self.today, "M", self._shift(match, before, after))))

    def _last_day(self, match: re.Match[str]) -> Day | None:
        if match["ld1"] != "G" and self.values[match.start("ld1")] != 1:
            return None

        def day(month: Period) -> Period:
            on = month.end if match["ld1"] == "G" else month.start
            return Period(on, on)

        return self._of_month(match, "ld2", "ld3", "ld4", day)

    def _part_of_month(self, match: re.Match[str]) -> Day | None:
        def part(month: Period) -> Period:
            first, last = {"C": (1, 15), "V": (10, 20), "Z": (16, month.end.day)}[match["pm1"]]
            return Period(month.start.replace(day=first), month.start.replace(day=last))

        found = self._of_month(match, "pm2", "pm3", "pm4", part)
        return replace(found, grain="period") if found else None

    def _part_of_year(self, match: re.Match[str]) -> Day | None:
        months, nth = divmod(self.values[self.text.index("P", match.start())], 100)
        said = self._value(match, "pa1", "pa4")
        year = said or self.today.year + self._shift(match, "pa2", "pa3")
        found = almanac.months_together(date(year, (nth - 1) * months + 1, 1), months)
        named = said or match["pa2"] or match["pa3"]
        back = (
            found
            if named or found.start <= self.today
            else almanac.months_together(date(year - 1, (nth - 1) * months + 1, 1), months)
        )
        return self._made(match, found, back)

    def _to_date(self, match: re.Match[str]) -> Day | None:
        return self._made(
            match, Period(almanac.unit_of(self.today, match["td1"] or match["td2"]).start, self.today), grain="period"
        )

    def _before_last(self, match: re.Match[str]) -> Day | None:
        what = match["bl1"]
        if what in "ws":
            day = almanac.weekday_near(self.today, self.values[match.start("bl1")], past=True) - almanac.WEEK
            return self._made(match, Period(day, day))
        return self._made(match, almanac.unit_of(self.today, what, -2), grain="weekend" if what == "K" else "")

    def _decade(self, match: re.Match[str]) -> Day | None:
        year = century(self._value(match, "de1", "de2") or 0)
        if year % 10 or not 1900 <= year <= 2190 or (match["de2"] and not self.values[match.start("de2")]):
            return None
        return self._made(match, Period(date(year, 1, 1), date(year + 9, 12, 31)))
