"""Who may do what with partnerships, agreements, reviews, school policies and briefings."""

from django.utils.translation import gettext_lazy as _

from lanyard.engines.rights import Reach, permission

LEADERS = dict.fromkeys(("pcso", "officer", "youth-worker", "volunteer"), Reach.ASSIGNED)
SCHOOL = dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"), Reach.UNDER)
SUPERVISION = dict.fromkeys(("sergeant", "area-lead", "central-team", "force-lead"), Reach.UNDER)
ANSWERABLE = dict.fromkeys(("dro", "force-safeguarding-lead"), Reach.UNDER)

VIEW_PARTNERSHIP = permission(
    "partnerships.view",
    _("See a partnership, its agreements, reviews and school policies"),
    {**LEADERS, **SCHOOL, **SUPERVISION, **ANSWERABLE},
)
# The offer and the answer are the force's to record; the school answers in person or on paper (MPS §1.2).
RECORD_STATUS = permission(
    "partnerships.record-status", _("Record what a school was offered and what it said"), SUPERVISION
)
# Those who must hear of a refusal say that they have read it (MPS §1.2).
ACKNOWLEDGE_REFUSAL = permission(
    "partnerships.acknowledge-refusal",
    _("Say that you have read of a school's refusal"),
    {"area-lead": Reach.UNDER, "central-team": Reach.UNDER, "force-lead": Reach.UNDER},
)
DRAFT_AGREEMENT = permission(
    "partnerships.draft-agreement",
    _("Draft, issue, amend and end an agreement"),
    {"central-team": Reach.UNDER, "force-lead": Reach.UNDER},
)
# The head teacher signs protocol and data sharing agreement (MPS §3.2.1).
SIGN_FOR_SCHOOL = permission(
    "partnerships.sign-for-school", _("Sign an agreement for the school"), {"head-teacher": Reach.UNDER}
)
SIGN_FOR_FORCE = permission(
    "partnerships.sign-for-force", _("Sign an agreement for the police force"), {"force-lead": Reach.UNDER}
)
# "Representatives of the police and the school" review (STA §9); either side may write it down.
RECORD_REVIEW = permission(
    "partnerships.record-review",
    _("Record a review of a partnership"),
    {
        "head-teacher": Reach.UNDER,
        "spoc": Reach.UNDER,
        "sergeant": Reach.UNDER,
        "central-team": Reach.UNDER,
        "force-lead": Reach.UNDER,
    },
)
CONFIRM_REVIEW_FOR_SCHOOL = permission(
    "partnerships.confirm-review-for-school",
    _("Confirm a review for the school"),
    {"head-teacher": Reach.UNDER, "spoc": Reach.UNDER},
)
CONFIRM_REVIEW_FOR_FORCE = permission(
    "partnerships.confirm-review-for-force",
    _("Confirm a review for the police force"),
    {"sergeant": Reach.UNDER, "central-team": Reach.UNDER, "force-lead": Reach.UNDER},
)
SUPPLY_POLICY = permission(
    "partnerships.supply-policy",
    _("Supply a school's policy"),
    dict.fromkeys(("head-teacher", "spoc", "dsl", "deputy-dsl"), Reach.UNDER),
)
CONFIRM_BRIEFING = permission(
    "partnerships.confirm-briefing",
    _("Confirm what you know about a school's safeguarding and safety"),
    LEADERS,
)
VIEW_BRIEFINGS = permission(
    "partnerships.view-briefings",
    _("See which adults have been briefed at a school"),
    {
        "head-teacher": Reach.UNDER,
        "dsl": Reach.UNDER,
        "deputy-dsl": Reach.UNDER,
        "sergeant": Reach.UNDER,
        "central-team": Reach.UNDER,
    },
    looks=True,
)
