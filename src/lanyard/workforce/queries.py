"""Reads for the pages of people who deliver: a constant number of queries, however many people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post, PostQuerySet
from lanyard.accounts.roles import roles
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.documents.models import Document
from lanyard.engines.readiness import EXPIRING, NOT_MET, STOP, UNKNOWN, Finding, Rule, current
from lanyard.engines.rights import Actor, Place
from lanyard.organisations.models import Organisation
from lanyard.workforce import policy
from lanyard.workforce.catalogue import RecordKind, record_kinds
from lanyard.workforce.deciding import EVIDENCE, Decider, Held
from lanyard.workforce.evidence import staff_records
from lanyard.workforce.models import DOCUMENTS, StaffRecord, leader_posts

DAYS_AHEAD = 90
SUPERVISORS = ("sergeant", "central-team")
STOPPED, DUE, CURRENT = "stopped", "due", "current"
_GRAVITY = {NOT_MET: 0, UNKNOWN: 1}
_RULE = Rule("workforce", STOP, warn_days=DAYS_AHEAD)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing of a person that is missing, ran out or is about to: what, how it stands and by when."""

    kind: RecordKind
    finding: Finding

    @property
    def day(self) -> date | None:
        """The day it runs out, or ran out."""
        return self.finding.until or (self.finding.since if self.finding.status == NOT_MET else None)


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """One person in a list: their posts, who supervises them, and what they need."""

    person: Person
    posts: Sequence[Post]
    needs: Sequence[Need]

    @property
    def state(self) -> str:
        """Whether anything stops the person from delivering, falls due soon, or all is current."""
        if any(need.finding.status != EXPIRING for need in self.needs):
            return STOPPED
        return DUE if self.needs else CURRENT

    @property
    def officer(self):
        """The profile, where one was made."""
        return getattr(self.person, "officer", None)


def moment_of(day: date | None) -> Moment:
    """Return now, or the end of a past day: what was true and known then."""
    now = timezone.now()
    if day is None or day >= timezone.localdate():
        return Moment(now, now)
    end = timezone.make_aware(datetime.combine(day, time.max))
    return Moment(end, end)


def current_findings(people: QuerySet[Person], moment: Moment) -> dict[int, list[Need]]:
    """Return for each person every kind of record and how it stands on the moment's day; one query."""
    kinds = record_kinds()
    found: dict[int, list[Need]] = {}
    for name, column in staff_records(SubjectSet("officer", people), moment).items():
        for person, finding in column.items():
            need = Need(kinds[EVIDENCE[name]], current(finding, _RULE, moment.day))
            found.setdefault(person, []).append(need)
    return found


def leader_list(actor: Actor, words: str = "", role: str = "", supervised: bool = False) -> list[LeaderRow]:
    """Return the people whose leader post the actor may list, by name, with what each needs; two queries."""
    posts = leader_posts().visible_to(actor, policy.LIST_OFFICERS)
    posts = _narrowed(posts, actor, words, role, supervised)
    needs = current_findings(Person.objects.filter(pk__in=posts.values("person")), moment_of(None))
    by_person: dict[int, list[Post]] = {}
    shown = posts.select_related("organisation", "person__officer__supervisor")
    for post in shown.order_by("person__name", "person_id", "pk"):
        by_person.setdefault(post.person_id, []).append(post)
    return [LeaderRow(held[0].person, held, lacking(needs.get(key, ()))) for key, held in by_person.items()]


def _narrowed(posts: PostQuerySet, actor: Actor, words: str, role: str, supervised: bool) -> PostQuerySet:
    for word in words.split():
        named = Q(person__name__icontains=word) | Q(person__officer__collar_number__icontains=word)
        posts = posts.filter(named | Q(organisation__name__icontains=word))
    if role:
        posts = posts.filter(role=role)
    return posts.filter(person__officer__supervisor=actor.person) if supervised else posts


def lacking(needs: Iterable[Need]) -> list[Need]:
    """Keep what somebody must see to: not met, not known, or about to run out."""
    return [need for need in needs if need.finding.status in (NOT_MET, UNKNOWN, EXPIRING)]


def due_list(rows: Iterable[LeaderRow]) -> list[tuple[LeaderRow, Need]]:
    """Return what falls due within 90 days or is overdue, one line each: without a day first, then the earliest."""
    lines = [(row, need) for row in rows for need in row.needs]
    return sorted(lines, key=lambda line: (line[1].day or date.min, line[0].person.name, line[1].kind.id))


def list_place(rows: Sequence[LeaderRow]) -> Place:
    """Return where a list of people belongs, for the ledger: the force of the first."""
    here = rows[0].posts[0].organisation.place
    return Place(here.force, here.force)


def supervisors_for(organisation: Organisation) -> QuerySet[Person]:
    """Return the people of the same force who may supervise, by name."""
    held = Post.objects.held(timezone.localdate()).filter(
        role__in=SUPERVISORS, organisation__force=organisation.force_id
    )
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")


def history(person: Person, moment: Moment) -> Sequence[StaffRecord]:
    """Return a person's records as known at a moment, newest first, each with its file; the withdrawn only today."""
    records = StaffRecord.objects.filter(person=person, recorded_at__lte=moment.known)
    if moment.day < timezone.localdate():
        records = records.known(moment.known)
    file = Document.objects.standing().filter(owner_kind=DOCUMENTS, owner_id=OuterRef("pk")).order_by("-pk")
    with_file = records.annotate(
        file=Subquery(file.values("public_id")[:1]),
        file_name=Subquery(file.values("name")[:1]),
        file_size=Subquery(file.values("size")[:1]),
    )
    return list(with_file.select_related("recorded_by", "withdrawn_by").order_by("-achieved_on", "-pk"))


def standing_of(person: Person, posts: Sequence[Post], records: Iterable[StaffRecord], moment: Moment) -> list[Need]:
    """Return every kind of record and how it stands, from rows that the page has read already; no query.

    The decision is the same function that answers readiness for many people at once.
    """
    day = moment.day
    held = [post for post in posts if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)]
    by_kind: dict[str, list[Held]] = {}
    for each in records:
        if each.achieved_on <= day and (each.withdrawn_at is None or each.withdrawn_at > moment.known):
            by_kind.setdefault(each.kind, []).append(Held(each.level, each.achieved_on, each.expires_on))
    found = Decider(day).findings(by_kind, [post.role for post in held], ("officer", person.public_id))
    kinds = record_kinds()
    needs = [Need(kinds[EVIDENCE[name]], current(each, _RULE, day)) for name, each in found.items()]
    return sorted(needs, key=lambda need: _GRAVITY.get(need.finding.status, 2))


def role_choices() -> list[tuple[str, str]]:
    """Return the roles that a list of people can be narrowed to."""
    return [("", _("All")), *((role.id, role.title) for role in roles().values() if role.leader)]
