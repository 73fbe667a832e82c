"""How this room's values are said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def year_name(year: int) -> str:
    """Return a year group as a school says it."""
    if year == 0:
        return _("Reception")
    return _("Year %(year)s") % {"year": year}


def year_list(years: Iterable[int]) -> str:
    """Return year groups as a phrase: "Year 5", "Years 5 and 6", "Years 4, 5 and 6"."""
    found = sorted(set(years))
    if len(found) < 2:
        return "".join(year_name(y) for y in found)
    first = ", ".join(str(y) for y in found[:-1])
    return _("Years %(first)s and %(last)s") % {"first": first, "last": found[-1]}
