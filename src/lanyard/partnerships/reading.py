"""Reading a set of partnerships as known at a moment: two queries for any set of partnerships.

One for the partnerships with their status, contact and review; one for what is and was in force, the posts held at
the school and the policies it supplied, which an inquiry reads together with what other rooms ask.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from lanyard.accounts.models import Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.gathering import Row, day_of, plain, reader, shaped
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.partnerships.models import NamedContact, Review, SchoolPolicy, StatusRecord, Term

POSTS = ("head-teacher", "spoc", "dsl", "programme-teacher")  # those that readiness asks about


class Facts(NamedTuple):
    """One partnership as it was at the moment, with the link to its page."""

    pk: int
    public_id: str
    school: int
    opened_on: date
    status: str | None
    status_on: date | None
    contact: str | None
    contact_since: date | None
    contact_until: date | None
    review: str | None
    held_on: date | None
    next_due: date | None
    first_signed: date | None
    link: tuple[str, str]


class Force(NamedTuple):
    """A term of an agreement: in force from and to, both days included."""

    starts_on: date
    ends_on: date
    agreement: str
    proves: Sequence[str]


# By role, kind of agreement or topic, what each school or partnership has.
Posts = Mapping[str, Mapping[int, Sequence[Row]]]
Terms = Mapping[str, Mapping[int, Sequence[Force]]]
Supplied = Mapping[str, Mapping[int, date]]


def facts_at(subjects: SubjectSet, moment: Moment) -> list[Facts]:
    """Return the partnerships with status, named contact and newest review as at the moment: one query."""
    return [_facts(row) for row in plain(_standing, subjects, moment)]


def _standing(subjects: SubjectSet, moment: Moment) -> QuerySet:
    here = {"partnership": OuterRef("pk")}
    statuses = StatusRecord.objects.known(moment.known).filter(**here, starts_on__lte=moment.day)
    statuses = statuses.order_by("-starts_on", "-recorded_at", "-pk")
    contacts = _contacts(moment).filter(**here).order_by("-starts_on", "-pk")
    reviews = Review.objects.known(moment.known).filter(**here, completed_at__lte=moment.known)
    reviews = reviews.filter(held_on__lte=moment.day).order_by("-held_on", "-pk")
    first = Term.objects.known(moment.known).filter(**here, starts_on__lte=moment.day).order_by().values("partnership")
    rows = subjects.queryset.order_by().annotate(
        then_status=_first(statuses, "status"),
        then_status_on=_first(statuses, "starts_on"),
        then_contact=_first(contacts, "person__name"),
        then_contact_since=_first(contacts, "starts_on"),
        then_contact_until=_first(contacts, "ends_on"),
        then_review=_first(reviews, "public_id"),
        then_held_on=_first(reviews, "held_on"),
        then_next_due=_first(reviews, "next_due"),
        then_first=Subquery(first.annotate(first=Min("starts_on")).values("first")),
    )
    names = ("status", "status_on", "contact", "contact_since", "contact_until", "review", "held_on", "next_due")
    fields = ("pk", "public_id", "school", "opened_on", *(f"then_{name}" for name in names), "then_first")
    return rows.values_list(*fields)


def _facts(row: tuple) -> Facts:
    pk, public_id, school, opened, status, since, contact, starts, ends, review, held, due, first = row
    return Facts(
        pk, public_id, school, day_of(opened), status, since and day_of(since), contact, starts and day_of(starts),
        ends and day_of(ends), review, held and day_of(held), due and day_of(due), first and day_of(first),
        ("partnership", public_id),
    )  # fmt: skip


def _first(rows: QuerySet, field: str) -> Subquery:
    return Subquery(rows.values(field)[:1])


def _contacts(moment: Moment) -> QuerySet[NamedContact]:
    """Named contacts who still hold a leader's post at the force: one who has left is nobody's contact."""
    post = _held(moment).filter(
        person=OuterRef("person"), role__in=leader_roles(), organisation__force=OuterRef("partnership__force")
    )
    return NamedContact.objects.known(moment.known).on(moment.day).filter(Exists(post))


def _held(moment: Moment) -> QuerySet[Post]:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=moment.day)
    return Post.objects.known(moment.known).filter(open_ended, starts_on__lte=moment.day)


def terms_at(subjects: SubjectSet, moment: Moment) -> Terms:
    """Return what is or was in force by the moment, by kind and partnership, newest last."""
    found: dict[str, dict[int, list[Force]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(terms_known(subjects, moment), key=lambda row: (row.ends, row.number)):
        found[row.what][row.key].append(Force(row.starts, row.ends, row.name, _proved(row.text)))
    return found


@reader("partnership")
def terms_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the terms of agreements that had begun by the moment, with what each agreement proves."""
    terms = Term.objects.known(moment.known).filter(partnership__in=subjects.keys, starts_on__lte=moment.day)
    return shaped(
        terms, "partnership", what="kind", name="agreement__public_id", text=Cast("agreement__proves", TextField()),
        number="pk", starts="starts_on", ends="ends_on",
    )  # fmt: skip


@lru_cache(maxsize=256)
def _proved(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def posts_at(subjects: SubjectSet, moment: Moment) -> Posts:
    """Return the posts held at the schools, by role and school."""
    found: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in posts_held(subjects, moment):
        found[row.what][row.key].append(row)
    return found


def policies_at(subjects: SubjectSet, moment: Moment) -> Supplied:
    """Return since when the schools have supplied their policies, by topic and school."""
    found: dict[str, dict[int, date]] = defaultdict(dict)
    for row in policies_known(subjects, moment):
        days = found[row.what]
        first = days.get(row.key)
        days[row.key] = row.starts if first is None else min(first, row.starts)
    return found


@reader("partnership")
def posts_held(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the posts held at the schools."""
    posts = _held(moment).filter(organisation__in=_schools(subjects), role__in=POSTS)
    return shaped(posts, "organisation", what="role", name="person__name", starts="starts_on", ends="ends_on")


@reader("partnership")
def policies_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the policies that the schools have supplied."""
    policies = SchoolPolicy.objects.known(moment.known)
    supplied = policies.filter(school__in=_schools(subjects), adopted_on__lte=moment.day)
    return shaped(supplied, "school", what="topic", name="version", starts="adopted_on")


def _schools(subjects: SubjectSet) -> QuerySet:
    return subjects.queryset.order_by().values("school")
