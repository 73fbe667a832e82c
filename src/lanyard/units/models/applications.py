"""Children's applications, and what people bring to the choice: notes, nominations, votes counted."""

from django.db import models
from django.db.models import Q

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue.selecting import titles
from lanyard.units.models.children import Child
from lanyard.units.models.intakes import Intake


class ApplicationQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Applications."""

    def named(self):
        """Read the children with their applications, in the order of their names."""
        return self.select_related("child").order_by("child__family_name", "child__given_name", "pk")

    def counting(self):
        """Keep what counts now: not withdrawn, and the child still on the school's list."""
        return self.standing().filter(child__left_school_on__isnull=True, child__merged_into__isnull=True)


class Application(Recorded):
    """A child's wish to take part, in pictures, in words or through an adult; all three count the same."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="applications")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="applications")
    way = models.CharField(max_length=20)  # an id of the catalogue
    pictures = models.JSONField(default=list)  # ids of the catalogue
    text = EncryptedTextField(blank=True)
    brought_by = models.CharField(max_length=20)  # an id of the catalogue

    objects = ApplicationQuerySet.as_manager()
    tenant = "intake__unit__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "child"],
                condition=Q(withdrawn_at__isnull=True),
                name="application_one_standing",
            )
        ]

    @property
    def place(self) -> Place:
        """Where the application belongs: the child's school."""
        return self.child.place

    @property
    def way_said(self) -> str:
        """How the child applied, as people say it."""
        return titles("way")[self.way]

    @property
    def brought_said(self) -> str:
        """Who brought the application, as people say it."""
        return titles("brought")[self.brought_by]


class PanelNoteQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Notes of an interview panel."""


class PanelNote(Recorded):
    """What one member of the panel wrote down of a talk with a child: words, never points."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField()

    objects = PanelNoteQuerySet.as_manager()
    tenant = "application__intake__unit__school"

    @property
    def place(self) -> Place:
        """Where the note belongs: the child's school."""
        return self.application.place


class NominationQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Nominations."""


class Nomination(Recorded):
    """Somebody put forward a child who applied, and why."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="nominations")
    by = models.CharField(max_length=20)  # an id of the catalogue
    text = EncryptedTextField()

    objects = NominationQuerySet.as_manager()
    tenant = "application__intake__unit__school"

    @property
    def place(self) -> Place:
        """Where the nomination belongs: the child's school."""
        return self.application.place

    @property
    def by_said(self) -> str:
        """Who nominated, as people say it."""
        return titles("nominated")[self.by]


class BallotCountQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Counts of a vote."""


class BallotCount(Recorded):
    """One person's count of the paper ballots: votes by application. Two people's counts must agree."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="counts")
    votes = models.JSONField(default=dict)  # application's public id: votes
    spoilt = models.PositiveSmallIntegerField(default=0)

    objects = BallotCountQuerySet.as_manager()
    tenant = "intake__unit__school"

    @property
    def place(self) -> Place:
        """Where the count belongs: the unit's place."""
        return self.intake.place
