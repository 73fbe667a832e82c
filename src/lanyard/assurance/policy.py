"""Who may see verdicts, attest, add local requirements and issue certificates."""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import OPERATOR
from lanyard.engines.rights import Reach, permission

_LEADERS = dict.fromkeys(("pcso", "officer", "youth-worker", "volunteer"), Reach.ASSIGNED)
_SCHOOL = dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"), Reach.UNDER)
_FORCE = dict.fromkeys(
    ("sergeant", "area-lead", "central-team", "force-lead", "dro", "force-safeguarding-lead"), Reach.UNDER
)
_HUB = {"hub-analyst": Reach.UNDER, "national-safeguarding-lead": Reach.UNDER}

VIEW_VERDICT = permission(
    "assurance.view_verdict",
    _("See whether something is safe to operate, and why"),
    {**_LEADERS, **_SCHOOL, **_FORCE, OPERATOR: Reach.UNDER},
)
VIEW_BOARD = permission(
    "assurance.view_board",
    _("See the board of all units and what is missing"),
    {**_FORCE, **_HUB, OPERATOR: Reach.UNDER},
)
ATTEST = permission(
    "assurance.attest",
    _("Give one's word on a requirement that names one's post"),
    {**_LEADERS, **_SCHOOL, **_FORCE},
)
VIEW_FRAMEWORK = permission(
    "assurance.view_framework",
    _("Read the national framework and a force's own requirements"),
    {**dict.fromkeys(_LEADERS, Reach.UNDER), **_SCHOOL, **_FORCE, **_HUB},
)
MANAGE_LOCAL = permission(
    "assurance.manage_local_requirements",
    _("Add a force's own requirements and tighten national ones"),
    {"force-lead": Reach.UNDER, "central-team": Reach.UNDER},
)
ISSUE_CERTIFICATE = permission(
    "assurance.issue_certificate",
    _("Issue a certificate for a unit that is safe to operate"),
    {
        **_LEADERS,
        **_SCHOOL,
        **dict.fromkeys(("sergeant", "central-team", "force-lead"), Reach.UNDER),
        OPERATOR: Reach.UNDER,
    },
)
SIMULATE = permission(
    "assurance.simulate",
    _("Load an invented nation, for trials and benchmarks, at the machine's own command line"),
    {OPERATOR: Reach.UNDER},
)
