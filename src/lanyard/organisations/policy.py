"""Who may see and change organisations. The register itself is public; who reads it here follows the posts."""

from django.utils.translation import gettext_lazy as _

from lanyard.engines.rights import Reach, permission

_SCHOOL = ("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher")
_FORCE = (
    "pcso", "officer", "youth-worker", "volunteer", "sergeant", "area-lead", "central-team", "force-lead", "dro",
    "force-safeguarding-lead",
)  # fmt: skip
_HUB = ("hub-analyst", "national-safeguarding-lead")
_UNDER = Reach.UNDER

VIEW_SCHOOL = permission(
    "organisations.view-school",
    _("See a school and what the register says of it"),
    dict.fromkeys((*_SCHOOL, *_FORCE, *_HUB, "operator"), _UNDER),
)
MANAGE_AREAS = permission(
    "organisations.manage-areas",
    _("Create areas and place schools in areas and clusters"),
    dict.fromkeys(("central-team", "force-lead"), _UNDER),
)
IMPORT_REGISTER = permission(
    "organisations.import-register",
    _("Read a register of schools and accept what it changes"),
    dict.fromkeys(("central-team", "force-lead", "hub-analyst", "operator"), _UNDER),
)
VIEW_FORCES = permission(
    "organisations.view-forces",
    _("See all forces and their authorities"),
    dict.fromkeys(_HUB, _UNDER),
)
LOAD_FORCES = permission("organisations.load-forces", _("Load the forces of England and Wales"), {"operator": _UNDER})
