"""Which days and periods a message says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from finance.understanding import almanac
from finance.understanding.almanac import Point
from finance.understanding.calendar_words import Letters, letters
from finance.understanding.numerals import Number
from finance.understanding.reading import Period
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_UNIT = "[DWMAQKUSJ]"
_LONG = "[WMAQKUSJ]"
_YEAR = "(?:[,oe.]{0,2}[dv]?[yz])"
_DAY_MONTH = rf"(?:[txl]?[ws][,.(]?e?)?[vdeO]?D?[nq1][-/.]?(?:o[dv]?|e|v)?[mc][.]?(?:{_YEAR}|[-/](?:[yzn])|,n(?=$|[.,])|(?<=q[mc])n(?=$))?"
_MONTH_DAY = rf"(?:[ws][,.]?)?[mc][.]?(?:[-/]?v?n|[-/,]?v?q)(?![x%]|-y){_YEAR}?(?:,[ws])?"
_FIGURES = r"ynn|n/n(?:[/,][nyz])?|n-n-[nyz]|n\.n\.[nyz]|y[-/.]n[-/.]n|y[-/][mc][-/]n|y/n/[mc]|[mc]-y-n|n-y-[mc]|(?<=[vewst])n-n(?!-)(?!o?[dv]?[mc])|^n-n$|(?<=v)non"
_MONTH = r"[txl]?m[.]?(?:[-/,]{0,1}[oe]?[dv]?y)?|[txl]?[mc][.]?[-/,]?[oe]?[dv]?y|y[-/,]?[mc]|[xl][mc]|[mc](?:x|l)|[mc][oe](?:xA|Ax|[lt]A|Al|[1n]A)|(?<=e)c(?![nq])"
_MONTH_FIGURES = r"n[-/.~]y|y[-/.]n(?![-/.][nmc])"
_WEEKDAY = r"[txl]{0,2}w[xl]?|[txlev]s"
_POINT = rf"(?:r|[txl]?(?:[ws][,(]?)?(?:{_FIGURES})|{_DAY_MONTH}|{_MONTH_DAY}|{_MONTH_FIGURES}|{_MONTH}|w[vd]*D?[nq](?![DWMA])|(?<=[eTfBFvxo])j|{_WEEKDAY})"
_TAIL = r"(?:o?[dv]?(?:[txl]M|M[xlt]))"
_TO = r"(?:T[av]?|a[v]?|d|-)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("week_days", rf"(?:[dv]?[txl]W|[dv]?W[xlt])e?[fobde]*(?P<wd1>[ws])(?:{_TO}|&)[vd]?(?P<wd2>[ws])"),
    (
        "bare_range",
        rf"(?:(?:[fb]v?d?|o)(?P<b1>[nq])(?:{_TO}|&)|v(?P<b5>[nq])(?:T[av]?|av?))[vd]?(?P<b2>[nq])(?![-/.]?o?[mc]|[-/][ny]){_TAIL}?|(?P<b3>[nq])(?:{_TO})(?P<b4>[nq]){_TAIL}",
    ),
    ("month_range", rf"f?v?(?P<m1>[mc])\.?b?v?(?P<m2>[nq])(?:{_TO}|&)v?(?P<m3>[nq])(?![-/.]?o?[mc]){_YEAR}?"),
    (
        "point_range",
        rf"(?![mc]-y-n|n-y-[mc])(?:b[vd]?(?P<p1>{_POINT}|y|[nq](?=.{{1,3}}[nq][-/.]?o?[mc/]))(?:&|{_TO})[vd]?(?P<p2>{_POINT})|(?:[fo][vd]?)?(?P<p3>{_POINT}|(?<![#,])[nq](?={_TO}[vd]?(?:[nq][-/.]?o?v?[mc]|[mc][nq]))|(?<=f)y)(?:{_TO})[vd]?(?P<p4>{_POINT})|[fbo][vd]?A?(?P<p5>y)(?:{_TO}|&)[vd]?A?(?P<p6>y))",
    ),
    (
        "weekday_of_week",
        r"[eO]?[dv]?(?P<ww1>[ws])[,-]?(?:[oef]?[dv]?)?(?:(?P<ww2>[txl])W|W(?P<ww3>[xlt]))|(?:[dv]?(?P<ww4>[txl])W|[dv]?W(?P<ww5>[xlt]))(?:_)?[-,]?[eOo]?[v-]?(?P<ww6>[ws])",
    ),
    (
        "nth_weekday",
        rf"[vd]?(?P<nw1>q|l(?=[ws][oe][vdtx]{{0,2}}[mcM]))(?P<nw2>[ws])(?:[oe][vd]?(?:(?P<nw3>[mc])|(?P<nw4>[txl])?M(?P<nw5>[xl])?){_YEAR}?)?",
    ),
    ("weekday_from_now", r"(?P<wf1>[ws])(?P<wf2>[n1])(?P<wf3>[DWM])fr"),
    ("weekdays_away", r"h(?P<wa1>[n1])w|(?P<wa2>[n1])w(?P<wa3>g|fr)"),
    (
        "starting",
        rf"e(?P<st1>[n1])(?P<st2>[DWM]),?f[vd]?(?P<st3>{_POINT})|f?(?P<st4>{_POINT})e(?P<st5>[n1])(?P<st6>[DWM])",
    ),
    ("counted_from", rf"(?P<cf1>[n1])(?P<cf2>{_UNIT})(?P<cf3>[FfB])o?[vd]?(?P<cf4>{_POINT})"),
    ("ago", rf"h(?P<ag1>[n1])(?P<ag2>{_UNIT})|(?P<ag3>[n1])(?P<ag4>{_UNIT})g"),
    (
        "many",
        rf"[vd]?(?:[xl](?P<ma1>[n1])(?P<ma2>{_UNIT})|(?P<ma3>[n1])[xl](?P<ma4>{_UNIT})|(?P<ma5>[n])(?P<ma6>{_UNIT})[xl])(?:&?(?P<ma7>n)(?P<ma8>{_UNIT}))?(?:&(?P<ma9>n)(?P<ma10>{_UNIT}))?",
    ),
    ("ahead", r"(?:i1?|e)(?P<ah1>[n1])(?P<ah2>[DWMA])(?!l)(?!,?f)|(?P<ah3>[n1])(?P<ah4>[DWMA])H"),
    ("quincena", rf"[vd]?(?P<qu1>[qsl])Q(?:o[dv]?(?:(?P<qu2>[mc]){_YEAR}?|(?P<qu3>[txl])?M(?P<qu4>[xlt])?))?"),
    ("day_of_month", r"[vdeO]?D?(?P<dm1>[nq])D?o[dv]?(?:(?P<dm2>[txl])M|M(?P<dm3>[xlt])|v?xM)"),
    ("rest", rf"R[o]?[dv]?t?(?P<re1>{_LONG})"),
    ("week_of", rf"W[o]?[dv]?D?(?P<wo1>{_DAY_MONTH}|{_MONTH_DAY}|vn)"),
    (
        "nth_unit",
        r"[vd]?(?P<nu1>q)(?P<nu2>[WMUS])(?:[oe]?[vd]?(?:(?P<nu3>[txl])A|A(?P<nu4>[xlt])|(?P<nu5>y)))?|(?P<nu6>l)(?:n|1)?(?P<nu7>[WM])o(?:tA|y)",
    ),
    ("after_next", rf"[vd]?(?P<an1>{_UNIT}|[ws]|[mc])F[vd]?x"),
    ("unit", rf"[dvo]?(?:(?P<un1>[txl]{{1,2}})(?P<un2>{_LONG}|D(?!n))|(?P<un3>{_UNIT})(?P<un4>[xlt])(?!n))"),
    ("since", rf"f[vd]?D?(?P<si1>{_POINT}|[nq](?![{_UNIT[1:-1]}#%x]))"),
    ("point", rf"[eO]?[vd]?D?(?P<po1>{_POINT})"),
    ("year", r"(?:(?P<ye1>(?:e|v|o)?[vd]?A|e|o)|^=?)(?P<ye2>y)(?=[^#n_%]|$|_(?!o))|A(?P<ye3>z)"),
    ("day", r"(?:(?:v|O|fv|vD|[vdet]?D)(?P<da1>[nq])|(?:^|e)s(?P<da2>)$|^v?(?P<da3>q)$)(?![x%DWMAQ/:.]n?)"),
    ("short_weekday", r"(?:[etTxl&vd]|^)(?P<sw1>s)(?=[_.,]|$|o[tx])"),
    ("weekend", r"[edv]?(?P<we1>K)"),
    ("this_unit", r"(?:[eo]|^|o[vd]|e[vd])[vd]?(?P<th1>[MQW])(?=$|[.,:?_])"),
)
_GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_SOMETHING = re.compile(r"[wmcrDWMAQKUSJRys]|[vO][nq]|n[-/.]n|[nq][Ta&]v?[nq]|^q$")
_FEW = 3


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


class _Reader:
    def __init__(self, written: Letters, today: date, speech: Speech) -> None:
        self.letters, self.today, self.speech = written, today, speech
        self.text, self.values = written.text, written.values

    def read(self) -> list[Day]:
        if not _SOMETHING.search(self.text):
            return []
        found = []
        at = 0
        while match := _GRAMMAR.search(self.text, at):
            kind = match.lastgroup or ""
            day = getattr(self, f"_{kind}")(match)
            if day is not None:
                found.append(day)
            at = match.end() if day is not None or match.end() == match.start() else match.start() + 1
            at = max(at, match.start() + 1)
        return found

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

    # ---- points -------------------------------------------------------------------------------------------------------

    def point(self, start: int, end: int) -> Point | None:
        """Read the letters from START to END as one day, month or year."""
        text, values = self.text[start:end], self.values
        at = {letter: start + index for index, letter in reversed(list(enumerate(text)))}
        if "r" in at:
            day = almanac.moved(self.today, "D", values[at["r"]])
            return Point(period=Period(day, day))
        if "j" in at:
            return Point(month=values[at["j"]] // 100, day=values[at["j"]] % 100)
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
        return self._weekday(weekday, shift)

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
                point.year = _century(count)
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
            year = counts[2][1] if kinds[2] == "y" else _century(counts[2][1])
        day, month = (two, one) if self.speech.month_first else (one, two)
        if month > 12 >= day:
            day, month = month, day
        if this and year is None:
            year = self.today.year
        return self._valid(year, month, day)

    def _valid(self, year: int | None, month: int, day: int) -> Point | None:
        return Point(year, month, day) if almanac.a_day(year or 2000, month, day) else None

    def _weekday(self, weekday: int, shift: int) -> Point:
        if not shift:
            return Point(weekday=weekday)
        day = almanac.weekday_near(self.today, weekday, past=shift < 0)
        if day == self.today:
            day += almanac.WEEK
        return Point(period=Period(day, day))

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
        return self._seen(match, self._weekday(self.values[match.end() - 1], 0))

    def _short_weekday(self, match: re.Match[str]) -> Day | None:
        shift = 1 if match[0][0] == "x" else -1 if match[0][0] == "l" else 0
        return self._seen(match, self._weekday(self.values[match.start("sw1")], shift))

    def _day_of_month(self, match: re.Match[str]) -> Day | None:
        month = almanac.unit_of(self.today, "M", self._shift(match, "dm2", "dm3") or ("xM" in match[0]))
        return self._seen(match, Point(month.start.year, month.start.month, self._value(match, "dm1")))

    def _starting(self, match: re.Match[str]) -> Day | None:
        """Read "3 days starting next monday"; "3 days from today" in a sentence about a span."""
        point = self.point(*match.span("st3" if match["st1"] else "st4"))
        start = point and point.seen(self.today, past=False)
        if not start:
            return None
        end = almanac.moved(start.start, match["st2"] or match["st6"], self._value(match, "st1", "st5") or 1)
        return self._made(match, Period(start.start, end - almanac.DAY), grain="period")

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

    def _year_in(self, match: re.Match[str]) -> int | None:
        for index in range(match.start(), match.end()):
            if self.text[index] == "y":
                return self.values[index]
        return None

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
        anchor = point and point.seen(self.today, past=False)
        if not anchor:
            return None
        count = self._value(match, "cf1") or 1
        day = almanac.moved(anchor.start, match["cf2"], -count if match["cf3"] == "B" else count)
        return self._made(match, Period(day, day))

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

    plurals: frozenset[int] = frozenset()

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

    def _year(self, match: re.Match[str]) -> Day | None:
        year = self._value(match, "ye2")
        return self._made(
            match, almanac.year_of(year if year is not None else _century(self._value(match, "ye3") or 0))
        )

    def _weekend(self, match: re.Match[str]) -> Day | None:
        this = almanac.weekend_of(self.today)
        back = this if this.start <= self.today else almanac.unit_of(self.today, "K", -1)
        return self._made(match, this, back, grain="weekend")

    def _this_unit(self, match: re.Match[str]) -> Day | None:
        return self._made(match, almanac.unit_of(self.today, match["th1"]), grain="period")


def _century(count: int) -> int:
    return count if count > 99 else count + (2000 if count < 70 else 1900)


def days(
    tokens: Sequence[Token], numbers: Sequence[Number], money: frozenset[int], today: date, speech: Speech
) -> list[Day]:
    """Find the days and periods said in TOKENS; numbers beginning at a token in MONEY belong to none of them."""
    written = letters(tokens, numbers, money, speech.language)
    reader = _Reader(written, today, speech)
    reader.plurals = frozenset(
        index
        for index, letter in enumerate(written.text)
        if letter in "DWMAQ"
        and tokens[written.firsts[index]].text.endswith("s")
        and tokens[written.firsts[index]].text != "mes"
    )
    return reader.read()
