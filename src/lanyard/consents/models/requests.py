"""Asking parents and carers: a request, whom it asked, and the personal links by which they answer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.scope import ScopedQuerySet
from lanyard.units.models import Adult, Member, Unit


class ConsentRequest(models.Model):
    """One asking by a school: which purposes, in which wording, by when. `asked` says whom, for which children."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="consent_requests")
    purposes = models.JSONField()  # {a purpose's id: the version of its wording}
    answer_by = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ScopedQuerySet.as_manager()
    tenant = "unit__school"

    def __str__(self) -> str:
        return f"request of {self.sent_at:%-d %B %Y}"

    @property
    def place(self) -> Place:
        """Where the request belongs: the school, whose own staff ask."""
        return self.unit.school.place


class AskedQuerySet(ScopedQuerySet):
    """Adults who were asked, by whether their answer is awaited."""

    def open(self):
        """Keep those who have not answered and whose asking was not stopped."""
        return self.filter(answered_at__isnull=True, stopped_at__isnull=True)

    def standing(self):
        """Keep those whose asking was not stopped, answered or not."""
        return self.filter(stopped_at__isnull=True)


class Asked(models.Model):
    """One adult asked by one request, for all their children it is about. On paper where there is no address.

    Whether somebody only opened the link is not kept: scanners of mail open every link.
    """

    EMAIL, SMS, PAPER = "email", "sms", "paper"
    BY_SCHOOL, NO_RESPONSIBILITY, LEFT, TRIES = "by school", "no responsibility", "left", "tries"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    request = models.ForeignKey(ConsentRequest, on_delete=models.CASCADE, related_name="asked")
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="asked")
    members = models.ManyToManyField(Member, related_name="asked")
    channel = models.CharField(max_length=5, choices=[(EMAIL, EMAIL), (SMS, SMS), (PAPER, PAPER)])
    asked_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    undelivered_at = models.DateTimeField(null=True, blank=True)  # a message was given up
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the first time they proved who they are
    answered_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=20, blank=True)

    objects = AskedQuerySet.as_manager()
    tenant = "request__unit__school"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "adult"], name="asked_once_a_request")]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(answered_at__isnull=True, stopped_at__isnull=True),
                name="asked_open",
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether the answer is awaited."""
        return self.answered_at is None and self.stopped_at is None

    @property
    def place(self) -> Place:
        """Where the asking belongs: the school."""
        return self.request.place


class Link(models.Model):
    """A personal link of one adult: the key to their own page and nothing else. Only the hash of its token is kept.

    `links.find` says whether it opens: expiry is not all, because an adult's right can end on any day.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    adult = models.ForeignKey(Adult, on_delete=models.PROTECT, related_name="links")
    asked = models.ForeignKey(Asked, null=True, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong details in a row, over all links of the adult
    locked_until = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    tenant = "adult__school"

    def __str__(self) -> str:
        return f"link {self.public_id}"

    def is_locked(self, now: datetime) -> bool:
        """Say whether so many wrong details were given that nobody may try now."""
        return self.locked_until is not None and self.locked_until > now

    @property
    def place(self) -> Place:
        """Where the link belongs: the adult's school."""
        return self.adult.place


class ParentsTold(models.Model):
    """That the parents and carers of a unit were told of something planned or done (NEV §Design and delivery)."""

    PLANNED, DONE = "planned", "done"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parents_told")
    kind = models.CharField(max_length=7, choices=[(PLANNED, PLANNED), (DONE, DONE)])
    about = models.CharField(max_length=12, blank=True)  # the public id of a session, where it was about one
    happens_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    adults = models.PositiveIntegerField()
    without_address = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()
    tenant = "unit__school"

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "about"], name="told_unit_kind")]

    @property
    def place(self) -> Place:
        """Where the record belongs: the unit's place."""
        return self.unit.place
