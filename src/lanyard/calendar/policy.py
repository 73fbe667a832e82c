"""Who may see and change a school's calendar."""

from django.utils.translation import gettext_lazy as _

from lanyard.engines.rights import Reach, permission

_SCHOOL = ("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher")
_FORCE = (
    "pcso", "officer", "youth-worker", "volunteer", "sergeant", "area-lead", "central-team", "force-lead", "dro",
    "force-safeguarding-lead",
)  # fmt: skip

VIEW_CALENDAR = permission(
    "calendar.view",
    _("See term dates and school days"),
    dict.fromkeys((*_SCHOOL, *_FORCE), Reach.UNDER),
)
# A force sets the default of its schools; a school, or the force for it, sets the school's own.
EDIT_TERMS = permission(
    "calendar.edit-terms",
    _("Set term dates and closed days"),
    dict.fromkeys(("head-teacher", "spoc", "programme-teacher", "central-team", "force-lead"), Reach.UNDER),
)
