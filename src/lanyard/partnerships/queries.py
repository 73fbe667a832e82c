"""Reads of this room. Each costs a fixed number of queries, whatever the number of rows."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Max, Min, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from lanyard.accounts.models import Post
from lanyard.assurance.gathering import Row, shaped, union
from lanyard.assurance.registers import Moment
from lanyard.calendar.queries import school_year
from lanyard.engines.months import add_months
from lanyard.partnerships.models import Briefing, Partnership, SchoolPolicy
from lanyard.partnerships.models.school import BRIEFING_TOPICS, SAFEGUARDING

REVIEW_MONTHS = 12  # STA §9


def now() -> Moment:
    """Return the present moment."""
    at = timezone.now()
    return Moment(at, at)


class BriefingState(NamedTuple):
    """The newest confirmation of one person, school and topic, and whether it still counts.

    `stale_since` is the day since which it no longer counts: the policy changed, the designated safeguarding lead
    is another, or a new school year began. `until` is the first day on which it will not count (1 September).
    """

    person: int
    school: int
    topic: str
    confirmed_at: datetime
    confirmed_on: date
    stale_since: date | None
    until: date

    @property
    def current(self) -> bool:
        """True while the confirmation counts."""
        return self.stale_since is None


def briefing_states(
    moment: Moment, *, schools: QuerySet | Iterable[int] | None = None, people: QuerySet | Iterable[int] | None = None
) -> list[BriefingState]:
    """Return the state of every newest briefing at a moment: one query, whatever the number of schools.

    `schools` and `people` are ids or, better, a values queryset to be used as a subquery. Who has no row has
    never confirmed.
    """
    read = (policies_changed(moment, schools), leads_since(moment, schools), newest_briefings(moment, schools, people))
    return states_from(moment, *union(read))


def states_from(
    moment: Moment, policies: Iterable[Row], leads: Iterable[Row], briefings: Iterable[Row]
) -> list[BriefingState]:
    """Return the state of every briefing, from the rows of the three queries that follow."""
    changed = {(row.key, row.what): row.at for row in policies}
    lead_at: dict[int, dict[int, datetime]] = {}
    for row in leads:
        lead_at.setdefault(row.key, {})[row.number] = row.at
    year_start, year_end = school_year(moment.day)
    ends, zone = year_end + timedelta(days=1), timezone.get_current_timezone()
    found = []
    for row in briefings:
        person, confirmed_at = int(row.text), row.at
        lead = _lead(lead_at, row.key, row.what, row.number)
        confirmed_on = confirmed_at.astimezone(zone).date()
        new_year = year_start if confirmed_on < year_start else None
        policy_at = changed.get((row.key, row.what))
        later = policy_at if policy_at and confirmed_at and policy_at > confirmed_at else None
        since = _stale_since(moment, new_year, later, lead)
        found.append(BriefingState(person, row.key, row.what, confirmed_at, confirmed_on, since, ends))
    return found


def newest_briefings(moment: Moment, schools: Any, people: Any) -> QuerySet:
    """Read the newest briefing of each person, school and topic: the text is the person, the number the lead then."""
    found = Briefing.objects.known(moment.known).filter(confirmed_at__lte=moment.at)
    if schools is not None:
        found = found.filter(school__in=schools)
    if people is not None:
        found = found.filter(person__in=people)
    # The greatest key of a person, school and topic is the newest: rows are only ever added.
    newest = found.order_by().values("person", "school", "topic").annotate(newest=Max("pk")).values("newest")
    person = Cast("person", CharField())
    newest = Briefing.objects.filter(pk__in=newest)
    return shaped(newest, "school", what="topic", text=person, number="dsl", at="confirmed_at")


def policies_changed(moment: Moment, schools: Any) -> QuerySet:
    """Read when the newest policy of each school and topic that is briefed was recorded."""
    policies = SchoolPolicy.objects.known(moment.known).filter(topic__in=dict(BRIEFING_TOPICS))
    if schools is not None:
        policies = policies.filter(school__in=schools)
    newest = policies.order_by().values("school", "topic").annotate(newest=Max("recorded_at"))
    return shaped(newest, "school", what="topic", at="newest")


def leads_since(moment: Moment, schools: Any) -> QuerySet:
    """Read who is the designated safeguarding lead of each school (the number), and when that was recorded."""
    posts = Post.objects.known(moment.known).filter(role="dsl", starts_on__lte=moment.day)
    posts = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=moment.day))
    if schools is not None:
        posts = posts.filter(organisation__in=schools)
    newest = posts.order_by().values("organisation", "person").annotate(newest=Max("recorded_at"))
    return shaped(newest, "organisation", number="person", at="newest")


def _lead(leads: dict[int, dict[int, datetime]], school: int, topic: str, dsl: int | None) -> datetime | bool | None:
    """Return when the lead became another than the one named, True when there is none now, None when the same."""
    if topic != SAFEGUARDING:
        return None
    found = leads.get(school, {})
    if dsl in found:
        return None
    return max(found.values()) if found else True


def _stale_since(
    moment: Moment, new_year: date | None, policy_at: datetime | None, lead_changed: datetime | bool | None
) -> date | None:
    reasons = [] if new_year is None else [new_year]
    if policy_at is not None:
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
