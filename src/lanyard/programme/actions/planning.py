"""Planning a session: once or every week, changing it, cancelling it, naming leaders and school staff."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.calendar.queries import is_school_day
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.programme import policy, state
from lanyard.programme.actions.common import (
    by,
    happened,
    lock,
    must_be,
    must_be_planned,
    needed,
    staff_posts,
    withdraw,
)
from lanyard.programme.models import Session, SessionLeader, SessionPlan, SessionStaff
from lanyard.programme.models.before import Acknowledgement
from lanyard.units.models import Unit, UnitLeader

MOST_TIMES = 39  # the weeks of a school year


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: the facts of one session, with local date and times."""

    title: str
    strand: str
    activity: str
    where: str
    day: date
    starts: time
    ends: time

    def checked(self, unit: Unit) -> "Plan":
        """Return the plan. Raises Refused, naming the field, when it can't be held."""
        needed(self.title, _("Enter a title"), "title")
        needed(self.activity, _("Enter what happens in the session"), "activity")
        needed(self.where, _("Enter where the session is"), "where")
        if self.strand not in dict(Session.STRANDS):
            raise Refused(_("Choose a strand"), "strand")
        if self.ends <= self.starts:
            raise Refused(_("Enter an end after the start"), "ends")
        _check_day(self.day, unit)
        return self

    def on(self, day: date) -> dict[str, datetime]:
        """Return the start and the end on a day, at the same local times in winter and in summer."""
        return {"starts_at": _local(day, self.starts), "ends_at": _local(day, self.ends)}

    @property
    def words(self) -> dict[str, str]:
        """The fields that say what is done."""
        return {
            "title": self.title.strip(),
            "strand": self.strand,
            "activity": self.activity.strip(),
            "where": self.where.strip(),
        }


