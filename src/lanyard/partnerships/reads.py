"""What the pages of this room show, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.engines.months import add_months
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import scoped
from lanyard.partnerships import policy
from lanyard.partnerships.models import (
    Agreement,
    NamedContact,
    Partnership,
    Review,
    SchoolPolicy,
    StatusRecord,
    Term,
)
from lanyard.partnerships.models.agreements import DRAFT, DSA, ISSUED, KINDS, PROTOCOL, SLA
from lanyard.partnerships.models.partnership import NOT_OFFERED, SSP
from lanyard.partnerships.models.school import POLICY_TOPICS
from lanyard.partnerships.queries import REVIEW_MONTHS


def possible_contacts(force: Organisation | None) -> QuerySet[Person]:
    """Return the people of a force who may be a school's named contact: those who may deliver."""
    posts = Post.objects.held(timezone.localdate()).filter(role__in=leader_roles(), organisation__force=force)
    return Person.objects.filter(is_active=True, pk__in=posts.values("person")).order_by("name", "pk")


def schools_with_status(actor: Actor, status: str = "", lapsed: bool = False, words: str = "") -> QuerySet:
    """Return the schools the actor reaches with what was offered and whether something has lapsed."""
    today = timezone.localdate()
    mine = Partnership.objects.visible_to(actor, policy.VIEW_PARTNERSHIP)
    under = scoped(actor.scope(policy.VIEW_PARTNERSHIP), tenant="")
    schools = Organisation.objects.filter(under | Q(pk__in=mine.values("school")), kind=Organisation.SCHOOL)
    here = Partnership.objects.filter(school=OuterRef("pk"), force=OuterRef("force"))
    newest = StatusRecord.objects.standing().filter(partnership__school=OuterRef("pk"), starts_on__lte=today)
    schools = schools.filter(Q(closed_on__isnull=True) | Q(partnerships__isnull=False)).annotate(
        status=Coalesce(
            Subquery(newest.order_by("-starts_on", "-recorded_at", "-pk").values("status")[:1]), _word(NOT_OFFERED)
        ),
        partnership_id_public=Subquery(here.values("public_id")[:1]),
        sla=_in_force(SLA, today),
        protocol=_in_force(PROTOCOL, today),
        dsa=_in_force(DSA, today),
    )
    return _filtered(schools, status, lapsed, words).order_by("name", "pk").distinct()


def _word(text: str) -> Any:
    return Value(text, output_field=CharField())


def _in_force(kind: str, day: date) -> Exists:
    terms = Term.objects.standing().running(day).filter(partnership__school=OuterRef("pk"), kind=kind)
    return Exists(terms.filter(partnership__force=OuterRef("force")))


