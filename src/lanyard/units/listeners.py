"""What units do when something happens in a room below."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change
from lanyard.documents.owners import owner
from lanyard.notices.actions import raise_todo
from lanyard.organisations.events import on_school_closed
from lanyard.organisations.models import Organisation
from lanyard.units import policy
from lanyard.units.models import Application
from lanyard.units.queries import live_units_of

# A child's drawing is opened by who reads the application.
owner("application", policy.CHOOSE_CHILDREN, Application.objects.all)

# Who must decide what becomes of a unit whose school has closed.
DECIDERS = ("sergeant", "area-lead", "central-team", "force-lead")


@on_school_closed
def ask_what_becomes_of_units(schools: Sequence[Organisation], doing: Change) -> None:
    """Raise a to-do for each unit that still runs at a school that has closed."""
    for unit in live_units_of(list(schools)):
        raise_todo(
            f"unit-school-closed-{unit.public_id}",
            DECIDERS,
            unit.school,
            _("%(school)s has closed: end the unit %(unit)s") % {"school": unit.school.name, "unit": unit.name},
            link=reverse("units:end", args=[unit.public_id]),
        )
