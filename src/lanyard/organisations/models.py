"""Who is part of this: the hub, the forces, their areas, the schools and partner organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet


class Organisation(models.Model):
    """A node of the tree hub, force, area, school. `force` and `area` repeat the ancestors, for scope."""

    HUB, FORCE, AREA, SCHOOL, PARTNER = "hub", "force", "area", "school", "partner"
    KINDS = [
        (HUB, _("National hub")),
        (FORCE, _("Police force")),
        (AREA, _("Area")),
        (SCHOOL, _("School")),
        (PARTNER, _("Partner organisation")),
    ]

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)  # force code of the ONS, or the school's URN
    force = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="under_force")
    area = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="under_area")
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    tenant = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~models.Q(code=""), name="organisation_kind_code"
            )
        ]
        indexes = [models.Index(fields=["force", "kind", "name"], name="organisation_force_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where this organisation stands in the tree, for deciding rights."""
        return Place(self.pk, self.force_id or (self.pk if self.kind == self.FORCE else None), self.area_id)


class LocalAuthority(models.Model):
    """A local authority of the Department's registers and the territorial force that polices it."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=100)
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="authorities")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class School(models.Model):
    """What the Department's register says of a school. Its name and tree place are the organisation's."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="school"
    )
    urn = models.CharField(max_length=7, unique=True)
    la_code = models.CharField(max_length=3, db_index=True)
    la_name = models.CharField(max_length=100, blank=True)
    establishment_number = models.CharField(max_length=5, blank=True)
    type = models.CharField(max_length=100)
    type_group = models.CharField(max_length=100, blank=True)
    phase = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=30, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    free_meals_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=200, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    telephone = models.CharField(max_length=50, blank=True)
    website = models.CharField(max_length=500, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    lsoa = models.CharField(max_length=9, blank=True)
    register_changed_on = models.DateField(null=True, blank=True)
    cluster = models.CharField(max_length=100, blank=True)
    # Of the register's own cells, so that a row that has not changed is known without reading it further.
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        indexes = [models.Index(fields=["phase", "status"], name="school_phase_status")]

    def __str__(self) -> str:
        return f"{self.organisation.name} ({self.urn})"

    @property
    def address(self) -> str:
        """The address on one line."""
        parts = (self.street, self.locality, self.town, self.county, self.postcode)
        return ", ".join(part for part in parts if part)


class RegisterImport(models.Model):
    """One reading of a register: who, when, which file, what it would change, and whether it was accepted."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="register_imports")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    counts = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by_name = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"], name="register_import_newest")]

    def __str__(self) -> str:
        return f"{self.file_name}, read {self.at:%Y-%m-%d %H:%M}"

    @property
    def has_changes(self) -> bool:
        """True when accepting it would change anything."""
        return any(self.counts.get(outcome) for outcome in ("new", "changed", "closed"))

    @property
    def place(self) -> Place:
        """The force whose schools it covers, or the hub for all of them."""
        return self.organisation.place


class RegisterChange(models.Model):
    """What one import changes about one school: for each fact, what it was and what it becomes."""

    NEW, CLOSED, CHANGED = "new", "closed", "changed"
    OUTCOMES = [(NEW, _("New")), (CLOSED, _("Closed")), (CHANGED, _("Changed"))]

    register = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="changes")
    urn = models.CharField(max_length=7)
    name = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=OUTCOMES)
    kinds = models.CharField(max_length=100)  # of the catalogue's kinds of change, between commas: ",renamed,moved,"
    facts = models.JSONField(default=dict)  # {field: [before, after]}
    fingerprint = models.CharField(max_length=32)
    # The school's fingerprint when the file was compared; another one since means somebody was first.
    fingerprint_before = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["register", "outcome", "name"], name="register_change_outcome"),
            models.Index(fields=["urn"], name="register_change_urn"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.outcome}"
