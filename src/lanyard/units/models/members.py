"""The children in a unit."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue import leaving_reasons
from lanyard.units.models.children import Child
from lanyard.units.models.suspensions import paused_at
from lanyard.units.models.units import Unit, led_by


def member_at(day: date, known: datetime, prefix: str = "") -> Q:
    """Return the filter for children who took part as members on a day, by what was known at a moment.

    Who pauses is a member still, but is on no register and no list of that day (NEV-26).
    """
    still_in = Q(**{f"{prefix}left_on__isnull": True}) | Q(**{f"{prefix}left_on__gt": day})
    not_yet_known = Q(**{f"{prefix}left_recorded_at__gt": known})
    joined = Q(**{f"{prefix}joined_on__lte": day, f"{prefix}recorded_at__lte": known})
    return joined & (still_in | not_yet_known) & ~paused_at(day, known, prefix)


class MemberQuerySet(ScopedQuerySet):
    """Members, by when they belong."""

    def at(self, day: date, known: datetime):
        """Keep those who were members on a day, by what was known at a moment."""
        return self.filter(member_at(day, known))

    def named(self):
        """Read the children with their places, in the order of their names."""
        return self.select_related("child").order_by("child__family_name", "child__given_name", "pk")

    def current(self):
        """Keep those who have not left, whether or not their first day has come."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate()))


class Member(models.Model):
    """A child's place in a unit, from and until. Whoever shows names reads the child with it (`named`)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="memberships")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)  # the first day on which the child is no longer a member
    left_reason = models.CharField(max_length=20, blank=True)  # an id of the catalogue
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    left_recorded_at = models.DateTimeField(null=True, blank=True)
    left_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = MemberQuerySet.as_manager()
    tenant = "unit__school"
    people = staticmethod(led_by("unit__"))

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The child's name as it is said."""
        return self.child.name

    @property
    def given_name(self) -> str:
        """The child's first name."""
        return self.child.given_name

    @property
    def family_name(self) -> str:
        """The child's last name."""
        return self.child.family_name

    @property
    def year_group(self) -> int:
        """The child's year group now."""
        return self.child.year_group

    @property
    def left_why(self) -> str:
        """Why the child left, as people say it."""
        return leaving_reasons().get(self.left_reason, "")

    @property
    def place(self) -> Place:
        """Where the member belongs: the unit's place."""
        return self.unit.place
