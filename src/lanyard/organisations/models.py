"""Who is part of this: the hub, the forces, their areas, the schools and partner organisations."""

from django.db import models

from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place


class Organisation(models.Model):
    """A node of the tree hub, force, area, school. `force` and `area` repeat the ancestors, for scope."""

    HUB, FORCE, AREA, SCHOOL, PARTNER = "hub", "force", "area", "school", "partner"
    KINDS = [
        (HUB, "National hub"),
        (FORCE, "Police force"),
        (AREA, "Area"),
        (SCHOOL, "School"),
        (PARTNER, "Partner organisation"),
    ]

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)  # force code of the ONS, or the school's URN
    force = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="under_force")
    area = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="under_area")
    closed_on = models.DateField(null=True, blank=True)

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
    street = models.CharField(max_length=150, blank=True)
    locality = models.CharField(max_length=100, blank=True)
    town = models.CharField(max_length=100, blank=True)
    county = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=9, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=200, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    lsoa = models.CharField(max_length=9, blank=True)
    register_changed_on = models.DateField(null=True, blank=True)
    cluster = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phase", "status"], name="school_phase_status")]

    def __str__(self) -> str:
        return f"{self.organisation.name} ({self.urn})"


class RegisterImport(models.Model):
    """One reading of a register: who, when, which file, and what it would change."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True, blank=True)
