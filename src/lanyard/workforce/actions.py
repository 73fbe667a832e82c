"""Changes to the records of people who deliver: record, declare, withdraw, and who supervises whom."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import Change, change
from lanyard.documents.actions import store
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import notify
from lanyard.organisations.models import Organisation
from lanyard.workforce import policy
from lanyard.workforce.catalogue import AGE, VETTING, RecordKind, record_kinds, version, vetting_levels
from lanyard.workforce.models import DOCUMENTS, Officer, StaffRecord
from lanyard.workforce.people import kinds_of, newest_post
from lanyard.workforce.queries import supervisors_for


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What a supervisor says of a record: when it was achieved and what they have seen."""

    kind: str
    achieved_on: date
    reference: str
    level: str = ""
    expires_on: date | None = None
    note: str = ""
    file: tuple[str, bytes] | None = None  # name and content


def record(actor: Actor, person: Person, new: NewRecord) -> StaffRecord:
    """Record vetting, training, recruitment or age of somebody else.

    Raises Forbidden without the right or for what only the person can declare, Refused for days or levels that
    can't be, Conflict when the same was recorded already.
    """
    post = newest_post(person)
    with change(actor, policy.RECORD, post.place) as doing:
        kind = record_kinds()[new.kind]
        if kind.is_own:
            raise Forbidden(policy.RECORD.id)
        if actor.person == person.pk:
            raise Refused(_("Somebody else must record this: you can't confirm your own record"))
        _check(kind, new)
        made = _add(doing, person, post.organisation, kind, new)
        _attach(doing, made, new)
    return made


def declare(actor: Actor, person: Person, kind_id: str, agreed: bool) -> StaffRecord:
    """Sign the code of conduct, or say one is comfortable to deliver: for oneself, today.

    Raises Forbidden for anybody else or for what a supervisor must record, Refused when nothing was agreed.
    """
    post = newest_post(person)
    with change(actor, policy.DECLARE, post.place) as doing:
        kind = record_kinds()[kind_id]
        if not kind.is_own or actor.person != person.pk:
            raise Forbidden(policy.DECLARE.id)
        if not agreed:
            raise Refused(_("Tick the box if this is true"), "agreed")
        new = NewRecord(kind.id, timezone.localdate(), _("Declared on screen"))
        return _add(doing, person, post.organisation, kind, new)


def withdraw(actor: Actor, staff_record: StaffRecord, reason: str) -> StaffRecord:
    """Take a record out of use because it was wrong or no longer holds; it stays readable as it was known.

    A supervisor may withdraw those of others, and everybody what they declared themselves. Raises Forbidden
    without the right, Refused without a reason, Conflict when somebody has withdrawn it.
    """
    own = record_kinds()[staff_record.kind].is_own and actor.person == staff_record.person_id
    with change(actor, policy.DECLARE if own else policy.WITHDRAW, staff_record.place) as doing:
        if actor.person == staff_record.person_id and not own:
            raise Forbidden(policy.WITHDRAW.id)
        if not reason.strip():
            raise Refused(_("Say why this record is withdrawn"), "reason")
        found = _close(actor, staff_record, reason.strip())
        doing.record("staff-record.withdrawn", found, kind=found.kind, person=found.person_id)
        if not own:
            _tell(found)
    return found


def set_profile(actor: Actor, person: Person, supervisor: Person | None, collar_number: str) -> Officer:
    """Say who supervises a person and their collar number. Raises Refused for somebody who can't supervise them."""
    post = newest_post(person)
    with change(actor, policy.MANAGE_PROFILE, post.place) as doing:
        if supervisor is not None and supervisor not in supervisors_for(post.organisation).exclude(pk=person.pk):
            raise Refused(_("Choose a supervisor of the same force"), "supervisor")
        Person.objects.select_for_update().get(pk=person.pk)
        where = {"force_id": post.organisation.force_id, "area_id": post.organisation.area_id}
        values = {**where, "supervisor": supervisor, "collar_number": collar_number.strip()}
        officer, _new = Officer.objects.update_or_create(person=person, defaults=values)
        doing.record("officer.profile-set", person, supervisor=officer.supervisor_id)
    return officer


def _check(kind: RecordKind, new: NewRecord) -> None:
    if new.achieved_on > timezone.localdate():
        raise Refused(_("The date must be today or in the past"), "achieved_on")
    if kind.id == VETTING and new.level not in vetting_levels():
        raise Refused(_("Choose the level of vetting"), "level")
    if not new.reference.strip():
        raise Refused(_("Say what you have seen that proves it"), "reference")
    _check_end(kind, new)


def _check_end(kind: RecordKind, new: NewRecord) -> None:
    if new.expires_on is None:
        return
    if new.expires_on <= new.achieved_on:
        raise Refused(_("The day it runs out must be after the day it was achieved"), "expires_on")
    latest = kind.runs_out(new.achieved_on)
    if latest is not None and new.expires_on > latest:
        message = _("It can't count for longer than until %(latest)s") % {"latest": date_format(latest)}
        raise Refused(message, "expires_on")


def _add(doing: Change, person: Person, organisation: Organisation, kind: RecordKind, new: NewRecord) -> StaffRecord:
    # The person's row is the lock: two supervisors recording the same course wait for each other here.
    Person.objects.select_for_update().get(pk=person.pk)
    level = _level(kind, person, new)
    same = {"person": person, "kind": kind.id, "achieved_on": new.achieved_on, "level": level}
    if StaffRecord.objects.standing().filter(**same).exists():
        raise Conflict(_("This is already recorded for that day"), "achieved_on")
    made = StaffRecord.objects.create(
        **same, organisation=organisation, expires_on=new.expires_on or kind.runs_out(new.achieved_on),
        reference=new.reference.strip(), note=new.note.strip(), catalogue_version=version(),
        recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip
    doing.record("staff-record.added", made, kind=kind.id, person=person.pk, until=made.expires_on)
    return made


def _level(kind: RecordKind, person: Person, new: NewRecord) -> str:
    if kind.id == AGE:
        # What was seen is that they are old enough for what they are; the date of birth is not kept.
        return str(max(each.minimum_age for each in kinds_of(person)))
    return new.level if kind.id == VETTING else ""


def _attach(doing: Change, made: StaffRecord, new: NewRecord) -> None:
    if new.file is None:
        return
    name, content = new.file
    where = made.organisation
    store(
        doing, owner_kind=DOCUMENTS, owner_id=made.pk, organisation=where, name=name, content=content,
        controller=where.force or where,
    )  # fmt: skip


def _close(actor: Actor, staff_record: StaffRecord, reason: str) -> StaffRecord:
    found = StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    if found.withdrawn_at is not None:
        raise Conflict(_("Somebody has already withdrawn this record"))
    found.withdrawn_at, found.withdrawn_by_id, found.withdrawn_reason = timezone.now(), actor.person, reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return found


def _tell(found: StaffRecord) -> None:
    title = record_kinds()[found.kind].title
    body = _("Your supervisor withdrew the record “%(title)s” of %(day)s. Reason: %(reason)s") % {
        "title": title, "day": date_format(found.achieved_on), "reason": found.withdrawn_reason,
    }  # fmt: skip
    notify([found.person], _("A record of yours was withdrawn"), body, "/my-record/", place=found.organisation)
