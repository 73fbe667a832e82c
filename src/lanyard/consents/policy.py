"""Who may see and record permission and photo answers given on paper."""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.policy import BY_LINK
from lanyard.accounts.roles import OPERATOR
from lanyard.engines.rights import Reach, permission

_LEADERS = dict.fromkeys(("pcso", "officer", "youth-worker", "volunteer"), Reach.ASSIGNED)
_SCHOOL = dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"), Reach.UNDER)

# Leaders see the answers because they must know who may not be photographed (STO §Useful checklist).
VIEW_PERMISSIONS = permission(
    "consents.view", _("See permission and photo answers"), {**_LEADERS, **_SCHOOL}, looks=True
)
# The school obtains permission for each child (STO §Working in partnership), so the school records it.
RECORD_PERMISSIONS = permission(
    "consents.record",
    _("Record permission and photo answers given on paper"),
    dict.fromkeys(("head-teacher", "spoc", "programme-teacher"), Reach.UNDER),
    looks=True,
)
# The school asks, because parents' contacts are for its own staff only.
REQUEST_ANSWERS = permission(
    "consents.request",
    _("Ask parents and carers for their answers, and see who has answered"),
    dict.fromkeys(("head-teacher", "spoc", "programme-teacher"), Reach.UNDER),
    looks=True,
)
TELL_PARENTS = permission(
    "consents.tell-parents",
    _("Tell a unit's parents and carers what is planned and what was done"),
    dict.fromkeys(("head-teacher", "spoc", "programme-teacher"), Reach.UNDER),
)
ANSWER_BY_LINK = permission(
    "consents.answer-by-link",
    _("Answer for one's own child, see the answers and change them, by a personal link"),
    {BY_LINK: Reach.UNDER},
    looks=True,
)
SEND_REMINDERS = permission("consents.send-reminders", _("Send the reminders that are due"), {OPERATOR: Reach.UNDER})
# The answers are copied to the force at the start of the programme (STO §Mini Police unit leaders).
COPY_CONSENTS = permission(
    "consents.copy",
    _("Take the force's copy of a unit's answers about taking part and photos"),
    dict.fromkeys(("central-team", "force-lead"), Reach.UNDER),
    looks=True,
)
