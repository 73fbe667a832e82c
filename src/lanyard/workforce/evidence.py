"""What staff records prove about officers, PCSOs, youth workers and volunteers: one query for any number of them."""

from collections import defaultdict

from django.db.models import Q, QuerySet
from django.urls import reverse

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.gathering import reader, shaped, together
from lanyard.assurance.registers import (
    Moment,
    SubjectKind,
    SubjectRow,
    SubjectSet,
    counts_for,
    evidence,
    subject_kind,
)
from lanyard.engines.readiness import Finding
from lanyard.engines.rights import Actor
from lanyard.workforce import policy
from lanyard.workforce.catalogue import record_kinds
from lanyard.workforce.deciding import EVIDENCE, Decider, Held, posts_of
from lanyard.workforce.models import StaffRecord, latest_leader_posts

counts_for({name: months for name, kind in EVIDENCE.items() if (months := record_kinds()[kind].months)})


@evidence(*EVIDENCE, kind="officer")
def staff_records(subjects: SubjectSet, moment: Moment) -> dict[str, dict[int, Finding]]:
    """Find, for each person, what their records and posts say as known at the moment."""
    posts, records = together(subjects, moment, posts_held, records_known)
    links = {row.key: ("officer", row.name) for row in (*posts, *records)}
    roles: dict[int, set[str]] = defaultdict(set)
    for row in posts:
        roles[row.key].add(row.what)
    judged_by = {person: posts_of(roles[person]) for person in links}
    held: dict[str, dict[int, tuple[Held, ...]]] = defaultdict(dict)
    for row in records:
        mine = held[row.what]
        mine[row.key] = (*mine.get(row.key, ()), Held(row.text, row.starts, row.ends))
    decide, found = Decider(moment.day), {}
    for name, kind in EVIDENCE.items():
        mine = held[kind]
        found[name] = {
            person: decide.finding(kind, mine.get(person, ()), judged_by[person], link)
            for person, link in links.items()
        }
    return found


@reader("officer")
def posts_held(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the leader posts that people hold: what a record must be depends on the post it is held for."""
    posts = held_leader_posts(moment).filter(person__in=subjects.keys)
    return shaped(posts, "person", what="role", name="person__public_id")


@reader("officer")
def records_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read what is on record of people by the moment."""
    records = StaffRecord.objects.known(moment.known).filter(achieved_on__lte=moment.day, person__in=subjects.keys)
    return shaped(
        records, "person", what="kind", name="person__public_id", text="level", starts="achieved_on", ends="expires_on"
    )


def held_leader_posts(moment: Moment) -> QuerySet[Post]:
    """Return the leader posts held on the day of a moment, by what was known then."""
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=moment.day)
    return Post.objects.known(moment.known).filter(held, starts_on__lte=moment.day, role__in=leader_roles())


def leaders(moment: Moment) -> QuerySet[Person]:
    """Return the people who hold a leader post at a moment."""
    return Person.objects.filter(pk__in=held_leader_posts(moment).values("person"))


def leader_rows(subjects: SubjectSet, moment: Moment) -> list[SubjectRow]:
    """Return how readiness shows each person: by name, at the place of their newest leader post; one query.

    Posts that have ended count as well: somebody who still leads a unit after their post must be shown, not lost.
    """
    posts = Post.objects.known(moment.known).filter(
        starts_on__lte=moment.day, role__in=leader_roles(), person__in=subjects.keys
    )
    place = ("organisation_id", "organisation__force_id", "organisation__area_id")
    columns = ("person_id", "person__public_id", "person__name", *place, "starts_on")
    rows: dict[int, SubjectRow] = {}
    for key, public_id, name, organisation, force, area, start in posts.order_by(
        "person__name", "person_id", "starts_on", "pk"
    ).values_list(*columns):
        first = rows[key].since if key in rows else start
        rows[key] = SubjectRow(key, public_id, name, organisation, force, area, since=first)
    return list(rows.values())


def leaders_visible_to(actor: Actor) -> QuerySet[Person]:
    """Return the people who deliver whom the actor may see."""
    return Person.objects.filter(pk__in=latest_leader_posts().visible_to(actor, policy.VIEW_OFFICER).values("person"))


subject_kind(
    SubjectKind(
        kind="officer",
        all=leaders,
        rows=leader_rows,
        permission=policy.VIEW_OFFICER,
        visible=leaders_visible_to,
        page=lambda public_id: reverse("workforce:officer", args=[public_id]),
    )
)
