"""What children need, what leaders must know and do about it, and who has gone through it (STO-7, STO-8)."""

from django.conf import settings
from django.db import models

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue.needs import need_kinds
from lanyard.units.models.children import Child
from lanyard.units.models.units import Unit, led_by


class NeedsQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Needs and what was said about them, by when they were known."""

    def confirmed(self):
        """Keep the needs that the school has confirmed and that stand."""
        return self.standing().filter(confirmed_at__isnull=False)

    def proposed(self):
        """Keep what a parent or carer told and the school has not looked at yet."""
        return self.standing().filter(confirmed_at__isnull=True)


class Need(Recorded):
    """One need of a child. A change withdraws the row and adds one.

    `details` is the school's own; leaders see `to_know`, what they need to know and do, once the school has
    confirmed it. What a parent or carer tells by their link waits for the school.
    """

    SCHOOL, PARENT = "school", "parent"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=20)  # an id of the catalogue
    details = EncryptedTextField(blank=True)
    to_know = EncryptedTextField(blank=True)
    arrangements = EncryptedTextField(blank=True)
    told_by = models.CharField(max_length=6, choices=[(SCHOOL, SCHOOL), (PARENT, PARENT)], default=SCHOOL)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = NeedsQuerySet.as_manager()
    tenant = "child__school"

    @property
    def title(self) -> str:
        """The kind of need, as people say it."""
        return need_kinds()[self.kind].title

    @property
    def highlighted(self) -> bool:
        """Whether leaders must see it first: medicine and allergies."""
        return need_kinds()[self.kind].highlight

    @property
    def place(self) -> Place:
        """Where the record belongs: the child's school."""
        return self.child.place


class NeedsReview(Recorded):
    """Somebody of the school went through what every member of a unit needs; who has no need on record has none."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="needs_reviews")
    reviewed_on = models.DateField()
    members = models.PositiveSmallIntegerField()  # how many children it covered
    with_needs = models.PositiveSmallIntegerField()

    objects = NeedsQuerySet.as_manager()
    tenant = "unit__school"
    people = staticmethod(led_by("unit__"))


class NeedsSeen(Recorded):
    """A leader has read what they need to know and do about a unit's members, as it stood at that moment."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="needs_seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = NeedsQuerySet.as_manager()


class NeedsNote(Recorded):
    """One note of the continuing dialogue between school and leaders about a member's arrangements (STO-7)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey("units.Member", on_delete=models.CASCADE, related_name="needs_notes")
    text = EncryptedTextField()

    objects = NeedsQuerySet.as_manager()
    tenant = "member__unit__school"
    people = staticmethod(led_by("member__unit__"))
