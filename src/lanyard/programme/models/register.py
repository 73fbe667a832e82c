"""The register of a session."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.programme.models.sessions import Session


class RegisterMark(Recorded):
    """Whether one child was at the session. A correction withdraws the mark and adds another."""

    PRESENT, ABSENT, LATE, LEFT_EARLY = "present", "absent", "late", "left early"
    MARKS = [
        (PRESENT, _("Present")),
        (ABSENT, _("Absent")),
        (LATE, _("Late")),
        (LEFT_EARLY, _("Left early")),
    ]

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="marks")
    member = models.ForeignKey("units.Member", on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=10, choices=MARKS)
    at = models.TimeField(null=True, blank=True)  # when a late child came, or one who left early went

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "member"], condition=Q(withdrawn_at=None), name="session_mark_once"
            )
        ]
