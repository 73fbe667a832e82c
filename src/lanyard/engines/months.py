"""Days counted in months, as agreements, training and words given count them."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=8192)  # a country's records share their days
def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(start: date, months: int) -> date:
    """Return the last day of a span of months that begins on a day: a year from 1 May ends on 30 April."""
    return add_months(start, months) - timedelta(days=1)
