"""What the demonstration's children need: known to the school, and read by the leader."""

from lanyard.demo.people import Staff
from lanyard.units.actions.needs import NeedSaid, add_note, read_needs, record_need, review_needs
from lanyard.units.models import Unit

NEEDS = (
    NeedSaid(
        "allergy",
        "Nuts. Plan of March 2026 in the medical file.",
        "Nut allergy. If lips swell or breathing is hard: use the pen in the red bag, call 999, tell the teacher.",
        "The red bag hangs by the hall door and comes along on every walk.",
    ),
    NeedSaid(
        "behaviour",
        "New to the school since September.",
        "Loud sirens frighten this child. Say beforehand when one will sound; sit by the door.",
        "The teacher gives a sign two minutes before.",
    ),
    NeedSaid("medical", "Asthma, mild.", "Blue inhaler in the coat pocket before running games."),
)


def look_after(staff: Staff, unit: Unit, leader: str) -> None:
    """Let the school record and go through what its members need, and the leader read it."""
    teacher = staff.at(unit.school, "programme-teacher")
    members = list(unit.members.current().named()[: len(NEEDS)])
    for member, need in zip(members, NEEDS, strict=False):
        record_need(teacher, member.child, need)
    review_needs(teacher, unit)
    read_needs(staff.actor(leader), unit)
    add_note(staff.actor(leader), members[0], "We practised with the red bag: everybody knows where it hangs.")
