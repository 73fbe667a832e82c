"""Sessions as a kind of subject: which are live, how one is named, what it consists of."""

from collections import defaultdict

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from lanyard.accounts.models import Person
from lanyard.assurance.registers import Moment, SubjectKind, SubjectRow, SubjectSet, related, subject_kind
from lanyard.organisations.models import Organisation
from lanyard.partnerships.models import Partnership
from lanyard.programme import policy
from lanyard.programme.models import Session, SessionLeader, SessionPlan
from lanyard.programme.models.sessions import day_begins
from lanyard.programme.reading import Row, sessions_at
from lanyard.units.models import Unit


def live(moment: Moment) -> QuerySet:
    """Return the sessions planned by a moment, of its day or later as planned then, that were not over at it."""
    open_then = Q(closed_at=None) | Q(closed_at__gt=moment.at)
    planned = SessionPlan.objects.known(moment.known).filter(ends_at__gte=day_begins(moment.day))
    return Session.objects.filter(open_then, pk__in=planned.values("session"))


def rows(subjects: SubjectSet, moment: Moment) -> list[SubjectRow]:
    """Return the sessions as readiness shows them, with their leaders at the moment: one query, soonest first."""
    sessions: dict[int, Row] = {}
    leaders: dict[int, dict[int, str]] = defaultdict(dict)
    for row in sessions_at(subjects, moment):
        sessions[row["pk"]] = row
        if row["leading__person"] is not None:
            leaders[row["pk"]][row["leading__person"]] = row["name"]
    return [_row(session, leaders[key]) for key, session in sessions.items()]


def _row(session: Row, leaders: dict[int, str]) -> SubjectRow:
    unit, partnership, force = session["unit"], session["unit__partnership"], session["unit__school__force"]
    day = date_format(timezone.localtime(session["begins_at"]), "j F Y")
    return SubjectRow(
        key=session["pk"],
        public_id=session["public_id"],
        name=f"{session['planned']}, {day}",
        organisation=session["unit__school"],
        force=force,
        area=session["unit__school__area"],
        parts={"unit": (unit,), "officer": tuple(leaders), "partnership": (partnership,), "force": (force,)},
        names={
            ("unit", unit): session["unit__name"],
            ("partnership", partnership): session["unit__school__name"],
            ("force", force): session["unit__school__force__name"],
            **{("officer", person): name for person, name in leaders.items()},
        },
        since=timezone.localdate(session["planned_at"]),
    )


@related("session", "unit")
def units_of(subjects: SubjectSet) -> QuerySet:
    """Return the units that the sessions belong to."""
    return Unit.objects.filter(pk__in=subjects.queryset.order_by().values("unit"))


@related("session", "officer")
def officers_of(subjects: SubjectSet) -> QuerySet:
    """Return everybody who was ever named to lead the sessions: which of them counts is for the rows to say."""
    return Person.objects.filter(pk__in=SessionLeader.objects.filter(session__in=subjects.keys).values("person"))


@related("session", "partnership")
def partnerships_of(subjects: SubjectSet) -> QuerySet:
    """Return the partnerships that the sessions are held under."""
    return Partnership.objects.filter(pk__in=subjects.queryset.order_by().values("unit__partnership"))


@related("session", "force")
def forces_of(subjects: SubjectSet) -> QuerySet:
    """Return the forces of the sessions' schools."""
    return Organisation.objects.filter(pk__in=subjects.queryset.order_by().values("unit__school__force"))


subject_kind(
    SubjectKind(
        kind="session",
        all=live,
        rows=rows,
        permission=policy.VIEW_SESSION,
        page=lambda public_id: reverse("programme:session", args=[public_id]),
    )
)
