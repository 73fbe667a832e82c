"""How far a board reaches."""

from django.db.models import Q, QuerySet

from lanyard.assurance import policy
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import scoped


def with_board(actor: Actor) -> QuerySet[Organisation]:
    """Return the forces whose board the actor may see; an area's people see their force's, as far as the area goes."""
    scope = actor.scope(policy.VIEW_BOARD)
    reached = scoped(scope, tenant="")
    if scope.areas and not scope.everything:
        reached |= Q(pk__in=Organisation.objects.filter(pk__in=scope.areas).values("force"))
    return Organisation.objects.filter(reached, kind=Organisation.FORCE)
