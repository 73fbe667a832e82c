"""The ledger: one row for each change and each look, never edited, never removed.

Entries hang in a small pool of hash chains. A writer takes any chain nobody else holds, so writers do not
wait for each other, and every entry is sealed in the transaction of the change it tells of.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class Chain(models.Model):
    """One hash chain: how long it is and its newest entry. A writer holds the row until it commits."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head_number = models.PositiveBigIntegerField(null=True)
    head_hash = models.CharField(max_length=64, default=GENESIS)


class Entry(models.Model):
    """One change or one look: who, what, to what, where and when."""

    CHANGE, LOOK = "change", "look"

    number = models.BigAutoField(primary_key=True)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, db_index=False)
    previous_number = models.PositiveBigIntegerField(null=True)
    previous_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=[(CHANGE, _("change")), (LOOK, _("look"))])
    verb = models.CharField(max_length=80)
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    organisation = models.BigIntegerField(null=True)
    force = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subjects = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    act, records = "", ""  # what people call the act and the kind of record; pages set them

    class Meta:
        indexes = [
            models.Index(fields=["chain", "number"], name="ledger_chain"),
            models.Index(fields=["organisation", "number"], name="ledger_organisation"),
            models.Index(fields=["force", "number"], name="ledger_force"),
            models.Index(fields=["actor", "number"], name="ledger_actor"),
            models.Index(fields=["subject_kind", "number"], name="ledger_subject_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} by {self.actor_name}"


class RecordedQuerySet(models.QuerySet):
    """Records that keep when they were known."""

    def known(self, at):
        """Keep the rows that were recorded and not yet withdrawn at a moment."""
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at), recorded_at__lte=at)

    def standing(self):
        """Keep the rows that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Recorded(models.Model):
    """A record that proves something: it is never overwritten, only withdrawn and followed by another."""

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
