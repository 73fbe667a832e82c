"""Whether a list is this school's: by what it says of its school, and by how many of its children are known."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from lanyard.engines.matching import fold
from lanyard.organisations.models import Organisation, School
from lanyard.organisations.register.problems import Problem
from lanyard.units.classlist.compare import Comparison, Outcome
from lanyard.units.classlist.knowledge import Knowledge
from lanyard.units.models import Child

# From how many children on both sides, and below which share of them known, a list looks like another school's.
FEWEST, SHARE = 5, 0.2


def other_schools(said: Mapping[str, int], school: Organisation) -> list[Problem]:
    """Return a problem for each school that the list names and that is not this one, by the line that names it."""
    own = School.objects.filter(organisation=school).first()
    return [
        Problem(line, "", _("The list names another school: %(text)s. Choose the list of %(school)s.") % words)
        for text, line in said.items()
        if _is_other(text, school, own)
        for words in [{"text": text[:60], "school": school.name}]
    ]


def _is_other(text: str, school: Organisation, own: School | None) -> bool:
    digits = re.sub(r"[\s/-]", "", text)
    if not digits.isdigit():
        return fold(text) != fold(school.name) and _is_registered(text)
    if len(digits) in (5, 6):
        return digits != school.code
    if own is None or not own.establishment_number:
        return False
    return digits not in {own.establishment_number, own.la_code + own.establishment_number}


def _is_registered(name: str) -> bool:
    # What no register names may be a house, or how the school calls itself.
    return Organisation.objects.filter(kind=Organisation.SCHOOL, name__iexact=name).exists()


def looks_foreign(comparison: Comparison, known: Knowledge) -> bool:
    """Say whether hardly any child of the list is known although the school has children of these years."""
    years = {line.row.year_group for line in comparison.lines}
    here = [
        child
        for child in known.children.values()
        if _came_by_list(child) and years & {child.year_group, child.year_group + 1}
    ]
    strangers = comparison.counts()[Outcome.NEW]
    if min(len(comparison.lines), len(here)) < FEWEST:
        return False
    return len(comparison.lines) - strangers < SHARE * min(len(comparison.lines), len(here))


def _came_by_list(child: Child) -> bool:
    # Whoever was typed in as a unit's member has neither: a school may have members and no list yet.
    return child.left_school_on is None and bool(child.date_of_birth or child.class_name)
