"""What the pages from the introduction to the offer share: fetching through the unit and the intake."""

from django.http import HttpRequest
from django.urls import reverse

from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.units.models import Intake, Unit


def unit_of(request: HttpRequest, permission: Permission, unit: str) -> Unit:
    """Return the unit. Raises DoesNotExist for one that the reader does not reach."""
    return fetch(request.actor, permission, Unit.objects.select_related("school"), unit)


def intake_of(request: HttpRequest, permission: Permission, unit: str, intake: str) -> Intake:
    """Return the unit's intake. Raises DoesNotExist for one that the reader does not reach, or of another unit."""
    rows = Intake.objects.filter(unit__public_id=unit).select_related("unit__school")
    return fetch(request.actor, permission, rows, intake)


def address(name: str, intake: Intake, *args: str) -> str:
    """Return the address of one of an intake's pages."""
    return reverse(f"units:{name}", args=[intake.unit.public_id, intake.public_id, *args])
