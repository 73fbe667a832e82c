"""Who the children of a cohort are beside the school's children of the same years: the comparison and the minimum."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from lanyard.engines.proportions import compare
from lanyard.units.catalogue.children import genders
from lanyard.units.catalogue.selecting import comparison_level
from lanyard.units.models import Child, ForceShare, Intake
from lanyard.units.wording import year_name

VULNERABLE, GENDER, YEAR = "vulnerable", "gender", "year"
YES, NO, UNKNOWN = "yes", "no", "not known"


def categories_of(child: Child) -> dict[str, str]:
    """Return what a child counts as, by category. What the school has not said is "not known", never a guess."""
    said = {True: YES, False: NO}.get(child.vulnerable, UNKNOWN)  # type: ignore[arg-type]
    own = {str(name): str(value) for name, value in child.categories.items() if value not in (None, "")}
    return {**own, VULNERABLE: said, GENDER: child.gender or UNKNOWN, YEAR: str(child.year_group)}


def children_of_years(intake: Intake) -> list[Child]:
    """Return the school's children of the intake's years: every one of them may apply."""
    return list(Child.objects.listed().filter(school_id=intake.unit.school_id, year_group__in=intake.year_groups))


def force_share(force: int | None) -> int:
    """Return the least share of vulnerable children that a force asks, in hundredths; 0 where it asks none."""
    rule = ForceShare.objects.standing().filter(force=force).first()
    return rule.percent if rule else 0


def least_vulnerable(percent: int, places: int) -> int:
    """Return how many of so many places the share means at least: a share is never rounded down."""
    return ceil(percent * places / 100)


def compared(cohort: Sequence[Child], whole: Collection[Child]) -> list[dict[str, Any]]:
    """Compare a cohort with the children it is part of, by every category and value that there is.

    The rows are plain data, so that what was shown can be kept with the decision that was made on it.
    """
    everybody = {child.pk: categories_of(child) for child in (*whole, *cohort)}
    names = sorted({name for found in everybody.values() for name in found}, key=category_order)
    rows = []
    for name in names:
        having = Counter(found.get(name, UNKNOWN) for found in everybody.values())
        taken = Counter(everybody[child.pk].get(name, UNKNOWN) for child in cohort)
        for value in sorted(having):
            rows.append(_row(name, value, taken[value], len(cohort), having[value], len(everybody)))
    return rows


def _row(name: str, value: str, count: int, taken: int, having: int, whole: int) -> dict[str, Any]:
    return {"category": name, "value": value, **asdict(compare(count, taken, having, whole, comparison_level()))}


def category_order(name: str) -> tuple[int, str]:
    """Return where a category stands among others: those that every child has first, the school's own by name."""
    first = (VULNERABLE, GENDER, YEAR)
    return (first.index(name) if name in first else len(first), name)


def category_said(name: str) -> str:
    """Return a category as people say it."""
    return {VULNERABLE: _("Vulnerable"), GENDER: _("Gender"), YEAR: _("Year group")}.get(name, name.capitalize())


def value_said(name: str, value: str) -> str:
    """Return a category's value as people say it."""
    if value == UNKNOWN:
        return _("Not known")
    if name == VULNERABLE:
        return {YES: _("Yes"), NO: _("No")}.get(value, value)
    if name == GENDER:
        return genders().get(value, value)
    return year_name(int(value)) if name == YEAR and value.isdigit() else value


def with_words(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the comparison's rows with what they mean in words, in the reader's language."""
    return [{**row, **_said(row)} for row in rows]


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    low, high = row["by_chance"]
    return {
        "category_said": category_said(row["category"]),
        "value_said": value_said(row["category"], row["value"]),
        "percent": _percent(row["count"], row["taken"]),
        "percent_whole": _percent(row["having"], row["whole"]),
        "interval_said": _("%(low)s%% to %(high)s%%")
        % {"low": round(100 * row["interval"][0]), "high": round(100 * row["interval"][1])},
        "chance_said": str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high},
        "verdict": _verdicts()[row["says"]],
    }


def _percent(count: int, total: int) -> int:
    return round(100 * count / total) if total else 0


def _verdicts() -> dict[str, str]:
    return {
        "fewer": _("Fewer than chance would give"),
        "more": _("More than chance would give"),
        "as-expected": _("What chance would give"),
        "too-few": _("Too few to say"),
    }
