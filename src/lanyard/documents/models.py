"""Files that prove something, and their versions. The bytes lie beside the database, under their hash."""

from django.db import models

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet


class DocumentQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Documents by what they belong to. Who may open one is decided by the room that owns the thing."""

    def belonging_to(self, owner_kind: str, owner_id: int):
        """Keep the standing documents of one thing, newest version first."""
        found = self.standing().filter(owner_kind=owner_kind, owner_id=owner_id)
        return found.order_by("name", "-version")


class Document(Recorded):
    """One version of one file. A changed file is another row with the next version number."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner_kind = models.CharField(max_length=40)
    owner_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    # Whose retention, data protection officer and subject access: the school or the force (UK GDPR).
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents_controlled")
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = DocumentQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_kind", "owner_id", "name", "version"], name="document_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"

    @property
    def place(self) -> Place:
        """Where the document belongs, for deciding rights."""
        return self.organisation.place
