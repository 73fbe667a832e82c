"""Reads of offers and the waiting list, of one intake."""

from collections.abc import Iterable

from lanyard.units.models import Intake, Offer
from lanyard.units.models.choosing import OFFERED, WAITING


def offers_of(intake: Intake) -> list[Offer]:
    """Return the offers and waiting places of the decision that stands, those with an offer first."""
    return list(Offer.objects.standing().filter(selection__intake=intake).named())


def first_in_line(intake: Intake) -> Offer | None:
    """Return who is first on the waiting list and still waits."""
    return next((offer for offer in offers_of(intake) if offer.state() == WAITING), None)


def free_places(intake: Intake, offers: Iterable[Offer] | None = None) -> int:
    """Return how many places can be offered: of the intake's, and of the room that the unit has.

    What other intakes of the unit have on offer is room that is spoken for.
    """
    mine = list(offers) if offers is not None else offers_of(intake)
    kept = sum(offer.holds_place() for offer in mine)
    on_offer = sum(offer.state() == OFFERED for offer in mine) + _on_offer_elsewhere(intake)
    room = intake.unit.max_members - intake.unit.members.current().count() - on_offer
    return max(0, min(intake.places - kept, room))


def _on_offer_elsewhere(intake: Intake) -> int:
    others = Offer.objects.standing().filter(selection__intake__unit=intake.unit).exclude(selection__intake=intake)
    return sum(offer.state() == OFFERED for offer in others.select_related("application__child"))
