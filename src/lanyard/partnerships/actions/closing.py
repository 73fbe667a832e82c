"""Bringing a partnership to an end: a school has closed, or both have parted."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import settle_todo
from lanyard.partnerships import policy
from lanyard.partnerships.actions.agreements import stop
from lanyard.partnerships.actions.reviews import settle_review_todos
from lanyard.partnerships.actions.shared import changed_meanwhile, locked
from lanyard.partnerships.models import Partnership
from lanyard.partnerships.models.agreements import ENDED, SIGNED


def close_partnership(actor: Actor, partnership: Partnership, reason: str) -> Partnership:
    """End a partnership today, with every agreement in force. Raises Conflict when it has ended already."""
    with change(actor, policy.DRAFT_AGREEMENT, partnership.place) as doing:
        partnership = locked(partnership)
        if partnership.closed_on is not None:
            raise Conflict(changed_meanwhile())
        if not reason.strip():
            raise Refused(_("Enter the reason"), field="reason")
        for agreement in partnership.agreements.filter(state=SIGNED):
            stop(doing, agreement, ENDED, reason.strip())
        partnership.closed_on, partnership.close_reason = timezone.localdate(), reason.strip()
        partnership.save(update_fields=["closed_on", "close_reason"])
        settle_review_todos(partnership)
        settle_todo(f"partnership-school-closed-{partnership.public_id}")
        doing.record("partnership.closed", partnership)
    return partnership
