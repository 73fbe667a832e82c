"""Times in which a child is a member but takes no part (NEV-26)."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue.ways import pausing_reasons


class WayQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Records of a member's way, by when they were known."""


class Suspension(Recorded):
    """A time in which a child is a member but takes no part: why, and who decided. Ending it is another row."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey("units.Member", on_delete=models.CASCADE, related_name="suspensions")
    starts_on = models.DateField()
    returns_on = models.DateField(null=True, blank=True)  # the first day back
    reason = models.CharField(max_length=20)  # an id of the catalogue
    decided_by = models.CharField(max_length=200)

    objects = WayQuerySet.as_manager()
    tenant = "member__unit__school"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returns_on__isnull=True) | Q(returns_on__gt=models.F("starts_on")),
                name="suspension_ends_after_start",
            )
        ]

    @property
    def why(self) -> str:
        """The reason, as people say it."""
        return pausing_reasons().get(self.reason, "")

    @property
    def place(self) -> Place:
        """Where the record belongs: the unit's place."""
        return self.member.place


def paused_at(day: date, known: datetime, prefix: str = "") -> Q:
    """Return the filter for members who take no part on a day, by what was known at a moment."""
    paused = Suspension.objects.known(known).filter(Q(returns_on__isnull=True) | Q(returns_on__gt=day))
    return Q(**{f"{prefix}pk__in": paused.filter(starts_on__lte=day).order_by().values("member")})
