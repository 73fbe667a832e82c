"""Offers: the family's reply, the waiting list moving up, an offer made again."""

from dataclasses import dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions.deciding import check_reply_by
from lanyard.units.actions.intakes import lock_intake
from lanyard.units.actions.members import join
from lanyard.units.actions.setting_up import lock
from lanyard.units.models import Adult, Intake, Member, Offer, Unit
from lanyard.units.models.choosing import EXPIRED, WAITING, WITHDRAWN
from lanyard.units.offers import first_in_line, free_places


@dataclass(frozen=True, slots=True)
class Reply:
    """What a family replied: yes or no, who said so, when, and from when the child is a member."""

    says: str
    replied_on: date
    adult: Adult | None = None  # None: the child said so
    joined_on: date | None = None


def record_reply(actor: Actor, offer: Offer, reply: Reply) -> Offer:
    """Record a family's reply to an offer; a yes makes the child a member.

    Raises Conflict when a reply is there already, Refused where nothing is offered or the offer has run out, and for
    an adult who may not answer for the child.
    """
    with change(actor, policy.CHOOSE_CHILDREN, offer.place) as doing:
        unit = lock(offer.selection.intake.unit)
        lock_intake(offer.selection.intake)
        return reply_to(doing, unit, offer, reply)


def reply_to(doing: Change, unit: Unit, offer: Offer, reply: Reply) -> Offer:
    """Take a reply in the caller's change; the caller has checked the right and holds the unit and the intake."""
    row = _held(offer)
    _check_reply(row, reply)
    row.reply, row.replied_on, row.adult = reply.says, reply.replied_on, reply.adult
    row.replied_by = "adult" if reply.adult else "child"
    row.reply_recorded_at, row.reply_recorded_by_id = timezone.now(), doing.actor.person
    if reply.says == Offer.YES:
        _check_one_place(unit, row)
        row.member = join(doing, unit, row.application.child, reply.joined_on or _first_day(unit))
    row.save()
    doing.record("offer.replied", row, intake=row.selection.intake_id, reply=reply.says, by=row.replied_by)
    return row


def _held(offer: Offer) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("application__child", "selection")
    row = rows.get(pk=offer.pk)
    if row.selection.withdrawn_at is not None:
        raise Conflict(_("Somebody has taken this decision back"))
    return row


def _check_reply(offer: Offer, reply: Reply) -> None:
    if offer.reply:
        raise Conflict(_("A reply to this offer is recorded already"))
    if reply.says not in (Offer.YES, Offer.NO):
        raise Refused(_("Choose yes or no"), "says")
    _check_open(offer)
    made = timezone.localdate(offer.offered_at)
    if not made <= reply.replied_on <= timezone.localdate():
        raise Refused(_("Enter a day from %(day)s to today") % {"day": formats.date_format(made)}, "replied_on")
    asked = offer.application.child.responsibilities.asked()
    if reply.adult is not None and not asked.filter(adult=reply.adult).exists():
        raise Refused(_("Choose an adult who may answer for this child"), "adult")


def _check_open(offer: Offer) -> None:
    state = offer.state()
    if state == WAITING:
        raise Refused(_("The child is on the waiting list: there is no offer to reply to"))
    if state == WITHDRAWN:
        raise Refused(_("The application was taken back, or the child left the school"))
    if state == EXPIRED and offer.expires_on is not None:
        last = formats.date_format(offer.expires_on)
        raise Refused(_("This offer ran out on %(day)s. Offer the place again first") % {"day": last})


def _check_one_place(unit: Unit, offer: Offer) -> None:
    elsewhere = (
        Member.objects.current()
        .filter(child=offer.application.child, unit__in=Unit.objects.live(timezone.localdate()))
        .exclude(unit=unit)
        .select_related("unit")
        .first()
    )
    if elsewhere is not None:
        raise Refused(
            _("%(name)s is a member of %(unit)s. One place a child: take the child out there first")
            % {"name": offer.application.child.name, "unit": elsewhere.unit.name}
        )


def _first_day(unit: Unit) -> date:
    return max(timezone.localdate(), unit.starts_on)


def move_up(actor: Actor, offer: Offer, reply_by: date, reason: str = "") -> Offer:
    """Offer a free place to a child who waits. Anybody but the first in line only with a reason, which is kept."""
    with change(actor, policy.CHOOSE_CHILDREN, offer.place) as doing:
        intake, row = _line(offer)
        if row.state() != WAITING:
            raise Conflict(_("This child is no longer waiting: somebody has made an offer, or the child stepped back"))
        _check_free(intake)
        check_reply_by(reply_by)
        first = first_in_line(intake)
        passed = first is not None and first.pk != row.pk
        if passed and not reason.strip():
            raise Refused(_("Another child is first in line. Enter why this one is offered the place"), "reason")
        row.offered_at, row.expires_on = timezone.now(), reply_by
        row.moved_reason = reason.strip() if passed else ""
        row.save(update_fields=["offered_at", "expires_on", "moved_reason"])
        doing.record("offer.moved-up", row, intake=intake.pk, number=row.number, out_of_turn=passed)
    return row


def offer_again(actor: Actor, offer: Offer, reply_by: date) -> Offer:
    """Make an offer again that ran out without a reply, while there is a place."""
    with change(actor, policy.CHOOSE_CHILDREN, offer.place) as doing:
        intake, row = _line(offer)
        if row.state() != EXPIRED:
            raise Conflict(_("This offer is open, or answered, already"))
        _check_free(intake)
        check_reply_by(reply_by)
        row.expires_on = reply_by
        row.save(update_fields=["expires_on"])
        doing.record("offer.made-again", row, intake=intake.pk, reply_by=reply_by)
    return row


def _line(offer: Offer) -> tuple[Intake, Offer]:
    lock(offer.selection.intake.unit)
    return lock_intake(offer.selection.intake), _held(offer)


def _check_free(intake: Intake) -> None:
    if free_places(intake) < 1:
        raise Refused(_("No place is free"))
