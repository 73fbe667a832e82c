"""Two records of one child joined, so that it can be undone; two records that a person said are two children."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models.children import Child


class ChildMerge(models.Model):
    """One record of a child joined to another by a person: what was moved, so that it goes back when undone.

    `moved` holds [model, field, keys] for each kind of record that referred to the child who is gone; `filled` names
    the facts that only the record that is gone had.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kept = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges_gone")
    moved = models.JSONField(default=list)
    filled = models.JSONField(default=list)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedQuerySet.as_manager()
    tenant = "kept__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="child_merged_into_one")
        ]

    @property
    def place(self) -> Place:
        """Where the record belongs: the child's school."""
        return self.kept.place


class KeptApartQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Records that are of two children."""


class KeptApart(Recorded):
    """Two records that look like one child's and are of two: nobody is asked about them again."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    first = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+", db_index=False)

    objects = KeptApartQuerySet.as_manager()
    tenant = "first__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(withdrawn_at__isnull=True), name="kept_apart_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]
