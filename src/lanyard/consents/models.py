"""Answers given on paper: permission to take part, and photos."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.consents.catalogue import purposes, relationships
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models import Member, known_at, led_by


def in_force(day: date, known: datetime, prefix: str = "") -> Q:
    """Return the filter for answers that stood on a day, by what was known at a moment.

    An answer stops standing on the day of the newer form that replaced it, once that form was recorded.
    """
    replaced = (
        Q(**{f"{prefix}replaced_at__isnull": True})
        | Q(**{f"{prefix}replaced_at__gt": known})
        | Q(**{f"{prefix}replaced_on__gt": day})
    )
    return Q(**{f"{prefix}dated_on__lte": day}) & known_at(known, prefix) & replaced


class PaperPermissionQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Answers, by when they stood."""

    def in_force(self, day: date, known: datetime):
        """Keep the answers that stood on a day, by what was known at a moment."""
        return self.filter(in_force(day, known))

    def now(self):
        """Keep the answers that stand now."""
        return self.in_force(timezone.localdate(), timezone.now())


class PaperPermission(Recorded):
    """One answer of one person for one purpose, from a paper form that the school keeps.

    A mistake is corrected by withdrawing the row and adding another. A changed mind adds a row, and the older one
    remembers from which day it no longer stands.
    """

    YES, NO = "yes", "no"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="permissions", db_index=False)
    purpose = models.CharField(max_length=20)
    wording_version = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=3, choices=[(YES, "yes"), (NO, "no")])
    given_by = models.CharField(max_length=100, blank=True)  # empty when the child answered
    relationship = models.CharField(max_length=20)
    dated_on = models.DateField()
    replaced_on = models.DateField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced")

    objects = PaperPermissionQuerySet.as_manager()
    tenant = "member__unit__school"
    people = staticmethod(led_by("member__unit__"))

    class Meta:
        indexes = [models.Index(fields=["member", "purpose"], name="permission_member_purpose")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose", "given_by"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="permission_one_standing",
            )
        ]

    @property
    def title(self) -> str:
        """What was asked, in a few words."""
        return purposes()[self.purpose].title

    @property
    def giver_is(self) -> str:
        """What the person who answered is to the child."""
        return relationships().get(self.relationship) or _("The child")

    @property
    def place(self) -> Place:
        """Where the answer belongs: the unit's place."""
        return self.member.place
