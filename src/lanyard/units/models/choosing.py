"""The draw, the signed decision and the offers that follow from it."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models.applications import Application
from lanyard.units.models.children import Adult
from lanyard.units.models.intakes import Intake
from lanyard.units.models.members import Member


class DrawQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Draws of lots."""


class Draw(Recorded):
    """A lottery prepared: the commitment to its seed is shown before, the seed after, so that anyone can run it again.

    `people`, `plan`, `chances` and `seed` are sealed: they say what a child is. Withdrawn means that it counts for
    nothing, with the reason; it is never deleted.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="draws")
    places = models.PositiveSmallIntegerField()
    quotas = models.JSONField(default=list)
    people = EncryptedTextField()  # JSON: application's public id: the categories it counts in
    plan = EncryptedTextField()  # JSON: the engine's plan
    chances = EncryptedTextField(
        blank=True, default=""
    )  # JSON: application's public id: the chance that was published
    commitment = models.CharField(max_length=64)
    seed = EncryptedTextField()  # hexadecimal
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    panel = models.JSONField(default=list)  # public ids of applications
    waiting = models.JSONField(default=list)  # the others, in the order that the seed gives them
    aside = EncryptedTextField(blank=True, default="")  # why a drawn draw was set aside

    objects = DrawQuerySet.as_manager()
    tenant = "intake__unit__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intake"], condition=Q(withdrawn_at__isnull=True), name="draw_one_standing"
            )
        ]

    @property
    def place(self) -> Place:
        """Where the draw belongs: the unit's place."""
        return self.intake.place

    @property
    def people_read(self) -> dict[str, dict[str, str]]:
        """The categories of each application as they were when the draw was prepared."""
        return json.loads(self.people)

    @property
    def chances_read(self) -> dict[str, float]:
        """The chance of each application, as it was published with the commitment."""
        return json.loads(self.chances or "{}")

    @property
    def plan_read(self) -> dict[str, Any]:
        """The engine's plan."""
        return json.loads(self.plan)


class SelectionQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Signed decisions."""


class Selection(Recorded):
    """A person's signed decision who is offered a place and in which order others wait (NEV-8)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="selections")
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    departs = models.BooleanField(default=False)  # from what the draw or the vote proposed
    departure = EncryptedTextField(blank=True)
    below_minimum = models.BooleanField(default=False)  # the force's least share of vulnerable children
    comparison = EncryptedTextField()  # JSON: the cohort beside the school's children, as it was shown
    aside = EncryptedTextField(blank=True, default="")  # why the decision was taken back

    objects = SelectionQuerySet.as_manager()
    tenant = "intake__unit__school"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intake"], condition=Q(withdrawn_at__isnull=True), name="selection_one_standing"
            )
        ]

    @property
    def place(self) -> Place:
        """Where the decision belongs: the unit's place."""
        return self.intake.place

    @property
    def comparison_read(self) -> list[dict[str, Any]]:
        """The comparison as it was when the decision was signed."""
        return json.loads(self.comparison)


WAITING, OFFERED, EXPIRED, ACCEPTED, DECLINED, WITHDRAWN = (
    "waiting", "offered", "expired", "accepted", "declined", "withdrawn",
)  # fmt: skip


class OfferQuerySet(ScopedQuerySet):
    """Offers and places on waiting lists."""

    def standing(self):
        """Keep those of decisions that stand."""
        return self.filter(selection__withdrawn_at__isnull=True)

    def named(self):
        """Read the children, those with an offer first, then the waiting list in its order."""
        found = self.select_related("application__child", "adult", "member")
        order = ("application__child__family_name", "application__child__given_name", "pk")
        return found.order_by(models.F("number").asc(nulls_first=True), *order)


class Offer(models.Model):
    """What a decision gives a child: a place, or a number on the waiting list that may become one."""

    YES, NO = "yes", "no"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="offers")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # on the waiting list
    offered_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # the last day to reply
    moved_reason = EncryptedTextField(blank=True)  # why this child and not the first who waits
    reply = models.CharField(max_length=3, blank=True, choices=[(YES, YES), (NO, NO)])
    replied_on = models.DateField(null=True, blank=True)
    replied_by = models.CharField(max_length=20, blank=True)  # an id of the catalogue
    adult = models.ForeignKey(Adult, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reply_recorded_at = models.DateTimeField(null=True, blank=True)
    reply_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    member = models.OneToOneField(Member, null=True, on_delete=models.PROTECT, related_name="offer")

    objects = OfferQuerySet.as_manager()
    tenant = "selection__intake__unit__school"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["selection", "application"], name="offer_once_a_decision")]

    @property
    def place(self) -> Place:
        """Where the offer belongs: the unit's place."""
        return self.selection.intake.place

    def state(self, day: date | None = None) -> str:
        """Return where the offer stands on a day (today)."""
        child = self.application.child
        if self.reply:
            return ACCEPTED if self.reply == self.YES else DECLINED
        if self.application.withdrawn_at is not None or child.left_school_on is not None:
            return WITHDRAWN
        if self.offered_at is None or self.expires_on is None:
            return WAITING
        return EXPIRED if self.expires_on < (day or timezone.localdate()) else OFFERED

    def holds_place(self) -> bool:
        """Say whether a place is kept for this child: offered and open, or accepted and still a member."""
        state = self.state()
        if state == ACCEPTED:
            left = self.member.left_on if self.member else None
            return left is None or left > timezone.localdate()
        return state == OFFERED
