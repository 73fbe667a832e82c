"""From a signed-in person to an actor: their posts held today, as grants."""

from collections.abc import Collection, Iterable

from django.http import HttpRequest
from django.utils import timezone

from lanyard.accounts.models import Person, Post, PostQuerySet
from lanyard.accounts.policy import ONESELF
from lanyard.accounts.roles import OPERATOR
from lanyard.engines.rights import NOBODY, Actor, Grant, Permission, Place


def actor_for(person: Person | None) -> Actor:
    """Return the actor for a person: one query for the posts they hold today."""
    if person is None or not person.is_active:
        return NOBODY
    return Actor(person.pk, person.name, _grants(_held().filter(person=person)))


def actors_for(people: Collection[int]) -> dict[int, Actor]:
    """Return the actor of each person by key, in one query; whoever holds no post or is closed may do nothing."""
    held: dict[int, list[Post]] = {key: [] for key in people}
    for post in _held().filter(person__in=people, person__is_active=True).select_related("person"):
        held[post.person_id].append(post)
    return {key: Actor(key, posts[0].person.name, _grants(posts)) if posts else NOBODY for key, posts in held.items()}


def with_posts(key: int | str) -> Person | None:
    """Return a person with the posts they hold today, read in one query; in two where they hold none."""
    posts = list(_held().filter(person=key).select_related("person"))
    person = posts[0].person if posts else Person.objects.filter(pk=key).first()
    if person is not None:
        person.posts_today = posts
    return person


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor for whoever is signed in, from the posts that were read with the session."""
    person = whoever(request)
    if person.posts_today is None or not person.is_active:
        return actor_for(person)
    return Actor(person.pk, person.name, _grants(person.posts_today))


def _held() -> PostQuerySet:
    return Post.objects.held(timezone.localdate()).select_related("organisation")


def standing_at(actor: Actor, permission: Permission) -> Place:
    """Return the place of the first post that gives the actor a permission: where a look from there is noted."""
    grant = next(grant for grant in actor.grants if grant.role in permission.roles)
    return Place(grant.organisation, grant.force, grant.area)


def oneself(person: Person) -> Actor:
    """Return the actor for a person at their own account: who may change it without holding any post."""
    return Actor(person.pk, person.name, (Grant(ONESELF, 0, "person"),))


def whoever(request: HttpRequest) -> Person:
    """Return the person signed in, for pages that only somebody signed in reaches."""
    if not isinstance(request.user, Person):
        raise TypeError("nobody is signed in")
    return request.user


def operator(command: str) -> Actor:
    """Return the actor for a command typed at the machine; named in the ledger by its command."""
    return Actor(None, f"command line: {command}", (Grant(OPERATOR, 0, "hub"),))


def _grants(posts: Iterable[Post]) -> tuple[Grant, ...]:
    today = timezone.localdate()
    held = [(p.role, p.organisation) for p in posts]
    return tuple(
        Grant(role, at.pk, at.kind, at.place.force, at.area_id)
        for role, at in held
        if at.closed_on is None or at.closed_on > today
    )
