"""Which days and periods a message says."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from finance.understanding import almanac
from finance.understanding.almanac import Point
from finance.understanding.calendar_words import letters
from finance.understanding.date_grammar import GRAMMAR, SOMETHING
from finance.understanding.date_parts import Day, DayMaker
from finance.understanding.date_points import century
from finance.understanding.figures import Number
from finance.understanding.reading import Period
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_FEW = 3


class _Reader(DayMaker):
    """Finds every pattern of the grammar; each method `_name` makes a day of the pattern called NAME."""

    def read(self) -> list[Day]:
        if not SOMETHING.search(self.text):
            return []
        found = []
        at = 0
        while match := GRAMMAR.search(self.text, at):
            kind = match.lastgroup or ""
            day = getattr(self, f"_{kind}")(match)
            if day is not None:
                found.append(day)
            at = match.end() if day is not None or match.end() == match.start() else match.start() + 1
            at = max(at, match.start() + 1)
        return found

    # ---- points -------------------------------------------------------------------------------------------------------

    def _point(self, match: re.Match[str]) -> Day | None:
        start, end = match.span("po1")
        text = match["po1"]
        day = self._seen(match, self.point(start, end))
        if day and re.fullmatch(r"(?:[ws][,.]?)?[mc]\.?v?n|w[vd]?n", text):
            day.doubtful = self.letters.firsts[start + text.rindex("n")]
        return day

    def _since(self, match: re.Match[str]) -> Day | None:
        day = self._seen(match, self.point(*match.span("si1")))
        if day:
            day.since = True
        return day

    def _day(self, match: re.Match[str]) -> Day | None:
        if match["da1"] or match["da3"]:
            return self._seen(match, Point(day=self._value(match, "da1", "da3")))
        return self._seen(match, self.weekday(self.values[match.end() - 1], 0))

    def _short_weekday(self, match: re.Match[str]) -> Day | None:
        shift = 1 if match[0][0] == "x" else -1 if match[0][0] == "l" else 0
        return self._seen(match, self.weekday(self.values[match.start("sw1")], shift))

    def _day_of_month(self, match: re.Match[str]) -> Day | None:
        month = almanac.unit_of(self.today, "M", self._shift(match, "dm2", "dm3") or ("xM" in match[0]))
        return self._seen(match, Point(month.start.year, month.start.month, self._value(match, "dm1")))

    def _starting(self, match: re.Match[str]) -> Day | None:
        """Read "3 days starting next monday"; "3 days from today" in a sentence about a span."""
        point = self.point(*match.span("st3" if match["st1"] else "st4"))
        seen = [point and point.seen(self.today, past=past) for past in (False, True)]
        if not seen[0] or not seen[1]:
            return None
        unit, count = match["st2"] or match["st6"], self._value(match, "st1", "st5") or 1
        spans = [Period(one.start, almanac.moved(one.start, unit, count) - almanac.DAY) for one in seen if one]
        running = spans[1].end >= self.today  # begun, and not over yet
        return self._made(match, spans[1 if running else 0], spans[1], grain="period")

    # ---- ranges -------------------------------------------------------------------------------------------------------

    def _ranged(self, match: re.Match[str], make: Callable[[], tuple[Point | None, Point | None]]) -> Day | None:
        found = []
        for past in (False, True):
            start, end = make()
            found.append(start and end and almanac.between(start, end, self.today, past=past))
        return self._made(match, found[0] or None, found[1] or None, grain="period")

    def _bare_range(self, match: re.Match[str]) -> Day | None:
        start, end = self._value(match, "b1", "b3", "b5"), self._value(match, "b2", "b4")
        tail = match[0]
        if "M" in tail:
            month = almanac.unit_of(self.today, "M", 1 if "x" in tail else -1 if "l" in tail else 0).start
            return self._ranged(
                match, lambda: (Point(month.year, month.month, start), Point(month.year, month.month, end))
            )
        if self.text[match.end() : match.end() + 1] in {"_", "#", "%"} and "b" in match[0]:
            return None
        return self._ranged(match, lambda: (Point(day=start), Point(day=end)))

    def _month_range(self, match: re.Match[str]) -> Day | None:
        month, year = self._value(match, "m1"), self._year_in(match)
        start, end = self._value(match, "m2"), self._value(match, "m3")
        return self._ranged(match, lambda: (Point(year, month, start), Point(year, month, end)))

    def _point_range(self, match: re.Match[str]) -> Day | None:
        first, second = next((pair for pair in (("p1", "p2"), ("p3", "p4")) if match[pair[0]]), ("p5", "p6"))
        return self._ranged(match, lambda: (self._end(match, first), self._end(match, second)))

    def _end(self, match: re.Match[str], name: str) -> Point | None:
        return self.point(*match.span(name))

    def _week_days(self, match: re.Match[str]) -> Day | None:
        monday = almanac.unit_of(self.today, "W", 1 if "x" in match[0] else -1 if "l" in match[0] else 0).start
        start, end = (monday + timedelta(days=self._value(match, name) or 0) for name in ("wd1", "wd2"))
        return self._made(match, Period(start, end)) if start <= end else None

    # ---- weekdays -----------------------------------------------------------------------------------------------------

    def _weekday_of_week(self, match: re.Match[str]) -> Day | None:
        week = almanac.unit_of(self.today, "W", self._shift(match, "ww2", "ww3", "ww4", "ww5"))
        day = week.start + timedelta(days=self._value(match, "ww1", "ww6") or 0)
        return self._made(match, Period(day, day))

    def _nth_weekday(self, match: re.Match[str]) -> Day | None:
        if match["nw1"] == "l" and not match["nw3"] and "M" not in match[0]:
            return None
        weekday = self._value(match, "nw2") or 0
        nth = -1 if match["nw1"] == "l" else (self._value(match, "nw1") or 1)

        def in_month(period: Period) -> Period | None:
            days = [period.start + timedelta(days=step) for step in range((period.end - period.start).days + 1)]
            days = [day for day in days if day.weekday() == weekday]
            if nth > len(days):
                return None
            day = days[nth - 1] if nth > 0 else days[-1]
            return Period(day, day)

        if match["nw3"]:
            month = Point(year=self._year_in(match), month=self._value(match, "nw3"))
            ahead, back = month.seen(self.today, past=False), month.seen(self.today, past=True)
            return self._made(match, ahead and in_month(ahead), back and in_month(back))
        return self._made(match, in_month(almanac.unit_of(self.today, "M", self._shift(match, "nw4", "nw5"))))

    def _weekday_from_now(self, match: re.Match[str]) -> Day | None:
        day = almanac.moved(self.today, match["wf3"], self._value(match, "wf2") or 1)
        if match["wf3"] != "D":
            day = almanac.week_of(day).start + timedelta(days=self._value(match, "wf1") or 0)
        return self._made(match, Period(day, day))

    def _weekdays_away(self, match: re.Match[str]) -> Day | None:
        weekday = self.values[self.text.index("w", match.start())]
        count = self._value(match, "wa1", "wa2") or 1
        past = match["wa3"] != "fr"
        day = almanac.weekday_near(self.today, weekday, past=past)
        if not past and day == self.today:
            day += almanac.WEEK
        day += timedelta(days=(count - 1) * (-7 if past else 7))
        return self._made(match, Period(day, day))

    # ---- counted units ------------------------------------------------------------------------------------------------

    def _counted_from(self, match: re.Match[str]) -> Day | None:
        point = self._end(match, "cf4")
        if point is None and match["cf4"][-1] == "y":
            point = Point(year=self.values[match.end("cf4") - 1])
        count = self._value(match, "cf1") or 1
        seen = [point and point.seen(self.today, past=past) for past in (False, True)]
        days_away = [
            one and almanac.moved(one.start, match["cf2"], -count if match["cf3"] == "B" else count) for one in seen
        ]
        ahead, back = (day and Period(day, day) for day in days_away)
        return self._made(match, ahead or None, back or None)

    def _ago(self, match: re.Match[str]) -> Day | None:
        count = self._value(match, "ag1", "ag3") or 1
        unit = match["ag2"] or match["ag4"]
        if unit == "K":
            return self._made(match, almanac.unit_of(self.today, "K", -count), grain="weekend")
        day = almanac.moved(self.today, unit, -count)
        return self._made(match, Period(day, day))

    def _ahead(self, match: re.Match[str]) -> Day | None:
        if match["ah1"] and self.text[match.start()] == "e" and self.speech.language == "en" and "for" in match[0]:
            return None
        day = almanac.moved(self.today, match["ah2"] or match["ah4"], self._value(match, "ah1", "ah3") or 1)
        return self._made(match, Period(day, day))

    def _many(self, match: re.Match[str]) -> Day | None:
        """Read "últimos 3 meses": rolling days in a sentence, whole calendar units when it is all that was said."""
        unit = match["ma2"] or match["ma4"] or match["ma6"]
        count = self._value(match, "ma1", "ma3", "ma5") or 1
        if count > 1 and not self._is_plural(match):  # "we are 3 next week"
            return self._made(match, almanac.unit_of(self.today, unit, -1 if "l" in match[0] else 1))
        alone = len(match[0]) == len(self.text.strip(".,"))
        past = "l" in match[0]
        if alone and unit in "WMAQ":
            near, far = (-1, -count) if past else (1, count)
            ends = (almanac.unit_of(self.today, unit, near), almanac.unit_of(self.today, unit, far))
            return self._made(match, Period(min(e.start for e in ends), max(e.end for e in ends)), grain="period")
        sign = -1 if past else 1
        far_day = almanac.moved(self.today, unit, sign * count)
        for number, more in (("ma7", "ma8"), ("ma9", "ma10")):
            if match[number]:
                far_day = almanac.moved(far_day, match[more], sign * (self._value(match, number) or 0))
        if past:
            return self._made(match, Period(far_day, self.today - almanac.DAY), grain="period")
        return self._made(match, Period(self.today + almanac.DAY, far_day), grain="period")

    # ---- units --------------------------------------------------------------------------------------------------------

    def _unit(self, match: re.Match[str]) -> Day | None:
        said = (match["un1"] or "") + (match["un4"] or "")
        unit = match["un2"] or match["un3"]
        shift = 1 if "x" in said else -1 if "l" in said else 0
        plural = self._is_plural(match)
        if plural and shift and unit == "D":
            far = self.today + timedelta(days=shift * _FEW)
            near = self.today + timedelta(days=shift)
            return self._made(match, Period(min(far, near), max(far, near)), grain="period")
        grain = "weekend" if unit == "K" else ""
        return self._made(match, almanac.unit_of(self.today, unit, shift), grain=grain)

    def _is_plural(self, match: re.Match[str]) -> bool:
        return any(word in self.plurals for word in range(match.start(), match.end()))

    def _quincena(self, match: re.Match[str]) -> Day | None:
        nth = match["qu1"]
        if nth == "l" and not match["qu2"] and "M" not in match[0]:
            return self._made(match, almanac.unit_of(self.today, "Q", -1))
        second = nth == "l" or self.values[match.start("qu1")] + (2 if nth == "s" else 0) > 1

        def half(month: Period) -> Period:
            return almanac.quincena_of(month.end if second else month.start)

        if match["qu2"]:
            month = Point(year=self._year_in(match), month=self._value(match, "qu2"))
            ahead, back = month.seen(self.today, past=False), month.seen(self.today, past=True)
            return self._made(match, ahead and half(ahead), back and half(back))
        return self._made(match, half(almanac.unit_of(self.today, "M", self._shift(match, "qu3", "qu4"))))

    def _rest(self, match: re.Match[str]) -> Day | None:
        end = almanac.unit_of(self.today, match["re1"]).end
        if match["re1"] == "W" and self.speech.language == "en":
            end -= almanac.DAY  # in English the week's rest ends on Saturday
        return self._made(match, Period(self.today, end), grain="period")

    def _week_of(self, match: re.Match[str]) -> Day | None:
        point = self.point(*match.span("wo1"))
        if point is None:
            return None
        seen = [point.seen(self.today, past=past) for past in (False, True)]
        weeks = [period and almanac.week_of(period.start) for period in seen]
        return self._made(match, weeks[0], weeks[1], grain="period")

    def _nth_unit(self, match: re.Match[str]) -> Day | None:
        if match["nu8"]:
            return self._week_of_month(match)
        unit = match["nu2"] or match["nu7"]
        year = self._year_in(match) or self.today.year + self._shift(match, "nu3", "nu4")
        if match["nu6"] or not 1900 <= year <= 2199:
            return None
        nth = self._value(match, "nu1") or 1
        if unit == "W":
            monday = almanac.week_of(date(year, 1, 4)).start + (nth - 1) * almanac.WEEK
            return self._made(match, almanac.week_of(monday)) if "A" in match[0] or "y" in match[0] else None
        if nth * {"M": 1, "U": 3, "S": 6}[unit] > 12:
            return None
        if unit == "M":
            return self._made(match, almanac.month_of(year, nth)) if "A" in match[0] or "y" in match[0] else None
        months = 3 if unit == "U" else 6
        return self._made(match, almanac.months_together(date(year, (nth - 1) * months + 1, 1), months))

    def _after_next(self, match: re.Match[str]) -> Day | None:
        what = match["an1"]
        value = self.values[match.start("an1")]
        if what in "ws":
            day = almanac.weekday_near(self.today + almanac.DAY, value, past=False) + almanac.WEEK
            return self._made(match, Period(day, day))
        if what in "mc":
            year = self.today.year + (value <= self.today.month) + 1
            return self._made(match, almanac.month_of(year, value))
        return self._made(match, almanac.unit_of(self.today, what, 2))

    def _months(self, match: re.Match[str]) -> Day | None:
        year = self._year_in(match)
        for index in range(match.start(), match.end()):
            if self.text[index] == "z":
                year = century(self.values[index])
        start, end = self._value(match, "mo1"), self._value(match, "mo2")
        return self._ranged(match, lambda: (Point(month=start), Point(year=year, month=end)))

    def _year(self, match: re.Match[str]) -> Day | None:
        year = self._value(match, "ye2")
        return self._made(match, almanac.year_of(year if year is not None else century(self._value(match, "ye3") or 0)))

    def _weekend(self, match: re.Match[str]) -> Day | None:
        this = almanac.weekend_of(self.today)
        back = this if this.start <= self.today else almanac.unit_of(self.today, "K", -1)
        return self._made(match, this, back, grain="weekend")

    def _this_unit(self, match: re.Match[str]) -> Day | None:
        return self._made(match, almanac.unit_of(self.today, match["th1"]), grain="period")


def _is_plural(unit: str) -> bool:
    return unit.endswith("s") and unit != "mes"


def days(
    tokens: Sequence[Token], numbers: Sequence[Number], money: frozenset[int], today: date, speech: Speech
) -> list[Day]:
    """Find the days and periods said in TOKENS; numbers beginning at a token in MONEY belong to none of them."""
    written = letters(tokens, numbers, money, speech.language)
    plurals = frozenset(
        index
        for index, letter in enumerate(written.text)
        if letter in "DWMAQ" and _is_plural(tokens[written.firsts[index]].text)
    )
    return _Reader(written, today, speech, plurals).read()
