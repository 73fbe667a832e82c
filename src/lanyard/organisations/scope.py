"""Tenancy in the managers: what an actor may list is exactly what the actor may open."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q

from lanyard.engines.rights import Actor, Permission, Scope


def scoped(scope: Scope, *, tenant: str, people: str | Callable[[int], Q] = "") -> Q:
    """Turn a scope into a filter.

    `tenant` is the lookup path to the Organisation the row belongs to ("" when the row is one);
    `people` is the path to the person named on it, for reach by assignment or for one's own record; where being
    named ends (a unit's leader until a day), it is a function from the person's key to the filter.
    """
    if scope.everything:
        return Q()
    if scope.empty:
        return Q(pk__in=[])
    prefix = f"{tenant}__" if tenant else ""
    found = Q(**{f"{prefix}pk__in": sorted(scope.organisations)}) if scope.organisations else Q(pk__in=[])
    if scope.forces:
        found |= Q(**{f"{prefix}force_id__in": sorted(scope.forces)})
    if scope.areas:
        found |= Q(**{f"{prefix}area_id__in": sorted(scope.areas)})
    if (scope.assigned or scope.own) and people and scope.person is not None:
        found |= people(scope.person) if callable(people) else Q(**{people: scope.person})
    return found


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows its tenant: the model names `tenant` and, where it has one, `people`."""

    def visible_to(self, actor: Actor, permission: Permission):
        """Keep only the rows the actor reaches with the permission; none by default."""
        model: Any = self.model
        where = scoped(actor.scope(permission), tenant=model.tenant, people=getattr(model, "people", ""))
        # A subquery on the key, so that a join to many people can't list a row twice.
        return self.filter(pk__in=self.model._base_manager.filter(where).values("pk"))


def fetch(actor: Actor, permission: Permission, queryset: Any, public_id: str):
    """Return the one row with the public id, or raise DoesNotExist: absent and forbidden look the same."""
    return queryset.visible_to(actor, permission).get(public_id=public_id)
