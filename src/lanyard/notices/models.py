"""What people are told and what is asked of them: recorded first, sent afterwards."""

from django.db import models
from django.db.models import F, Q

from lanyard.accounts.models import Person
from lanyard.audit.fields import EncryptedTextField
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Actor, Grant, Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet


class OutgoingQuerySet(ScopedQuerySet):
    """What goes out, by whether it has gone."""

    def to_send(self, now):
        """Keep what is due to be tried."""
        return self.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")


class NoticeQuerySet(OutgoingQuerySet):
    """Messages, by whether they were read and whether their e-mail has gone."""

    def unread(self):
        """Keep the messages that their reader has not opened."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One message to one person: shown here, and an e-mail that says it is here."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # The e-mail. `next_attempt_at` is empty when nothing is left to try: it went, or it was given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()
    tenant = "organisation"
    people = "person"
    when_over: dict[str, str] = {}  # what is emptied once nothing is left to try

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_person"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="notice_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.person_id}"

    @property
    def place(self) -> Place:
        """A message belongs to its reader alone."""
        return Place(None, people=lambda: [self.person_id])


class Sending(models.Model):
    """One message to somebody who has no account, at an address that the organisation holds.

    Nothing in it names a child: it is open to anybody on its way. What must be kept from everybody else (a personal
    link, written {link} in the body) lies sealed until the message went or was given up, and is then dropped.
    """

    EMAIL, SMS = "email", "sms"

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    writer = models.CharField(max_length=40)  # which part of the service wrote it (`notices.outside`)
    about = models.CharField(max_length=40)  # what it is about, in that part's own terms
    channel = models.CharField(max_length=5, choices=[(EMAIL, EMAIL), (SMS, SMS)])
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    secret = EncryptedTextField(blank=True)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    objects = OutgoingQuerySet.as_manager()
    tenant = "organisation"
    when_over = {"secret": ""}

    class Meta:
        indexes = [
            models.Index(fields=["writer", "about"], name="sending_about"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="sending_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.writer}"


class TodoQuerySet(ScopedQuerySet):
    """Things to do, by whom they are for."""

    def open(self):
        """Keep what is not done yet, most pressing first."""
        return self.filter(done_at__isnull=True).order_by(F("due").asc(nulls_last=True), "raised_at", "pk")

    def for_actor(self, actor: Actor):
        """Keep what is meant for this actor: named, or by a post at the organisation or above it."""
        if actor.person is None:
            return self.none()
        meant = Q(person=actor.person)
        for grant in actor.grants:
            meant |= _for_grant(grant)
        # A subquery, so that two posts meant by the same to-do do not list it twice.
        return self.filter(pk__in=TodoFor.objects.filter(meant).values("todo"))


def _for_grant(grant: Grant) -> Q:
    if grant.kind == Organisation.HUB:
        return Q(role=grant.role)
    here = Q(todo__organisation=grant.organisation)
    if grant.kind == Organisation.FORCE:
        here |= Q(todo__organisation__force=grant.organisation)
    if grant.kind == Organisation.AREA:
        here |= Q(todo__organisation__area=grant.organisation)
    return Q(role=grant.role) & here


class Todo(models.Model):
    """One thing that somebody must do. The key says what it is about, so that it is never asked for twice."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    key = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="todos")
    title = models.CharField(max_length=200)
    link = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True, blank=True)
    raised_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TodoQuerySet.as_manager()
    tenant = "organisation"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(done_at__isnull=True), name="todo_open_once")
        ]
        indexes = [models.Index(fields=["organisation"], condition=Q(done_at__isnull=True), name="todo_open")]

    def __str__(self) -> str:
        return self.title


class TodoFor(models.Model):
    """Whom a to-do is for: the holders of a role, or one person."""

    todo = models.ForeignKey(Todo, on_delete=models.CASCADE, related_name="meant_for")
    role = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
