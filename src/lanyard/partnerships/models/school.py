"""The school's own policies, and the word of each adult that they know them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.audit.models import Recorded
from lanyard.engines.ids import new_public_id
from lanyard.engines.rights import Actor, Permission, Place
from lanyard.organisations.models import Organisation
from lanyard.partnerships.models.partnership import Partnership, RecordedScoped

SAFEGUARDING, HEALTH_AND_SAFETY, BEHAVIOUR, BULLYING = (
    "safeguarding",
    "health-and-safety",
    "behaviour",
    "bullying",
)
POLICY_TOPICS = [
    (SAFEGUARDING, _("Safeguarding and child protection")),
    (HEALTH_AND_SAFETY, _("Health and safety")),
    (BEHAVIOUR, _("Behaviour")),
    (BULLYING, _("Bullying")),
]
BRIEFING_TOPICS = [(SAFEGUARDING, _("Safeguarding")), (HEALTH_AND_SAFETY, _("Health and safety"))]


class SchoolPolicyQuerySet(RecordedScoped):
    """Policies: the school's people and everybody who sees its partnership may read them."""

    def visible_to(self, actor: Actor, permission: Permission):
        """Keep the policies of schools whose partnership the actor reaches, and of the actor's own school."""
        own = super().visible_to(actor, permission).values("pk")
        reached = Partnership.objects.visible_to(actor, permission).values("school")
        return self.filter(Q(school__in=reached) | Q(pk__in=own))


class SchoolPolicy(Recorded):
    """One version of a school's policy, as the school supplied it. The newest row of a topic counts."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="policies")
    topic = models.CharField(max_length=20, choices=POLICY_TOPICS)
    version = models.CharField(max_length=60)
    adopted_on = models.DateField()
    web_address = models.URLField(max_length=500, blank=True)
    document = models.CharField(max_length=12, blank=True)  # public id in the documents room

    objects = SchoolPolicyQuerySet.as_manager()
    tenant = "school"

    class Meta:
        indexes = [models.Index(fields=["school", "topic", "-recorded_at"], name="school_policy_newest")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}, {self.version}"

    @property
    def place(self) -> Place:
        """Where the policy belongs: to the school."""
        return self.school.place


class Briefing(Recorded):
    """An adult who delivers said, for one school and topic, what they know (STO §Useful checklist)."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="briefings")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="briefings")
    topic = models.CharField(max_length=20, choices=BRIEFING_TOPICS)
    confirmed_at = models.DateTimeField()
    catalogue_version = models.PositiveSmallIntegerField()
    statements = models.JSONField(default=list)  # [{"id", "wording"}] as they were confirmed
    policy = models.ForeignKey(SchoolPolicy, null=True, on_delete=models.PROTECT, related_name="briefings")
    dsl = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RecordedScoped.as_manager()
    tenant = "school"
    people = "person"

    class Meta:
        indexes = [
            models.Index(fields=["school", "topic", "person", "-confirmed_at"], name="briefing_newest"),
            models.Index(fields=["person", "school"], name="briefing_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(topic=SAFEGUARDING) | Q(dsl__isnull=False), name="briefing_names_dsl")
        ]

    @property
    def place(self) -> Place:
        """Where the briefing belongs: to the school, with the person who confirmed."""
        here = self.school.place
        return Place(here.organisation, here.force, here.area, people=lambda: [self.person_id])