def _filtered(schools: QuerySet, status: str, lapsed: bool, words: str) -> QuerySet:
    for word in words.split():
        schools = schools.filter(Q(name__icontains=word) | Q(code=word))
    if status:
        schools = schools.filter(status=status)
    if lapsed:
        incomplete = Q(status=SSP) & (Q(sla=False) | Q(protocol=False) | Q(dsa=False))
        schools = schools.filter(incomplete | (Q(status="named-officer") & Q(sla=False)))
    return schools


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """All that the page of a partnership shows."""

    partnership: Any  # a Partnership out of `with_contact_and_review`
    status: StatusRecord | None
    told: list[Any]  # the status once for each person told, with told_person, told_name, told_at, told_read_at
    agreements: list[Any]  # Agreements with `until`, the last day of one that is in force
    policies: list[SchoolPolicy]

    @property
    def review_due(self) -> date | None:
        """The day by which police and school must review."""
        if self.partnership.reviewed_on:
            return self.partnership.next_due
        first = self.partnership.first_signed
        return add_months(first, REVIEW_MONTHS) if first else None

    @property
    def review_overdue(self) -> bool:
        """True when police and school should have met by now."""
        return self.review_due is not None and self.review_due <= timezone.localdate()

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Each kind of agreement with the one in force, the one being drafted and what came before."""
        return [_of_kind(kind, label, self.agreements) for kind, label in KINDS]


def _of_kind(kind: str, label: Any, agreements: list[Any]) -> dict[str, Any]:
    mine = [each for each in agreements if each.kind == kind]
    running = next((each for each in mine if each.until), None)
    drafting = next((each for each in mine if each.state in (DRAFT, ISSUED)), None)
    earlier = [each for each in mine if each not in (running, drafting)]
    return {"kind": kind, "label": label, "running": running, "open": drafting, "earlier": earlier}


def with_contact_and_review() -> QuerySet[Partnership]:
    """Return partnerships with their named contact and their newest review, for the page of one."""
    here = {"partnership": OuterRef("pk")}
    contact = NamedContact.objects.standing().on(timezone.localdate()).filter(**here).order_by("-starts_on", "-pk")
    review = Review.objects.standing().filter(**here, completed_at__isnull=False).order_by("-held_on", "-pk")
    first = Term.objects.standing().filter(**here).order_by("starts_on")
    return Partnership.objects.select_related("school__area", "force").annotate(
        contact_name=Subquery(contact.values("person__name")[:1]),
        contact_person=Subquery(contact.values("person")[:1]),
        reviewed_on=Subquery(review.values("held_on")[:1]),
        next_due=Subquery(review.values("next_due")[:1]),
        first_signed=Subquery(first.values("starts_on")[:1]),
    )


def partnership_page(partnership: Partnership) -> PartnershipPage:
    """Read the page of a partnership out of `with_contact_and_review`: three queries more."""
    status, told = _status_and_told(partnership)
    return PartnershipPage(partnership, status, told, _agreements(partnership), policies_of(partnership.school))


def _status_and_told(partnership: Partnership) -> tuple[StatusRecord | None, list[StatusRecord]]:
    newest = partnership.statuses.standing().order_by("-starts_on", "-recorded_at", "-pk").values("pk")[:1]
    rows = StatusRecord.objects.filter(pk__in=newest).annotate(
        told_person=F("told__person"),
        told_name=F("told__person__name"),
        told_at=F("told__recorded_at"),
        told_read_at=F("told__read_at"),
    )
    found = list(rows.order_by("told_name"))
    return (found[0] if found else None), [row for row in found if row.told_person]


def _agreements(partnership: Partnership) -> list[Any]:
    running = Term.objects.standing().running(timezone.localdate()).filter(agreement=OuterRef("pk"))
    until = Subquery(running.order_by("-ends_on").values("ends_on")[:1])
    later = Term.objects.standing().filter(agreement=OuterRef("pk")).order_by("-ends_on").values("ends_on")[:1]
    rows = partnership.agreements.annotate(runs_until=until, last_until=Subquery(later))
    found: list[Any] = list(rows.defer("wording", "answers").order_by("kind", "-number"))
    for row in found:
        row.until = row.last_until if row.runs_until else None
    return found


@dataclass(frozen=True, slots=True)
class History:
    """What a partnership went through: statuses, named contacts, reviews."""

    statuses: list[StatusRecord]
    contacts: list[NamedContact]
    reviews: list[Review]


def history_of(partnership: Partnership) -> History:
    """Read the history of a partnership, newest first: three queries."""
    return History(
        list(partnership.statuses.standing().order_by("-starts_on", "-recorded_at", "-pk")),
        list(partnership.contacts.standing().select_related("person").order_by("-starts_on", "-pk")),
        list(partnership.reviews.standing().order_by("-held_on", "-pk")),
    )


def policies_of(school: Organisation) -> list[SchoolPolicy]:
    """Return the school's policies that count, newest of each topic first, in the topics' order: one query."""
    order = {topic: place for place, (topic, _words) in enumerate(POLICY_TOPICS)}
    rows = SchoolPolicy.objects.standing().filter(school=school).order_by("-recorded_at", "-pk")
    newest: dict[str, SchoolPolicy] = {}
    for row in rows:
        newest.setdefault(row.topic, row)
    return sorted(newest.values(), key=lambda row: order[row.topic])


def document_terms(agreement: Agreement) -> list[Term]:
    """Return when an agreement is or was in force."""
    return list(agreement.terms.standing().order_by("starts_on", "pk").annotate(reviewed=F("review__held_on")))
