"""One of everything that an address can name, built for a tenant, so that routes can be crossed with ids.

A new kind of id in an address needs a line in BUILDERS; the crossing fails and says so until it has one.
"""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lanyard.accounts.actors import operator
from lanyard.accounts.models import Invitation, Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.models import Attestation, Certificate, LocalRequirement
from lanyard.audit.acting import Change
from lanyard.calendar.models import ClosedDay, Term
from lanyard.consents.models import Asked, ConsentRequest
from lanyard.documents.actions import store
from lanyard.documents.models import Document
from lanyard.engines.rights import NOBODY
from lanyard.notices.models import Notice, Todo
from lanyard.organisations.actions import preview, read
from lanyard.organisations.models import LocalAuthority, RegisterImport
from lanyard.organisations.register.generator import Recipe, register_bytes
from lanyard.partnerships.models import Agreement, Review, SchoolPolicy, StatusRecord
from lanyard.programme.models import Observation, Session, SessionLeader, SessionPlan, SessionStaff
from lanyard.units.models import (
    Application,
    Child,
    ChildMerge,
    Draw,
    Intake,
    Introduction,
    Need,
    Offer,
    Pathway,
    Responsibility,
    Selection,
)
from lanyard.workforce.models import Officer, StaffRecord
from tests import cast_units
from tests.cast import Tenant

DAY = date(2026, 9, 1)


@dataclass
class Things:
    """A tenant and what was built for it; each thing is built once, when first asked for."""

    tenant: Tenant
    built: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Any:
        if kind not in self.built:
            self.built[kind] = BUILDERS[kind](self)
        return self.built[kind]

    def id(self, kind: str) -> str:
        """Return the public id of the tenant's thing of a kind, as its name stands in addresses."""
        thing = self[ALIASES.get(kind, kind)]
        return getattr(thing, "public_id", None) or thing.code


def _unit(here: Things):
    unit = cast_units.make_unit(here.tenant, name=f"Unit of {here.tenant.force.name}")
    for role in leader_roles():
        if role != "pcso" and role in here.tenant.people:
            cast_units.add_leader(unit, here.tenant.people[role], role)
    return unit


def _asked(here: Things) -> Asked:
    member, now = here["member"], timezone.now()
    request = ConsentRequest.objects.create(
        unit=here["unit"], purposes={"take-part": 1}, answer_by=now.date() + timedelta(days=14), sent_at=now,
        sent_by=here.tenant.people["spoc"],
    )  # fmt: skip
    adult = cast_units.adult_of(member.child, "Sara Khan")
    asked = Asked.objects.create(request=request, adult=adult, channel="paper", asked_at=now)
    asked.members.add(member)
    return asked


def _need(here: Things) -> Need:
    now = timezone.now()
    return Need.objects.create(
        child=here["member"].child, kind="allergy", to_know="Carries a pen", recorded_at=now, confirmed_at=now
    )


def _pathway(here: Things) -> Pathway:
    return Pathway.objects.create(
        member=here["member"], interest="junior-cadets", asked_on=DAY, parent_agrees="yes", recorded_at=timezone.now()
    )


def _responsibility(here: Things) -> Responsibility:
    adult = cast_units.adult_of(here["member"].child, "Sara Khan")
    return adult.responsibilities.get(child=here["member"].child)


def _session(here: Things) -> Session:
    begins = timezone.now() + timedelta(hours=1)
    session = Session.objects.create(
        unit=here["unit"], title="Road safety", strand="education", activity="A walk", where="The hall",
        starts_at=begins, ends_at=begins + timedelta(hours=1), planned_at=timezone.now(),
    )  # fmt: skip
    SessionPlan.of(session, recorded_at=session.planned_at).save()
    SessionLeader.objects.create(session=session, person=here["officer"].person, recorded_at=timezone.now())
    return session


def _session_staff(here: Things) -> SessionStaff:
    teacher = here.tenant.people["programme-teacher"]
    return SessionStaff.objects.create(session=here["session"], person=teacher, recorded_at=timezone.now())


def _officer(here: Things) -> Officer:
    person = here.tenant.people["pcso"]
    supervisor = here.tenant.people["sergeant"]
    return Officer.objects.create(person=person, force=here.tenant.force, supervisor=supervisor)


