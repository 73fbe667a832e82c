"""A school and a force: what the school was offered, what it said, and who it may call."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Actor, Permission, Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.partnerships.delivering import delivers_at, people_delivering_at

SSP, NAMED_OFFICER, DECLINED, NOT_OFFERED = "ssp", "named-officer", "declined", "not-offered"
STATUSES = [
    (SSP, _("Safer School Partnership")),
    (NAMED_OFFICER, _("Named officer")),
    (DECLINED, _("Declined")),
    (NOT_OFFERED, _("Not yet offered")),
]


class RecordedScoped(ScopedQuerySet, RecordedQuerySet):
    """Records of a tenant that keep when they were known."""


class PartnershipQuerySet(ScopedQuerySet):
    """Partnerships, by who may see them."""

    def visible_to(self, actor: Actor, permission: Permission):
        """Keep those of the actor's organisations, and those where the actor is named or delivers."""
        found = super().visible_to(actor, permission)
        scope = actor.scope(permission)
        if not scope.assigned or scope.person is None:
            return found
        day = timezone.localdate()
        named = NamedContact.objects.standing().on(day).filter(person=scope.person).values("partnership")
        mine = Q(pk__in=named) | delivers_at(scope.person, day, "school")
        return self.filter(Q(pk__in=found.values("pk")) | mine)


class Partnership(models.Model):
    """One school and one force. What holds between them is in the records that hang on it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="force_partnerships")
    area = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="area_partnerships"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    close_reason = EncryptedTextField(blank=True)

    objects = PartnershipQuerySet.as_manager()
    tenant = "school"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "force"], name="partnership_once")]
        indexes = [models.Index(fields=["force", "school"], name="partnership_force")]

    def __str__(self) -> str:
        return f"{self.school} – {self.force}"

    @property
    def place(self) -> Place:
        """Where the partnership belongs, with its named contacts and everybody who delivers at the school."""
        return Place(self.school_id, self.school.force_id, self.school.area_id, people=self._people)

    def _people(self) -> list[int]:
        day = timezone.localdate()
        named = NamedContact.objects.standing().on(day).filter(partnership=self)
        return [*named.values_list("person", flat=True), *people_delivering_at(self.school_id, day)]


class ThroughPartnership(ScopedQuerySet, RecordedQuerySet):
    """Rows that belong to a partnership: whoever sees the partnership sees them."""

    def visible_to(self, actor: Actor, permission: Permission):
        """Keep the rows of partnerships that the actor reaches."""
        reached = Partnership.objects.visible_to(actor, permission)
        return self.filter(partnership__in=reached.values("pk"))


class StatusRecord(Recorded):
    """What the school was offered and what it said, from a day on. The newest day's record counts."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=15, choices=STATUSES)
    starts_on = models.DateField()
    reason = EncryptedTextField(blank=True)
    refused_by = models.CharField(max_length=150, blank=True)
    refused_by_role = models.CharField(max_length=100, blank=True)

    objects = ThroughPartnership.as_manager()
    tenant = "partnership__school"

    class Meta:
        indexes = [models.Index(fields=["partnership", "-starts_on"], name="partnership_status")]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.starts_on}"


class Told(Recorded):
    """Somebody who must hear of a refusal was told of it (MPS §1.2), and when they said they had read it."""

    record = models.ForeignKey(StatusRecord, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="told_once")]


class NamedContactQuerySet(RecordedQuerySet):
    """Named contacts, by when they are it."""

    def on(self, day: date):
        """Keep those who are the contact on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class NamedContact(Recorded):
    """The officer whom the school knows by name, from and until a day (MPS §1.2)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_at")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = NamedContactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["partnership", "starts_on"], name="named_contact_when")]
