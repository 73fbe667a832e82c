"""The force's copy of a unit's consents (STO-6)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.consents import policy
from lanyard.consents.models import ConsentCopy
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.units.models import Unit


def take_copy(actor: Actor, unit: Unit) -> ConsentCopy:
    """Record that the force's central team took a copy of a unit's consents, as they stand now.

    Raises Refused where there is no member to take it of.
    """
    with change(actor, policy.COPY_CONSENTS, unit.place) as doing:
        unit = Unit.objects.select_for_update().select_related("school").get(pk=unit.pk)
        now = timezone.now()
        members = unit.members.at(timezone.localdate(), now).count()
        if not members:
            raise Refused(_("The unit has no members, so there is nothing to copy"))
        copy = ConsentCopy.objects.create(unit=unit, members=members, recorded_at=now, recorded_by_id=actor.person)
        doing.record("consents.copied", copy, unit=unit.pk, members=members)
    return copy
