"""What a unit's records prove: its leaders, its year groups, and that its leaders know the school's ways.

Everything is asked for the whole set at once: one query for the units and their leaders, one for what the leaders
confirmed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import QuerySet

from lanyard.assurance.gathering import reader, together
from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.design.saying import language
from lanyard.design.saying import said as _
from lanyard.engines.carrying import Carrier
from lanyard.engines.readiness import MET, NOT_MET, UNKNOWN, Finding, met
from lanyard.partnerships import queries
from lanyard.partnerships.queries import BriefingState, states_from
from lanyard.units.catalogue import year_groups
from lanyard.units.models import UnitLeader
from lanyard.units.reading import Facts, Leading, units_at
from lanyard.units.wording import year_list

LEADERS, YEARS = "unit-leaders-named", "unit-year-groups"
BRIEFED = {
    "leaders-briefed-safeguarding": "safeguarding",
    "leaders-briefed-health-and-safety": "health-and-safety",
}


@evidence(LEADERS, YEARS, *BRIEFED, kind="unit")
def unit_records(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find what the records say of the units' leaders and year groups (WMP-1, STO-11, STO-20)."""
    units = units_at(subjects, moment)
    found = {
        LEADERS: {unit.key: leaders_finding(unit, leaders) for unit, leaders in units.items()},
        YEARS: {unit.key: years_finding(unit) for unit in units},
    }
    return {**found, **_briefed(units, subjects, moment)}


def leaders_finding(unit: Facts, leaders: Sequence[Leading]) -> Finding:
    """Say whether somebody named leads the unit who holds a leader's post at its force."""
    link = ("unit", unit.public_id)
    if not leaders:
        return Finding(NOT_MET, unit.starts_on, evidence=_("No leader is named"), link=link)
    able = [row for row in leaders if row.in_post]
    if not able:
        names = ", ".join(row.name for row in leaders)
        text = _("The leader named holds no post at the force from which a unit can be led")
        return Finding(NOT_MET, unit.starts_on, evidence=text, link=link, about=names)
    ends = [row.ends_on for row in able if row.ends_on is not None]
    until = max(ends) + timedelta(days=1) if len(ends) == len(able) else None
    return met(min([row.starts_on for row in able]), until, ", ".join([row.name for row in able]), link)


def years_finding(unit: Facts) -> Finding:
    """Say whether the unit's year groups are within the national ones and the force's own (WMP-1)."""
    years = _years(unit.years or (), unit.rule, unit.starts_on, language())
    return years if years.status == MET else years._replace(link=("unit", unit.public_id))


@lru_cache(maxsize=4096)
def _years(years: tuple[int, ...], rule: tuple[int, ...] | None, since: date, language: str | None) -> Finding:
    # Units share few answers: the engine judges the same object only once. The words are the language's.
    if not years:
        return Finding(NOT_MET, since, evidence=_("No year group is recorded"))
    national = year_groups().national
    allowed = [y for y in national if rule is None or y in rule]
    outside = sorted(set(years) - set(allowed))
    if not outside:
        return Finding(MET, since, evidence=year_list(years))
    if set(outside) - set(national):
        return Finding(NOT_MET, since, evidence=_("%s: not a Mini Police age") % year_list(outside))
    return Finding(NOT_MET, since, evidence=_("%s: the force does not take them") % year_list(outside))


def _briefed(units: Mapping[Facts, Sequence[Leading]], subjects: SubjectSet, moment: Moment) -> dict[str, Findings]:
    """Carry what each leader confirmed at the unit's school up to the unit, naming whose is missing."""
    states = states_from(moment, *together(subjects, moment, policies_changed, leads_since, briefings_given))
    parts = [[(row.person, unit.school) for row in led] for unit, led in units.items()]
    names = {(row.person, unit.school): row.name for unit, led in units.items() for row in led}
    confirmed: dict[str, dict[tuple[int, int], Finding]] = defaultdict(dict)
    for state in states:
        confirmed[state.topic][state.person, state.school] = briefing_finding(state)
    carrier = Carrier(parts, names, moment.day, [unit.starts_on for unit in units])
    return {
        name: {unit.key: _dated(f, unit) for unit, f in zip(units, carrier.carry(confirmed[topic]), strict=True)}
        for name, topic in BRIEFED.items()
    }


@reader("unit")
def policies_changed(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when the policies of the units' schools changed."""
    return queries.policies_changed(moment, _schools(subjects))


@reader("unit")
def leads_since(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read who the designated safeguarding leads of the units' schools are."""
    return queries.leads_since(moment, _schools(subjects))


@reader("unit")
def briefings_given(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read what the units' leaders confirmed at the units' schools."""
    led = UnitLeader.objects.at(moment.day, moment.known).filter(unit__in=subjects.keys)
    return queries.newest_briefings(moment, _schools(subjects), led.values("person"))


def _schools(subjects: SubjectSet) -> QuerySet:
    return subjects.queryset.order_by().values("school")


def briefing_finding(state: BriefingState) -> Finding:
    """Say what one leader's newest confirmation at a school is worth."""
    if state.stale_since is not None:
        return Finding(NOT_MET, state.stale_since, evidence=_("Must be confirmed again"))
    return met(state.confirmed_on, state.until, _("Confirmed"))


def _dated(finding: Finding, unit: Facts) -> Finding:
    # Who never confirmed has owed it since the unit began; without a day the engine can't let it run.
    return finding._replace(since=unit.starts_on) if finding.status == UNKNOWN else finding
