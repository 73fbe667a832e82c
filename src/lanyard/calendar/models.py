"""Term dates and the days a school is closed. School years and bank holidays are computed, not kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet


class Term(models.Model):
    """One term with its half-term break, of a school or, as the default for its schools, of a force.

    A force may keep one set for all its schools (`la_code` empty) and another for a local authority.
    """

    AUTUMN, SPRING, SUMMER = "autumn", "spring", "summer"
    SEASONS = [(AUTUMN, _("Autumn")), (SPRING, _("Spring")), (SUMMER, _("Summer"))]

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="terms")
    la_code = models.CharField(max_length=3, blank=True)
    year = models.PositiveSmallIntegerField()  # the calendar year in which the school year begins
    season = models.CharField(max_length=6, choices=SEASONS)
    starts_on = models.DateField()
    ends_on = models.DateField()
    break_starts_on = models.DateField(null=True, blank=True)
    break_ends_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "la_code", "year", "season"], name="term_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_season_display()} {self.starts_on} to {self.ends_on}"


class ClosedDay(models.Model):
    """A day in term when a school has no pupils in: staff training, an election, snow."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=100)

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"

    @property
    def place(self) -> Place:
        """The school that is closed."""
        return self.organisation.place
