"""An intake: a round of introducing a unit to children, taking applications and choosing."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue.selecting import methods
from lanyard.units.models.units import Unit, led_by
from lanyard.units.wording import year_list


class IntakeQuerySet(ScopedQuerySet):
    """Intakes of units."""

    def going(self):
        """Keep those that were not called off."""
        return self.filter(cancelled_at__isnull=True)

    def known(self, at: datetime):
        """Keep those that were set up and not called off at a moment."""
        return self.filter(Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=at), recorded_at__lte=at)


class Intake(models.Model):
    """One round of taking children of some year groups into a unit, by one method (NEV-8).

    Where it stands is never stored: it follows from the days, the introduction and the decision.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="intakes")
    year_groups = models.JSONField(default=list)
    places = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day to apply
    method = models.CharField(max_length=20)  # an id of the catalogue
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cancel_reason = EncryptedTextField(blank=True, default="")

    objects = IntakeQuerySet.as_manager()
    tenant = "unit__school"
    people = staticmethod(led_by("unit__"))

    def __str__(self) -> str:
        return f"{self.unit} {self.opens_on}"

    @property
    def place(self) -> Place:
        """Where the intake belongs: the unit's place."""
        return self.unit.place

    @property
    def years_said(self) -> str:
        """The year groups as a phrase."""
        return year_list(self.year_groups)

    @property
    def method_said(self) -> str:
        """The method, as people say it."""
        return methods()[self.method].title

    def is_open(self, day: date | None = None) -> bool:
        """Say whether its days let children apply on a day (today)."""
        return self.opens_on <= (day or timezone.localdate()) <= self.closes_on


class IntroductionQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Introductory sessions."""


class Introduction(Recorded):
    """The session at which children heard what Mini Police is, before they could apply (NEV-25)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="introductions")
    held_on = models.DateField()
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    year_groups = models.JSONField(default=list)
    children = models.PositiveSmallIntegerField()
    promised = EncryptedTextField()

    objects = IntroductionQuerySet.as_manager()
    tenant = "intake__unit__school"
    people = staticmethod(led_by("intake__unit__"))

    @property
    def place(self) -> Place:
        """Where the record belongs: the unit's place."""
        return self.intake.place

    @property
    def years_said(self) -> str:
        """The year groups that came, as a phrase."""
        return year_list(self.year_groups)


class IntakeQuotas(Recorded):
    """The shares that the school asks of a draw: rows of category, value, least, most. A change adds a row."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="quotas")
    rows = models.JSONField(default=list)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intake"], condition=Q(withdrawn_at__isnull=True), name="intake_quotas_one_standing"
            )
        ]


class ForceShareQuerySet(ScopedQuerySet, RecordedQuerySet):
    """The forces' least shares, by when they were known."""


class ForceShare(Recorded):
    """The least share of vulnerable children that a force asks of a cohort, in hundredths; schools may ask more."""

    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vulnerable_shares")
    percent = models.PositiveSmallIntegerField()

    objects = ForceShareQuerySet.as_manager()
    tenant = "force"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["force"], condition=Q(withdrawn_at__isnull=True), name="force_share_one_standing"
            )
        ]
