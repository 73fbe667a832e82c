"""Where a member goes on to after the unit (NEV-15)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyard.audit.models import Recorded
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.units.catalogue.ways import interests
from lanyard.units.models.members import Member
from lanyard.units.models.suspensions import WayQuerySet


class Pathway(Recorded):
    """Where a member would like to go on to, whether it may be handed over, and that it was."""

    YES, NO, UNKNOWN = "yes", "no", "unknown"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="pathways")
    interest = models.CharField(max_length=20)  # an id of the catalogue
    asked_on = models.DateField()
    parent_agrees = models.CharField(max_length=7, choices=[(YES, YES), (NO, NO), (UNKNOWN, UNKNOWN)])
    next_school = models.CharField(max_length=200, blank=True)
    handed_to = models.CharField(max_length=200, blank=True)
    handed_on = models.DateField(null=True, blank=True)

    objects = WayQuerySet.as_manager()
    tenant = "member__unit__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(withdrawn_at__isnull=True), name="pathway_one_standing"
            )
        ]

    @property
    def interest_said(self) -> str:
        """What the child would like, in words."""
        return interests()[self.interest]

    @property
    def agrees_said(self) -> str:
        """Whether a parent or carer agrees to the handover, in words."""
        return {self.YES: _("Yes"), self.NO: _("No")}.get(self.parent_agrees) or _("Not known")

    @property
    def place(self) -> Place:
        """Where the record belongs: the unit's place."""
        return self.member.place
