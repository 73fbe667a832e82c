"""What the records of partnerships prove: two queries for any set of partnerships.

One for the partnerships with their status, contact and review; one for what is and was in force, the posts held at
the school and the policies it supplied, which an inquiry reads together with what other rooms ask.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lanyard.accounts.models import Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.gathering import reader, shaped, together
from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.design.saying import said as _
from lanyard.engines.months import add_months
from lanyard.engines.readiness import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Finding
from lanyard.partnerships.models import NamedContact, Review, SchoolPolicy, StatusRecord, Term
from lanyard.partnerships.models.agreements import DPIA, DSA, PROTOCOL, SLA
from lanyard.partnerships.models.partnership import DECLINED, SSP
from lanyard.partnerships.models.school import BEHAVIOUR, BULLYING, HEALTH_AND_SAFETY, POLICY_TOPICS, SAFEGUARDING
from lanyard.partnerships.queries import REVIEW_MONTHS

POSTS = {
    "head-teacher": "head-teacher-named",
    "spoc": "spoc-named",
    "dsl": "dsl-named",
    "programme-teacher": "programme-teacher-named",
}
SIGNED = {SLA: "sla-signed", PROTOCOL: "protocol-signed", DSA: "dsa-signed", DPIA: "privacy-assessment"}
SAID = ("sla-responsibilities", "sla-data-duties")
CONTACT, REVIEWED, POLICIES = "named-contact", "partnership-reviewed", "school-policies-supplied"
# A school with an officer of its own supplies what that officer must follow as well (STA §5).
ALWAYS, FOR_SSP = (SAFEGUARDING, HEALTH_AND_SAFETY), (BEHAVIOUR, BULLYING)
NEVER_SIGNED = {
    SLA: gettext_lazy("No service level agreement has been signed"),
    PROTOCOL: gettext_lazy("No protocol has been signed"),
    DSA: gettext_lazy("No data sharing agreement has been signed"),
    DPIA: gettext_lazy("No privacy assessment has been signed"),
}


class Facts(NamedTuple):
    """One partnership as it was at the moment."""

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

    @property
    def link(self) -> tuple[str, str]:
        """The record to open."""
        return ("partnership", self.public_id)


class Force(NamedTuple):
    """A term of an agreement: in force from and to, both days included."""

    kind: str
    starts_on: date
    ends_on: date
    agreement: str
    proves: Sequence[str]


class Span(NamedTuple):
    """Something of the school's that holds from and perhaps until a day: a post held, a policy adopted."""

    starts_on: date
    ends_on: date | None
    name: str


