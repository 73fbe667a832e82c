"""What is settled before a session starts: the plan's check, behaviour, what each leader has seen, overrides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lanyard.audit.fields import EncryptedTextField
from lanyard.audit.models import Recorded, RecordedQuerySet
from lanyard.engines.ids import new_public_id
from lanyard.programme.models.sessions import Session


class PlanCheck(Recorded):
    """Somebody checked the plan for the children's age and against the cadets' curriculum (STO §Checklist, part 4).

    `recorded_by` is who checked. A "no" is kept as well, and stops the session until a new check says yes.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="plan_checks")
    age_appropriate = models.BooleanField()
    in_curriculum = models.BooleanField()
    note = EncryptedTextField(blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(withdrawn_at=None), name="session_plan_check_once")
        ]

    @property
    def passed(self) -> bool:
        """Both answers are yes."""
        return self.age_appropriate and self.in_curriculum


class BehaviourAgreement(Recorded):
    """How challenging behaviour will be managed (STO §Checklist, part 2). New words need new confirmations."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="behaviour_agreements")
    signs = EncryptedTextField()
    first_step = EncryptedTextField()
    who_steps_in = EncryptedTextField()
    when_to_stop = EncryptedTextField()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(withdrawn_at=None), name="session_behaviour_once")
        ]


class Acknowledgement(Recorded):
    """One person says they have seen or agree to something for this session. `person` is who says so."""

    RISK, PHOTOS, BEHAVIOUR = "risk-assessment", "photo-refusals", "behaviour"
    TOPICS = [
        (RISK, _("Has seen the risk assessment")),
        (PHOTOS, _("Knows who may not be photographed")),
        (BEHAVIOUR, _("Agrees how behaviour is managed")),
    ]

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20, choices=TOPICS)
    agreement = models.ForeignKey(
        BehaviourAgreement, null=True, on_delete=models.CASCADE, related_name="confirmations"
    )

    objects = RecordedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "topic", "person"], name="session_acknowledged")]
        constraints = [
            models.CheckConstraint(
                condition=Q(topic="behaviour", agreement__isnull=False)
                | (~Q(topic="behaviour") & Q(agreement__isnull=True)),
                name="session_acknowledges_words",
            )
        ]


class Override(Recorded):
    """Somebody with the right let the session go on without one requirement, and why. It is reported upwards.

    It covers the finding that stopped the session then, and no other (`programme.overriding`).
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="overrides")
    requirement = models.CharField(max_length=60)
    wording = models.TextField()
    finding = models.JSONField(default=dict)
    reason = EncryptedTextField()

    objects = RecordedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "requirement"],
                condition=Q(withdrawn_at=None),
                name="session_override_once",
            )
        ]
