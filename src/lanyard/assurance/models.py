"""What people attest where records can't prove, what a force requires beyond the nation, and certificates."""

from django.db import models

from lanyard.accounts.models import Person
from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet


class ScopedRecords(ScopedQuerySet, RecordedQuerySet):
    """Records that know both their tenant and when they were known."""


class Attestation(Recorded):
    """A named person's word on one requirement for one subject, in the wording of its day, until it expires."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    requirement = models.CharField(max_length=60)
    requirement_version = models.PositiveSmallIntegerField()
    wording = models.TextField()
    subject_kind = models.CharField(max_length=20)
    subject_key = models.PositiveBigIntegerField()
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attestations")
    role = models.CharField(max_length=30)
    holds = models.BooleanField()  # True: it is so; False: the person says that it is not
    note = EncryptedTextField(blank=True)
    withdrawn_reason = EncryptedTextField(blank=True)
    attested_on = models.DateField()
    expires_on = models.DateField()

    objects = ScopedRecords.as_manager()
    tenant = "organisation"

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "requirement"], name="attestation_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "requirement"],
                condition=models.Q(withdrawn_at=None),
                name="attestation_one_stands",
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement} by {self.person}"


class LocalRequirement(Recorded):
    """What one force requires beyond the national framework: something of its own, or a national item tightened."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="local_requirements")
    code = models.CharField(max_length=30)  # actions.LONGEST_CODE keeps within it
    version = models.PositiveSmallIntegerField(default=1)
    tightens = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    wording = models.TextField()
    subject_kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    who = models.CharField(max_length=30)
    by = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(null=True)  # none: as long as the nation lets the proof count
    fix_days = models.PositiveSmallIntegerField(default=28)
    warn_days = models.PositiveSmallIntegerField(default=28)
    reason = models.TextField()
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    objects = ScopedRecords.as_manager()
    tenant = "force"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "code", "version"], name="local_requirement_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def place(self) -> Place:
        """The force that requires it."""
        return self.force.place


class Certificate(models.Model):
    """A dated certificate: what was true of a unit at a moment, with a code that anybody can check."""

    code = models.CharField(max_length=12, primary_key=True, default=new_public_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_key = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20)
    framework = models.PositiveSmallIntegerField()
    cells = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    valid_until = models.DateField()

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
