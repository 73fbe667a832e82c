"""Reads of this room. Each costs a fixed number of queries, whatever the number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Value
from django.utils import timezone

from lanyard.accounts.models import Post
from lanyard.assurance.registers import Moment
from lanyard.calendar.queries import school_year
from lanyard.partnerships.dates import add_months
from lanyard.partnerships.models import Briefing, Partnership, SchoolPolicy
from lanyard.partnerships.models.school import SAFEGUARDING

REVIEW_MONTHS = 12  # STA §9


def now() -> Moment:
    """Return the present moment."""
    at = timezone.now()
    return Moment(at, at)


@dataclass(frozen=True, slots=True)
class BriefingState:
    """The newest confirmation of one person, school and topic, and whether it still counts.

    `stale_since` is the day since which it no longer counts: the policy changed, the designated safeguarding lead
    is another, or a new school year began. `until` is the first day on which it will not count (1 September).
    """

    person: int
    school: int
    topic: str
    confirmed_at: datetime
    stale_since: date | None
    until: date

    @property
    def current(self) -> bool:
        """True while the confirmation counts."""
        return self.stale_since is None


def briefing_states(
    moment: Moment, *, schools: QuerySet | Iterable[int] | None = None, people: QuerySet | Iterable[int] | None = None
) -> list[BriefingState]:
    """Return the state of every newest briefing at a moment: two queries, whatever the number of schools.

    `schools` and `people` are ids or, better, a values queryset to be used as a subquery. Who has no row has
    never confirmed.
    """
    changed, leads = _what_changed(moment, schools)
    year_start, year_end = school_year(moment.day)
    found = []
    for person, school, topic, confirmed_at, dsl in _newest_briefings(moment, schools, people):
        lead = _lead(leads, school, topic, dsl)
        since = _stale_since(moment, year_start, confirmed_at, changed.get((school, topic)), lead)
        found.append(BriefingState(person, school, topic, confirmed_at, since, year_end + timedelta(days=1)))
    return found


def _newest_briefings(moment: Moment, schools: Any, people: Any) -> QuerySet:
    found = Briefing.objects.known(moment.known).filter(confirmed_at__lte=moment.at)
    if schools is not None:
        found = found.filter(school__in=schools)
    if people is not None:
        found = found.filter(person__in=people)
    # The greatest key of a person, school and topic is the newest: rows are only ever added.
    newest = found.order_by().values("person", "school", "topic").annotate(newest=Max("pk")).values("newest")
    return Briefing.objects.filter(pk__in=newest).values_list("person", "school", "topic", "confirmed_at", "dsl")


def _what_changed(
    moment: Moment, schools: Any
) -> tuple[dict[tuple[int, str], datetime], dict[int, dict[int, datetime]]]:
    policies = SchoolPolicy.objects.known(moment.known)
    posts = Post.objects.known(moment.known).filter(role="dsl", starts_on__lte=moment.day)
    posts = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=moment.day))
    if schools is not None:
        policies, posts = policies.filter(school__in=schools), posts.filter(organisation__in=schools)
    newest = policies.order_by().values_list("school", "topic", Value(0)).annotate(at=Max("recorded_at"))
    leads = posts.order_by().values_list("organisation", Value("dsl"), "person").annotate(at=Max("recorded_at"))
    changed: dict[tuple[int, str], datetime] = {}
    people: dict[int, dict[int, datetime]] = {}
    for school, what, person, at in newest.union(leads, all=True):
        if what == "dsl":
            people.setdefault(school, {})[person] = at
        else:
            changed[school, what] = at
    return changed, people


def _lead(leads: dict[int, dict[int, datetime]], school: int, topic: str, dsl: int | None) -> datetime | bool | None:
    """Return when the lead became another than the one named, True when there is none now, None when the same."""
    if topic != SAFEGUARDING:
        return None
    found = leads.get(school, {})
    if dsl in found:
        return None
    return max(found.values()) if found else True


def _stale_since(
    moment: Moment,
    year_start: date,
    confirmed_at: datetime,
    policy_at: datetime | None,
    lead_changed: datetime | bool | None,
) -> date | None:
    reasons = []
    if timezone.localdate(confirmed_at) < year_start:
        reasons.append(year_start)
    if policy_at is not None and policy_at > confirmed_at:
        reasons.append(timezone.localdate(policy_at))
    if lead_changed is True:
        reasons.append(moment.day)
    elif lead_changed:
        reasons.append(timezone.localdate(lead_changed))
    return min(reasons) if reasons else None


def review_due(partnership: Partnership, moment: Moment | None = None) -> date | None:
    """Return the day by which police and school must review, or None while nothing is signed or all has ended."""
    moment = moment or now()
    newest = (
        partnership.reviews.known(moment.known).filter(completed_at__lte=moment.known).order_by("-held_on").first()
    )
    if newest:
        return newest.next_due
    first = partnership.terms.known(moment.known).aggregate(first=Min("starts_on"))["first"]
    return add_months(first, REVIEW_MONTHS) if first else None
