"""What staff records prove about officers, PCSOs, youth workers and volunteers: one query for any number of them."""

from collections.abc import Iterable

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.registers import Moment, SubjectKind, SubjectRow, SubjectSet, evidence, subject_kind
from lanyard.engines.readiness import Finding
from lanyard.engines.rights import Actor
from lanyard.workforce import policy
from lanyard.workforce.deciding import EVIDENCE, Decider, Held
from lanyard.workforce.models import StaffRecord, latest_leader_posts

_POST = "post"


@evidence(*EVIDENCE, kind="officer")
def staff_records(subjects: SubjectSet, moment: Moment) -> dict[str, dict[int, Finding]]:
    """Find, for each person, what their records and posts say as known at the moment."""
    decide = Decider(moment.day)
    columns: dict[str, dict[int, Finding]] = {name: {} for name in EVIDENCE}
    for person, rows in _by_person(_rows(subjects, moment)).items():
        found = decide.findings(*_sorted_out(rows), ("officer", rows[0][1]))
        for name, value in found.items():
            columns[name][person] = value
    return columns


def _by_person(rows: Iterable[tuple]) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _sorted_out(rows: Iterable[tuple]) -> tuple[dict[str, list[Held]], list[str]]:
    # One person's rows: their records by kind, and the roles of their posts.
    records: dict[str, list[Held]] = {}
    roles: list[str] = []
    for _person, _public_id, kind, level, start, end, source in rows:
        if source == _POST:
            roles.append(kind)
        else:
            records.setdefault(kind, []).append(Held(level, start, end))
    return records, roles


def _rows(subjects: SubjectSet, moment: Moment) -> Iterable[tuple]:
    # Posts and records in one query: what a record must be depends on the post it is held for.
    who = {"person__in": subjects.keys}
    posts = held_leader_posts(moment).filter(**who)
    records = StaffRecord.objects.known(moment.known).filter(achieved_on__lte=moment.day, **who)
    columns = ("person_id", "person__public_id")
    return (
        posts.annotate(no_level=_text(""), source=_text(_POST))
        .values_list(*columns, "role", "no_level", "starts_on", "ends_on", "source")
        .union(
            records.annotate(source=_text("record")).values_list(
                *columns, "kind", "level", "achieved_on", "expires_on", "source"
            ),
            all=True,
        )
        .order_by()
    )


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())


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
