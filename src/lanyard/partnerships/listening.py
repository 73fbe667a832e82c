"""What this room listens to: a school that closes, and who may open the files that belong to its records."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lanyard.audit.acting import Change
from lanyard.documents.owners import owner
from lanyard.notices.actions import raise_todo
from lanyard.organisations.events import on_school_closed
from lanyard.organisations.models import Organisation
from lanyard.partnerships import policy
from lanyard.partnerships.actions.shared import page_of
from lanyard.partnerships.models import Agreement, Partnership, SchoolPolicy

owner("agreement", policy.VIEW_PARTNERSHIP, lambda: Agreement.objects.all())
owner("school-policy", policy.VIEW_PARTNERSHIP, lambda: SchoolPolicy.objects.all())


@on_school_closed
def ask_to_end(schools: Sequence[Organisation], doing: Change) -> None:
    """Ask the force to bring the partnership with a school that has closed to an end."""
    open_still = Partnership.objects.filter(school__in=schools, closed_on=None).select_related("school", "force")
    for partnership in open_still:
        raise_todo(
            f"partnership-school-closed-{partnership.public_id}",
            ["central-team", "force-lead"],
            partnership.force,
            _("%(school)s has closed: end the partnership") % {"school": partnership.school},
            page_of(partnership),
        )
