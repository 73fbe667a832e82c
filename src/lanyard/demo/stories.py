"""What has happened in the demonstration: units in every state, each for a reason a visitor can find."""

from datetime import date, time, timedelta

from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.assurance.actions import attest
from lanyard.assurance.catalogue import newest
from lanyard.assurance.readiness import verdict_for, verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.demo.answers import answer_in_every_way, copy_to_force
from lanyard.demo.care import look_after
from lanyard.demo.intakes import let_children_in
from lanyard.demo.lists import read_in_list
from lanyard.demo.parents import ask_parents
from lanyard.demo.people import Staff, appoint_area_lead
from lanyard.demo.places import Places
from lanyard.demo.schools import agree, become_partner, brief, decline, offer
from lanyard.demo.units import children, permissions, prepare_session, set_up
from lanyard.organisations.actions import create_area, place_schools
from lanyard.organisations.models import Organisation
from lanyard.programme.actions.observing import Seen, record_observation
from lanyard.programme.actions.planning import Plan, plan
from lanyard.programme.points import points
from lanyard.units.models import Unit
from lanyard.workforce.actions import NewRecord, declare, record, set_profile
from lanyard.workforce.catalogue import leader_kinds

STRANDS = [
    (
        "education",
        "Crossing the road safely",
        "What makes a crossing safe, practised in the hall and at the school gate.",
    ),
    ("education", "Kind and safe online", "Stories of messages that went wrong, and what to do with one's own."),
    (
        "community",
        "Parking outside our school",
        "Count cars, talk with parents, write letters of thanks.",
    ),
    ("reward", "Meet the dog section", "A visit by a dog and its handler, with questions prepared beforehand."),
]


def tell(places: Places, staff: Staff) -> None:
    """Make everything happen, the good school first."""
    area = create_area(staff.actor("central-team"), places.force, "North area")
    appoint_area_lead(staff, area)
    place_schools(staff.actor("central-team"), places.force, area, places.schools)
    _clear_the_leaders(staff)
    _answer_for_the_force(places, staff)
    good, unseen, late, unasked, unknown, waiting, refused, *_rest = places.schools
    _good_unit(staff, good)
    _unit_with_things_to_do(staff, unseen)
    _unit_with_vetting_run_out(staff, late)
    _unit_without_all_permissions(staff, unasked)
    _unit_nobody_has_confirmed(staff, unknown)
    offer(staff, waiting, "named-officer", "pcso")
    agree(staff, waiting, "sla", sign_school=False)
    offer(staff, refused, None, "pcso")
    decline(staff, refused)
    let_children_in(staff, good, unseen, late)


def _clear_the_leaders(staff: Staff) -> None:
    """Everybody who delivers has their records; one's vetting has run out, another has never been observed."""
    today = timezone.localdate()
    for role, months_ago in (("pcso", 8), ("officer", 37), ("youth-worker", 34), ("volunteer", 3)):
        _clear(staff, staff.force[role], role, today - timedelta(days=round(30.5 * months_ago)))
    _observe(staff, staff.force["pcso"], today - timedelta(days=60))


def _clear(staff: Staff, person: Person, role: str, vetted: date) -> None:
    supervisor, own = staff.actor("sergeant"), staff.actor(role)
    set_profile(supervisor, person, staff.force["sergeant"], f"NS {person.pk:04d}")
    since = max(vetted, timezone.localdate() - timedelta(days=300))
    record(supervisor, person, NewRecord("vetting", vetted, f"V-{person.pk:04d}", leader_kinds()[role].vetting[-1]))
    for kind in ("safeguarding-training", "trained-to-deliver", "recruited-for-programme", "age-confirmed"):
        record(supervisor, person, NewRecord(kind, since, f"Training record {person.pk:04d}"))
    for kind in ("code-of-conduct", "comfortable-to-deliver"):
        declare(own, person, kind, True)
    found = verdict_for("officer", Person.objects.filter(pk=person.pk))
    if found is not None:
        for id in ("OFF-CENTRAL-RISKS", "OFF-PHOTOS"):
            attest(own, newest().get(id), found.row, holds=True)


def _observe(staff: Staff, person: Person, day: date) -> None:
    seen = Seen(
        day, {point.id: "yes" for point in points()}, "Children spoke more than adults did.",
        "Leave more time for the end.", "Try the shorter opening at the next session.",
    )  # fmt: skip
    record_observation(staff.actor("sergeant"), person, seen)


