"""Who answers for a child: adults, what they are to the child, parental responsibility, bars (STO-19)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.catalogue.children import languages, relationships
from lanyard.units.catalogue.needs import bases
from lanyard.units.events import responsibility_changed
from lanyard.units.models import Adult, Child, Responsibility

LOCAL_AUTHORITY = "local-authority"


@dataclass(frozen=True, slots=True)
class AdultSaid:
    """How an adult is written to."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en-gb"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an adult is to a child, whether they hold parental responsibility and on what basis, and any bar."""

    relationship: str
    holds: str
    basis: str = ""
    barred: bool = False
    note: str = ""


def add_adult(actor: Actor, child: Child, adult: Adult | AdultSaid, standing: Standing) -> Responsibility:
    """Record that an adult answers for a child; the adult is a new one, or one the school knows (of a sibling).

    Raises Conflict when the adult is recorded for the child already, Refused where something can't be.
    """
    with change(actor, policy.CHANGE_ADULTS, child.place) as doing:
        child = Child.objects.select_for_update().get(pk=child.pk)
        _check(standing)
        now = timezone.now()
        known = _known(child, adult) if isinstance(adult, Adult) else _new(actor, child, adult, standing, now)
        row = _write(actor, child, known, standing, now)
        _tell(doing, "responsibility.recorded", row)
    return row


def change_standing(actor: Actor, row: Responsibility, standing: Standing, reason: str) -> Responsibility:
    """Record that what an adult is to a child has changed. Links, notices and lists follow at once.

    Raises Conflict when somebody changed it already, Refused without a reason.
    """
    with change(actor, policy.CHANGE_ADULTS, row.place) as doing:
        _check(standing)
        old = _take_back(actor, row, reason)
        new = _write(actor, old.child, old.adult, standing, old.withdrawn_at or timezone.now())
        _tell(doing, "responsibility.changed", new, barred=new.barred, holds=new.holds)
    return new


def end_standing(actor: Actor, row: Responsibility, reason: str) -> Responsibility:
    """Record that an adult no longer answers for a child, or never did. Raises Conflict, Refused without a reason."""
    with change(actor, policy.CHANGE_ADULTS, row.place) as doing:
        old = _take_back(actor, row, reason)
        _tell(doing, "responsibility.ended", old)
    return old


def change_adult(actor: Actor, adult: Adult, said: AdultSaid) -> Adult:
    """Correct how an adult is written to. The ledger says which fields, never what they hold."""
    with change(actor, policy.CHANGE_ADULTS, adult.place) as doing:
        adult = Adult.objects.select_for_update().get(pk=adult.pk)
        values = _tidied(said)
        changed = [name for name, value in values.items() if getattr(adult, name) != value]
        for name, value in values.items():
            setattr(adult, name, value)
        adult.save(update_fields=list(values))
        doing.record("adult.changed", adult, fields=changed)
    return adult


def _known(child: Child, adult: Adult) -> Adult:
    if adult.school_id != child.school_id:
        raise Refused(_("Choose somebody known to this school"), "adult")
    if Responsibility.objects.standing().filter(child=child, adult=adult).exists():
        raise Conflict(_("This person is recorded for the child already"), "adult")
    return adult


def _new(actor: Actor, child: Child, said: AdultSaid, standing: Standing, now: datetime) -> Adult:
    values = _tidied(said)
    kind = Adult.LOCAL_AUTHORITY if standing.relationship == LOCAL_AUTHORITY else Adult.PERSON
    made = {"recorded_at": now, "recorded_by_id": actor.person}
    return Adult.objects.create(school_id=child.school_id, kind=kind, **values, **made)


def _tidied(said: AdultSaid) -> dict[str, str]:
    values = {name: " ".join(value.split()) for name, value in asdict(said).items()}
    if not values["name"]:
        raise Refused(_("Enter the adult's name"), "name")
    if values["language"] not in languages():
        raise Refused(_("Choose a language"), "language")
    if values["email"]:
        _check_email(values["email"])
    return values


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("Enter an e-mail address, like name@example.com"), "email") from None


def _check(standing: Standing) -> None:
    if standing.relationship not in relationships():
        raise Refused(_("Choose what the adult is to the child"), "relationship")
    if standing.holds not in (Responsibility.YES, Responsibility.NO, Responsibility.UNKNOWN):
        raise Refused(_("Choose whether they hold parental responsibility"), "holds")
    if standing.basis and standing.basis not in bases():
        raise Refused(_("Choose on what parental responsibility rests"), "basis")


def _write(actor: Actor, child: Child, adult: Adult, standing: Standing, now: datetime) -> Responsibility:
    made = {"recorded_at": now, "recorded_by_id": actor.person}
    return Responsibility.objects.create(child=child, adult=adult, **asdict(standing), **made)


def _take_back(actor: Actor, row: Responsibility, reason: str) -> Responsibility:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Enter why"), "reason")
    old = Responsibility.objects.select_for_update().get(pk=row.pk)
    if old.withdrawn_at is not None:
        raise Conflict(_("Somebody has already changed this. Open the page again"))
    old.withdrawn_at, old.withdrawn_by_id, old.withdrawn_reason = timezone.now(), actor.person, reason[:300]
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return old


def _tell(doing: Change, verb: str, row: Responsibility, **detail: object) -> None:
    doing.record(verb, row, child=row.child_id, adult=row.adult_id, **detail)
    responsibility_changed(row.child, row.adult, doing)
