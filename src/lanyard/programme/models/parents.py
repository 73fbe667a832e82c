"""What parents and carers read of a session: what to bring, and afterwards what was done."""

from django.db import models
from django.db.models import Q

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.programme.models.sessions import Session


class ForParents(Recorded):
    """Words for the parents of all children of the unit: so they name no child. A change withdraws and adds."""

    BRING, DONE = "bring", "done"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="for_parents")
    part = models.CharField(max_length=5, choices=[(BRING, BRING), (DONE, DONE)])
    words = EncryptedTextField()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "part"], condition=Q(withdrawn_at=None), name="for_parents_once"
            )
        ]
