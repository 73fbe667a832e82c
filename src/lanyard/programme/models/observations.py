"""A supervisor's documented observation of an officer delivering (STO §Checklist, part 3)."""

from django.db import models

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet


class ObservationQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Observations, by who may reach them and by when they were known."""


class Observation(Recorded):
    """What a supervisor saw. `ratings` keeps for every point its id, version, wording and the answer given."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    officer = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="observations")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="observations"
    )
    observer = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        "programme.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="observations"
    )
    observed_on = models.DateField()
    ratings = models.JSONField(default=list)
    strengths = EncryptedTextField()
    to_improve = EncryptedTextField(blank=True)
    actions = EncryptedTextField(blank=True)
    withdrawn_reason = EncryptedTextField(blank=True)

    objects = ObservationQuerySet.as_manager()
    tenant = "organisation"
    people = "officer"

    class Meta:
        indexes = [models.Index(fields=["officer", "observed_on"], name="observation_officer_day")]

    @property
    def place(self) -> Place:
        """The area or force of the officer, with the officer as the person named on it."""
        here = self.organisation.place
        return Place(here.organisation, here.force, here.area, people=lambda: [self.officer_id])


class ObservationReply(models.Model):
    """The officer has read the observation, and what they say to it. Written once."""

    observation = models.OneToOneField(Observation, on_delete=models.CASCADE, related_name="reply")
    at = models.DateTimeField()
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    comment = EncryptedTextField(blank=True, bind="observation_id")
