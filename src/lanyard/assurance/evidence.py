"""What the posts people hold prove of a force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lanyard.accounts.models import Post
from lanyard.assurance import policy
from lanyard.assurance.gathering import Row, reader, shaped
from lanyard.assurance.reach import with_board
from lanyard.assurance.registers import (
    Findings,
    Moment,
    Otherwise,
    SubjectKind,
    SubjectRow,
    SubjectSet,
    evidence,
    subject_kind,
)
from lanyard.engines.readiness import MET, NOT_MET, Finding
from lanyard.organisations.models import Organisation

_POSTS = {"dro": "dro-named", "force-safeguarding-lead": "force-safeguarding-lead-named"}


@reader("force")
def posts_held(subjects: SubjectSet, when: Moment) -> QuerySet:
    """Read who holds the posts that a force must have filled."""
    posts = Post.objects.held_as_known(when.known).filter(organisation__in=subjects.keys, role__in=_POSTS)
    return shaped(posts, "organisation", what="role", name="person__name", starts="starts_on", ends="ends_on")


@evidence(*_POSTS.values(), kind="force")
def force_posts(subjects: SubjectSet, when: Moment) -> Mapping[str, Findings]:
    """Say of each force whether it has a DRO and a safeguarding lead, and since when."""
    nobody = Finding(NOT_MET, evidence=_("Nobody holds the post"))
    found: dict[str, Otherwise] = {name: Otherwise(nobody) for name in _POSTS.values()}
    held: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in posts_held(subjects, when):
        held[_POSTS[row.what], row.key].append(row)
    for (name, force), rows in held.items():
        found[name][force] = _held_by(rows)
    return found


def _held_by(rows: Sequence[Row]) -> Finding:
    """Say who holds a post: since the first began, until the day after the last of them ends."""
    ends = [row.ends for row in rows if row.ends is not None]
    until = max(ends) + timedelta(days=1) if len(ends) == len(rows) else None
    names = ", ".join(sorted({row.name for row in rows}))
    return Finding(MET, min(row.starts for row in rows if row.starts), until, names)


def _rows(subjects: SubjectSet, when: Moment) -> list[SubjectRow]:
    forces = subjects.queryset.order_by("name").values_list("pk", "public_id", "name")
    return [SubjectRow(pk, public_id, name, pk, pk, since=None) for pk, public_id, name in forces]


subject_kind(
    SubjectKind(
        kind="force",
        all=lambda when: Organisation.objects.filter(kind=Organisation.FORCE),
        rows=_rows,
        permission=policy.VIEW_BOARD,
        page=lambda public_id: reverse("assurance:board", args=[public_id]),
        visible=with_board,
    )
)