def _local(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _check_day(day: date, unit: Unit) -> None:
    if day < timezone.localdate():
        raise Refused(_("Enter today or a later day"), "day")
    if day < unit.starts_on:
        text = _("Enter a day on or after %(day)s, when the unit starts")
        raise Refused(text % {"day": date_format(unit.starts_on)}, "day")
    if unit.ends_on and day > unit.ends_on:
        text = _("Enter a day on or before %(day)s, when the unit ends")
        raise Refused(text % {"day": date_format(unit.ends_on)}, "day")


def plan(actor: Actor, unit: Unit, facts: Plan, leaders: Collection[int], times: int = 1) -> list[Session]:
    """Plan a session, or one every week on school days until there are as many as asked for.

    Weeks in which the day is not a school day are passed over. Raises Refused beside the field for facts that
    can't be held, and for leaders who do not lead the unit on the day.
    """
    with change(actor, policy.PLAN_SESSION, unit.place) as doing:
        facts.checked(unit)
        days = _days(unit, facts.day, times)
        for day in days:
            _leaders_of(unit, day, leaders)
        now = timezone.now()
        made = Session.objects.bulk_create(
            Session(unit=unit, **facts.words, **facts.on(day), planned_at=now, planned_by_id=actor.person)
            for day in days
        )
        known = {"recorded_at": now, "recorded_by_id": actor.person}
        SessionPlan.objects.bulk_create(SessionPlan.of(session, **known) for session in made)
        SessionLeader.objects.bulk_create(
            SessionLeader(session=session, person_id=person, **by(actor))
            for session in made
            for person in sorted(set(leaders))
        )
        doing.record("session.planned", made, unit=unit.pk, days=days, leaders=sorted(set(leaders)))
    return made


def _days(unit: Unit, first: date, times: int) -> list[date]:
    if not 1 <= times <= MOST_TIMES:
        raise Refused(_("Enter a number from 1 to %(most)s") % {"most": MOST_TIMES}, "times")
    if times == 1:
        return [first]  # a single session may be at a weekend: a fair, a parade
    found = []
    for day in _weeks(first, unit.ends_on):
        if is_school_day(unit.school, day):
            found.append(day)
        if len(found) == times:
            return found
    text = _("Only %(count)s of these weeks have a school day to meet on")
    raise Refused(text % {"count": len(found)}, "times")


def _weeks(first: date, until: date | None) -> Iterator[date]:
    for week in range(2 * MOST_TIMES):
        day = first + timedelta(weeks=week)
        if until and day > until:
            return
        yield day


def _leaders_of(unit: Unit, day: date, chosen: Collection[int]) -> None:
    if not chosen:
        raise Refused(_("Choose at least one leader"), "leaders")
    leading = UnitLeader.objects.at(day, timezone.now()).filter(unit=unit)
    strangers = set(chosen) - set(leading.values_list("person", flat=True))
    if strangers:
        text = _("Choose people who lead this unit on %(day)s")
        raise Refused(text % {"day": date_format(day)}, "leaders")


def replan(actor: Actor, session: Session, facts: Plan) -> Session:
    """Change what is planned; the plan before stays readable. When what is done changes, it is checked and read again.

    Raises Conflict when the session has begun, Refused for facts that can't be held.
    """
    with change(actor, policy.PLAN_SESSION, session.place) as doing:
        session = lock(session)
        must_be_planned(session)
        facts.checked(session.unit)
        _leaders_of(session.unit, facts.day, _standing_leaders(session))
        new = {**facts.words, **facts.on(facts.day)}
        changed = sorted(name for name, value in new.items() if getattr(session, name) != value)
        if {"activity", "where", "title", "strand"} & set(changed):
            _ask_again(actor, session)
        if changed:
            _plan_again(actor, session, new)
        doing.record("session.replanned", session, changed=changed)
    return session


def _plan_again(actor: Actor, session: Session, new: Mapping[str, Any]) -> None:
    for name, value in new.items():
        setattr(session, name, value)
    session.save(update_fields=list(new))
    # At one moment: at every other, exactly one plan is known.
    known = by(actor)
    withdraw(session.plans, actor, "planned again", at=known["recorded_at"])
    SessionPlan.of(session, **known).save()


def _standing_leaders(session: Session) -> list[int]:
    return list(session.leaders.standing().values_list("person", flat=True))


def _ask_again(actor: Actor, session: Session) -> None:
    withdraw(session.plan_checks, actor, "the plan was changed")
    read = session.acknowledgements.filter(topic=Acknowledgement.RISK)
    withdraw(read, actor, "the plan was changed")


def cancel(actor: Actor, session: Session, reason: str) -> Session:
    """Cancel a session that has not begun. Raises Conflict when it has, Refused without a reason."""
    with change(actor, policy.PLAN_SESSION, session.place) as doing:
        session = lock(session)
        must_be_planned(session)
        note = needed(reason, _("Enter why the session is cancelled"), "reason")
        event = happened(session, state.CANCELLED, actor, note=note)
        session.closed_at = event.at
        session.save(update_fields=["closed_at"])
        doing.record("session.cancelled", session)
    return session


def name_leaders(actor: Actor, session: Session, people: Collection[int]) -> None:
    """Set who leads the session, from those who lead the unit on its day.

    Raises Refused for nobody or for somebody else, Conflict when the session is over.
    """
    with change(actor, policy.PLAN_SESSION, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        _leaders_of(session.unit, session.day, people)
        _settle(session.leaders.standing(), SessionLeader, session, set(people), actor)
        doing.record("session.leaders-named", session, leaders=sorted(set(people)))


def name_staff(actor: Actor, session: Session, people: Sequence[int]) -> None:
    """Set which school staff are named to stay for the whole session; those in the room now stay named.

    Raises Refused for nobody or for somebody without a post at the school, Conflict when the session is over.
    """
    with change(actor, policy.NAME_STAFF, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        _check_staff(session, set(people))
        waiting = session.staff.standing().filter(arrived_at=None)
        here = session.staff.standing().filter(arrived_at__isnull=False, left_at=None)
        wanted = set(people) - set(here.values_list("person", flat=True))
        _settle(waiting, SessionStaff, session, wanted, actor)
        _tell(doing, session, set(people), actor)


def _check_staff(session: Session, people: set[int]) -> None:
    if not people:
        raise Refused(_("Choose at least one member of school staff"), "staff")
    if people - {post.person_id for post in staff_posts(session)}:
        raise Refused(_("Choose people who work at this school"), "staff")


def _settle(standing, model, session: Session, wanted: set[int], actor: Actor) -> None:
    held = set(standing.values_list("person", flat=True))
    withdraw(standing.filter(person__in=held - wanted), actor, "no longer named")
    model.objects.bulk_create(
        model(session=session, person_id=person, **by(actor)) for person in sorted(wanted - held)
    )


def _tell(doing: Change, session: Session, people: set[int], actor: Actor) -> None:
    posts = {post.person_id: post.person.name for post in staff_posts(session)}
    about = ", ".join(sorted(posts[person] for person in people))[:150]
    happened(session, state.NAMED, actor, about=about)
    doing.record("session.staff-named", session, staff=sorted(people))
