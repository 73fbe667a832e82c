"""That the force has a copy of a unit's consents."""

from django.db import models

from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models import Unit


class ConsentCopyQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Copies, by when they were known."""


class ConsentCopy(Recorded):
    """A copy of the answers about taking part and photos that the force's central team took, as they stood then."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="consent_copies")
    members = models.PositiveSmallIntegerField()  # how many children it was about

    objects = ConsentCopyQuerySet.as_manager()
    tenant = "unit__school"

    @property
    def place(self) -> Place:
        """Where the copy belongs: the unit's place."""
        return self.unit.place
