"""Who may see, set up and change Mini Police units and their members."""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import OPERATOR
from lanyard.engines.rights import Reach, permission

_LEADERS = dict.fromkeys(("pcso", "officer", "youth-worker", "volunteer"), Reach.ASSIGNED)
_SUPERVISORS = dict.fromkeys(("sergeant", "area-lead", "central-team", "force-lead"), Reach.UNDER)
_ANSWERABLE = dict.fromkeys(("dro", "force-safeguarding-lead"), Reach.UNDER)
_SCHOOL = dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"), Reach.UNDER)
# The school chooses the children and keeps their data (STO §Working in partnership: recording and storage of data).
_SCHOOL_RECORDS = dict.fromkeys(("head-teacher", "spoc", "programme-teacher"), Reach.UNDER)

VIEW_UNIT = permission("units.view", _("See a unit"), {**_LEADERS, **_SUPERVISORS, **_ANSWERABLE, **_SCHOOL})
SET_UP_UNIT = permission("units.set-up", _("Set up, change or end a unit"), _SUPERVISORS)
NAME_LEADERS = permission("units.name-leaders", _("Name the leaders of a unit"), _SUPERVISORS)
NAME_SCHOOL_LEAD = permission(
    "units.name-school-lead",
    _("Name the teacher who leads a unit for the school"),
    {**_SUPERVISORS, "head-teacher": Reach.UNDER, "spoc": Reach.UNDER},
)
# Children's names: only the leaders named on the unit and the school's own staff.
VIEW_MEMBERS = permission(
    "units.view-members", _("See the names of a unit's members"), {**_LEADERS, **_SCHOOL}, looks=True
)
CHANGE_MEMBERS = permission(
    "units.change-members", _("Add, correct or take out a unit's members"), _SCHOOL_RECORDS, looks=True
)
SET_FORCE_RULE = permission(
    "units.set-force-rule",
    _("Narrow the year groups of a force's units"),
    {"central-team": Reach.UNDER, "force-lead": Reach.UNDER},
)
# The school's own list of its children: nobody outside the school sees it.
VIEW_CHILDREN = permission("units.view-children", _("See the children of the school"), _SCHOOL, looks=True)
CHANGE_CHILDREN = permission(
    "units.change-children",
    _("Read in the class list; correct or join children's records"),
    # Whoever keeps the installation may read a list in for a school (`bin/lanyard import-class`).
    {**_SCHOOL_RECORDS, OPERATOR: Reach.UNDER},
    looks=True,
)
# From the introduction to the offer. Leaders and supervisors see how far it is, never who applied or why.
VIEW_INTAKE = permission(
    "units.view-intake",
    _("See how far an intake of a unit is"),
    {**_LEADERS, **_SUPERVISORS, **_SCHOOL},
)
RECORD_INTRODUCTION = permission(
    "units.record-introduction",
    _("Record that children were introduced to Mini Police before they apply"),
    {**_LEADERS, **_SCHOOL_RECORDS},
)
CHOOSE_CHILDREN = permission(
    "units.choose-children",
    _("Set up an intake; take applications, draw lots, make offers"),
    _SCHOOL_RECORDS,
    looks=True,
)
SIGN_SELECTION = permission(
    "units.sign-selection",
    _("Sign who is offered a place in a unit"),
    {"head-teacher": Reach.UNDER, "spoc": Reach.UNDER},
    looks=True,
)
SET_FORCE_SHARE = permission(
    "units.set-force-share",
    _("Set the least share of vulnerable children in a force's units"),
    {"central-team": Reach.UNDER, "force-lead": Reach.UNDER},
)
# Who answers for a child: the school's own, because contacts and courts' orders are nobody else's (STO-19).
VIEW_ADULTS = permission(
    "units.view-adults", _("See who holds parental responsibility for a child"), _SCHOOL, looks=True
)
CHANGE_ADULTS = permission(
    "units.change-adults", _("Record who holds parental responsibility, and who is barred"), _SCHOOL, looks=True
)
# The school knows what a child needs; leaders read what they need to know and do (STO-7, STO-8).
VIEW_NEEDS = permission("units.view-needs", _("See what a child needs, as the school knows it"), _SCHOOL, looks=True)
RECORD_NEEDS = permission("units.record-needs", _("Record, confirm and review children's needs"), _SCHOOL, looks=True)
NEEDS_TO_KNOW = permission(
    "units.needs-to-know",
    _("See what leaders need to know and do about members' needs"),
    {**_LEADERS, **_SCHOOL},
    looks=True,
)
READ_NEEDS = permission("units.read-needs", _("Confirm having read what members need"), _LEADERS, looks=True)
# On to the cadets. The force sees names only where a parent or carer agreed that they are handed over (NEV-15).
VIEW_PATHWAY = permission("units.view-pathway", _("See where members would like to go on to"), _SCHOOL, looks=True)
RECORD_PATHWAY = permission(
    "units.record-pathway", _("Record where a member would like to go on to"), _SCHOOL_RECORDS, looks=True
)
SEE_HANDED_OVER = permission(
    "units.see-handed-over",
    _("See and take over members whose parents agreed to a handover to the cadets"),
    {"central-team": Reach.UNDER, "force-lead": Reach.UNDER},
    looks=True,
)
