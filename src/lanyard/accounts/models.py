"""People, and the posts they hold at an organisation from and until a day."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lanyard.accounts.roles import roles
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import ScopedQuerySet


class PersonManager(BaseUserManager["Person"]):
    """Makes people; addresses are kept in lower case so that one person can't be two."""

    def get_by_natural_key(self, username):
        """Find a person by e-mail address, whatever its case."""
        return self.get(email=username.strip().lower())

    def make(self, email: str, name: str, password: str | None = None) -> "Person":
        """Create a person; without a password they can only come in by invitation."""
        person = self.model(email=email.strip().lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A member of staff or a volunteer: somebody who signs in. Children and parents never have accounts."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    # The posts held today, where they were read with the person: for the one request that does so.
    posts_today: "list[Post] | None" = None
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(ScopedQuerySet, RecordedQuerySet):
    """Posts, by when they are held."""

    def held(self, on):
        """Keep posts held on a day (as far as is known now)."""
        return self.standing().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def held_as_known(self, at):
        """Keep posts held at a moment, by what was known at that moment."""
        day = timezone.localdate(at)  # of the place, not of UTC: they differ for an hour of every summer's night
        return self.known(at).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Post(Recorded):
    """A role somebody holds at an organisation. Ending it withdraws the row and records one with an end."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()
    tenant = "organisation"
    people = "person"
    can_end = False  # whether the reader of a page may end it; pages set it

    class Meta:
        indexes = [models.Index(fields=["organisation", "role"], name="post_organisation_role")]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}, {self.organisation}"

    @property
    def title(self) -> str:
        """The post's name as people say it."""
        return roles()[self.role].title

    @property
    def place(self) -> Place:
        """Where the post is held, with the person on it."""
        here = self.organisation.place
        return Place(here.organisation, here.force, here.area, people=lambda: [self.person_id])


class Invitation(models.Model):
    """An invitation to take up a post: single use, expires, only its hash is kept."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Recorded before sending: without a time the message never left, and the page says so.
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    tenant = "organisation"
    vouched_for = False  # whether its sender may still give the post; pages set it

    def __str__(self) -> str:
        return f"{self.email}, {self.title}"

    @property
    def title(self) -> str:
        """The name of the post they are invited to."""
        return roles()[self.role].title

    @property
    def open(self) -> bool:
        """True while it can still be accepted: not used, not cancelled, not expired."""
        return self.accepted_at is None and self.cancelled_at is None and self.expires_at > timezone.now()

    @property
    def place(self) -> Place:
        """Where the invited person would hold the post."""
        return self.organisation.place


class AddressChange(models.Model):
    """Somebody's wish to sign in by another e-mail address: single use, expires, only its link's hash is kept."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="address_changes")
    email = models.EmailField(max_length=254)
    previous = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Recorded before sending, as with invitations: without a time the message never left.
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.previous} to {self.email}"


class SignIn(models.Model):
    """One time somebody came in: on which device, from when, and which session it opened."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-began_at"], name="sign_in_person")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.device}"


class DemoPersona(models.Model):
    """Somebody a visitor of the demonstration can become, and what they come to do. Empty anywhere else."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="persona")
    order = models.PositiveSmallIntegerField(default=0)
    task = models.CharField(max_length=300)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.task}"
