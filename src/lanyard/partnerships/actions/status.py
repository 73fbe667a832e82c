"""The offer of a named contact and the school's answer (MPS §1.2)."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.accounts.queries import holders
from lanyard.accounts.roles import leader_roles
from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import notify, raise_todo, settle_todo
from lanyard.organisations.models import Organisation
from lanyard.partnerships import policy
from lanyard.partnerships.actions.shared import changed_meanwhile, locked, page_of, stamp, withdraw
from lanyard.partnerships.models import NamedContact, Partnership, StatusRecord, Told
from lanyard.partnerships.models.partnership import DECLINED, NAMED_OFFICER, NOT_OFFERED, SSP

# Who must hear of a school that declines: the area's leadership and the central team (MPS §1.2).
MUST_HEAR = ("area-lead", "central-team")


def open_partnership(actor: Actor, school: Organisation) -> Partnership:
    """Return the partnership of a school and its force, begun now if there was none.

    Raises Refused for what is not an open school of a force, Forbidden without the right.
    """
    found = Partnership.objects.select_related("school", "force").filter(school=school, force=school.force_id).first()
    if found:
        actor.must(policy.RECORD_STATUS, found.place)
        return found
    with change(actor, policy.RECORD_STATUS, school.place) as doing:
        _check_school(school)
        partnership, new = Partnership.objects.get_or_create(
            school=school,
            force=school.force,
            defaults={"area_id": school.area_id, "opened_on": timezone.localdate()},
        )
        doing.record("partnership.opened" if new else "partnership.opened-already", partnership)
    return partnership


def _check_school(school: Organisation) -> None:
    if school.kind != Organisation.SCHOOL or school.force_id is None:
        raise Refused(_("Only a school that belongs to a police force can have a partnership"))
    if school.closed_on and school.closed_on <= timezone.localdate():
        raise Refused(_("This school has closed"))


def record_status(
    actor: Actor,
    partnership: Partnership,
    status: str,
    on: date,
    *,
    seen: str = "",
    contact: Person | None = None,
    reason: str = "",
    refused_by: str = "",
    refused_by_role: str = "",
) -> StatusRecord:
    """Record what the school was offered and what it said.

    `seen` is the public id of the record that the actor had before them. A Safer School Partnership and a named
    officer need a named contact; a refusal needs who refused and why, and is told to the area's lead and the
    central team (MPS §1.2). Raises Refused beside the field, Conflict when somebody was first.
    """
    with change(actor, policy.RECORD_STATUS, partnership.place) as doing:
        partnership = locked(partnership)
        before = current_status(partnership)
        _check_status(status, on, before, seen)
        record = StatusRecord.objects.create(
            partnership=partnership,
            status=status,
            starts_on=on,
            reason=reason.strip(),
            refused_by=refused_by.strip(),
            refused_by_role=refused_by_role.strip(),
            **stamp(actor),
        )
        doing.record("partnership.status-recorded", record, status=status, starts_on=on)
        _consequences(doing, record, contact)
    return record


def current_status(partnership: Partnership) -> StatusRecord | None:
    """Return the standing record that counts, or None when nothing was ever offered."""
    return partnership.statuses.standing().order_by("-starts_on", "-recorded_at", "-pk").first()


def _check_status(status: str, on: date, before: StatusRecord | None, seen: str) -> None:
    if (before.public_id if before else "") != seen:
        raise Conflict(changed_meanwhile())
    if status not in (SSP, NAMED_OFFICER, DECLINED, NOT_OFFERED):
        raise Refused(_("Choose the school's answer"), field="status")
    if on > timezone.localdate():
        raise Refused(_("Enter today's date or an earlier one"), field="on")
    if before and on < before.starts_on:
        raise Refused(_("Enter %(day)s or a later day") % {"day": date_format(before.starts_on, "j F Y")}, field="on")


def _consequences(doing: Change, record: StatusRecord, contact: Person | None) -> None:
    if record.status == DECLINED:
        _refusal(doing, record)
        return
    if record.status in (SSP, NAMED_OFFICER):
        _contact_needed(doing, record, contact)
    for role in MUST_HEAR:
        settle_todo(_todo_key(record.partnership, role))


def _contact_needed(doing: Change, record: StatusRecord, contact: Person | None) -> None:
    named = record.partnership.contacts.standing().on(record.starts_on).first()
    if contact is None and named is None:
        raise Refused(_("Choose the officer who will be the school's named contact"), field="contact")
    if contact is not None and (named is None or named.person_id != contact.pk):
        _set_contact(doing, record.partnership, contact, record.starts_on)


def _refusal(doing: Change, record: StatusRecord) -> None:
    if not record.refused_by:
        raise Refused(_("Enter the name of the person who declined"), field="refused_by")
    if not record.refused_by_role:
        raise Refused(_("Enter the post of the person who declined"), field="refused_by_role")
    if not record.reason:
        raise Refused(_("Enter the reason the school gave"), field="reason")
    _end_contact(doing, record.partnership, record.starts_on)
    _tell(doing, record)


def _tell(doing: Change, record: StatusRecord) -> None:
    partnership = record.partnership
    audience = _must_hear(partnership)
    for role, people in audience.items():
        for person in people:
            Told.objects.get_or_create(record=record, person=person, defaults={"role": role, **stamp(doing.actor)})
    everybody = list(dict.fromkeys(person for people in audience.values() for person in people))
    subject = _("%(school)s has declined a named contact") % {"school": partnership.school}
    # The reason stays on the partnership's page: an e-mail is not a place for what may be about a child.
    body = _("%(who)s (%(post)s) declined. The reason is on the partnership’s page.") % {
        "who": record.refused_by,
        "post": record.refused_by_role,
    }
    notify(everybody, subject, body, page_of(partnership), place=partnership.school)
    for role in MUST_HEAR:
        where = partnership.school.area if role == "area-lead" else partnership.force
        if where is not None:
            raise_todo(_todo_key(partnership, role), [role], where, subject, page_of(partnership))
    doing.record("partnership.refusal-told", everybody, record=record.pk)


def _must_hear(partnership: Partnership) -> dict[str, list[Person]]:
    area = partnership.school.area
    return {
        "area-lead": list(holders("area-lead", area)) if area else [],
        "central-team": list(holders("central-team", partnership.force)),
    }


def _todo_key(partnership: Partnership, role: str) -> str:
    return f"partnership-declined-{partnership.public_id}-{role}"


def acknowledge_refusal(actor: Actor, record: StatusRecord) -> Told:
    """Say that one has read of a refusal. Raises Refused for somebody who was not told."""
    with change(actor, policy.ACKNOWLEDGE_REFUSAL, record.partnership.place) as doing:
        told = Told.objects.select_for_update().filter(record=record, person=actor.person).first()
        if told is None:
            raise Refused(_("This refusal was told to other people"))
        if told.read_at is None:
            told.read_at = timezone.now()
            told.save(update_fields=["read_at"])
        doing.record("partnership.refusal-read", record)
        settle_todo(_todo_key(record.partnership, told.role))
    return told


def name_contact(actor: Actor, partnership: Partnership, person: Person, on: date) -> NamedContact:
    """Name the officer whom the school calls first. Raises Refused for somebody who may not deliver here."""
    with change(actor, policy.RECORD_STATUS, partnership.place) as doing:
        partnership = locked(partnership)
        status = current_status(partnership)
        if status is None or status.status in (DECLINED, NOT_OFFERED):
            raise Refused(_("Record first that the school has accepted a named contact"))
        if on > timezone.localdate():
            raise Refused(_("Enter today's date or an earlier one"), field="on")
        return _set_contact(doing, partnership, person, on)


def _set_contact(doing: Change, partnership: Partnership, person: Person, on: date) -> NamedContact:
    posts = Post.objects.held(timezone.localdate()).filter(person=person, role__in=leader_roles())
    if not posts.filter(organisation__force=partnership.force_id).exists():
        raise Refused(_("Choose an officer, community support officer or leader of the force"), field="contact")
    _end_contact(doing, partnership, on)
    contact = NamedContact.objects.create(partnership=partnership, person=person, starts_on=on, **stamp(doing.actor))
    doing.record("partnership.contact-named", contact, person=person.pk, starts_on=on)
    return contact


def _end_contact(doing: Change, partnership: Partnership, on: date) -> None:
    """End whoever is the contact, the day before; one who would have begun later or that day never was."""
    for row in partnership.contacts.standing().filter(ends_on__isnull=True):
        withdraw(row, doing.actor, "followed by another")
        if row.starts_on < on:
            NamedContact.objects.create(
                partnership=partnership,
                person_id=row.person_id,
                starts_on=row.starts_on,
                ends_on=on - timedelta(days=1),
                **stamp(doing.actor),
            )
        doing.record("partnership.contact-ended", row, person=row.person_id)
