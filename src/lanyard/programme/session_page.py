"""What the session's own page shows, read in a constant number of queries. No child is named on it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.assurance.queries import role_title
from lanyard.assurance.readiness import Answer, SubjectVerdict, gate
from lanyard.engines.readiness import NOT_KNOWN, WITH_ACTIONS
from lanyard.engines.rights import Actor, Place
from lanyard.organisations.scope import fetch
from lanyard.programme import policy, state
from lanyard.programme.actions.before import NEVER_OVERRIDDEN
from lanyard.programme.actions.running import Decision, decide
from lanyard.programme.models import Override, RegisterMark, Session, SessionEvent, SessionStaff
from lanyard.programme.models.sessions import named_on_it

RIGHTS = {
    "plan": policy.PLAN_SESSION,
    "staff": policy.NAME_STAFF,
    "check": policy.CHECK_PLAN,
    "behaviour": policy.AGREE_BEHAVIOUR,
    "run": policy.RUN_SESSION,
    "stop": policy.STOP_SESSION,
    "presence": policy.MARK_PRESENCE,
    "register": policy.VIEW_REGISTER,
    "photos": policy.VIEW_PHOTO_REFUSALS,
    "acknowledge": policy.ACKNOWLEDGE,
    "override": policy.OVERRIDE_GATE,
}

# Evidence -> the page where it is mended, and the right which that asks for.
MENDED = {
    "session-leaders-named": ("leaders", "plan"),
    "session-staff-named": ("staff", "staff"),
    "session-staff-present": ("arrive", "presence"),
    "session-behaviour-agreed": ("behaviour", "behaviour"),
    "session-plan-checked": ("check_plan", "check"),
    "session-risk-assessment-seen": ("risks", "acknowledge"),
    "session-photo-refusals-known": ("photos", "photos"),
}

EVENT_WORDS = {
    state.STARTED: _("Started"),
    state.STOPPED: _("Stopped"),
    state.RESUMED: _("Went on"),
    state.ENDED: _("Ended"),
    state.CANCELLED: _("Cancelled"),
    state.NAMED: _("School staff named"),
    state.ARRIVED: _("In the room"),
    state.LEFT: _("Left the room"),
    state.OVERRIDDEN: _("Let go on without"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody has to do before the session may go on, or by a day."""

    id: str
    title: str
    about: str
    evidence: str
    who: str
    due: date | None
    source: str
    stops: bool
    overridden: bool
    href: str
    may_override: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One event in words."""

    at: Any
    words: Any
    about: str
    by_name: str
    note: str


@dataclass
class SessionPage:
    """All that the session's page shows, read once."""

    actor: Actor
    session: Any  # a Session that came with its counts, and whether the reader is named on it
    verdict: SubjectVerdict | None
    records: list[SessionEvent]
    stays: list[SessionStaff]
    overrides: list[Override]

    @cached_property
    def state(self) -> state.State:
        """The state of the session."""
        steps = [state.Step(event.kind, event.at, event.note) for event in self.records]
        return state.state(steps, [state.Presence(stay.arrived_at, stay.left_at) for stay in self.stays])

    @cached_property
    def decision(self) -> Decision:
        """Whether it may go on, by the verdict and what was overridden."""
        return decide(self.verdict, self.overrides)

    @property
    def shown_verdict(self) -> str:
        """The word of the lanyard: what was overridden no longer stops, but it stays a thing to do."""
        if self.verdict is None:
            return NOT_KNOWN
        if self.decision.allowed and not self.verdict.safe:
            return WITH_ACTIONS
        return self.verdict.verdict

    @property
    def todos(self) -> list[Step]:
        """What somebody has to do, gravest first."""
        return [self._step(answer) for answer in (self.verdict.actions if self.verdict else ())]

    def _step(self, answer: Answer) -> Step:
        requirement, finding = answer.requirement, answer.finding
        overridden = requirement.id in self.decision.overridden
        return Step(
            id=requirement.id,
            title=str(requirement.to_do),
            about=finding.about,
            evidence=finding.evidence,
            who=role_title(requirement.who),
            due=answer.due,
            source=requirement.source,
            stops=answer.stops,
            overridden=overridden,
            href=self._mended(requirement.evidence),
            may_override=answer.stops and not overridden and self._overridable(answer),
        )

    def _mended(self, evidence: str) -> str:
        page, right = MENDED.get(evidence, ("", ""))
        if not page or not self.rights[right]:
            return ""
        return reverse(f"programme:{page}", args=[self.session.public_id])

    def _overridable(self, answer: Answer) -> bool:
        held = {grant.role for grant in self.actor.grants}
        named = held & set(answer.requirement.override_roles)
        return bool(named) and self.rights["override"] and answer.requirement.evidence not in NEVER_OVERRIDDEN

    @property
    def present(self) -> list[SessionStaff]:
        """The school staff in the room."""
        return [stay for stay in self.stays if stay.present]

    @property
    def away(self) -> list[Person]:
        """The school staff who were in the room and have left it, so that one tap says that they are back."""
        last = {stay.person_id: stay for stay in self.stays}
        return [stay.person for stay in last.values() if stay.left_at is not None]

    @property
    def leaders(self) -> list[str]:
        """The names of the leaders."""
        names = self.verdict.row.names if self.verdict else None
        return sorted(name for (kind, _key), name in (names or {}).items() if kind == "officer")

    @property
    def today(self) -> bool:
        """Whether the session is planned for today."""
        return self.session.day == timezone.localdate()

    @property
    def may_stop(self) -> bool:
        """Whether a stop can be called: it runs, or stands still only for want of school staff."""
        return self.state.word == state.RUNNING or self.state.why == state.NO_STAFF

    @property
    def marks(self) -> dict[str, int]:
        """How many children were there and how many were not: numbers, no names."""
        return {"here": self.session.there, "away": self.session.absent}

    @property
    def events(self) -> list[Happened]:
        """What happened, in words."""
        return [Happened(e.at, EVENT_WORDS[e.kind], e.about, e.by_name, e.note) for e in self.records]

    @cached_property
    def rights(self) -> dict[str, bool]:
        """What the reader may do here, by short names for the template."""
        here = self.session.unit.school.place
        # Whether the reader is named was read with the session: one query less on the fullest page.
        person = self.actor.person
        named = [person] if person is not None and self.session.reader_named else []
        place = Place(here.organisation, here.force, here.area, people=lambda: named)
        return {name: self.actor.may(right, place) for name, right in RIGHTS.items()}


def session_page(actor: Actor, public_id: str) -> SessionPage:
    """Read what the session's page shows. Raises DoesNotExist for what is absent or forbidden."""
    standing = Q(marks__withdrawn_at=None)
    there = standing & Q(marks__mark__in=[RegisterMark.PRESENT, RegisterMark.LATE, RegisterMark.LEFT_EARLY])
    absent = standing & Q(marks__mark=RegisterMark.ABSENT)
    counted = Session.objects.select_related("unit__school").annotate(
        there=Count("marks", filter=there),
        absent=Count("marks", filter=absent),
        reader_named=ExpressionWrapper(named_on_it(actor.person), BooleanField()),
    )
    session = fetch(actor, policy.VIEW_SESSION, counted, public_id)
    records = list(session.events.all())
    overridden = any(event.kind == state.OVERRIDDEN for event in records)
    return SessionPage(
        actor=actor,
        session=session,
        verdict=gate("session", Session.objects.filter(pk=session.pk)),
        records=records,
        stays=list(session.staff.standing().select_related("person").order_by("recorded_at", "pk")),
        overrides=list(session.overrides.standing()) if overridden else [],
    )