def _staff_record(here: Things) -> StaffRecord:
    return StaffRecord.objects.create(
        person=here["officer"].person, organisation=here.tenant.force, kind="vetting", achieved_on=DAY,
        recorded_at=timezone.now(),
    )  # fmt: skip


def _observation(here: Things) -> Observation:
    return Observation.objects.create(
        officer=here["officer"].person, organisation=here.tenant.force, observed_on=DAY, strengths="Clear",
        observer=here.tenant.people["sergeant"], recorded_at=timezone.now(),
    )  # fmt: skip


def _agreement(here: Things) -> Agreement:
    return Agreement.objects.create(
        partnership=here["partnership"], kind="sla", number=1, template="sla", template_version=1,
        drafted_at=timezone.now(),
    )  # fmt: skip


def _review(here: Things) -> Review:
    return Review.objects.create(
        partnership=here["partnership"], held_on=DAY, result="current", recorded_at=timezone.now()
    )


def _status(here: Things) -> StatusRecord:
    return StatusRecord.objects.create(
        partnership=here["partnership"], status="declined", starts_on=DAY, recorded_at=timezone.now()
    )


def _policy(here: Things) -> SchoolPolicy:
    return SchoolPolicy.objects.create(
        school=here.tenant.school, topic="safeguarding", version="1", adopted_on=DAY, recorded_at=timezone.now()
    )


def _invitation(here: Things) -> Invitation:
    return Invitation.objects.create(
        email=f"new@{here.tenant.force.public_id}.example.org", name="Nell Hope", organisation=here.tenant.school,
        role="spoc", starts_on=DAY, token_hash=here.tenant.force.public_id, invited_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=14),
    )  # fmt: skip


def _document(here: Things) -> Document:
    school = here.tenant.school
    doing = Change(NOBODY, school.place)
    return store(
        doing, owner_kind="agreement", owner_id=here["agreement"].pk, organisation=school, controller=school,
        name="agreement.txt", content=b"What was agreed",
    )  # fmt: skip


def _notice(here: Things) -> Notice:
    reader = here.tenant.people["pcso"]
    return Notice.objects.create(person=reader, organisation=here.tenant.force, subject="A", created_at=timezone.now())


def _todo(here: Things) -> Todo:
    return Todo.objects.create(
        key=f"test-{here.tenant.force.pk}", organisation=here.tenant.school, title="A", raised_at=timezone.now()
    )


def _attestation(here: Things) -> Attestation:
    return Attestation.objects.create(
        requirement="x", requirement_version=1, wording="x", subject_kind="unit", subject_key=here["unit"].pk,
        organisation=here.tenant.school, person=here.tenant.people["head-teacher"], role="head-teacher", holds=True,
        attested_on=DAY, expires_on=DAY + timedelta(days=365), recorded_at=timezone.now(),
    )  # fmt: skip


def _local_requirement(here: Things) -> LocalRequirement:
    return LocalRequirement.objects.create(
        force=here.tenant.force, code="L-1", title="A", wording="A", subject_kind="unit", severity="advise",
        who="pcso", by=["pcso"], reason="A", in_force_from=DAY, recorded_at=timezone.now(),
    )  # fmt: skip


def _certificate(here: Things) -> Certificate:
    return Certificate.objects.create(
        subject_kind="unit", subject_key=here["unit"].pk, name="A", organisation=here.tenant.school,
        verdict="ready", framework=2, issued_at=timezone.now(), issued_by="A", valid_until=date(2027, 9, 1),
    )  # fmt: skip


def _import(here: Things) -> RegisterImport:
    force = here.tenant.force
    LocalAuthority.objects.get_or_create(code="999", defaults={"name": "Northshire", "force": force})
    by = operator("test")
    reading = read(by, force, io.BytesIO(register_bytes(Recipe(rows=5, first_urn=980_000))))
    return preview(by, force, "register.csv", reading)


def _term(here: Things) -> Term:
    return Term.objects.create(
        organisation=here.tenant.school, year=2026, season="autumn", starts_on=DAY, ends_on=date(2026, 12, 18)
    )


def _closed_day(here: Things) -> ClosedDay:
    return ClosedDay.objects.create(organisation=here.tenant.school, day=date(2026, 12, 1), reason="Training")


def _intake(here: Things) -> Intake:
    return Intake.objects.create(
        unit=here["unit"], year_groups=[5, 6], places=1, opens_on=DAY, closes_on=DAY + timedelta(days=7),
        method="lottery", recorded_at=timezone.now(),
    )  # fmt: skip


