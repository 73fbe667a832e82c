"""Units, their children, the answers on paper forms, and a session made ready."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from lanyard.consents.actions.answers import PaperAnswer, record_answers
from lanyard.consents.actions.givers import NewAdult
from lanyard.consents.catalogue import purposes
from lanyard.demo.people import Staff
from lanyard.organisations.models import Organisation
from lanyard.partnerships.models import Partnership
from lanyard.programme.actions.before import Behaviour, acknowledge, agree_behaviour, check_plan, confirm_behaviour
from lanyard.programme.actions.planning import name_staff
from lanyard.programme.models import Session
from lanyard.programme.models.before import Acknowledgement
from lanyard.units.actions.members import ChildDetails, add_member
from lanyard.units.actions.setting_up import UnitDetails, set_up_unit
from lanyard.units.models import Member, Unit

GIVEN = (
    "Ada", "Aisha", "Alfie", "Amara", "Arlo", "Bella", "Callum", "Chloe",
    "Daisy", "Ethan", "Farah", "Finley", "Gabriel", "Hana", "Isla", "Jamal",
    "Kofi", "Layla", "Luca", "Maisie", "Mateo", "Nia", "Noah", "Omar",
    "Poppy", "Quinn", "Rhys", "Samir", "Seren", "Tariq", "Una", "Violet",
    "William", "Yara", "Zain",
)  # fmt: skip
FAMILY = (
    "Abbott", "Adeyemi", "Begum", "Bennett", "Carter", "Choudhury", "Davies", "Evans",
    "Farrell", "Gill", "Hughes", "Iqbal", "Jones", "Kaur", "Khan", "Lewis",
    "Mensah", "Morgan", "Novak", "Okafor", "Patel", "Quigley", "Roberts", "Singh",
    "Taylor", "Umar", "Vaughan", "Walsh", "Young", "Zielinski",
)  # fmt: skip


def set_up(staff: Staff, school: Organisation, name: str, leader: str) -> Unit:
    """Set a unit up for years 5 and 6, led by one person and looked after by the programme teacher."""
    partnership = Partnership.objects.select_related("school", "force").get(school=school)
    details = UnitDetails(name, timezone.localdate(), [5, 6], 24)
    teacher = staff.school[school.pk]["programme-teacher"]
    return set_up_unit(staff.actor("sergeant"), partnership, details, [staff.force[leader]], teacher)


def children(staff: Staff, unit: Unit, count: int) -> list[Member]:
    """Let the programme teacher add children, each with a name of their own."""
    teacher = staff.at(unit.school, "programme-teacher")
    dice = Random(unit.pk)
    names = dice.sample([(given, family) for given in GIVEN for family in FAMILY], count)
    return [
        add_member(teacher, unit, ChildDetails(given, family, dice.choice([5, 6])), timezone.localdate())
        for given, family in names
    ]


def permissions(staff: Staff, unit: Unit, members: list[Member], *, refuse_photos: int = 0) -> None:
    """Record the answers of the paper forms: all may take part, some parents refuse photos, one child does."""
    dated = timezone.localdate() - timedelta(days=3)
    answers = []
    for number, member in enumerate(members):
        parent = NewAdult(f"{FAMILY[number % len(FAMILY)][0]}. {member.family_name}", "mother", "yes")
        for purpose in purposes().values():
            says = "no" if purpose.photo and number < refuse_photos else "yes"
            by = None if purpose.of_child else parent
            answers.append(PaperAnswer(member.pk, purpose.id, says, dated, by))
    record_answers(staff.at(unit.school, "programme-teacher"), unit, answers)


def prepare_session(staff: Staff, session: Session, leader: str) -> None:
    """Do all that comes before a session: staff named, plan checked, behaviour agreed, lists seen."""
    teacher = staff.school[session.unit.school_id]["programme-teacher"]
    leading, teaching = staff.actor(leader), staff.at(session.unit.school, "programme-teacher")
    name_staff(leading, session, [teacher.pk])
    check_plan(teaching, session, age_appropriate=True, in_curriculum=True)
    words = Behaviour(
        signs="Shouting out, leaving the circle, teasing",
        first_step="A quiet word by the nearest adult, then a seat beside the teacher",
        who_steps_in=f"{teacher.name}, who knows the class; the officer goes on with the others",
        when_to_stop="When a child is hurt or can't be calmed in five minutes",
    )
    agreement = agree_behaviour(leading, session, words)
    confirm_behaviour(teaching, session, agreement)
    for topic in (Acknowledgement.RISK, Acknowledgement.PHOTOS):
        acknowledge(leading, session, topic)
