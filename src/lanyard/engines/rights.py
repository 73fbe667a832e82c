"""Who may do what, decided purely: permissions are declared by rooms, grants come from posts held.

A permission names the roles that have it and how far each role's reach goes. The decision needs no database,
so the same words protect a page, a list, a command and the generated role matrix.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from lanyard.engines.refusals import Forbidden


class Reach(Enum):
    """How far a role's permission goes from the organisation where the post is held."""

    UNDER = "everything of the organisation and below it"
    ASSIGNED = "only where the person is named"
    OWN = "only the person's own record"


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be done, declared in the policy.py of the room that owns it."""

    id: str
    title: object  # text, or text that is translated when it is shown
    roles: Mapping[str, Reach]
    looks: bool = False  # True where what is shown is a child's or an officer's record


@dataclass(frozen=True, slots=True)
class Grant:
    """A post held now: a role at an organisation, with the organisation's place in the tree (database ids)."""

    role: str
    organisation: int
    kind: str  # hub, force, area, school or partner
    force: int | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing belongs: the organisation it is about and, when asked, the people named on it."""

    organisation: int | None
    force: int | None = None
    area: int | None = None
    people: Callable[[], Iterable[int]] = field(default=tuple, compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """All that one actor may reach with one permission; queries turn it into a filter."""

    everything: bool = False
    forces: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    assigned: bool = False
    own: bool = False
    person: int | None = None

    @property
    def empty(self) -> bool:
        """True when the actor can reach nothing at all."""
        reached = self.forces or self.areas or self.organisations
        return not (self.everything or reached or self.assigned or self.own)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the operator at the machine) on whose behalf something is done."""

    person: int | None
    name: str
    grants: tuple[Grant, ...] = ()

    def scope(self, permission: Permission) -> Scope:
        """Return what the actor reaches with the permission; empty when nothing."""
        held = [(g, permission.roles[g.role]) for g in self.grants if g.role in permission.roles]
        under = [g for g, reach in held if reach is Reach.UNDER]
        return Scope(
            everything=any(g.kind == "hub" for g in under),
            forces=frozenset(g.organisation for g in under if g.kind == "force"),
            areas=frozenset(g.organisation for g in under if g.kind == "area"),
            organisations=frozenset(g.organisation for g in under),
            assigned=any(reach is Reach.ASSIGNED for _, reach in held),
            own=any(reach is Reach.OWN for _, reach in held),
            person=self.person,
        )

    def holds(self, permission: Permission) -> bool:
        """Say whether any post of the actor carries the permission, wherever it reaches."""
        return any(grant.role in permission.roles for grant in self.grants)

    def may(self, permission: Permission, place: Place) -> bool:
        """Decide whether the actor may do this here. No actor, no post or no place means no."""
        scope = self.scope(permission)
        return scope.everything or _covers(scope, place) or _named(scope, place)

    def must(self, permission: Permission, place: Place) -> None:
        """Raise Forbidden unless the actor may do this here."""
        if not self.may(permission, place):
            raise Forbidden(permission.id)


def _covers(scope: Scope, place: Place) -> bool:
    return place.organisation in scope.organisations or place.force in scope.forces or place.area in scope.areas


def _named(scope: Scope, place: Place) -> bool:
    if not (scope.assigned or scope.own) or scope.person is None:
        return False
    return scope.person in set(place.people())


NOBODY = Actor(person=None, name="nobody")

_register: dict[str, Permission] = {}


def permission(id: str, title: object, roles: Mapping[str, Reach], *, looks: bool = False) -> Permission:
    """Declare a permission; ids are never used twice. Raises ValueError on a second declaration."""
    if id in _register:
        raise ValueError(f"permission {id!r} is declared twice")
    _register[id] = Permission(id, title, dict(roles), looks)
    return _register[id]


def permissions() -> list[Permission]:
    """Return every declared permission, sorted by id."""
    return [_register[key] for key in sorted(_register)]