def _introduction(here: Things) -> Introduction:
    people = here.tenant.people
    return Introduction.objects.create(
        intake=here["intake"], held_on=DAY, leader=people["pcso"], teacher=people["programme-teacher"],
        year_groups=[5, 6], children=50, promised="All may apply", recorded_at=timezone.now(),
    )  # fmt: skip


def _applicant(here: Things) -> Child:
    return Child.objects.create(
        school=here.tenant.school, given_name="Ada", family_name="Hill", year_group=5, recorded_at=timezone.now()
    )


def _application(here: Things) -> Application:
    child = Child.objects.create(
        school=here.tenant.school, given_name="Ben", family_name="Hill", year_group=5, recorded_at=timezone.now()
    )
    return Application.objects.create(
        intake=here["intake"], child=child, way="words", text="I like dogs", brought_by="child",
        recorded_at=timezone.now(),
    )  # fmt: skip


def _draw(here: Things) -> Draw:
    people = {here["application"].public_id: {"gender": "female"}, "0" * 12: {"gender": "male"}}
    return Draw.objects.create(
        intake=here["intake"], places=1, people=json.dumps(people), plan="{}",
        chances=json.dumps(dict.fromkeys(people, 0.5)), commitment="0" * 64, seed="00" * 32,
        recorded_at=timezone.now(),
    )  # fmt: skip


def _offer(here: Things) -> Offer:
    selection = Selection.objects.create(
        intake=here["intake"], reason="Drawn", comparison="[]", recorded_at=timezone.now()
    )
    return Offer.objects.create(selection=selection, application=here["application"], number=1)


def _other_child(here: Things) -> Child:
    return Child.objects.create(
        school=here.tenant.school, given_name="Ayesha", family_name="Kahn", year_group=5, recorded_at=timezone.now()
    )


def _merge(here: Things) -> ChildMerge:
    gone = _other_child(here)
    gone.merged_into = here["other_child"]
    gone.save()
    return ChildMerge.objects.create(kept=here["other_child"], gone=gone, merged_at=timezone.now())


BUILDERS: dict[str, Callable[[Things], Any]] = {
    "force": lambda here: here.tenant.force,
    "area": lambda here: here.tenant.area,
    "school": lambda here: here.tenant.school,
    "person": lambda here: here["officer"].person,
    "post": lambda here: Post.objects.get(person=here.tenant.people["dsl"]),
    "invitation": _invitation,
    "partnership": lambda here: cast_units.make_partnership(here.tenant),
    "status": _status,
    "agreement": _agreement,
    "review": _review,
    "policy": _policy,
    "officer": _officer,
    "staff_record": _staff_record,
    "unit": _unit,
    "leader": lambda here: here["unit"].leaders.get(person=here.tenant.people["pcso"]),
    "member": lambda here: cast_units.add_member(here["unit"]),
    "child": lambda here: here["member"].child,
    "other_child": _other_child,
    "merge": _merge,
    "intake": _intake,
    "introduction": _introduction,
    "applicant": _applicant,
    "application": _application,
    "draw": _draw,
    "offer": _offer,
    "answer": lambda here: cast_units.add_answer(here["member"], "take-part"),
    "asked": _asked,
    "consent_request": lambda here: here["asked"].request,
    "need": _need,
    "pathway": _pathway,
    "responsibility": _responsibility,
    "session": _session,
    "session_staff": _session_staff,
    "observation": _observation,
    "document": _document,
    "notice": _notice,
    "todo": _todo,
    "attestation": _attestation,
    "local_requirement": _local_requirement,
    "certificate": _certificate,
    "register": _import,
    "term": _term,
    "closed_day": _closed_day,
}
# Other names that addresses have for the same kind of thing.
ALIASES = {"organisation": "school", "subject": "unit", "record": "staff_record", "permission": "answer"}
# What stands in an address beside ids: a word that the page knows, by the argument's name, or by the route's as well.
WORDS = {
    "kind": "unit",
    "topic": "safeguarding",
    "token": "no-such-token",
    "purpose": "take-part",
    "partnerships:new_agreement kind": "sla",
    "workforce:add_record kind": "vetting",
    "workforce:declare kind": "code-of-conduct",
}
