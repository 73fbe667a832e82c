"""A unit for which everything holds, so that a test can take away the one thing it is about."""

from datetime import UTC, date, datetime

from lanyard.assurance.catalogue import newest
from lanyard.assurance.models import Attestation
from lanyard.assurance.readiness import SubjectVerdict, verdict_for
from lanyard.consents.models import ConsentCopy
from lanyard.engines.months import add_months, last_day
from lanyard.partnerships.models import Agreement, Briefing, NamedContact, SchoolPolicy, StatusRecord, Term
from lanyard.programme.models import Observation
from lanyard.units.models import NeedsReview, NeedsSeen, Unit
from tests.cast import Tenant
from tests.cast_units import BEGAN, add_answers, add_member, began_at, make_unit
from tests.cast_workforce import clear_to_deliver

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday in term time
TOPICS = ("safeguarding", "health-and-safety", "behaviour", "bullying")


def ready_unit(tenant: Tenant, name: str = "Year 5 unit", children: int = 2) -> Unit:
    """Return a unit of the tenant, led by its PCSO, that is safe to operate since it began."""
    unit = make_unit(tenant, name)
    for number in range(children):
        add_answers(add_member(unit, f"Child{number}", "Khan"))
    ConsentCopy.objects.create(unit=unit, members=children, recorded_at=began_at(BEGAN))
    _needs(tenant, unit, children)
    _leader(tenant)
    _partnership(tenant, unit)
    _words(tenant, unit)
    return unit


def _needs(tenant: Tenant, unit: Unit, children: int) -> None:
    known = {"unit": unit, "recorded_at": began_at(BEGAN)}
    NeedsReview.objects.create(**known, reviewed_on=BEGAN, members=children, with_needs=0)
    NeedsSeen.objects.create(**known, person=tenant.people["pcso"])


def _leader(tenant: Tenant) -> None:
    leader = tenant.people["pcso"]
    clear_to_deliver(leader, BEGAN)
    Observation.objects.create(
        officer=leader, organisation=tenant.force, observer=tenant.people["sergeant"], observed_on=BEGAN,
        strengths="Clear", recorded_at=began_at(BEGAN),
    )  # fmt: skip


def _partnership(tenant: Tenant, unit: Unit) -> None:
    known = {"recorded_at": began_at(BEGAN)}
    here = {"partnership": unit.partnership, **known}
    StatusRecord.objects.create(**here, status="named-officer", starts_on=BEGAN)
    NamedContact.objects.create(**here, person=tenant.people["pcso"], starts_on=BEGAN)
    agreement = Agreement.objects.create(
        partnership=unit.partnership, kind="sla", number=1, template="sla", template_version=1, state="signed",
        proves=["sla-responsibilities", "sla-data-duties"], drafted_at=known["recorded_at"],
    )  # fmt: skip
    ends = last_day(BEGAN, 12)
    Term.objects.create(**here, agreement=agreement, kind="sla", starts_on=BEGAN, ends_on=ends)
    for topic in TOPICS:
        policy = SchoolPolicy.objects.create(
            school=tenant.school,
            topic=topic,
            version="1",
            adopted_on=BEGAN,
            web_address="https://example.org",
            **known,
        )
        if topic in TOPICS[:2]:
            Briefing.objects.create(
                person=tenant.people["pcso"], school=tenant.school, topic=topic, confirmed_at=known["recorded_at"],
                catalogue_version=1, policy=policy, dsl=tenant.people["dsl"], **known,
            )  # fmt: skip


def _words(tenant: Tenant, unit: Unit) -> None:
    about = {
        "force": (tenant.force.pk, tenant.force),
        "partnership": (unit.partnership_id, tenant.school),
        "officer": (tenant.people["pcso"].pk, tenant.force),
        "unit": (unit.pk, tenant.school),
    }
    for item in newest().requirements:
        if item.attesting and item.kind in about:
            key, organisation = about[item.kind]
            role = next(role for role in item.attesting.by if role in tenant.people)
            give_word(tenant, item.id, item.kind, key, organisation, role)


def give_word(tenant: Tenant, id: str, kind: str, key: int, organisation, role: str, on: date = BEGAN) -> Attestation:
    """Record somebody's word straight to the database, known since its day."""
    item = newest().get(id)
    return Attestation.objects.create(
        requirement=id, requirement_version=item.version, wording=item.attesting.statement, subject_kind=kind,
        subject_key=key, organisation=organisation, person=tenant.people[role], role=role, holds=True,
        attested_on=on, expires_on=add_months(on, item.attesting.months), recorded_at=began_at(on),
    )  # fmt: skip


def judged(unit: Unit, at: datetime | None = None) -> SubjectVerdict:
    """Return the verdict on a unit."""
    found = verdict_for("unit", Unit.objects.filter(pk=unit.pk), at)
    assert found is not None
    return found


def statuses(unit: Unit, at: datetime | None = None) -> dict[str, str]:
    """Return each requirement's status for a unit, by id."""
    return {answer.requirement.id: answer.finding.status for answer in judged(unit, at).cells}
