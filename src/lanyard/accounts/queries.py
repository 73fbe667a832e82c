"""Reads of people and posts: for other rooms, and for this room's pages. A fixed number of queries each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from lanyard.accounts.actors import actors_for
from lanyard.accounts.models import Invitation, Person, Post
from lanyard.accounts.policy import VIEW_POSTS, giveable, may_manage
from lanyard.accounts.roles import roles
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation


def holders(role: str, organisation: Organisation) -> QuerySet[Person]:
    """Return the people who hold a role at an organisation today and may still sign in, by name."""
    held = Post.objects.held(timezone.localdate()).filter(role=role, organisation=organisation)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("name", "pk")


def holders_at(organisation: Organisation) -> list[Post]:
    """Return the posts held at an organisation today, with their people, in the catalogue's order."""
    posts = Post.objects.held(timezone.localdate()).filter(organisation=organisation, person__is_active=True)
    return _in_order(posts.select_related("person", "organisation"))


def _in_order(posts: QuerySet[Post]) -> list[Post]:
    order = {role: place for place, role in enumerate(roles())}
    return sorted(posts, key=lambda post: (order[post.role], post.person.name, post.pk))


def posts_matching(actor: Actor, words: str = "", role: str = "") -> QuerySet[Post]:
    """Return the posts held today that the actor may see, by words of a name or a place and by role."""
    posts = Post.objects.visible_to(actor, VIEW_POSTS).held(timezone.localdate())
    if role:
        posts = posts.filter(role=role)
    for word in words.split():
        posts = posts.filter(Q(person__name__icontains=word) | Q(organisation__name__icontains=word))
    return posts.select_related("person", "organisation").order_by("person__name", "pk")


def places_managed(actor: Actor) -> list[Organisation]:
    """Return the organisations where the actor holds a post, and their areas, where they may give posts."""
    keys = [grant.organisation for grant in actor.grants]
    places = Organisation.objects.filter(Q(pk__in=keys) | Q(force__in=keys, kind=Organisation.AREA), closed_on=None)
    return [place for place in places.order_by("-kind", "name", "pk") if giveable(actor, place)]


@dataclass(frozen=True, slots=True)
class OrganisationPosts:
    """All that the page of an organisation's posts shows."""

    organisation: Organisation
    posts: Sequence[Post]
    coming: Sequence[Post]
    past: Sequence[Post]
    invitations: Sequence[Invitation]
    giveable: list[str]

    @property
    def everybody(self) -> list[Person]:
        """The people named on the page, each once."""
        named = {post.person_id: post.person for post in (*self.posts, *self.coming, *self.past)}
        return list(named.values())


def posts_at(actor: Actor, organisation: Organisation) -> OrganisationPosts:
    """Return the posts of an organisation: held, to come and past, and the invitations nobody has taken up."""
    today = timezone.localdate()
    standing = Post.objects.standing().filter(organisation=organisation).select_related("person", "organisation")
    rows = [_with_right(actor, post) for post in _in_order(standing)]
    can_give = giveable(actor, organisation)
    return OrganisationPosts(
        organisation,
        [post for post in rows if post.starts_on <= today and (post.ends_on is None or post.ends_on >= today)],
        [post for post in rows if post.starts_on > today],
        [post for post in rows if post.ends_on is not None and post.ends_on < today],
        _invitations_at(organisation, can_give),
        can_give,
    )


def _invitations_at(organisation: Organisation, roles_shown: list[str]) -> list[Invitation]:
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None, cancelled_at=None)
    shown = waiting.filter(role__in=roles_shown).select_related("organisation")
    invitations = list(shown.order_by("invited_at", "pk"))
    for invitation in vouched_for(invitations):
        invitation.vouched_for = True
    return invitations


def vouched_for(invitations: Sequence[Invitation]) -> list[Invitation]:
    """Keep the invitations whose sender may still give the post: an invitation ends with its sender's own right."""
    senders = actors_for({i.invited_by_id for i in invitations if i.invited_by_id is not None})
    return [
        invitation
        for invitation in invitations
        # Without a sender it was made at the machine, whose right does not end.
        if invitation.invited_by_id is None
        or may_manage(senders[invitation.invited_by_id], invitation.role, invitation.organisation)
    ]


def _with_right(actor: Actor, post: Post) -> Post:
    post.can_end = may_manage(actor, post.role, post.organisation)
    return post


def person_for(actor: Actor, public_id: str) -> tuple[Person, list[Post]]:
    """Return somebody and those of their posts that the actor may see. Raises DoesNotExist when there are none."""
    posts = Post.objects.visible_to(actor, VIEW_POSTS).standing().filter(person__public_id=public_id)
    found = [
        _with_right(actor, p) for p in posts.select_related("person", "organisation").order_by("-starts_on", "-pk")
    ]
    if not found:
        raise Person.DoesNotExist
    return found[0].person, found


def offers(actor: Actor, posts: Sequence[Post]) -> list[tuple[Organisation, str]]:
    """Return the posts the actor may give somebody: at places where the person, or the actor, holds a post."""
    keys = {post.organisation_id for post in posts} | {grant.organisation for grant in actor.grants}
    places = Organisation.objects.filter(pk__in=keys, closed_on=None).order_by("name", "pk")
    return [(place, role) for place in places for role in giveable(actor, place)]


def own_posts(person: Person) -> list[Post]:
    """Return the posts somebody holds or will hold."""
    today = timezone.localdate()
    posts = Post.objects.standing().filter(Q(ends_on=None) | Q(ends_on__gte=today), person=person)
    return _in_order(posts.select_related("person", "organisation"))
