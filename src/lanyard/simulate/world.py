"""An invented nation: forces, schools, people, units, children and sessions, in the proportions of the real one.

Everything is drawn from one seed. Some records are missing or have run out, in shares that are stated here, so
that every verdict and every reason occurs.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lanyard.accounts.models import Person, Post
from lanyard.assurance.catalogue import Requirement, newest
from lanyard.assurance.models import Attestation
from lanyard.consents.catalogue import purposes
from lanyard.demo.units import FAMILY, GIVEN
from lanyard.engines.months import add_months, last_day
from lanyard.organisations.models import Organisation, School
from lanyard.partnerships import wording
from lanyard.partnerships.models import (
    Agreement,
    Briefing,
    NamedContact,
    Partnership,
    SchoolPolicy,
    StatusRecord,
    Term,
)
from lanyard.programme.models import Observation, RegisterMark, Session, SessionLeader, SessionPlan, SessionStaff
from lanyard.programme.points import points
from lanyard.simulate.families import Families
from lanyard.simulate.tables import Tables
from lanyard.units.models import Child, Member, NeedsReview, NeedsSeen, Unit, UnitLeader, UnitYears
from lanyard.workforce.catalogue import AGE, VETTING, leader_kinds, record_kinds
from lanyard.workforce.models import Officer, StaffRecord

UNITS_TO_AN_OFFICER = 2
CHILDREN_TO_A_UNIT = 17
SESSIONS_A_YEAR = 30
# Of each thousand: what is missing or has run out. A force's missing word stops all its units, so it is rare.
SHARES = {
    "vetting": 15,
    "observed": 40,
    "permission": 20,
    "needs": 15,
    "photos": 30,
    "briefing": 10,
    "sla": 8,
    "spoc": 10,
    "word-of-force": 1,
    "word-of-officer": 3,
    "word-of-partnership": 3,
    "word-of-unit": 3,
}
FIRST_URN = 800_000
UNUSABLE = "!"  # what Django keeps for somebody who has no password


@dataclass(frozen=True, slots=True)
class Site:
    """A school with its people and its partnership, by key."""

    school: int
    force: int
    head: int
    teacher: int
    partnership: int
    policies: dict[str, int]


class World:
    """Writes one nation through the tables. Dates count back from today."""

    def __init__(self, tables: Tables, seed: int, years: int):
        self.tables, self.years = tables, years
        self.dice = Random(seed)
        self.stamp = f"{seed:x}"
        self.today = timezone.localdate()
        self.began = self.today - timedelta(days=365 * years)
        self.known = _midnight(self.began)
        self.attested = [r for r in newest().requirements if r.attesting]
        self.families = Families(tables, self.dice, self.began, self.today)
        self.asked = {photo: [p.id for p in purposes().values() if p.photo == photo] for photo in (False, True)}
        self.made = 0

    def lacks(self, what: str) -> bool:
        """Draw whether something is missing, by its share."""
        return self.dice.randrange(1000) < SHARES[what]

    def person(self, word: str) -> int:
        """Add a person with an address nobody has."""
        self.made += 1
        name = f"{self.dice.choice(GIVEN)} {self.dice.choice(FAMILY)}"
        email = f"{word}.{self.made}.{self.stamp}@sim.example.org"
        return self.tables[Person].add(email=email, name=name, password=UNUSABLE, joined_at=self.known)

    def post(self, person: int, role: str, organisation: int) -> None:
        """Give a person a post since the beginning."""
        self.tables[Post].add(
            person_id=person, role=role, organisation_id=organisation, starts_on=self.began, recorded_at=self.known
        )

    def force(self, force: Organisation) -> None:
        """Give a force those who answer for it, and their word."""
        people = {}
        for role in ("force-lead", "dro", "force-safeguarding-lead", "central-team", "sergeant"):
            people[role] = self.person(role)
            self.post(people[role], role, force.pk)
        for item in self._asked("force"):
            role = item.word.by[0]
            self._attest(item, "force", force.pk, force.pk, people[role], role)

    def officer(self, force: int) -> int:
        """Add a PCSO with all records, some of them run out."""
        person = self.person("pcso")
        self.post(person, "pcso", force)
        self.tables[Officer].add(person_id=person, force_id=force, collar_number=f"S{person}")
        for kind in record_kinds().values():
            self._staff_record(person, force, kind)
        for item in self._asked("officer"):
            self._attest(item, "officer", person, force, person, "pcso")
        if not self.lacks("observed"):
            self._observation(person, force)
        return person

    def _staff_record(self, person: int, force: int, kind) -> None:
        late = kind.id == "vetting" and self.lacks("vetting")
        months = kind.months or 1200
        achieved = self.today - timedelta(days=round(months * 31) if late else self.dice.randrange(20, months * 24))
        achieved = max(achieved, self.today - timedelta(days=1500))
        expires = add_months(achieved, kind.months) if kind.months else None
        needs = leader_kinds()["pcso"]
        level = {VETTING: needs.vetting[-1], AGE: str(needs.minimum_age)}.get(kind.id, "")
        self.tables[StaffRecord].add(
            person_id=person, organisation_id=force, kind=kind.id, level=level, achieved_on=achieved,
            expires_on=expires, reference="Simulated", recorded_at=min(self.known, _midnight(achieved)),
        )  # fmt: skip

    def _observation(self, person: int, force: int) -> None:
        seen = self.today - timedelta(days=self.dice.randrange(10, 300))
        self.tables[Observation].add(
            officer_id=person, organisation_id=force, observer_id=person, observed_on=seen,
            ratings=[{"id": p.id, "rating": "yes"} for p in points()], strengths="Simulated",
            recorded_at=_midnight(seen),
        )  # fmt: skip

    def school(self, force: Organisation, number: int, contact: int) -> Site:
        """Add a school with its people, its partnership, what was signed and the policies it supplied."""
        name = f"{self.dice.choice(FAMILY)} {self.dice.choice(('Road', 'Lane', 'Green', 'Park'))} Primary {number}"
        urn = str(FIRST_URN + number)
        school = self.tables[Organisation].add(
            kind="school", name=name, code=f"S{urn}-{self.stamp}"[:20], force_id=force.pk
        )
        self.tables[School].add(
            organisation_id=school, urn=urn, la_code="000", phase="Primary", type="Community school", status="Open",
            low_age=4, high_age=11,
        )  # fmt: skip
        head, teacher = self.person("head"), self.person("teacher")
        posts = [(head, "head-teacher"), (teacher, "programme-teacher"), (teacher, "dsl")]
        for person, role in posts if self.lacks("spoc") else [*posts, (head, "spoc")]:
            self.post(person, role, school)
        partnership = self._partnership(school, force.pk, contact)
        site = Site(school, force.pk, head, teacher, partnership, self._policies(school))
        for item in self._asked("partnership"):
            self._attest(item, "partnership", partnership, school, head, "head-teacher")
        return site

    def _partnership(self, school: int, force: int, contact: int) -> int:
        key = self.tables[Partnership].add(school_id=school, force_id=force, opened_on=self.began)
        fixed = {"partnership_id": key, "recorded_at": self.known}
        self.tables[StatusRecord].add(**fixed, status="named-officer", starts_on=self.began)
        self.tables[NamedContact].add(**fixed, person_id=contact, starts_on=self.began)
        if not self.lacks("sla"):
            self._signed(key)
        return key

    def _signed(self, partnership: int) -> None:
        signed = self.today - timedelta(days=self.dice.randrange(5, 330))
        template = wording.current("sla", self.today)
        agreement = self.tables[Agreement].add(
            partnership_id=partnership, kind="sla", number=1, template=template.id, state="signed",
            template_version=template.version, proves=wording.proofs(template), drafted_at=_midnight(signed),
            issued_at=_midnight(signed), signed_at=_midnight(signed), wording_hash="0" * 64,
        )  # fmt: skip
        self.tables[Term].add(
            agreement_id=agreement, partnership_id=partnership, kind="sla", starts_on=signed,
            ends_on=last_day(signed, 12), recorded_at=_midnight(signed),
        )  # fmt: skip

    def _policies(self, school: int) -> dict[str, int]:
        return {
            topic: self.tables[SchoolPolicy].add(
                school_id=school, topic=topic, version="1", adopted_on=self.began, recorded_at=self.known,
                web_address="https://school.example.org/policy",
            )
            for topic in ("safeguarding", "health-and-safety", "behaviour", "bullying")
        }  # fmt: skip

    def unit(self, site: Site, leader: int) -> int:
        """Add a unit with its leader, children, answers, briefings, attestations and sessions."""
        key = self.tables[Unit].add(
            partnership_id=site.partnership, school_id=site.school, name="Mini Police", starts_on=self.began,
            year_groups=[5, 6], max_members=30, school_lead_id=site.teacher, recorded_at=self.known,
        )  # fmt: skip
        fixed = {"unit_id": key, "recorded_at": self.known}
        self.tables[UnitYears].add(**fixed, year_groups=[5, 6])
        self.tables[UnitLeader].add(**fixed, person_id=leader, role="pcso", starts_on=self.began)
        self._briefings(site, leader)
        members = self._children(key, site.school)
        self._needs(key, leader, len(members))
        for item in self._asked("unit"):
            role = item.word.by[0]
            self._attest(item, "unit", key, site.school, site.teacher if role != "pcso" else leader, role)
        self._sessions(key, site, leader, members)
        return key

    def _briefings(self, site: Site, leader: int) -> None:
        confirmed = timezone.now() - timedelta(
            days=self.dice.randrange(1, max(2, (self.today - _autumn(self.today)).days))
        )
        for topic in ("safeguarding", "health-and-safety"):
            if not self.lacks("briefing"):
                self.tables[Briefing].add(
                    person_id=leader, school_id=site.school, topic=topic, confirmed_at=confirmed,
                    recorded_at=confirmed, catalogue_version=1, policy_id=site.policies[topic],
                    dsl_id=site.teacher if topic == "safeguarding" else None,
                )  # fmt: skip

    def _children(self, unit: int, school: int) -> list[int]:
        missing, unasked = self.lacks("permission"), self.lacks("photos")
        members = []
        for number in range(CHILDREN_TO_A_UNIT):
            child = self.tables[Child].add(
                school_id=school, given_name=self.dice.choice(GIVEN), family_name=self.dice.choice(FAMILY),
                year_group=5 + number % 2, recorded_at=self.known,
            )  # fmt: skip
            member = self.tables[Member].add(
                unit_id=unit, child_id=child, joined_on=self.began, recorded_at=self.known
            )
            members.append(member)
            left_out = (self.asked[False] if missing else []) + (self.asked[True] if unasked else [])
            self.families.add(member, child, school, left_out if number == 0 else ())
        self.families.copied(unit, CHILDREN_TO_A_UNIT)
        return members

    def _needs(self, unit: int, leader: int, members: int) -> None:
        if self.lacks("needs"):
            return
        gone_through = max(self.began, self.today - timedelta(days=self.dice.randrange(1, 100)))
        self.tables[NeedsReview].add(
            unit_id=unit, reviewed_on=gone_through, members=members, with_needs=0, recorded_at=_midnight(gone_through)
        )
        self.tables[NeedsSeen].add(
            unit_id=unit, person_id=leader, recorded_at=_midnight(gone_through) + timedelta(hours=8)
        )

    def _sessions(self, unit: int, site: Site, leader: int, members: list[int]) -> None:
        """Weekly sessions back through the years, the newest with its register, and one to come."""
        weekday = (unit + unit // 5) % 5  # a fifth of every force's units has one today
        for week in range(-1, SESSIONS_A_YEAR * self.years):
            day = self.today - timedelta(weeks=week * 52 // SESSIONS_A_YEAR + (week > 0), days=weekday)
            if day < self.began:
                break
            starts = _local(day, time(14, 0))
            over = day < self.today
            plan: dict[str, Any] = {
                "title": "Weekly session", "strand": ("education", "community", "reward")[week % 3],
                "activity": "As planned with the school", "where": "Hall", "starts_at": starts,
                "ends_at": starts + timedelta(hours=1),
            }  # fmt: skip
            closed_at = plan["ends_at"] if over else None
            key = self.tables[Session].add(unit_id=unit, **plan, planned_at=self.known, closed_at=closed_at)
            fixed = {"session_id": key, "recorded_at": self.known}
            self.tables[SessionPlan].add(**fixed, **plan)
            self.tables[SessionLeader].add(**fixed, person_id=leader)
            self.tables[SessionStaff].add(
                **fixed, person_id=site.teacher, arrived_at=starts if over else None,
                left_at=starts + timedelta(hours=1) if over else None,
            )  # fmt: skip
            if over and week <= 1:
                for member in members:
                    self.tables[RegisterMark].add(**fixed, member_id=member, mark="present")

    def _asked(self, kind: str) -> list[Requirement]:
        return [r for r in self.attested if r.kind == kind]

    def _attest(self, item: Requirement, kind: str, key: int, organisation: int, person: int, role: str) -> None:
        if self.lacks(f"word-of-{kind}"):
            return
        on = self.today - timedelta(days=self.dice.randrange(1, item.word.months * 27))
        self.tables[Attestation].add(
            requirement=item.id, requirement_version=item.version, wording=item.word.statement,
            subject_kind=kind, subject_key=key, organisation_id=organisation, person_id=person, role=role, holds=True,
            attested_on=on, expires_on=add_months(on, item.word.months), recorded_at=_midnight(on),
        )  # fmt: skip


def _midnight(day: date) -> datetime:
    return _local(day, time(0, 0))


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=timezone.get_current_timezone())


def _autumn(day: date) -> date:
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
