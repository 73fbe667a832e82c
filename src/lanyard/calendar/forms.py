"""Term dates and closed days, as people enter them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyard.calendar.actions import TermDates
from lanyard.calendar.models import Term
from lanyard.design.forms import DateField, Form

_PARTS = (
    ("starts_on", _("%(term)s: first day")),
    ("break_starts_on", _("%(term)s: half-term break from")),
    ("break_ends_on", _("%(term)s: half-term break to")),
    ("ends_on", _("%(term)s: last day")),
)


class TermsForm(Form):
    """The three terms of a school year. A term left empty is not kept; none at all means: as the force has them."""

    def __init__(self, *args, terms: Sequence[Term] = (), **kwargs):
        held = {term.season: term for term in terms}
        initial = {
            f"{season}_{part}": getattr(held[season], part)
            for season, _name in Term.SEASONS
            for part, _label in _PARTS
            if season in held
        }
        super().__init__(*args, initial=initial, **kwargs)
        for season, name in Term.SEASONS:
            for part, label in _PARTS:
                self.fields[f"{season}_{part}"] = DateField(label=label % {"term": name}, required=False)

    def clean(self) -> dict:
        """Ask for the other end of a term of which one was entered."""
        found = super().clean() or self.cleaned_data
        for season, _name in Term.SEASONS:
            ends = {part: found.get(f"{season}_{part}") for part, _label in _PARTS}
            for part in ("starts_on", "ends_on"):
                field = f"{season}_{part}"
                if any(ends.values()) and not ends[part] and field not in self.errors:
                    self.add_error(field, _("Enter the first and the last day of the term"))
        return found

    def dates(self) -> list[TermDates]:
        """Return the terms entered."""
        return [entered for season, _name in Term.SEASONS if (entered := self._term(season))]

    def _term(self, season: str) -> TermDates | None:
        values: dict[str, Any] = {part: self.cleaned_data.get(f"{season}_{part}") for part, _label in _PARTS}
        return TermDates(season, **values) if values["starts_on"] else None


class ClosedDayForm(Form):
    """A day on which a school has no pupils in."""

    day = DateField(label=_("Day"))
    reason = forms.CharField(label=_("Why"), max_length=100, help_text=_("For example, staff training"))

    def cleaned(self) -> tuple[date, str]:
        """Return the day and the reason."""
        return self.cleaned_data["day"], self.cleaned_data["reason"]
