"""Months as agreements, training and words given count them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.months import add_months, last_day


def test_it_ends_on_the_last_day_of_a_shorter_month():
    assert add_months(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert add_months(date(2026, 8, 31), 1) == date(2026, 9, 30)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_it_moves_by_whole_months_and_keeps_the_day_or_the_last(day, months):
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day
    assert moved.day == day.day or add_months(moved.replace(day=1), 1).toordinal() - moved.toordinal() == 1


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_the_day_after_the_last_begins_the_next_span(day, months):
    assert last_day(day, months) + timedelta(days=1) == add_months(day, months)
    assert last_day(date(2026, 5, 1), 12) == date(2027, 4, 30)
