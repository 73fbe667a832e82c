"""The children of a school as its class list names them, and the adults who hold parental responsibility."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.catalogue.children import relationships
from lanyard.units.catalogue.needs import bases
from lanyard.units.wording import year_name


class ChildQuerySet(ScopedQuerySet):
    """Children of schools."""

    def listed(self):
        """Keep the children who are at their school, each once: without those merged into another record."""
        return self.filter(left_school_on__isnull=True, merged_into__isnull=True)


class Child(models.Model):
    """A child of a school: as little as does the job, and no account.

    `categories` holds what else the school balances a group by, as {"house": "red"}. `vulnerable` is the school's
    own judgement and only counts towards a minimum share; None where the school has not said.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children", db_index=False)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    date_of_birth = models.DateField(null=True, blank=True)
    year_group = models.PositiveSmallIntegerField()
    class_name = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=20, blank=True)  # an id of the catalogue
    vulnerable = models.BooleanField(null=True, blank=True)
    categories = models.JSONField(default=dict)
    left_school_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ChildQuerySet.as_manager()
    tenant = "school"

    class Meta:
        indexes = [models.Index(fields=["school", "family_name", "given_name"], name="child_school_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The child's name as it is said."""
        return f"{self.given_name} {self.family_name}"

    @property
    def year_said(self) -> str:
        """The year group as a school says it."""
        return year_name(self.year_group)

    @property
    def place(self) -> Place:
        """Where the child's record belongs: the school, whose data it is."""
        return self.school.place


class AdultQuerySet(ScopedQuerySet):
    """Adults known to schools."""


class Adult(models.Model):
    """A parent, a carer, or a local authority, as one school knows them. Told apart by this record, never by name."""

    PERSON, LOCAL_AUTHORITY = "person", "local-authority"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="adults")
    kind = models.CharField(max_length=20, choices=[(PERSON, PERSON), (LOCAL_AUTHORITY, LOCAL_AUTHORITY)])
    name = models.CharField(max_length=200)  # of a local authority: whom to write to there
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = AdultQuerySet.as_manager()
    tenant = "school"

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where the adult's record belongs: the school."""
        return self.school.place


class ResponsibilityQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Who answers for which child."""

    def asked(self):
        """Keep those who may be asked about a child: parental responsibility is known, contact is not barred."""
        return self.standing().filter(holds=Responsibility.YES, barred=False)


class Responsibility(Recorded):
    """What one adult is to one child, and whether they hold parental responsibility (STO-19).

    Somebody barred from contact keeps their row, so that everybody knows; they never get a link, a notice or a place
    in a list. A change withdraws the row and adds one.
    """

    YES, NO, UNKNOWN = "yes", "no", "unknown"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="responsibilities")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="responsibilities")
    relationship = models.CharField(max_length=20)  # an id of the catalogue
    holds = models.CharField(max_length=7, choices=[(YES, YES), (NO, NO), (UNKNOWN, UNKNOWN)])
    basis = models.CharField(max_length=20, blank=True)  # an id of the catalogue: birth, adoption, a court's order…
    barred = models.BooleanField(default=False)
    note = EncryptedTextField(blank=True)

    objects = ResponsibilityQuerySet.as_manager()
    tenant = "child__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "adult"],
                condition=Q(withdrawn_at__isnull=True),
                name="responsibility_one_standing",
            )
        ]

    @property
    def relationship_said(self) -> str:
        """What the adult is to the child, in words."""
        return relationships().get(self.relationship, self.relationship)

    @property
    def holds_said(self) -> str:
        """Whether the adult holds parental responsibility, in words."""
        return {self.YES: _("Yes"), self.NO: _("No")}.get(self.holds) or _("Not known")

    @property
    def basis_said(self) -> str:
        """On what parental responsibility rests, in words."""
        return bases().get(self.basis, "")

    @property
    def place(self) -> Place:
        """Where the record belongs: the child's school."""
        return self.child.place