def _answer_for_the_force(places: Places, staff: Staff) -> None:
    (found,) = verdicts(SubjectSet("force", Organisation.objects.filter(pk=places.force.pk)))
    for id, role in (
        ("FRC-DRO-ACKNOWLEDGED", "dro"),
        ("FRC-CENTRAL-RISKS", "central-team"),
        ("FRC-PHOTO-STORE", "central-team"),
        ("FRC-INFORMATION", "force-safeguarding-lead"),
    ):
        attest(staff.actor(role), newest().get(id), found.row, holds=True)


def _confirm(staff: Staff, unit: Unit, leader: str, *, leave_out: tuple[str, ...] = ()) -> None:
    """Everybody gives their word on what is theirs, but for what is left out."""
    school = unit.school
    look_after(staff, unit, leader)
    own = {
        "programme-teacher": staff.at(school, "programme-teacher"),
        "head-teacher": staff.at(school, "head-teacher"),
        "central-team": staff.actor("central-team"),
        leader: staff.actor(leader),
    }
    units = verdict_for("unit", Unit.objects.filter(pk=unit.pk))
    partnerships = verdict_for("partnership", type(unit.partnership).objects.filter(pk=unit.partnership_id))
    for item in newest().requirements:
        found = {"unit": units, "partnership": partnerships}.get(item.kind)
        if found is None or item.attesting is None or item.id in leave_out:
            continue
        role = next(r for r in (*item.attesting.by,) if r in own)
        attest(own[role], item, found.row, holds=True)
    if "UNT-CONSENT-COPIES" not in leave_out:
        copy_to_force(staff, unit)


def _good_unit(staff: Staff, school) -> None:
    become_partner(staff, school, "ssp", "pcso")
    for kind in ("protocol", "dsa", "dpia"):
        agree(staff, school, kind)
    unit = set_up(staff, school, "Year 5 Mini Police", "pcso")
    permissions(staff, unit, children(staff, unit, 17), refuse_photos=3)
    answer_in_every_way(staff, unit)
    read_in_list(staff, school)
    brief(staff, unit, "pcso")
    _confirm(staff, unit, "pcso")
    for weeks, (strand, title, activity) in enumerate(STRANDS):
        session = _plan(staff, unit, "pcso", strand, title, activity, timezone.localdate() + timedelta(weeks=weeks))
        if weeks == 0:
            prepare_session(staff, session, "pcso")


def _plan(staff: Staff, unit: Unit, leader: str, strand: str, title: str, activity: str, day: date):
    facts = Plan(title, strand, activity, "School hall", day, time(14, 0), time(15, 0))
    return plan(staff.actor(leader), unit, facts, [staff.force[leader].pk])[0]


def _unit_with_things_to_do(staff: Staff, school) -> None:
    """Vera has never been observed and the children have not yet written their code: safe, with things to do."""
    become_partner(staff, school, "named-officer", "volunteer")
    unit = set_up(staff, school, "Friday Mini Police", "volunteer")
    permissions(staff, unit, children(staff, unit, 12))
    brief(staff, unit, "volunteer")
    _confirm(staff, unit, "volunteer", leave_out=("UNT-CHILDREN-CODE", "UNT-CONSENT-COPIES"))
    _plan(staff, unit, "volunteer", *STRANDS[1], timezone.localdate() + timedelta(days=2))


def _unit_with_vetting_run_out(staff: Staff, school) -> None:
    """Owen's vetting ran out last month: not safe."""
    become_partner(staff, school, "named-officer", "officer")
    unit = set_up(staff, school, "Mini Police", "officer")
    permissions(staff, unit, children(staff, unit, 15))
    brief(staff, unit, "officer")
    _confirm(staff, unit, "officer")
    _plan(staff, unit, "officer", *STRANDS[0], timezone.localdate() + timedelta(days=1))


def _unit_without_all_permissions(staff: Staff, school) -> None:
    """Two children's forms have not come back: not safe."""
    become_partner(staff, school, "named-officer", "youth-worker")
    unit = set_up(staff, school, "Mini Police", "youth-worker")
    permissions(staff, unit, children(staff, unit, 14)[2:])
    ask_parents(staff, unit)
    brief(staff, unit, "youth-worker")
    _confirm(staff, unit, "youth-worker")


def _unit_nobody_has_confirmed(staff: Staff, school) -> None:
    """Set up, and nothing confirmed yet: unknown, so stop."""
    become_partner(staff, school, "named-officer", "pcso")
    unit = set_up(staff, school, "New Mini Police", "pcso")
    permissions(staff, unit, children(staff, unit, 10))
    brief(staff, unit, "pcso")
