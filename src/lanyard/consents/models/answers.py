"""Answers of parents, carers and children: whether a child may take part, be photographed, and the rest."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.consents.catalogue import purposes
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models import Adult, Member, known_at, led_by

WAYS = {"paper": _("On paper"), "link": _("By their own link"), "child": _("Asked at school")}


def in_force(day: date, known: datetime, prefix: str = "") -> Q:
    """Return the filter for answers that stood on a day, by what was known at a moment.

    An answer stops standing on the day of the newer one that replaced it, once that one was recorded.
    """
    replaced = (
        Q(**{f"{prefix}replaced_at__isnull": True})
        | Q(**{f"{prefix}replaced_at__gt": known})
        | Q(**{f"{prefix}replaced_on__gt": day})
    )
    return Q(**{f"{prefix}dated_on__lte": day}) & known_at(known, prefix) & replaced


class AnswerQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Answers, by when they stood."""

    def in_force(self, day: date, known: datetime):
        """Keep the answers that stood on a day, by what was known at a moment."""
        return self.filter(in_force(day, known))

    def now(self):
        """Keep the answers that stand now."""
        return self.in_force(timezone.localdate(), timezone.now())


class Answer(Recorded):
    """One answer of one person for one purpose: of an adult, or of the child where `adult` is None.

    A mistake is corrected by withdrawing the row and adding another. A changed mind adds a row, and the older one
    remembers from which day it no longer stands. Nobody recorded what was answered by a link: `recorded_by` is None.
    """

    YES, NO, NOT_SURE = "yes", "no", "not sure"
    PAPER, LINK, CHILD = "paper", "link", "child"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="answers", db_index=False)
    adult = models.ForeignKey(Adult, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    purpose = models.CharField(max_length=20)
    wording_version = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=8, choices=[(YES, YES), (NO, NO), (NOT_SURE, NOT_SURE)])
    channel = models.CharField(max_length=5, choices=[(PAPER, PAPER), (LINK, LINK), (CHILD, CHILD)])
    form_code = models.CharField(max_length=20, blank=True)  # of the paper form it was copied from
    dated_on = models.DateField()
    settles = models.BooleanField(default=False)  # the parents settled it: it took the place of every adult's answer
    note = EncryptedTextField(blank=True)  # how they settled it
    withdrawn_reason = EncryptedTextField(blank=True)
    replaced_on = models.DateField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced")

    objects = AnswerQuerySet.as_manager()
    tenant = "member__unit__school"
    people = staticmethod(led_by("member__unit__"))

    class Meta:
        indexes = [models.Index(fields=["member", "purpose"], name="answer_member_purpose")]
        # Two, because a database takes two unknown adults for different ones.
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose", "adult"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True, adult__isnull=False),
                name="answer_one_of_an_adult",
            ),
            models.UniqueConstraint(
                fields=["member", "purpose"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True, adult__isnull=True),
                name="answer_one_of_the_child",
            ),
        ]

    @property
    def title(self) -> str:
        """What was asked, in a few words."""
        return purposes()[self.purpose].title

    def as_known(self, moment: datetime) -> None:
        """Forget, on this copy in memory, what became of the answer after a moment."""
        if self.withdrawn_at is not None and self.withdrawn_at > moment:
            self.withdrawn_at = None
        if self.replaced_at is not None and self.replaced_at > moment:
            self.replaced_at = None

    @property
    def way_said(self) -> Any:
        """How the answer came, as people say it."""
        return WAYS[self.channel]

    @property
    def place(self) -> Place:
        """Where the answer belongs: the unit's place."""
        return self.member.place
