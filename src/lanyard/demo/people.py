"""Who is in the demonstration: invented people, a post each, and what a visitor would come to do as them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from lanyard.accounts.actions.posts import give_post
from lanyard.accounts.actors import actor_for
from lanyard.accounts.models import DemoPersona, Person
from lanyard.demo.places import OPERATOR, Places
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation

FORCE = {
    "pcso": ("Priya Shah", "Start today's session, take the register, see what to know beforehand"),
    "sergeant": ("Sam Okoro", "See whose vetting, training and observations are due; record an observation"),
    "force-lead": ("Frances Reid", "See every unit and what is missing; sign agreements; add a local requirement"),
    "central-team": ("Cara Flynn", "Offer a school a named contact; draft an agreement; read in a register"),
    "dro": ("Derek Moss", "See on the board which units may not operate, and who must put it right"),
    "force-safeguarding-lead": ("Gwen Hall", "See what is unsafe across the force, and the ledger of who looked"),
    "officer": ("Owen Price", "See your unit and why it may not operate"),
    "youth-worker": ("Yusuf Khan", "See that your vetting runs out soon, and what your unit still lacks"),
    "volunteer": ("Vera Stone", "Prepare your next session; see what must be done before it may start"),
}
SCHOOL = {
    "head-teacher": ("Helen Marsh", "See whether your school's sessions are safe; name who stays in the room"),
    "spoc": ("Sunita Rao", "Supply the school's policies; deal with what the police ask"),
    "dsl": ("Dina Lowe", "See who works with your children and whether it is safe"),
    "deputy-dsl": ("Dev Patel", "Stand in for the safeguarding lead"),
    "programme-teacher": ("Tom Ellis", "Record permissions from paper forms, check a plan, be there for a session"),
}
LAST = 500  # after everybody of the force, the first school and the hub
HUB = {
    "hub-analyst": ("Hana Berg", "Open a force's board: how many units are safe, and what the others lack"),
    "national-safeguarding-lead": ("Nadia Cole", "See which forces have units that are not safe"),
}
AREA_LEAD = ("Ada Grant", "See your area's units, and which school has declined")
# By the school's place in the list: two more schools whose people a visitor can be.
WAITING, FRESH = 5, 7
ELSEWHERE = {
    (WAITING, "head-teacher"): "Sign the agreement that waits for your school",
    (FRESH, "head-teacher"): "Lead a school that the police have not offered anything yet",
    (FRESH, "programme-teacher"): "Look after a unit from its first day, once your school has one",
}
HEADS = ["Ruth Abel", "Imran Aziz", "Joan Beck", "Leo Crane", "Maya Dale", "Nick Ford", "Olga Hurst", "Paul Innes"]
TEACHERS = ["Amy Kerr", "Ben Lamb", "Cleo Moor", "Dan Nash", "Eve Oakes", "Finn Peel", "Gita Roy", "Hugh Salt"]


@dataclass
class Staff:
    """The people of the demonstration by role; school staff by school and role."""

    force: dict[str, Person] = field(default_factory=dict)
    school: dict[int, dict[str, Person]] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """Return the actor for somebody of the force."""
        return actor_for(self.force[role])

    def at(self, school: Organisation, role: str) -> Actor:
        """Return the actor for somebody at a school."""
        return actor_for(self.school[school.pk][role])


def appoint(places: Places) -> Staff:
    """Create everybody and give them their posts, since the beginning of last school year."""
    staff = Staff()
    for order, (role, (name, task)) in enumerate({**FORCE, **HUB}.items()):
        where = places.force if role in FORCE else places.hub
        staff.force[role] = _person(name, role, where)
        DemoPersona.objects.create(person=staff.force[role], order=order * 10, task=task)
    _first_school(staff, places.schools[0])
    for number, school in enumerate(places.schools[1:], 1):
        head, teacher = HEADS[(number - 1) % len(HEADS)], TEACHERS[(number - 1) % len(TEACHERS)]
        people = {"head-teacher": _person(head, "head-teacher", school)}
        people["programme-teacher"] = _person(teacher, "programme-teacher", school)
        give_post(OPERATOR, people["programme-teacher"], "dsl", school, _began())
        give_post(OPERATOR, people["head-teacher"], "spoc", school, _began())
        people["dsl"], people["spoc"] = people["programme-teacher"], people["head-teacher"]
        staff.school[school.pk] = people
        _personas_of(number, people)
    return staff


def appoint_area_lead(staff: Staff, area: Organisation) -> None:
    """Give the area its lead, who is told when a school declines."""
    name, task = AREA_LEAD
    staff.force["area-lead"] = _person(name, "area-lead", area)
    DemoPersona.objects.create(person=staff.force["area-lead"], order=LAST - 1, task=task)


def _personas_of(number: int, people: dict[str, Person]) -> None:
    for (place, role), task in ELSEWHERE.items():
        if place == number:
            DemoPersona.objects.create(person=people[role], order=LAST + place, task=task)


def _first_school(staff: Staff, school: Organisation) -> None:
    people = staff.school.setdefault(school.pk, {})
    for order, (role, (name, task)) in enumerate(SCHOOL.items()):
        people[role] = _person(name, role, school)
        # After the PCSO, before the rest of the force: the four a visitor tries first stand first.
        DemoPersona.objects.create(person=people[role], order=1 + order, task=task)


def _person(name: str, role: str, where: Organisation) -> Person:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = Person.objects.make(email, name)
    give_post(OPERATOR, person, role, where, _began())
    return person


def _began() -> date:
    return timezone.localdate() - timedelta(days=400)
