"""Fields and widgets of our own: a date in three boxes, a time as people write it, answers with hints."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _

PARTS = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200


class DateParts(forms.MultiWidget):
    """A day, a month and a year, each in its own box.

    They are posted as <name>_day, <name>_month and <name>_year. A whole date in <name>, as an address or a script
    may carry it (2026-03-27), is read as well.
    """

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None):
        super().__init__({name: forms.TextInput() for name, _label, _width in PARTS}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Split a date, or a date written 2026-03-27, into its boxes."""
        if isinstance(value, str):
            value = _iso(value) or value
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> Any:
        """Return what was typed in the boxes; nothing at all is an empty answer."""
        if data.get(name) and f"{name}_day" not in data:
            return data.get(name)
        typed = [str(data.get(f"{name}_{part}", "")).strip() for part, _label, _width in PARTS]
        return typed if any(typed) else ""

    def value_omitted_from_data(self, data: Mapping, files: Any, name: str) -> bool:
        """Say whether neither the boxes nor the whole date were sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        """Return the boxes with their labels and widths."""
        context = super().get_context(name, value, attrs)
        for box, (_name, label, width) in zip(context["widget"]["subwidgets"], PARTS, strict=True):
            box["label"], box["width"] = label, width
        return context


class DateField(forms.DateField):
    """A day that people type as day, month and year; the month may be a word."""

    widget = DateParts
    default_error_messages = {
        "required": _("Enter a date"),
        "invalid": _("Enter a real date, like 27 3 2026"),
        "day": _("The date must include a day"),
        "month": _("The date must include a month"),
        "year": _("The date must include a year"),
        "year_length": _("The year must have 4 numbers, like 2026"),
    }

    def to_python(self, value: Any) -> date | None:
        """Return the date. Raises ValidationError that says which part is missing or wrong."""
        if value in self.empty_values:
            return None
        if isinstance(value, (list, tuple)):
            return self._from_parts([str(part).strip() for part in value])
        found = super().to_python(value)
        if found is not None and not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
            # What no box takes no address takes either: arithmetic at the calendar's ends would fail.
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the date typed differs from the one shown; what can't be read has changed."""
        try:
            return (initial or None) != self.to_python(data)
        except ValidationError:
            return True

    def _from_parts(self, typed: list[str]) -> date:
        for part, (name, _label, _width) in zip(typed, PARTS, strict=True):
            if not part:
                raise ValidationError(self.error_messages[name], code=name)
        day, month, year = _number(typed[0]), _month(typed[1]), _number(typed[2])
        if year is not None and len(typed[2]) != 4:
            raise ValidationError(self.error_messages["year_length"], code="year_length")
        if day is None or month is None or year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(year, month, day)
        except ValueError as wrong:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from wrong


class TimeField(forms.TimeField):
    """A time of day as people write it: 9:30, 9.30am, 2pm, 14:00, midday."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Enter a time"),
        "invalid": _("Enter a time, like 9:30am or 14:00"),
    }
    _written = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII)

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "govuk-input--width-5")

    def prepare_value(self, value: Any) -> Any:
        """Show a time with its hours and minutes only."""
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        """Return the time. Raises ValidationError for what isn't one, a bare number included."""
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        words = str(value).strip().lower()
        if words in {"midday", "noon"}:
            return time(12)
        found = self._written.fullmatch(words)
        clock = _clock(*found.groups()) if found else None
        if clock is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return clock


class Hinted:
    """Answers to choose from; `hints` says more about an answer, by its value."""

    def __init__(self, attrs: dict | None = None, choices: Any = (), hints: Mapping[str, str] | None = None):
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict:
        """Return the option with its hint."""
        option = super().create_option(*args, **kwargs)  # type: ignore[misc]
        return {**option, "hint": self.hints.get(str(option["value"]), "")}


class Radios(Hinted, forms.RadioSelect):
    """One answer of a few."""


class Checkboxes(Hinted, forms.CheckboxSelectMultiple):
    """Any number of answers of a few."""


def _iso(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _number(typed: str) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else None


def _month(typed: str) -> int | None:
    number = _number(typed)
    if number is not None:
        return number
    for names in (MONTHS, MONTHS_3):
        for month, name in names.items():
            if str(name).lower() == typed.lower():
                return month
    return None


def _clock(hours: str, minutes: str | None, half: str | None) -> time | None:
    hour, minute = int(hours), int(minutes or 0)
    if half is None and minutes is None:
        return None  # "9" alone: nine in the morning or a typing slip?
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
