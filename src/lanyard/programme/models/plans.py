"""What was planned for a session, version by version, so that it can be read as it was known at any moment."""

from typing import Any

from django.db import models
from django.db.models import FilteredRelation, Q

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.programme.models.sessions import Session
from lanyard.units.models import known_at

PLANNED = ("title", "strand", "activity", "where", "starts_at", "ends_at")


class SessionPlan(Recorded):
    """One version of a session's plan. A change withdraws it and adds another, at the same moment.

    These rows are the source; the session repeats the one that stands, for lists and for what is asked of today.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="plans")
    title = models.CharField(max_length=120)
    strand = models.CharField(max_length=10, choices=Session.STRANDS)
    activity = EncryptedTextField()
    where = models.CharField(max_length=150)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(withdrawn_at=None), name="session_plan_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_plan_ends_after_start"
            ),
        ]

    @classmethod
    def of(cls, session: Session, **stamp: Any) -> "SessionPlan":
        """Return the version that says what the session says now, not yet saved."""
        return cls(session=session, **{name: getattr(session, name) for name in PLANNED}, **stamp)


def with_plan(sessions: models.QuerySet, moment: Any) -> models.QuerySet:
    """Join the plan known at a moment as `plan`; leave out sessions that nobody had planned by then."""
    joined = sessions.annotate(plan=FilteredRelation("plans", condition=known_at(moment.known, "plans__")))
    return joined.filter(plan__isnull=False)
