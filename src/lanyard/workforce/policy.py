"""Who may see and change the records of the people who deliver."""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import leader_roles
from lanyard.engines.rights import Reach, permission

_OWN = dict.fromkeys(leader_roles(), Reach.OWN)
_SUPERVISE = {"sergeant": Reach.UNDER, "central-team": Reach.UNDER}

VIEW_OFFICER = permission(
    "workforce.officer.view",
    _("See an officer's or volunteer's record"),
    {**_OWN, **_SUPERVISE, "area-lead": Reach.UNDER, "force-lead": Reach.UNDER},
    looks=True,
)
LIST_OFFICERS = permission(
    "workforce.officers.list",
    _("List officers and volunteers, and what is due"),
    {**_SUPERVISE, "area-lead": Reach.UNDER, "force-lead": Reach.UNDER},
    looks=True,
)
RECORD = permission(
    "workforce.record.add",
    _("Record vetting, training and recruitment of an officer or volunteer"),
    _SUPERVISE,
)
WITHDRAW = permission("workforce.record.withdraw", _("Correct an officer's or volunteer's record"), _SUPERVISE)
DECLARE = permission(
    "workforce.record.declare", _("Sign the code of conduct and say one is comfortable to deliver"), _OWN
)
MANAGE_PROFILE = permission("workforce.profile.manage", _("Say who supervises an officer or volunteer"), _SUPERVISE)
