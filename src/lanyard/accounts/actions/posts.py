"""Giving and ending posts. A post is a record: ending withdraws the row and adds one with an end."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.accounts.policy import manages
from lanyard.accounts.roles import roles
from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation


def give_post(
    actor: Actor, person: Person, role: str, organisation: Organisation, starts_on: date, ends_on: date | None = None
) -> Post:
    """Give somebody a post.

    Raises Forbidden without the right or for oneself, Refused for a role this organisation doesn't have or days
    that can't be, Conflict when the post is already held.
    """
    check_role(role, organisation)
    with change(actor, manages(role, organisation.kind), organisation.place) as doing:
        if actor.person == person.pk:
            raise Forbidden("accounts.own-post")
        return record_post(doing, person, role, organisation, starts_on, ends_on)


def record_post(
    doing: Change, person: Person, role: str, organisation: Organisation, starts_on: date, ends_on: date | None
) -> Post:
    """Write a post inside a change under way, once it is sure that nobody holds it in those days."""
    check_days(starts_on, ends_on)
    # Everybody who gives a post here waits for this row, so two can't both find it free.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.closed_on and organisation.closed_on <= starts_on:
        raise Refused(_("%(organisation)s has closed") % {"organisation": organisation}, field="starts_on")
    check_free(person, role, organisation, starts_on, ends_on)
    post = Post.objects.create(
        person=person, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on,
        recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip
    doing.record("post.given", post, role=role, person=person.pk, starts_on=starts_on, ends_on=ends_on)
    return post


def end_post(actor: Actor, post: Post, on: date) -> Post:
    """End a post after a day. Returns the row that says so.

    Raises Forbidden without the right, Refused for a day before the post began or after its end, Conflict when
    somebody else ended it first.
    """
    with change(actor, manages(post.role, post.organisation.kind), post.place) as doing:
        post = Post.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=post.pk)
        if post.withdrawn_at is not None:
            raise Conflict(_("Somebody else has just changed this post. Look at it again"))
        _check_end(post, on)
        return _replace(doing, post, on)


def _check_end(post: Post, on: date) -> None:
    if on < post.starts_on:
        began = date_format(post.starts_on, "DATE_FORMAT")
        raise Refused(_("Enter a day on or after %(began)s, when the post began") % {"began": began}, field="on")
    if post.ends_on is not None and on >= post.ends_on:
        ends = date_format(post.ends_on, "DATE_FORMAT")
        raise Refused(_("Enter a day before %(ends)s, when the post ends already") % {"ends": ends}, field="on")


def _replace(doing: Change, post: Post, on: date) -> Post:
    now = timezone.now()
    post.withdrawn_at, post.withdrawn_by_id, post.withdrawn_reason = now, doing.actor.person, "ended"
    post.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    ended = Post.objects.create(
        person=post.person, role=post.role, organisation=post.organisation, starts_on=post.starts_on, ends_on=on,
        recorded_at=now, recorded_by_id=doing.actor.person,
    )  # fmt: skip
    doing.record("post.ended", ended, role=post.role, person=post.person_id, on=on, instead_of=post.pk)
    return ended


def check_role(role: str, organisation: Organisation) -> None:
    """Refuse a role that this kind of organisation does not have."""
    if role not in roles() or organisation.kind not in roles()[role].kinds:
        raise Refused(_("Choose one of the posts of %(organisation)s") % {"organisation": organisation}, field="role")


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Refuse an end before the beginning."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The last day must be on or after the first day"), field="ends_on")


def check_free(person: Person | None, role: str, organisation: Organisation, starts_on: date, ends_on: date | None):
    """Refuse a post that the person, or for a post with one holder anybody, holds in those days already."""
    held = overlapping(role, organisation, starts_on, ends_on)
    if person is not None and held.filter(person=person).exists():
        raise Conflict(_("%(name)s already holds this post") % {"name": person}, field="role")
    holder = held.select_related("person").first() if roles()[role].sole else None
    if holder is not None:
        raise Conflict(
            _("%(name)s holds this post, and it has one holder at a time. End that first") % {"name": holder.person},
            field="role",
        )


def overlapping(role: str, organisation: Organisation, starts_on: date, ends_on: date | None):
    """Return the standing posts of this role here that share a day with a period."""
    posts = Post.objects.standing().filter(role=role, organisation=organisation)
    posts = posts.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), person__is_active=True)
    return posts if ends_on is None else posts.filter(starts_on__lte=ends_on)
