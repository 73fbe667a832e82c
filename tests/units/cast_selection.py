"""A unit that takes children in: a school's children, an intake that was introduced, and what follows from it."""

from collections.abc import Iterable
from datetime import date, timedelta

import time_machine

from lanyard.units.actions.applications import Wish, apply_for
from lanyard.units.actions.deciding import Decision, sign_selection
from lanyard.units.actions.intakes import IntakeDetails, Introduced, record_introduction, set_up_intake
from lanyard.units.models import Application, Child, Intake, Offer, Selection
from tests.cast import Tenant
from tests.cast_units import began_at, make_unit
from tests.units.conftest import TODAY

OPENS, CLOSES = TODAY, TODAY + timedelta(days=7)
AFTER = CLOSES + timedelta(days=1)
NAMES = ("Ayesha", "Ben", "Cora", "Dan", "Ella", "Finn", "Gita", "Hugo", "Iris", "Jack", "Kim", "Leo")


def listed(tenant: Tenant, given: str = "Ayesha", year: int = 5, **values) -> Child:
    """Put a child on the school's list."""
    values = {"family_name": "Khan", "gender": "female", "vulnerable": False, **values}
    return Child.objects.create(
        school=tenant.school, given_name=given, year_group=year, recorded_at=began_at(date(2026, 9, 1)), **values
    )


def a_class(tenant: Tenant, count: int = 8) -> list[Child]:
    """Put children on the list: every third is vulnerable, boys and girls by turns, Years 5 and 6."""
    return [
        listed(
            tenant, NAMES[n], 5 + n % 2, gender=("female", "male")[n % 2], vulnerable=n % 3 == 0,
        )
        for n in range(count)
    ]  # fmt: skip


def details(**values) -> IntakeDetails:
    """Return what an intake is to be."""
    usual = {"year_groups": [5, 6], "places": 3, "opens_on": OPENS, "closes_on": CLOSES, "method": "panel"}
    return IntakeDetails(**{**usual, **values})


def introduced(tenant: Tenant, **values) -> Introduced:
    """Return what is said of an introduction."""
    usual = {
        "held_on": TODAY, "leader": tenant.people["pcso"], "teacher": tenant.people["programme-teacher"],
        "year_groups": [5, 6], "children": 58, "promised": "Everybody can apply. You will hear before half term.",
    }  # fmt: skip
    return Introduced(**{**usual, **values})


def make_intake(tenant: Tenant, *, introduce: bool = True, unit=None, **values) -> Intake:
    """Set an intake up by the programme teacher, and introduce it."""
    teacher = tenant.actor("programme-teacher")
    intake = set_up_intake(teacher, unit or make_unit(tenant), details(**values))
    if introduce:
        record_introduction(teacher, intake, introduced(tenant, year_groups=intake.year_groups))
    return intake


def wish(**values) -> Wish:
    """Return a child's wish, in pictures."""
    return Wish(**{"way": "pictures", "brought_by": "child", "pictures": ["help"], **values})


def applied(tenant: Tenant, intake: Intake, children: Iterable[Child]) -> list[Application]:
    """Let children apply."""
    teacher = tenant.actor("programme-teacher")
    return [apply_for(teacher, intake, child, wish()) for child in children]


def closed(day: date = AFTER):
    """Go to the day after applications closed."""
    return time_machine.travel(f"{day.isoformat()} 09:00", tick=False)


def decision(chosen: Iterable[Application], **values) -> Decision:
    """Return a decision for these children."""
    usual = {"reason": "All three spoke with the panel", "reply_by": AFTER + timedelta(days=14)}
    return Decision(chosen=[each.public_id for each in chosen], **{**usual, **values})


def signed(tenant: Tenant, places: int = 3, count: int = 6, **values) -> tuple[Selection, list[Offer]]:
    """Sign a panel's decision for the first children who applied; return it with the offers in their order."""
    intake = make_intake(tenant, places=places, **values)
    applications = applied(tenant, intake, a_class(tenant, count))
    with closed():
        selection = sign_selection(tenant.actor("head-teacher"), intake, decision(applications[:places]))
        return selection, list(Offer.objects.filter(selection=selection).named())
