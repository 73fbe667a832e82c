"""Sessions as tests need them: rows straight to the database, ready for what the test is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.assurance.catalogue import framework_at
from lanyard.assurance.readiness import SubjectVerdict
from lanyard.assurance.registers import SubjectRow
from lanyard.engines.readiness import MET, NOT_MET, UNKNOWN, Cell, Finding, Judgement, cell, verdict
from lanyard.programme.models import Session, SessionLeader, SessionPlan, SessionStaff
from lanyard.units.models import Unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday; the day on which the tests of this room play


def make_session(unit: Unit, leader: Person | None = None, starts: datetime | None = None, **values) -> Session:
    """Return a session of the unit, at one o'clock today, planned three weeks before."""
    starts = starts or NOON + timedelta(hours=1)
    values.setdefault("planned_at", starts - timedelta(weeks=3))
    session = Session.objects.create(
        unit=unit,
        **{
            "title": "Road safety",
            "strand": "education",
            "activity": "Speed checks with cardboard",
            "where": "School hall",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            **values,
        },
    )
    SessionPlan.of(session, recorded_at=session.planned_at).save()
    person = leader or unit.leaders.today().first().person
    SessionLeader.objects.create(session=session, person=person, recorded_at=session.planned_at)
    return session


def add_staff(session: Session, person: Person, arrived_at: datetime | None = None) -> SessionStaff:
    """Name a member of school staff for the session, and perhaps say when they arrived."""
    return SessionStaff.objects.create(
        session=session, person=person, recorded_at=session.planned_at, arrived_at=arrived_at
    )


def judged(session: Session, **findings: str) -> SubjectVerdict:
    """Return a verdict on a session by hand: evidence names (with _ for -) and their statuses; the rest is met."""
    today = date(2026, 11, 23)
    wanted = {r.id: r for r in framework_at(today).requirements if r.kind == "session"}
    statuses = {name.replace("_", "-"): status for name, status in findings.items()}
    cells = tuple(
        cell(Finding(statuses.get(r.evidence, MET), today - timedelta(days=90), evidence="by hand"), r.rule, today)
        for r in wanted.values()
    )
    row = SubjectRow(session.pk, session.public_id, session.title, None, None, names={})
    return SubjectVerdict(row, "session", wanted, by_hand(cells), timezone.now())


def by_hand(cells: Iterable[Cell]) -> Judgement:
    """Return the judgement that these cells come to."""
    each = tuple(cells)
    return Judgement(verdict(each), tuple(c.rule for c in each), tuple(c.finding for c in each), dict(enumerate(each)))


__all__ = ["MET", "NOON", "NOT_MET", "UNKNOWN", "add_staff", "by_hand", "judged", "make_session"]
