"""Finding the people who deliver, through the posts they hold."""

from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor, Permission, Place
from lanyard.workforce.catalogue import LeaderKind, leader_kinds
from lanyard.workforce.models import latest_leader_posts


def fetch_leader(actor: Actor, permission: Permission, public_id: str) -> tuple[Person, list[Post]]:
    """Return a person who delivers and their leader posts, newest first, in one query.

    Raises DoesNotExist when there is no such person, they never delivered, or the actor does not reach them.
    """
    posts = latest_leader_posts().visible_to(actor, permission).filter(person__public_id=public_id)
    found = list(posts.select_related("organisation", "person__officer__supervisor").order_by("-starts_on", "-pk"))
    if not found:
        raise Person.DoesNotExist
    return found[0].person, found


def newest_post(person: Person) -> Post:
    """Return the post by which a person delivers. Raises Refused for somebody who never had one."""
    posts = latest_leader_posts().filter(person=person).select_related("organisation", "person")
    found = posts.order_by("-starts_on", "-pk").first()
    if found is None:
        raise Refused(_("%(name)s holds no post as a leader") % {"name": person.name})
    return found


def kinds_of(person: Person) -> list[LeaderKind]:
    """Return the kinds of leader a person is, by their posts."""
    roles = latest_leader_posts().filter(person=person).values_list("role", flat=True)
    return [leader_kinds()[role] for role in sorted(set(roles))]


def place_of(person: Person) -> Place:
    """Return where a person delivers, with the person on it."""
    return newest_post(person).place
