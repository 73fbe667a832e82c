"""Officers, PCSOs, youth workers and volunteers: who they are and what proves that they may deliver."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lanyard.accounts.models import Person, Post, PostQuerySet
from lanyard.accounts.roles import leader_roles
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Actor, Permission, Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.workforce.catalogue import record_kinds

# The kind of owner under which the files that prove a record are stored.
DOCUMENTS = "workforce.staff-record"


def leader_posts(on: date | None = None) -> PostQuerySet:
    """Return the posts held on a day (today) that let their holder deliver to children."""
    return Post.objects.held(on or timezone.localdate()).filter(role__in=leader_roles())


def latest_leader_posts() -> PostQuerySet:
    """Return the leader posts held today and, of people who hold none now, those they held before."""
    held = leader_posts()
    now = held.filter(person=OuterRef("person"))
    past = Post.objects.standing().filter(role__in=leader_roles())
    return past.filter(Q(pk__in=held.values("pk")) | ~Exists(now))


class OfficerQuerySet(ScopedQuerySet):
    """Profiles, reached through the post that their person holds."""

    def visible_to(self, actor: Actor, permission: Permission):
        """Keep the profiles of the people whose leader post the actor reaches; none by default."""
        return self.filter(person__in=latest_leader_posts().visible_to(actor, permission).values("person"))


class Officer(models.Model):
    """What a force keeps of a person who delivers: where they work and who supervises them."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="officer")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="officers")
    area = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="supervises")
    collar_number = models.CharField(max_length=20, blank=True)

    objects = OfficerQuerySet.as_manager()
    tenant = "force"
    people = "person"

    def __str__(self) -> str:
        return self.person.name

    @property
    def place(self) -> Place:
        """Where the officer works, with the officer on it."""
        return Place(self.area_id or self.force_id, self.force_id, self.area_id, people=lambda: [self.person_id])


class StaffRecordQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Staff records, by when they were known and for which day they count."""

    def counting_on(self, day):
        """Keep the records of something achieved by a day and not expired on it."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day), achieved_on__lte=day)


class StaffRecord(Recorded):
    """One thing that proves a person may deliver: a clearance, a course, a signature, a declaration."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff_records")
    # The force or area that holds the record: where the person's post was when it was made.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff_records")
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=40, blank=True)
    achieved_on = models.DateField()
    # The first day on which it no longer counts.
    expires_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # The wording of the rule that was answered: the catalogue's version on the day.
    catalogue_version = models.CharField(max_length=20, blank=True)

    objects = StaffRecordQuerySet.as_manager()
    tenant = "organisation"
    people = "person"

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="staff_record_person_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=models.F("achieved_on")),
                name="staff_record_expires_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}, {self.achieved_on}"

    @property
    def title(self) -> str:
        """What the record is of, as people say it."""
        return record_kinds()[self.kind].title

    @property
    def is_own(self) -> bool:
        """True when the person declared it themselves."""
        return record_kinds()[self.kind].is_own

    @property
    def place(self) -> Place:
        """The organisation that holds the record, with the person it is about."""
        here = self.organisation.place
        return Place(here.organisation, here.force, here.area, people=lambda: [self.person_id])
