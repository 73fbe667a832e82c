"""Who may do what with sessions, registers and observations. A role not named has no right."""

from django.utils.translation import gettext_lazy as _

from lanyard.engines.rights import Reach, permission

LEADERS = dict.fromkeys(("pcso", "officer", "youth-worker", "volunteer"), Reach.ASSIGNED)
OWN_RECORD = dict.fromkeys(LEADERS, Reach.OWN)
SCHOOL = dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"), Reach.UNDER)
SUPERVISORS = dict.fromkeys(("sergeant", "central-team", "force-lead"), Reach.UNDER)
OVERSEERS = {**SUPERVISORS, "area-lead": Reach.UNDER, "force-safeguarding-lead": Reach.UNDER}
TEACHER = {"programme-teacher": Reach.UNDER}

VIEW_SESSION = permission("programme.view_session", _("See a session"), {**LEADERS, **SCHOOL, **OVERSEERS})
PLAN_SESSION = permission("programme.plan_session", _("Plan, change or cancel a session"), {**LEADERS, **TEACHER})
NAME_STAFF = permission("programme.name_staff", _("Name the school staff of a session"), {**LEADERS, **SCHOOL})
CHECK_PLAN = permission("programme.check_plan", _("Check a session's plan"), {**LEADERS, **SCHOOL})
AGREE_BEHAVIOUR = permission(
    "programme.agree_behaviour", _("Agree how behaviour in a session is managed"), {**LEADERS, **SCHOOL}
)
ACKNOWLEDGE = permission(
    "programme.acknowledge", _("Say you have seen the risk assessment and the photo refusals"), LEADERS
)
VIEW_PHOTO_REFUSALS = permission(
    "programme.view_photo_refusals", _("See who may not be photographed"), {**LEADERS, **SCHOOL}, looks=True
)
RUN_SESSION = permission("programme.run_session", _("Start, resume or end a session"), {**LEADERS, **TEACHER})
# Anybody responsible for the children may call a stop; going on again is for those who run it.
STOP_SESSION = permission("programme.stop_session", _("Stop a session"), {**LEADERS, **SCHOOL})
MARK_PRESENCE = permission(
    "programme.mark_presence", _("Say that school staff have arrived or left"), {**LEADERS, **SCHOOL}
)
VIEW_REGISTER = permission("programme.view_register", _("See a register"), {**LEADERS, **SCHOOL}, looks=True)
TAKE_REGISTER = permission("programme.take_register", _("Take a register"), {**LEADERS, **TEACHER})
# The requirement's own entry in the catalogue says which of these may override it, if any.
OVERRIDE_GATE = permission(
    "programme.override_gate",
    _("Let a session go on without a requirement, where the catalogue allows it"),
    {**OVERSEERS, "dro": Reach.UNDER},
)
OBSERVE = permission("programme.observe", _("Record an observation of an officer delivering"), SUPERVISORS)
VIEW_OBSERVATION = permission(
    "programme.view_observation",
    _("See observations of officers"),
    {**OWN_RECORD, **SUPERVISORS, "area-lead": Reach.UNDER},
    looks=True,
)
REPLY_TO_OBSERVATION = permission(
    "programme.reply_to_observation", _("Say you have read an observation of you"), OWN_RECORD
)
