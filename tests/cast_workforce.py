"""Records that clear somebody to deliver, for the tests of every room."""

from datetime import date, datetime, time

from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.organisations.models import Organisation
from lanyard.workforce.catalogue import AGE, VETTING, record_kinds
from lanyard.workforce.models import Officer, StaffRecord
from lanyard.workforce.people import newest_post


def staff_record(person: Person, kind: str, on: date | None = None, **values) -> StaffRecord:
    """Create one record as a supervisor's action would, known since the day it was achieved."""
    day = on or timezone.localdate()
    level = {VETTING: "cvgs", AGE: "18"}.get(kind, "")
    known = timezone.make_aware(datetime.combine(day, time(0, 1)))
    given = {"level": level, "expires_on": record_kinds()[kind].runs_out(day), "reference": "Seen", **values}
    given.setdefault("organisation", newest_post(person).organisation)
    given.setdefault("recorded_at", known)
    return StaffRecord.objects.create(person=person, kind=kind, achieved_on=day, **given)


def clear_to_deliver(person: Person, on: date | None = None, *, without: tuple[str, ...] = ()) -> list[StaffRecord]:
    """Give a person who holds a leader post every record that delivering needs, from a day (today)."""
    return [staff_record(person, kind, on) for kind in record_kinds() if kind not in without]


def make_officer(person: Person, force: Organisation, area: Organisation | None = None, **profile) -> Officer:
    """Give a person their profile."""
    return Officer.objects.create(person=person, force=force, area=area, **profile)
