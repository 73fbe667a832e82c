"""What this room shows on the pages of others."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.policy import VIEW_LEDGER, VIEW_POSTS, giveable
from lanyard.accounts.queries import holders_at
from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.organisations.models import Organisation

nav_item(80, _("People"), "accounts:people", VIEW_POSTS, seldom=True)
nav_item(90, _("Ledger"), "accounts:ledger", VIEW_LEDGER, seldom=True)


@panel("school", order=30, template="accounts/panel_posts.html")
def school_posts(request: HttpRequest, school: Organisation) -> dict | None:
    """Show who holds which post at a school."""
    if not request.actor.may(VIEW_POSTS, school.place):
        return None
    return {"organisation": school, "posts": holders_at(school), "may_manage": bool(giveable(request.actor, school))}
