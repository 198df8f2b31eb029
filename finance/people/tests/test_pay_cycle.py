"""Pay comes on business days; the stretch it has to last follows the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.people.pay_cycle import PayCycle

ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    """A day as "2026-03-15"."""
    return date.fromisoformat(text)


class TestNextPayDay:
    @pytest.mark.parametrize(
        ("country", "after", "paid"),
        [
            ("PE", "2026-01-01", "2026-01-15"),  # a Thursday
            ("PE", "2026-01-14", "2026-01-15"),
            ("PE", "2026-01-15", "2026-01-30"),  # today's pay is not the next; the 31st is a Saturday
            ("PE", "2026-01-30", "2026-02-13"),  # already paid for January; the 15th is a Sunday
            ("PE", "2026-01-31", "2026-02-13"),
            ("PE", "2026-02-13", "2026-02-27"),  # February ends on a Saturday
            ("PE", "2026-02-28", "2026-03-13"),
            ("PE", "2026-12-31", "2027-01-15"),  # over the turn of the year
            ("PE", "2028-02-15", "2028-02-29"),  # a leap year
            ("MX", "2027-03-01", "2027-03-12"),  # the 15th is Juárez' Monday
            ("PE", "2027-03-01", "2027-03-15"),  # which nobody keeps in Peru
            ("MX", "2026-11-30", "2026-12-15"),
        ],
    )
    def test_a_quincena_comes_on_the_15th_and_the_last_or_the_business_day_before(
        self, country: str, after: str, paid: str
    ) -> None:
        assert PayCycle("quincena", country).next_pay_day(day(after)) == day(paid)

    @pytest.mark.parametrize(
        ("country", "of_month", "after", "paid"),
        [
            ("PE", 31, "2026-02-01", "2026-02-27"),  # the 31st of February is its last day, a Saturday
            ("PE", 31, "2026-02-27", "2026-03-31"),
            ("PE", 30, "2027-01-30", "2027-02-26"),  # the 28th is a Sunday
            ("PE", 29, "2026-07-01", "2026-07-27"),  # Fiestas Patrias, both days
            ("PE", 3, "2026-03-04", "2026-04-01"),  # Good Friday and the Thursday before
            ("MX", 16, "2026-09-01", "2026-09-15"),  # Independence
            ("MX", 25, "2026-12-01", "2026-12-24"),
            ("MX", 1, "2026-12-02", "2026-12-31"),  # New Year's pay comes in the old year
            ("PE", 1, "2026-01-15", "2026-01-30"),  # the 1st of February is a Sunday: the month before
            ("PE", 1, "2026-01-30", "2026-02-27"),
            ("PE", 1, "2026-01-31", "2026-02-27"),
        ],
    )
    def test_monthly_pay_comes_on_its_day_or_the_business_day_before(
        self, country: str, of_month: int, after: str, paid: str
    ) -> None:
        assert PayCycle("monthly", country, day=of_month).next_pay_day(day(after)) == day(paid)

    @pytest.mark.parametrize(
        ("rhythm", "after", "paid"),
        [
            ("weekly", "2026-03-12", "2026-03-13"),
            ("weekly", "2026-03-13", "2026-03-20"),
            ("weekly", "2025-12-26", "2026-01-02"),  # long before the anchor
            ("biweekly", "2026-03-06", "2026-03-20"),
            ("biweekly", "2026-03-12", "2026-03-20"),  # the Friday between is not one
            ("biweekly", "2026-03-20", "2026-04-03"),
        ],
    )
    def test_weeks_are_counted_from_a_day_on_which_pay_came(self, rhythm: str, after: str, paid: str) -> None:
        assert PayCycle(rhythm, "PE", anchor=day("2026-03-06")).next_pay_day(day(after)) == day(paid)

    @pytest.mark.parametrize("cycle", [PayCycle("none", "PE"), PayCycle("weekly", "PE"), PayCycle("biweekly", "MX")])
    def test_without_a_rhythm_no_day_is_made_up(self, cycle: PayCycle) -> None:
        assert cycle.next_pay_day(day("2026-03-12")) is None


class TestPeriod:
    @pytest.mark.parametrize(
        ("cycle", "on", "start", "end"),
        [
            (PayCycle("quincena", "PE"), "2026-03-15", "2026-03-01", "2026-03-15"),
            (PayCycle("quincena", "PE"), "2026-03-16", "2026-03-16", "2026-03-31"),
            (PayCycle("quincena", "PE"), "2026-02-28", "2026-02-16", "2026-02-28"),
            (PayCycle("monthly", "PE", day=31), "2026-02-27", "2026-01-31", "2026-02-27"),
            (PayCycle("monthly", "PE", day=31), "2026-02-28", "2026-02-28", "2026-03-30"),
            (PayCycle("monthly", "PE", day=31), "2026-03-31", "2026-03-31", "2026-04-29"),
            (PayCycle("monthly", "PE", day=5), "2026-01-04", "2025-12-05", "2026-01-04"),
            (PayCycle("monthly", "PE", day=5), "2026-01-05", "2026-01-05", "2026-02-04"),
            (PayCycle("weekly", "PE", anchor=day("2026-03-06")), "2026-03-12", "2026-03-06", "2026-03-12"),
            (PayCycle("biweekly", "PE", anchor=day("2026-03-06")), "2026-03-19", "2026-03-06", "2026-03-19"),
            (PayCycle("biweekly", "PE", anchor=day("2026-03-06")), "2026-03-05", "2026-02-20", "2026-03-05"),
            (PayCycle("none", "PE"), "2026-02-10", "2026-02-01", "2026-02-28"),
        ],
    )
    def test_one_pay_lasts_from_its_day_to_the_day_before_the_next(
        self, cycle: PayCycle, on: str, start: str, end: str
    ) -> None:
        assert cycle.period(day(on)) == (day(start), day(end))


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
countries = st.sampled_from(["PE", "MX", "CO", "BR", "AR", "US"])
paid_cycles = st.one_of(
    st.builds(PayCycle, st.just("quincena"), countries),
    st.builds(PayCycle, st.just("monthly"), countries, day=st.integers(1, 31)),
    st.builds(PayCycle, st.sampled_from(["weekly", "biweekly"]), countries, anchor=days),
)
cycles = st.one_of(paid_cycles, st.builds(PayCycle, st.just("none"), countries))


@given(cycles, days)
def test_periods_tile_the_calendar_without_gap_or_overlap(cycle: PayCycle, on: date) -> None:
    start, end = cycle.period(on)
    assert start <= on <= end
    assert cycle.period(start) == cycle.period(end) == (start, end)
    assert cycle.period(end + ONE_DAY)[0] == end + ONE_DAY
    assert cycle.period(start - ONE_DAY)[1] == start - ONE_DAY


@given(paid_cycles, days)
def test_the_next_pay_day_is_later_and_never_far(cycle: PayCycle, after: date) -> None:
    paid = cycle.next_pay_day(after)
    assert paid is not None
    assert after < paid <= after + timedelta(days=36)  # a month, and the longest feast before it


@given(paid_cycles, days)
def test_no_pay_day_is_jumped_over(cycle: PayCycle, after: date) -> None:
    paid = cycle.next_pay_day(after)
    assert paid is not None
    for waiting in range((paid - after).days):
        assert cycle.next_pay_day(after + timedelta(days=waiting)) == paid
