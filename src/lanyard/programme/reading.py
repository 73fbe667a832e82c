"""Reading a set of sessions as known at a moment, with their leaders: one query, whatever their number."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.consents.models import Answer
from lanyard.programme import state
from lanyard.programme.models import (
    Acknowledgement,
    BehaviourAgreement,
    PlanCheck,
    SessionEvent,
    SessionLeader,
    SessionStaff,
    with_leaders,
    with_plan,
)
from lanyard.units.models import UnitLeader, known_at, valid_on

Row = Mapping[str, Any]

_FIELDS = (
    "pk", "public_id", "planned_at", "closed_at", "unit", "unit__name", "unit__partnership",
    "unit__school", "unit__school__name", "unit__school__force", "unit__school__force__name", "unit__school__area",
    "leading__person",
)  # fmt: skip


def sessions_at(subjects: SubjectSet, moment: Moment) -> Sequence[Row]:
    """Return a row for each leader of each session, or one for a session without; soonest first, leaders by name.

    What was read for a set is kept with it: naming the sessions and judging them read the same rows.
    """
    if moment not in subjects.read:
        columns = {**_of_the_session(moment), **_of_the_leader(moment)}
        known = with_leaders(with_plan(subjects.queryset, moment), moment)
        rows = known.annotate(**columns).order_by("begins_at", "pk", "name")
        subjects.read[moment] = list(rows.values(*_FIELDS, *columns))
    return subjects.read[moment]


def _of_the_session(moment: Moment) -> dict[str, Any]:
    check = _of_session(PlanCheck, moment).order_by("-recorded_at")
    staff = _of_session(SessionStaff, moment).filter(Q(left_at=None) | Q(left_at__gt=moment.at))
    photos = Answer.objects.filter(member__unit=OuterRef("unit"), purpose__startswith="photo").order_by()
    given = photos.filter(recorded_at__lte=moment.known).order_by("-recorded_at")
    withdrawn = photos.filter(withdrawn_at__lte=moment.known).order_by("-withdrawn_at")
    begun = SessionEvent.objects.filter(session=OuterRef("pk"), kind=state.STARTED, at__lte=moment.at)
    agreed = _of_session(Acknowledgement, moment).filter(
        known_at(moment.known, "agreement__"), topic=Acknowledgement.BEHAVIOUR
    )
    return {
        "planned": F("plan__title"),
        "begins_at": F("plan__starts_at"),
        "named": Exists(staff),
        "present": Exists(staff.filter(arrived_at__lte=moment.at)),
        "started": Exists(begun),
        "written": Exists(_of_session(BehaviourAgreement, moment)),
        "leader_agreed": Exists(agreed.filter(Exists(_same_person(SessionLeader, moment)))),
        "staff_agreed": Exists(agreed.filter(Exists(_same_person(SessionStaff, moment)))),
        "checked_at": Subquery(check.values("recorded_at")[:1]),
        "suits_age": Subquery(check.values("age_appropriate")[:1]),
        "in_curriculum": Subquery(check.values("in_curriculum")[:1]),
        "photo_answers_at": Subquery(given.values("recorded_at")[:1]),
        "photo_withdrawn_at": Subquery(withdrawn.values("withdrawn_at")[:1]),
    }


def _of_the_leader(moment: Moment) -> dict[str, Any]:
    said = _of_session(Acknowledgement, moment).filter(person=OuterRef("leading__person"))
    seen = said.filter(topic=Acknowledgement.PHOTOS).order_by("-recorded_at")
    unit = UnitLeader.objects.known(moment.known).filter(
        valid_on(OuterRef("plan__starts_at__date")), unit=OuterRef("unit")
    )
    return {
        "name": F("leading__person__name"),
        "leads_unit": Exists(unit.filter(person=OuterRef("leading__person"))),
        "risks_seen": Exists(said.filter(topic=Acknowledgement.RISK)),
        "photos_seen": Subquery(seen.values("recorded_at")[:1]),
    }


def _of_session(model: Any, moment: Moment) -> QuerySet:
    return model.objects.known(moment.known).filter(session=OuterRef("pk"))


def _same_person(model: Any, moment: Moment) -> QuerySet:
    return model.objects.known(moment.known).filter(session=OuterRef("session"), person=OuterRef("person"))
