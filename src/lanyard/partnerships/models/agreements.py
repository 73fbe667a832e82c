"""Agreements: a draft's answers, the wording as issued, who signed it, and when it is in force."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.partnerships.models.partnership import Partnership, ThroughPartnership

SLA, PROTOCOL, DSA, DPIA = "sla", "protocol", "dsa", "dpia"
KINDS = [
    (SLA, _("Service level agreement")),
    (PROTOCOL, _("Safer School Partnership protocol")),
    (DSA, _("Data sharing agreement")),
    (DPIA, _("Data protection impact assessment")),
]
DRAFT, ISSUED, SIGNED, SUPERSEDED, ENDED, DISCARDED = (
    "draft",
    "issued",
    "signed",
    "superseded",
    "ended",
    "discarded",
)
STATES = [
    (DRAFT, _("Draft")),
    (ISSUED, _("Waiting for signatures")),
    (SIGNED, _("Signed")),
    (SUPERSEDED, _("Replaced by a newer version")),
    (ENDED, _("Ended")),
    (DISCARDED, _("Discarded")),
]
SCHOOL, FORCE, AUTHORITY = "school", "force", "local-authority"
SIDES = [(SCHOOL, _("The school")), (FORCE, _("The police force")), (AUTHORITY, _("The local authority"))]


class Agreement(models.Model):
    """One version of one agreement between the two parties. Once issued its wording never changes."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=10, choices=KINDS)
    number = models.PositiveSmallIntegerField()
    template = models.CharField(max_length=40)
    template_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=STATES, default=DRAFT)
    answers = models.JSONField(default=dict)
    proves = models.JSONField(default=list)
    wording = models.JSONField(default=dict)
    wording_hash = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    change_note = EncryptedTextField(blank=True)
    end_reason = EncryptedTextField(blank=True)  # why it was discarded, replaced or ended

    objects = ThroughPartnership.as_manager()
    tenant = "partnership__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "number"], name="agreement_number"),
            models.UniqueConstraint(
                fields=["partnership", "kind"],
                condition=Q(state__in=[DRAFT, ISSUED]),
                name="agreement_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.number}"

    @property
    def place(self) -> Place:
        """Where the agreement belongs: with its partnership."""
        return self.partnership.place


class Signature(Recorded):
    """One side's signature: who, in which post, when, and under which wording."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=15, choices=SIDES)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=150)
    signed_on = models.DateField()
    wording_hash = models.CharField(max_length=64)
    template_version = models.PositiveSmallIntegerField()
    paper = models.CharField(max_length=12, blank=True)  # public id of the scanned page, for a side without accounts

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "side"],
                condition=Q(withdrawn_at__isnull=True),
                name="signature_side_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}"


class TermQuerySet(RecordedQuerySet):
    """Terms, by when they run."""

    def running(self, day: date):
        """Keep the terms that run on a day; the last day counts."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Term(Recorded):
    """From when until when an agreement is in force. A review adds one; an early end withdraws and adds."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=10, choices=KINDS)
    starts_on = models.DateField()
    ends_on = models.DateField()
    review = models.ForeignKey(
        "partnerships.Review", null=True, blank=True, on_delete=models.PROTECT, related_name="terms"
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["partnership", "kind", "ends_on"], name="term_partnership_kind")]

    @property
    def running(self) -> bool:
        """True when the term runs today."""
        return self.starts_on <= timezone.localdate() <= self.ends_on
