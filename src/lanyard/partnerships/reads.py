"""What the pages of this room show, each in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.registers import SubjectSet
from lanyard.engines.readiness import MET, NOT_APPLICABLE, Finding, Rule, current
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import scoped
from lanyard.partnerships import policy
from lanyard.partnerships.evidence import partnership_records
from lanyard.partnerships.models import Agreement, Partnership, SchoolPolicy, StatusRecord, Term
from lanyard.partnerships.models.agreements import DRAFT, DSA, ISSUED, KINDS, PROTOCOL, SLA
from lanyard.partnerships.models.partnership import NOT_OFFERED, SSP
from lanyard.partnerships.models.school import POLICY_TOPICS
from lanyard.partnerships.queries import now, review_due

EVIDENCE_WORDS = {
    "named-contact": _("Named contact"),
    "head-teacher-named": _("Head teacher"),
    "spoc-named": _("Single point of contact"),
    "dsl-named": _("Designated safeguarding lead"),
    "programme-teacher-named": _("Programme teacher"),
    "sla-signed": _("Service level agreement"),
    "sla-responsibilities": _("Who is responsible for what"),
    "sla-data-duties": _("Who keeps which data"),
    "protocol-signed": _("Protocol"),
    "dsa-signed": _("Data sharing agreement"),
    "privacy-assessment": _("Privacy assessment"),
    "partnership-reviewed": _("Yearly review"),
    "school-policies-supplied": _("School policies"),
}


def possible_contacts(force: Organisation) -> QuerySet[Person]:
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
class OpenPoint:
    """Something the records say is missing or about to lapse."""

    name: str
    finding: Finding

    @property
    def label(self) -> Any:
        """What the evidence is about, in words."""
        return EVIDENCE_WORDS[self.name]


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """All that the page of a partnership shows."""

    partnership: Partnership
    statuses: list[StatusRecord]
    agreements: list[Agreement]
    reviews: list[Any]
    policies: list[SchoolPolicy]
    contact: Finding
    open_points: list[OpenPoint]
    review_due: date | None

    @property
    def status(self) -> StatusRecord | None:
        """The record that counts, or None when nothing was ever offered."""
        return self.statuses[0] if self.statuses else None

    @property
    def review_overdue(self) -> bool:
        """True when police and school should have met by now."""
        return self.review_due is not None and self.review_due <= timezone.localdate()

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Each kind of agreement with its newest open or signed one, and what came before."""
        return [_of_kind(kind, label, self.agreements) for kind, label in KINDS]


def _of_kind(kind: str, label: Any, agreements: list[Agreement]) -> dict[str, Any]:
    mine = [each for each in agreements if each.kind == kind]
    running = next((each for each in mine if any(t.running for t in each.standing_terms)), None)
    drafting = next((each for each in mine if each.state in (DRAFT, ISSUED)), None)
    earlier = [each for each in mine if each not in (running, drafting)]
    until = max((t.ends_on for t in running.standing_terms), default=None) if running else None
    return {"kind": kind, "label": label, "running": running, "until": until, "open": drafting, "earlier": earlier}


def partnership_page(partnership: Partnership) -> PartnershipPage:
    """Read a partnership's page: nine queries."""
    moment = now()
    found = partnership_records(SubjectSet("partnership", Partnership.objects.filter(pk=partnership.pk)), moment)
    findings = {name: rows[partnership.pk] for name, rows in found.items()}
    return PartnershipPage(
        partnership,
        list(
            partnership.statuses.standing()
            .order_by("-starts_on", "-recorded_at", "-pk")
            .prefetch_related("told__person")
        ),
        _agreements(partnership),
        _reviews(partnership),
        policies_of(partnership.school),
        findings["named-contact"],
        _open_points(findings, moment.day),
        review_due(partnership, moment),
    )


def _agreements(partnership: Partnership) -> list[Agreement]:
    rows = list(partnership.agreements.order_by("kind", "-number"))
    terms: dict[int, list[Term]] = {}
    for term in partnership.terms.standing().order_by("starts_on", "pk"):
        terms.setdefault(term.agreement_id, []).append(term)
    for row in rows:
        row.standing_terms = terms.get(row.pk, [])
    return rows


def _reviews(partnership: Partnership) -> list[Any]:
    counted = Count("confirmations", filter=Q(confirmations__withdrawn_at__isnull=True))
    return list(partnership.reviews.standing().annotate(confirmed=counted).order_by("-held_on", "-pk"))


def policies_of(school: Organisation) -> list[SchoolPolicy]:
    """Return the school's policies that count, newest of each topic first, in the topics' order: one query."""
    order = {topic: place for place, (topic, _words) in enumerate(POLICY_TOPICS)}
    rows = SchoolPolicy.objects.standing().filter(school=school).order_by("-recorded_at", "-pk")
    newest: dict[str, SchoolPolicy] = {}
    for row in rows:
        newest.setdefault(row.topic, row)
    return sorted(newest.values(), key=lambda row: order[row.topic])


def _open_points(findings: dict[str, Finding], today: date) -> list[OpenPoint]:
    rule = Rule("partnership", "fix by", warn_days=28)
    judged = {name: current(finding, rule, today) for name, finding in findings.items()}
    return [OpenPoint(name, f) for name, f in sorted(judged.items()) if f.status not in (MET, NOT_APPLICABLE)]


def document_terms(agreement: Agreement) -> list[Term]:
    """Return when an agreement is or was in force."""
    return list(agreement.terms.standing().order_by("starts_on", "pk").annotate(reviewed=F("review__held_on")))
