"""A session: where and when a unit meets, who leads it, which school staff stay for it, and what happened."""

from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.programme import state
from lanyard.units.models import UnitLeader, known_at, not_ended


def named_on_it(person: int | None) -> Q:
    """Return the filter for the sessions a person leads, or whose unit they lead today."""
    leading = SessionLeader.objects.still_leading().filter(person=person).values("session")
    return Q(pk__in=leading) | Q(unit__in=UnitLeader.objects.today().filter(person=person).values("unit"))


class SessionQuerySet(ScopedQuerySet):
    """Sessions, by when they are."""

    def upcoming(self, on: date):
        """Keep the sessions of a day and later that are not over, soonest first."""
        return self.filter(ends_at__gte=day_begins(on), closed_at=None).order_by("starts_at", "pk")

    def past(self, on: date):
        """Keep the sessions before a day, and those of the day that are over, newest first."""
        over = Q(ends_at__lt=day_begins(on)) | Q(closed_at__isnull=False)
        return self.filter(over).order_by("-starts_at", "-pk")


class Session(models.Model):
    """One meeting of a unit. Its state is read from its events and its school staff (`programme.state`).

    What is planned repeats the standing `SessionPlan`, which is what counts for a past moment.
    """

    EDUCATION, COMMUNITY, REWARD = "education", "community", "reward"
    STRANDS = [(EDUCATION, _("Education")), (COMMUNITY, _("Community")), (REWARD, _("Reward"))]

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=120)
    strand = models.CharField(max_length=10, choices=STRANDS)
    activity = EncryptedTextField()
    where = models.CharField(max_length=150)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    # Written once, when the session ends or is cancelled; lists and boards leave out what is over by it.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()
    tenant = "unit__school"
    people = staticmethod(named_on_it)

    class Meta:
        indexes = [models.Index(fields=["unit", "starts_at"], name="session_unit_starts")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.starts_at):%-d %B %Y}"

    @property
    def day(self) -> date:
        """The local day on which the session begins."""
        return timezone.localdate(self.starts_at)

    @property
    def place(self) -> Place:
        """The school it is at, with the leaders of the session and of its unit as the people named on it."""
        here = self.unit.school.place
        return Place(here.organisation, here.force, here.area, people=self._people)

    def _people(self) -> list[int]:
        return list(self._named)

    @cached_property
    def _named(self) -> list[int]:
        # One query, once: a page asks for several rights on the same session.
        named = SessionLeader.objects.still_leading().filter(session=self).order_by().values_list("person")
        leading = UnitLeader.objects.today().filter(unit=self.unit_id).order_by().values_list("person")
        return [person for (person,) in named.union(leading)]


def day_begins(on: date) -> datetime:
    """Return the first moment of a local day."""
    return timezone.make_aware(datetime.combine(on, time.min))


class SessionLeaderQuerySet(RecordedQuerySet):
    """Leaders of sessions, by whether they lead the unit as well."""

    def still_leading(self):
        """Keep those who have not stopped leading the unit: with that, being named for a session ends too."""
        leading = UnitLeader.objects.standing().filter(unit=OuterRef("session__unit"), person=OuterRef("person"))
        return self.standing().filter(Exists(leading.filter(not_ended(timezone.localdate()))))


class SessionLeader(Recorded):
    """A police leader named to deliver the session, who counts only as long as they lead its unit."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="session_leaderships")

    objects = SessionLeaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(withdrawn_at=None), name="session_leader_once"
            )
        ]


def with_leaders(sessions: models.QuerySet, moment: Any) -> models.QuerySet:
    """Join the leaders known at a moment as `leading`: a row for each, or one without where nobody is named."""
    return sessions.annotate(leading=FilteredRelation("leaders", condition=known_at(moment.known, "leaders__")))


class SessionStaff(Recorded):
    """A member of school staff who stays for the whole of the session (STO §Introduction: never alone).

    Arriving and leaving are written once. Somebody who comes back is a new row, so that who was in the room at any
    moment can be read.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="session_staffings")
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(withdrawn_at=None, left_at=None),
                name="session_staff_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(arrived_at__isnull=False), name="session_staff_arrive_first"
            ),
        ]

    @property
    def present(self) -> bool:
        """Whether this person is in the room now."""
        return self.arrived_at is not None and self.left_at is None and self.withdrawn_at is None


class SessionEvent(models.Model):
    """One step of a session: who did what and when, and what readiness said at that time. Never changed."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in state.KINDS])
    at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    about = models.CharField(max_length=150, blank=True)  # the member of staff who arrived, was named, left
    note = EncryptedTextField(blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)  # the requirements behind the verdict: id, wording, status

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(kind=state.STARTED), name="session_starts_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(kind__in=[state.ENDED, state.CANCELLED]),
                name="session_ends_once",
            ),
        ]
