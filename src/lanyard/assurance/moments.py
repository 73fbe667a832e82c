"""Moments as people write them: a day means its end, so that all that was known on it counts."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

# Years that a person can mean. Beyond them the arithmetic of dates and of time zones runs off the calendar.
YEARS = range(1900, 2200)


def end_of(day: date) -> datetime:
    """Return the last second of a day, local time."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone())


def read_moment(text: str) -> datetime | None:
    """Read a day or a moment in ISO format; None for anything else, and for years that nobody can mean."""
    try:
        found = parse_datetime(text) if "T" in text or " " in text else None
        day = parse_date(text) if found is None else None
    except ValueError:
        return None
    said = day or found
    if said is None or said.year not in YEARS:
        return None
    if day is not None:
        return end_of(day)
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found
