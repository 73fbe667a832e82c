"""What the posts people hold prove of a force."""

from django.db.models import QuerySet
from django.urls import reverse

from lanyard.accounts.models import Post
from lanyard.assurance import policy
from lanyard.assurance.gathering import reader, shaped
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
def force_posts(subjects: SubjectSet, when: Moment) -> dict[str, Findings]:
    """Say of each force whether it has a DRO and a safeguarding lead, and since when."""
    nobody = Finding(NOT_MET, evidence="Nobody holds the post")
    found: dict[str, Otherwise] = {name: Otherwise(nobody) for name in _POSTS.values()}
    for row in posts_held(subjects, when):
        found[_POSTS[row.what]][row.key] = Finding(MET, row.starts, row.ends, row.name)
    return found


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
