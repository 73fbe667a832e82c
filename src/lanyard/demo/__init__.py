"""The demonstration: invented people in an invented county (or on a register you bring), made by the rooms' actions.

Everything is done by the person whose post it is, through the same functions as the pages, so that the
demonstration can't show what the service would refuse.
"""

from pathlib import Path

from django.db import transaction

from lanyard.accounts.models import DemoPersona
from lanyard.demo.people import Staff, appoint
from lanyard.demo.places import Places, prepare
from lanyard.demo.stories import tell
from lanyard.engines.refusals import Refused


def load(register: Path | None = None) -> None:
    """Load the demonstration; again changes nothing. Raises Refused for a register without enough primary schools."""
    if DemoPersona.objects.exists():
        return
    with transaction.atomic():
        places: Places = prepare(register)
        staff: Staff = appoint(places)
        tell(places, staff)
    if not DemoPersona.objects.exists():
        raise Refused("The demonstration could not be loaded")
