"""The standing cast: the same few people in every test.

Two forces. In the first, Northshire, everybody has their place; everybody in the second, Southshire, is an outsider.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from lanyard.accounts.actors import actor_for
from lanyard.accounts.models import Person, Post
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation, School

# role -> (name, where the post is held)
SCHOOL_STAFF = {
    "head-teacher": "Helen Marsh",
    "spoc": "Sunita Rao",
    "dsl": "Dina Lowe",
    "deputy-dsl": "Dev Patel",
    "programme-teacher": "Tom Ellis",
}
AREA_STAFF = {"area-lead": "Ada Grant"}
FORCE_STAFF = {
    "pcso": "Priya Shah",
    "officer": "Owen Price",
    "youth-worker": "Yusuf Khan",
    "volunteer": "Vera Stone",
    "sergeant": "Sam Okoro",
    "central-team": "Cara Flynn",
    "force-lead": "Frances Reid",
    "dro": "Derek Moss",
    "force-safeguarding-lead": "Gwen Hall",
}
HUB_STAFF = {"hub-analyst": "Hana Berg", "national-safeguarding-lead": "Nadia Cole"}


@dataclass
class Tenant:
    """A force with an area, one school, and one person for every role."""

    force: Organisation
    area: Organisation
    school: Organisation
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """Return the actor for the person who holds a role here."""
        return actor_for(self.people[role])


def make_person(name: str, domain: str = "example.org") -> Person:
    """Create a person with an address made from the name."""
    return Person.objects.make(f"{name.lower().replace(' ', '.')}@{domain}", name, "a long pass phrase")


def make_post(person: Person, role: str, organisation: Organisation, starts_on=date(2020, 9, 1), ends_on=None) -> Post:
    """Give a person a post, known since the day it began."""
    began = timezone.make_aware(timezone.datetime.combine(starts_on, timezone.datetime.min.time()))
    return Post.objects.create(
        person=person, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on, recorded_at=began
    )


def make_school(force: Organisation, area: Organisation | None, name: str, urn: str, **register) -> Organisation:
    """Create a primary school of a force as the register would."""
    school = Organisation.objects.create(kind="school", name=name, code=urn, force=force, area=area)
    values = {"phase": "Primary", "type": "Community school", "status": "Open", "low_age": 4, "high_age": 11}
    School.objects.create(organisation=school, urn=urn, la_code="999", **{**values, **register})
    return school


def make_force(name: str, code: str) -> Organisation:
    """Create a force; like every organisation of a force, it knows itself as its force."""
    force = Organisation.objects.create(kind="force", name=name, code=code)
    force.force = force
    force.save(update_fields=["force"])
    return force


def make_tenant(name: str, code: str, urn: str, domain: str) -> Tenant:
    """Build a force with its area, school and people."""
    force = make_force(f"{name} Police", code)
    area = Organisation.objects.create(kind="area", name=f"{name} North", force=force)
    area.area = area
    area.save(update_fields=["area"])
    school = make_school(force, area, f"{name} Primary School", urn)
    tenant = Tenant(force, area, school)
    for staff, where in ((SCHOOL_STAFF, school), (AREA_STAFF, area), (FORCE_STAFF, force)):
        for role, person_name in staff.items():
            tenant.people[role] = make_person(person_name, domain)
            make_post(tenant.people[role], role, where)
    return tenant


def make_hub() -> tuple[Organisation, dict[str, Person]]:
    """Create the national hub and its people."""
    hub, _ = Organisation.objects.get_or_create(kind="hub", defaults={"name": "National hub", "code": "HUB"})
    people = {role: make_person(name, "hub.example.org") for role, name in HUB_STAFF.items()}
    for role, person in people.items():
        make_post(person, role, hub)
    return hub, people
