"""The forces, for the national hub."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lanyard.design.routes import needs
from lanyard.organisations import policy, queries


@needs(policy.VIEW_FORCES)
@require_safe
def forces(request: HttpRequest) -> HttpResponse:
    """List every force with its authorities and its number of schools."""
    return render(request, "organisations/forces.html", {"forces": queries.forces_table(request.actor)})
