"""Who may see and record permission and photo answers given on paper."""

from django.utils.translation import gettext_lazy as _

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
