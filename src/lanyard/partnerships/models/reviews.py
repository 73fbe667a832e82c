"""The formal review of a partnership by police and school together (STA §9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.partnerships.models.agreements import FORCE, SCHOOL
from lanyard.partnerships.models.partnership import Partnership, ThroughPartnership

CURRENT, CHANGE, END = "current", "change", "end"
RESULTS = [
    (CURRENT, _("Still current: carry on as agreed")),
    (CHANGE, _("Carry on, with changes to agree")),
    (END, _("Bring the partnership to an end")),
]


class Review(Recorded):
    """What police and school found when they looked again at what they had agreed."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    result = models.CharField(max_length=10, choices=RESULTS)
    working_well = EncryptedTextField(blank=True)
    changes = EncryptedTextField(blank=True)
    next_due = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = ThroughPartnership.as_manager()
    tenant = "partnership__school"

    class Meta:
        indexes = [models.Index(fields=["partnership", "-held_on"], name="review_partnership")]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(completed_at__isnull=True, withdrawn_at__isnull=True),
                name="review_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.held_on}"

    @property
    def place(self) -> Place:
        """Where the review belongs: with its partnership."""
        return self.partnership.place


class ReviewConfirmation(Recorded):
    """One side's word that the review took place and found this."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="confirmations")
    side = models.CharField(max_length=15, choices=[(SCHOOL, _("The school")), (FORCE, _("The police force"))])
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=150)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "side"], condition=Q(withdrawn_at__isnull=True), name="review_side_once"
            )
        ]
