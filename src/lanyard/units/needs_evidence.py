"""What the records prove of members' needs: gone through this term, and read by every leader since they changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import ngettext

from lanyard.assurance.gathering import Row, reader, shaped, together
from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.design.saying import said as _
from lanyard.engines.months import add_months
from lanyard.engines.readiness import NOT_MET, Finding, met
from lanyard.units.catalogue.needs import review_rule
from lanyard.units.models import Member, Need, NeedsReview, NeedsSeen, member_at
from lanyard.units.reading import Leading, units_at

REVIEWED, READ = "needs-reviewed", "needs-read-by-leaders"


@evidence(REVIEWED, READ, kind="unit")
def needs_records(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find whether the needs of all members were gone through, and read by all who lead (STO-7, STO-8)."""
    reviews, changes, seen = together(subjects, moment, newest_reviews, needs_changed, needs_seen)
    changed = _newest(changes)
    read = {(row.key, row.number): row.at for row in seen}
    leading = {unit.key: (unit.public_id, leaders) for unit, leaders in units_at(subjects, moment).items()}
    found: dict[str, dict[int, Finding]] = {REVIEWED: {}, READ: {}}
    for row in reviews:
        public_id, leaders = leading.get(row.key, ("", []))
        link = ("unit", public_id)
        found[REVIEWED][row.key] = reviewed_finding(row, link)
        newest = max(row.at, changed.get(row.key, row.at))
        if leaders:
            found[READ][row.key] = read_finding(row.key, leaders, read, newest, link)
    return found


def reviewed_finding(review: Row, link: tuple[str, str]) -> Finding:
    """Say whether all who are members were gone through; it holds for a term, and until a child joins."""
    if review.number:
        text = ngettext("%(n)s child has joined since", "%(n)s children have joined since", review.number)
        return Finding(NOT_MET, review.starts, evidence=text % {"n": review.number}, link=link)
    until = add_months(review.starts, review_rule().months)
    return met(review.starts, until, _("The school went through every child's needs"), link)


def read_finding(
    unit: int,
    leaders: list[Leading],
    read: Mapping[tuple[int, int], datetime],
    newest: datetime,
    link: tuple[str, str],
) -> Finding:
    """Say whether every leader has read what children need since it last changed."""
    said = {leader.person: read.get((unit, leader.person)) for leader in leaders}
    late = [leader for leader in leaders if (at := said[leader.person]) is None or at < newest]
    if late:
        names = ", ".join(leader.name for leader in late)
        return Finding(NOT_MET, newest.date(), evidence=_("Not read since it last changed"), link=link, about=names)
    since: date = max(at for at in said.values() if at is not None).date()
    return met(since, None, _("Read by everybody who leads"), link)


def _newest(rows: Sequence[Row]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for row in rows:
        found[row.key] = max(row.at, found.get(row.key, row.at))
    return found


@reader("unit")
def newest_reviews(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when a unit's members were last gone through, and how many joined since."""
    joined = (
        Member.objects.at(moment.day, moment.known)
        .filter(unit=OuterRef("unit"), recorded_at__gt=OuterRef("recorded_at"))
        .order_by().values("unit").annotate(n=Count("pk")).values("n")
    )  # fmt: skip
    rows = NeedsReview.objects.known(moment.known).filter(unit__in=subjects.keys)
    since = Coalesce(Subquery(joined, output_field=IntegerField()), Value(0))
    return shaped(rows, "unit", number=since, starts="reviewed_on", at="recorded_at")


@reader("unit")
def needs_changed(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when the confirmed needs of a unit's members became known to it: confirmed, or brought by who joined."""
    known = Need.objects.known(moment.known).filter(confirmed_at__lte=moment.known)
    path = "child__memberships__"
    mine = known.filter(member_at(moment.day, moment.known, path), **{f"{path}unit__in": subjects.keys})
    return shaped(mine, f"{path}unit", at=Greatest(F("confirmed_at"), F(f"{path}recorded_at")))


@reader("unit")
def needs_seen(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when each leader last read what a unit's members need."""
    rows = NeedsSeen.objects.known(moment.known).filter(unit__in=subjects.keys)
    return shaped(rows, "unit", number="person", at="recorded_at")
