"""Families who are asked by link, as tests need them: rows straight to the database, links whose token is known."""

import re
from datetime import date, timedelta

from django.utils import timezone

from lanyard.consents import links
from lanyard.consents.actions.requests import Wish
from lanyard.consents.asking import parents_purposes, wording
from lanyard.consents.models import Asked, ConsentRequest, Link
from lanyard.notices.models import Sending
from lanyard.units.models import Adult, Child, Member, Responsibility, Unit
from tests.cast_units import add_adult, add_member

BORN = date(2017, 3, 27)
PURPOSES = [purpose.id for purpose in parents_purposes()]


def born(member: Member, day: date | None = BORN) -> Member:
    """Say when a member was born."""
    Child.objects.filter(pk=member.child_id).update(date_of_birth=day)
    member.child.date_of_birth = day
    return member


def child_of(adult: Adult | None, unit: Unit, given: str = "Ada", born_on: date | None = BORN, **values) -> Member:
    """Add a member, and let an adult hold parental responsibility."""
    member = born(add_member(unit, given, "Khan", **values), born_on)
    if adult is not None:
        Responsibility.objects.create(
            child=member.child, adult=adult, holds="yes", relationship="mother", recorded_at=member.child.recorded_at
        )
    return member


def parent_of(member: Member, name: str = "Sara Khan", email: str = "sara@example.org", **values) -> Adult:
    """Add an adult with an address; `values` go to the responsibility, language and phone to the adult."""
    own = {key: values.pop(key) for key in ("language", "phone") if key in values}
    adult = add_adult(member.child, name, **values)
    Adult.objects.filter(pk=adult.pk).update(email=email, **own)
    adult.refresh_from_db()
    return adult


def ask(adult: Adult, *members: Member, purposes=PURPOSES, **values) -> Asked:
    """Ask an adult about members, as a request that was sent now."""
    now = timezone.now()
    request = ConsentRequest.objects.create(
        unit=members[0].unit, purposes=wording(purposes), answer_by=timezone.localdate() + timedelta(days=14),
        sent_at=now,
    )  # fmt: skip
    asked = Asked.objects.create(request=request, adult=adult, channel="email", asked_at=now, **values)
    asked.members.set(members)
    return asked


def link_to(adult: Adult, asked: Asked | None = None, **values) -> tuple[Link, str]:
    """Return a saved link of an adult with its token."""
    link, address = links.make(adult, timezone.now(), asked, **values)
    link.save()
    return link, address.rstrip("/").rpartition("/")[2]


def asked_link(unit: Unit, *names: str) -> tuple[Adult, list[Member], str]:
    """Return a mother who was asked everything about children of these names, the children, and her token."""
    first, *others = names or ("Ada",)
    member = child_of(None, unit, first)
    adult = parent_of(member)
    members = [member, *(child_of(adult, unit, name) for name in others)]
    _link, token = link_to(adult, ask(adult, *members))
    return adult, members, token


def sent_token(sending: Sending) -> str:
    """Return the token in a message that is waiting to go."""
    found = re.search(r"/p/([0-9a-z]+)/", sending.secret)
    assert found is not None
    return found.group(1)


def wish(*members: Member, purposes=PURPOSES, answer_by: date | None = None) -> Wish:
    """Return the wish to ask about members."""
    return Wish([m.pk for m in members], purposes, answer_by or timezone.localdate() + timedelta(days=14))