@evidence(*POSTS.values(), *SIGNED.values(), *SAID, CONTACT, REVIEWED, POLICIES, kind="partnership")
def partnership_records(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find what the records say of partnerships (STO-1, STO-21, MPS-1, MPS-2, STA-1, STA-9)."""
    together(subjects, moment, terms_known, posts_held, policies_known)
    terms, school = terms_at(subjects, moment), school_at(subjects, moment)
    found: dict[str, dict[int, Finding]] = defaultdict(dict)
    day = moment.day
    for facts in facts_at(subjects, moment):
        spans = school.get(facts.school, {})
        for name, finding in _of(facts, terms.get(facts.pk, ()), spans, day):
            found[name][facts.pk] = finding
    return found


def _of(
    facts: Facts, terms: Sequence[Force], spans: Mapping[str, Sequence[Span]], day: date
) -> Iterable[tuple[str, Finding]]:
    yield CONTACT, contact_finding(facts)
    for role, name in POSTS.items():
        yield name, post_finding(facts, spans.get(role, ()))
    for kind, name in SIGNED.items():
        yield name, signed_finding(facts, kind, terms, day)
    for name in SAID:
        yield name, said_finding(facts, name, terms, day)
    yield REVIEWED, review_finding(facts)
    yield POLICIES, policies_finding(facts, spans)


def facts_at(subjects: SubjectSet, moment: Moment) -> list[Facts]:
    """Return the partnerships with status, named contact and newest review as at the moment: one query."""
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
    return [Facts(*row) for row in rows.values_list(*fields)]


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


def terms_at(subjects: SubjectSet, moment: Moment) -> dict[int, list[Force]]:
    """Return what is or was in force by the moment, newest last."""
    found: dict[int, list[Force]] = defaultdict(list)
    for row in sorted(terms_known(subjects, moment), key=lambda row: (row.ends, row.number)):
        found[row.key].append(Force(row.what, row.starts, row.ends, row.name, _proved(row.text)))
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


def school_at(subjects: SubjectSet, moment: Moment) -> dict[int, dict[str, list[Span]]]:
    """Return by school the posts held and the policies supplied, by role or topic."""
    found: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in (*posts_held(subjects, moment), *policies_known(subjects, moment)):
        found[row.key][row.what].append(Span(row.starts, row.ends, row.name))
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


def contact_finding(facts: Facts) -> Finding:
    """Say whether the school was offered a named contact and who it is (MPS §1.2)."""
    if facts.status == DECLINED:
        return Finding(NOT_MET, facts.status_on, evidence=_("The school declined a named contact"), link=facts.link)
    if facts.contact is None:
        since = facts.status_on or facts.opened_on
        return Finding(NOT_MET, since, evidence=_("No named contact"), link=facts.link)
    return Finding(MET, facts.contact_since, _after(facts.contact_until), facts.contact, facts.link)


def post_finding(facts: Facts, held: Sequence[Span]) -> Finding:
    """Say whether somebody holds a post at the school."""
    if not held:
        return Finding(NOT_MET, facts.opened_on, evidence=_("Nobody holds the post"), link=facts.link)
    until = None if any(span.ends_on is None for span in held) else max(s.ends_on for s in held if s.ends_on)
    names = ", ".join(sorted(span.name for span in held))
    return Finding(MET, min(span.starts_on for span in held), _after(until), names, facts.link)


def signed_finding(facts: Facts, kind: str, terms: Sequence[Force], day: date) -> Finding:
    """Say whether an agreement is signed by both and in force; only a Safer School Partnership needs all."""
    if kind != SLA and facts.status is None:
        return Finding(UNKNOWN, facts.opened_on, evidence=_("No status is recorded"), link=facts.link)
    if kind != SLA and facts.status != SSP:
        return Finding(NOT_APPLICABLE, evidence=_("Only a Safer School Partnership needs this"))
    mine = [term for term in terms if term.kind == kind]
    if not mine:
        return Finding(NOT_MET, facts.opened_on, evidence=_text(NEVER_SIGNED[kind]), link=facts.link)
    last = mine[-1]
    link = ("agreement", last.agreement)
    if last.ends_on < day:
        return Finding(NOT_MET, _after(last.ends_on), evidence=_("Lapsed"), link=link)
    running = [term for term in mine if term.starts_on <= day <= term.ends_on]
    return Finding(MET, running[0].starts_on, _after(last.ends_on), _("Signed by both sides"), link)


def said_finding(facts: Facts, name: str, terms: Sequence[Force], day: date) -> Finding:
    """Say whether the service level agreement in force has the clauses that prove it (STO §Working in partnership)."""
    running = [term for term in terms if term.kind == SLA and term.starts_on <= day <= term.ends_on]
    if not running:
        past = [term.ends_on for term in terms if term.kind == SLA]
        since = _after(max(past)) if past else facts.opened_on
        text = _("No service level agreement is in force")
        return Finding(NOT_MET, since, evidence=text, link=facts.link)
    last = running[-1]
    link = ("agreement", last.agreement)
    if name not in last.proves:
        return Finding(NOT_MET, last.starts_on, evidence=_("The agreement in force does not say so"), link=link)
    return Finding(MET, last.starts_on, _after(last.ends_on), _("The agreement in force says so"), link)


def review_finding(facts: Facts) -> Finding:
    """Say whether police and school have reviewed in the last twelve months; the first is due a year on (STA §9)."""
    if facts.review is not None:
        if facts.next_due is None:
            return Finding(NOT_APPLICABLE, facts.held_on, evidence=_("The last review ended the partnership"))
        return Finding(MET, facts.held_on, facts.next_due, _("Reviewed by both sides"), ("review", facts.review))
    if facts.first_signed is None:
        return Finding(NOT_APPLICABLE, evidence=_("Nothing has been signed that could be reviewed"))
    due = add_months(facts.first_signed, REVIEW_MONTHS)
    return Finding(MET, facts.first_signed, due, _("The first review is not due yet"), facts.link)


def policies_finding(facts: Facts, spans: Mapping[str, Sequence[Span]]) -> Finding:
    """Say whether the school has supplied the policies that those who deliver must have read."""
    needed = ALWAYS + FOR_SSP if facts.status == SSP else ALWAYS
    missing = [_text(dict(POLICY_TOPICS)[topic]) for topic in needed if not spans.get(topic)]
    if missing:
        text = _("Not supplied: %(policies)s") % {"policies": ", ".join(missing)}
        return Finding(NOT_MET, facts.opened_on, evidence=text, link=facts.link)
    since = max(min(span.starts_on for span in spans[topic]) for topic in needed)
    return Finding(MET, since, evidence=_("All supplied"), link=facts.link)


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _text(words: str | Promise) -> str:
    return str(words)
