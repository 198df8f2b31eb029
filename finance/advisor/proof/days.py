"""The days a sentence speaks of: what reads like a date and is none is left out, what is a stretch counts its days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from finance.advisor.proof.claims import LITERAL, Figure, When
from finance.advisor.proof.words import SAME_DAYS, SPAN_OF, several
from finance.understanding import Period, almanac
from finance.understanding.date_parts import Day
from finance.understanding.dates import days
from finance.understanding.figures import Number
from finance.understanding.lexicon import LANGUAGES, table
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_DAY = timedelta(days=1)
_NOW = several("ahora ahorita recien now agora mismo right mesmo")
_UNIT = r"(?:dia|semana|mes|ano|quincena|quinzena|day|week|month|year|fortnight|trimestre|semestre|quarter|hora|hour)"
_RATE = re.compile(rf"(?:por|a|al|ao|per|cada|each|every|de)\s+(?:la\s+)?{_UNIT}")
_PLURAL_UNIT = re.compile(
    r"(?:de|of|em|en|in)\s+(?:dias|semanas|meses|anos|days|weeks|months|years|quincenas|quinzenas)"
)
_EACH = re.compile(r"\b(?:los|os|as|todos|todas|cada|every|each|todo|toda)\s*$")
_HABIT = re.compile(
    r"(?:findes|fines de semana|fins de semana|finais de semana|weekends|wkends)$"
    r"|^(?:los|aos|nos) \w+$|(?:mon|tues|wednes|thurs|fri|satur|sun)days$"
    r"|(?:sabados|domingos|segundas|tercas|quartas|quintas|sextas)$"
)
_EDGE_BEFORE = re.compile(
    r"(?:\b(?:desde|hasta|until|till|through|by|since|from|ate|al|ao|antes del?|before|a partir del?)(?: el| o| the)?|\ba)\s*$"
)
_PAST = several("ultimo ultima ultimos ultimas pasado pasada pasados pasadas last past previous")
_REST = several("resto queda quedan resta falta rest remainder")
_SHORT_PT = several("ter seg qua qui sex dom")
_ORDINAL_PT = several("segunda terca quarta quinta sexta")
_ON_PT = frozenset({"na", "nesta", "ate", "desde", "da"})
_UNITS = "WMAQUSK"


@cache
def _calendar_words() -> frozenset[str]:
    """What names a month, a weekday or a feast, in any language."""
    words: set[str] = set()
    for language in LANGUAGES:
        data = table("days")[language]
        for kind in ("months", "short_months", "weekdays", "holidays"):
            words |= {part for name in data[kind] for part in name.split("_")}
    return frozenset(words) - {
        "de",
        "dia",
        "day",
        "a",
        "year",
        "new",
        "ano",
        "fin",
        "fim",
        "2a",
        "3a",
        "4a",
        "5a",
        "6a",
    }


_ARTICLES = several("el la los las lo o os a as the un una um uma")


class DayClaims:
    """The days and stretches said in one text."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        numbers: Sequence[Number],
        money: frozenset[int],
        today: date,
        speech: Speech,
    ) -> None:
        self.text, self.tokens, self.numbers, self.today, self.speech = text, tokens, numbers, today, speech
        self.texts = [token.text for token in tokens]
        self.same_days = [match.span() for match in SAME_DAYS.finditer(text)]
        self.days = [day for day in days(tokens, numbers, money, today, speech) if not self._is_none(day)]
        self.partial = {self._nearest(place) for place in self.same_days}

    def whens(
        self, figures: Sequence[Figure], parts: Sequence[Figure], counted: Sequence[Figure]
    ) -> tuple[list[When], list[Figure], list[Figure]]:
        """Give the days, the numbers that they are made of, and the stretches in COUNTED with the days they count."""
        found, bound, stretches = [], [], list(counted)
        for day in self.days:
            start, end = self._place(day)
            if any(one.unit in LITERAL and _meet(one, start, end) for one in parts):
                continue  # "60/30/10" is no day
            within = [at for at, one in enumerate(stretches) if start <= one.start and _meet(one, start, end)]
            if within:
                for at in within:
                    stretches[at] = replace(stretches[at], periods=(day.ahead, day.back))
                if _PAST.intersection(self.texts[day.first : day.last]):
                    when = self._rolling(day, stretches[within[0]])
                    found.append(when)
                    stretches[within[0]] = replace(stretches[within[0]], periods=when.periods)
                continue
            inside = [one for one in (*figures, *parts) if _meet(one, start, end)]
            bound += inside
            found.append(self._when(day, inside))
        return found, bound, stretches

    def _nearest(self, place: tuple[int, int]) -> int:
        """Where the days begin that "a estas alturas" is said of: those beside it."""
        starts = [self._place(day)[0] for day in self.days]
        return min(starts, key=lambda start: min(abs(start - place[0]), abs(start - place[1])), default=-1)

    def _place(self, day: Day) -> tuple[int, int]:
        return self.tokens[day.first].start, self.tokens[day.last - 1].end

    def _when(self, day: Day, inside: Sequence[Figure]) -> When:
        start, end = self._place(day)
        said = self.texts[day.first : day.last]
        named = bool(inside) or any(word in _calendar_words() for word in said)
        periods = [day.ahead, day.back]
        is_rest = bool(_REST.intersection(said))
        if is_rest:
            periods.append(Period(almanac.unit_of(self.today, "M").start, day.ahead.end))
        doubtful = inside and not any(word in _calendar_words() or word in SPAN_OF or _is_year(word) for word in said)
        return When(
            start,
            end,
            tuple(dict.fromkeys(periods)),
            now="this" if is_rest else "" if named else self._now(day),
            is_edge=day.since or _EDGE_BEFORE.search(self.text[max(0, start - 16) : start]) is not None,
            is_partial=start in self.partial,
            figures=tuple(inside) if doubtful else (),
        )

    def _now(self, day: Day) -> str:
        period = day.back
        if period == Period(self.today, self.today):
            return "today"
        if period == almanac.unit_of(self.today, "M"):
            return "month"
        for unit in _UNITS:
            if almanac.unit_of(self.today, unit) in (day.ahead, day.back):
                return "this"
            if almanac.unit_of(self.today, unit, 1) in (day.ahead, day.back):
                return "next"
        return "this" if day.ahead.start <= self.today <= day.ahead.end and day.ahead != day.back else ""

    def _rolling(self, day: Day, stretch: Figure) -> When:
        """Read "los últimos 3 meses": the days up to today, or the whole months before this one, or with it."""
        start, end = self._place(day)
        periods = [day.back]
        count = int(stretch.value)
        unit = {"weeks": "W", "months": "M", "years": "A", "quincenas": "Q"}.get(stretch.unit)
        if unit and 0 < count < 200:
            first, last = almanac.unit_of(self.today, unit, -count), almanac.unit_of(self.today, unit, -1)
            periods.append(Period(first.start, last.end))
            periods.append(Period(almanac.unit_of(self.today, unit, 1 - count).start, self.today))
        return When(start, end, tuple(periods), is_rolling=True, is_partial=start in self.partial)

    # ---- what is no day at all ----------------------------------------------------------------------------------------

    def _is_none(self, day: Day) -> bool:
        said = self.texts[day.first : day.last]
        start, end = self._place(day)
        text = self.text[start:end]
        if any(first <= start and end <= last for first, last in self.same_days):
            return True  # "by now" of the month before is no day of this one
        if _NOW.issuperset(said) or _RATE.fullmatch(text) or _PLURAL_UNIT.fullmatch(text):
            return True
        if _HABIT.search(text) or _EACH.search(self.text[max(0, start - 8) : start]):
            return not any(word.isdigit() for word in said)
        if self.speech.language == "pt" and self._is_portuguese_word(day, said):
            return True
        if all(word in self.speech.ordinals or word in _ARTICLES for word in said):
            return True  # "el primer movimiento"
        numbers = [one for one in self.numbers if day.first < one.last and one.first < day.last]
        if self._is_counted(day, said):
            return True  # "comes from 17 movements"
        # "mil" is a year to a calendar: a year is written in figures
        return any(not one.figures and one.value >= 1000 for one in numbers) or self._is_times(day, said)

    def _is_counted(self, day: Day, said: Sequence[str]) -> bool:
        """Tell a number of things from a day of the month: nothing names a month, and a plural follows."""
        following = self.tokens[day.last] if day.last < len(self.tokens) else None
        if (
            following is None
            or following.kind != "word"
            or not (following.text.endswith("s") and len(following.text) > 3)
        ):
            return False
        return said[-1].isdigit() and not any(word in _calendar_words() or word in SPAN_OF for word in said)

    def _is_times(self, day: Day, said: Sequence[str]) -> bool:
        """Tell "de 3 a 6 meses" from the third weekday, "3a"."""
        return len(said) == 2 and said[0].isdigit() and said[1] in {"a", "o"} and not self.tokens[day.last - 1].glued

    def _is_portuguese_word(self, day: Day, said: Sequence[str]) -> bool:
        """Tell weekdays from words: "ter" is to have, "segunda" a second."""
        if any(word.isdigit() for word in said) or "feira" in said:
            return False
        if said[-1] in _SHORT_PT:
            return True
        if said[-1] not in _ORDINAL_PT:
            return False
        following = self.tokens[day.last] if day.last < len(self.tokens) else None
        return said[0] not in _ON_PT or (following is not None and following.kind == "word" and len(following.text) > 3)


def _meet(figure: Figure, start: int, end: int) -> bool:
    return figure.start < end and start < figure.end


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1900 <= int(word) < 2200
