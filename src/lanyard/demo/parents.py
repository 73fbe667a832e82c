"""Parents who are asked by link: one by e-mail, one by text message, one without an address, one who is barred."""

from datetime import timedelta

from django.utils import timezone

from lanyard.consents.actions.requests import Wish, send_request
from lanyard.consents.asking import parents_purposes, plan_asking, unanswered
from lanyard.demo.people import Staff
from lanyard.units.actions.adults import AdultSaid, Standing, add_adult
from lanyard.units.models import Unit

FAMILIES = (
    (
        (AdultSaid("Maya Lowe", "maya.lowe@families.example"), Standing("mother", "yes")),
        (AdultSaid("Rhys Lowe", phone="07700 900142", language="cy"), Standing("father", "yes")),
    ),
    (
        (AdultSaid("Ines Duarte"), Standing("carer", "yes")),
        (AdultSaid("Paul Duarte", "paul@families.example"), Standing("father", "no", barred=True)),
    ),
)


def ask_parents(staff: Staff, unit: Unit) -> None:
    """Record the adults of those without answers, and let the programme teacher ask them."""
    teacher = staff.at(unit.school, "programme-teacher")
    members = list(unit.members.current().filter(pk__in=unanswered(unit)).named()[: len(FAMILIES)])
    for member, family in zip(members, FAMILIES, strict=False):
        for adult, standing in family:
            add_adult(teacher, member.child, adult, standing)
    wish = Wish(
        [member.pk for member in members],
        [purpose.id for purpose in parents_purposes()],
        timezone.localdate() + timedelta(days=14),
    )
    send_request(teacher, unit, wish, plan_asking(unit, wish.members, wish.purposes).fingerprint)
