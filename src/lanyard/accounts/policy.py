"""Who may see, give and end posts, and who may read the ledger.

A school's posts are the head teacher's to give. The force gives its own and its areas' posts, and invites a
school's head teacher, because somebody has to be the first. Posts that answer for the whole force are given
only by those who lead it, and the hub's posts only at the machine: nobody may lift themselves or a friend.
"""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import OPERATOR, roles, roles_at
from lanyard.engines.rights import Actor, Permission, Reach, permission
from lanyard.organisations.models import Organisation

UNDER = Reach.UNDER

# Held while somebody shows an invitation's token: the right to take that post up, nothing more.
INVITED = "invited"

# Held while somebody without an account shows the personal link that a school sent them (ADR 0020).
BY_LINK = "by-link"

# Held by everybody over their own account, in whatever post or in none.
ONESELF = "oneself"

CHANGE_OWN_ADDRESS = permission(
    "accounts.change-own-address", _("Change the e-mail address one signs in by"), {ONESELF: Reach.OWN}
)
VIEW_POSTS = permission(
    "accounts.view-posts",
    _("See who holds which post"),
    {
        "head-teacher": UNDER, "spoc": UNDER, "dsl": UNDER, "deputy-dsl": UNDER,
        "area-lead": UNDER, "sergeant": UNDER, "central-team": UNDER, "force-lead": UNDER, "dro": UNDER,
        OPERATOR: UNDER,
    },
)  # fmt: skip
MANAGE_SCHOOL_POSTS = permission(
    "accounts.manage-school-posts",
    _("Invite people to a school's posts, and give and end those posts"),
    {"head-teacher": UNDER, OPERATOR: UNDER},
)
APPOINT_HEAD_TEACHER = permission(
    "accounts.appoint-head-teacher",
    _("Invite a school's head teacher, and end that post"),
    {"central-team": UNDER, "force-lead": UNDER, OPERATOR: UNDER},
)
MANAGE_FORCE_POSTS = permission(
    "accounts.manage-force-posts",
    _("Invite people to the posts of a force and its areas, and give and end those posts"),
    {"central-team": UNDER, "force-lead": UNDER, OPERATOR: UNDER},
)
MANAGE_SENIOR_POSTS = permission(
    "accounts.manage-senior-posts",
    _("Give and end the posts that answer for the whole force"),
    {"force-lead": UNDER, OPERATOR: UNDER},
)
MANAGE_HUB_POSTS = permission(
    "accounts.manage-hub-posts", _("Give and end the national hub's posts"), {OPERATOR: UNDER}
)
DEACTIVATE_PERSON = permission(
    "accounts.deactivate-person",
    _("Stop somebody who holds posts in the force from signing in"),
    {"force-lead": UNDER, "central-team": UNDER, OPERATOR: UNDER},
)
RESET_SECOND_FACTOR = permission(
    "accounts.reset-second-factor",
    _("Remove a lost second factor, so that the person can set up another"),
    {"head-teacher": UNDER, "central-team": UNDER, "force-lead": UNDER, OPERATOR: UNDER},
)
ACCEPT_INVITATION = permission("accounts.accept-invitation", _("Take up the post of an invitation"), {INVITED: UNDER})
VIEW_LEDGER = permission(
    "audit.view-ledger",
    _("Read the ledger of changes and of looks"),
    {"head-teacher": UNDER, "force-lead": UNDER, "dro": UNDER, "force-safeguarding-lead": UNDER},
)


def manages(role: str, kind: str) -> Permission:
    """Return the permission that giving or ending a role at a kind of organisation asks for."""
    if kind in (Organisation.SCHOOL, Organisation.PARTNER):
        return APPOINT_HEAD_TEACHER if role == "head-teacher" else MANAGE_SCHOOL_POSTS
    if kind == Organisation.HUB:
        return MANAGE_HUB_POSTS
    return MANAGE_SENIOR_POSTS if roles()[role].senior else MANAGE_FORCE_POSTS


def may_manage(actor: Actor, role: str, organisation: Organisation) -> bool:
    """Say whether the actor may give and end this role here."""
    return actor.may(manages(role, organisation.kind), organisation.place)


def giveable(actor: Actor, organisation: Organisation) -> list[str]:
    """Return the ids of the roles that the actor may give at an organisation, in the catalogue's order."""
    return [role for role in roles_at(organisation.kind) if may_manage(actor, role, organisation)]
