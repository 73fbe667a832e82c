"""Mini Police units: where, when, for which year groups, and led by whom."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone

from lanyard.accounts.roles import roles
from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.wording import year_list


def valid_on(day: date | OuterRef, prefix: str = "") -> Q:
    """Return the filter for rows whose starts_on to ends_on (both included) covers a day."""
    return Q(**{f"{prefix}starts_on__lte": day}) & not_ended(day, prefix)


def not_ended(day: date | OuterRef, prefix: str = "") -> Q:
    """Return the filter for rows whose last day is not before a day, whether or not they have begun."""
    return Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})


def known_at(moment: datetime, prefix: str = "") -> Q:
    """Return the filter for records that were recorded and not yet withdrawn at a moment."""
    standing = Q(**{f"{prefix}withdrawn_at__isnull": True}) | Q(**{f"{prefix}withdrawn_at__gt": moment})
    return Q(**{f"{prefix}recorded_at__lte": moment}) & standing


def led_by(prefix: str = "") -> Callable[[int], Q]:
    """Return the `people` of a tenant's model: who leads the unit today, and no longer than that.

    `prefix` is the path to the unit, as in "unit__".
    """

    def named(person: int) -> Q:
        path = f"{prefix}leaders__"
        standing = Q(**{f"{path}person": person, f"{path}withdrawn_at__isnull": True})
        return standing & valid_on(timezone.localdate(), path)

    return named


class UnitQuerySet(ScopedQuerySet):
    """Units, by when they run."""

    def live(self, day: date):
        """Keep units that have not ended by a day; those yet to start are included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def at(self, day: date, known: datetime):
        """Keep units set up and not ended on a past day, by what was known at a moment."""
        ended = Q(ended_at__isnull=True) | Q(ended_at__gt=known)
        running = (ended & (Q(planned_end__isnull=True) | Q(planned_end__gte=day))) | (
            Q(ended_at__lte=known) & Q(ends_on__gte=day)
        )
        return self.filter(running, recorded_at__lte=known)


class Unit(models.Model):
    """A Mini Police unit of a school (WMP §What is Mini Police?). `year_groups` repeats its newest UnitYears."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="units")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day
    planned_end = models.DateField(null=True, blank=True)  # the last day as it was planned at first
    year_groups = models.JSONField(default=list)
    max_members = models.PositiveSmallIntegerField()
    school_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # when somebody ended it by hand
    end_reason = EncryptedTextField(blank=True)

    objects = UnitQuerySet.as_manager()
    tenant = "school"
    # Who leads today, where a page has read it already: its rights are asked several times.
    leading_today: list[int] | None = None
    # Whether it is safe to operate, where a list has judged its page of units.
    verdict: str = ""
    people = staticmethod(led_by())

    class Meta:
        indexes = [models.Index(fields=["school", "name"], name="unit_school_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def years_said(self) -> str:
        """The year groups as a phrase."""
        return year_list(self.year_groups)

    @property
    def place(self) -> Place:
        """Where the unit belongs, with those who lead it today."""
        here = self.school.place
        return Place(here.organisation, here.force, here.area, people=self._leader_ids)

    def _leader_ids(self) -> list[int]:
        known = self.leading_today
        return known if known is not None else list(self.leaders.today().values_list("person_id", flat=True))


class UnitYears(Recorded):
    """The year groups a unit takes. A change withdraws the row and adds one, so that the past can be asked for."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="years")
    year_groups = models.JSONField(default=list)

    objects = RecordedQuerySet.as_manager()


class UnitLeaderQuerySet(RecordedQuerySet):
    """Leaders, by when they lead."""

    def today(self):
        """Keep those who lead today, as far as is known now."""
        return self.standing().filter(valid_on(timezone.localdate()))

    def at(self, day: date, known: datetime):
        """Keep those who led on a day, by what was known at a moment."""
        return self.known(known).filter(valid_on(day))


class UnitLeader(Recorded):
    """Somebody of the police who leads a unit, from and until, with the kind of leader they are (NEV-24)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="units_led")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = UnitLeaderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person} – {self.unit}"

    @property
    def title(self) -> str:
        """The kind of leader, as people say it."""
        return roles()[self.role].title


class ForceUnitRuleQuerySet(ScopedQuerySet, RecordedQuerySet):
    """The forces' own rules, by when they were known."""


class ForceUnitRule(Recorded):
    """The year groups a force allows: some of the national ones, never more (WMP-1)."""

    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="unit_rules")
    year_groups = models.JSONField(default=list)

    objects = ForceUnitRuleQuerySet.as_manager()
    tenant = "force"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force"], condition=Q(withdrawn_at__isnull=True), name="unit_rule_one_standing"
            )
        ]
