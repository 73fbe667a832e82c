"""The signed decision: who is offered a place, with the comparison that the signer saw."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import cohort, policy
from lanyard.units.actions.intakes import lock_intake, take_back, void_draw
from lanyard.units.actions.setting_up import check_running, lock
from lanyard.units.models import Application, Intake, Offer, Selection
from lanyard.units.proposals import Proposal, lot_order, propose


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person signs: who is offered a place (public ids of applications), why, and until when to reply."""

    chosen: Collection[str]
    reason: str
    reply_by: date
    departure: str = ""  # why it is not what the draw or the vote proposed, or below the force's minimum


def sign_selection(actor: Actor, intake: Intake, decision: Decision) -> Selection:
    """Sign who is offered a place; all others who applied wait, in the order of the draw, of the votes or by lot.

    Raises Refused without a reason, beyond the places, before what the method asks for is done, and for departing
    from a draw or vote or going below the force's minimum without a reason; Conflict when it is signed already.
    """
    with change(actor, policy.SIGN_SELECTION, intake.place) as doing:
        check_running(lock(intake.unit))
        intake = lock_intake(intake)
        if intake.selections.standing().exists():
            raise Conflict(_("Somebody has already signed the decision for this intake"))
        applied = list(intake.applications.select_for_update(of=("self",)).counting().named())
        proposal = propose(intake, applied)
        _check(intake, decision, applied, proposal)
        chosen = [each for each in applied if each.public_id in set(decision.chosen)]
        departs, below = departs_from(proposal, decision.chosen), is_below(intake, chosen)
        _check_departure(decision, departs, below)
        selection = Selection.objects.create(
            intake=intake, draw=proposal.draw, reason=decision.reason.strip(), departs=departs, below_minimum=below,
            departure=decision.departure.strip() if departs or below else "",
            comparison=json.dumps(comparison_of(intake, chosen)), recorded_at=timezone.now(),
            recorded_by_id=actor.person,
        )  # fmt: skip
        _offer(selection, chosen, decision.reply_by)
        _wait(selection, [each for each in applied if each not in chosen], proposal)
        void_draw(doing, intake, "signed-without")
        doing.record(
            "selection.signed", selection, intake=intake.pk, method=intake.method, chosen=len(chosen),
            waiting=len(applied) - len(chosen), departs=departs, below_minimum=below,
        )  # fmt: skip
    return selection


def _check(intake: Intake, decision: Decision, applied: Sequence[Application], proposal: Proposal) -> None:
    if timezone.localdate() <= intake.closes_on:
        raise Refused(_("Sign when children can no longer apply"))
    if proposal.missing:
        raise Refused(proposal.missing)
    if set(decision.chosen) - {each.public_id for each in applied}:
        raise Refused(_("Somebody took an application back meanwhile. Look at the list again"), "chosen")
    if not 1 <= len(set(decision.chosen)) <= intake.places:
        raise Refused(_("Choose from 1 to %(most)s children") % {"most": intake.places}, "chosen")
    if not decision.reason.strip():
        raise Refused(_("Enter why these children are offered a place"), "reason")
    check_reply_by(decision.reply_by)


def check_reply_by(day: date) -> None:
    """Refuse a last day to reply that has been, or is today: a family needs at least a night."""
    if day <= timezone.localdate():
        raise Refused(_("Enter a day after today"), "reply_by")


def departs_from(proposal: Proposal, chosen: Collection[str]) -> bool:
    """Say whether a choice departs from what the draw or the vote proposes; within a tie any choice is the vote's."""
    if not proposal.binding:
        return False
    proposed = set(proposal.chosen)
    return not proposed <= set(chosen) <= proposed | proposal.ties


def is_below(intake: Intake, chosen: Sequence[Application]) -> bool:
    """Say whether fewer vulnerable children are chosen than the force asks; not known counts as not vulnerable."""
    percent = cohort.force_share(intake.unit.school.place.force)
    vulnerable = sum(each.child.vulnerable is True for each in chosen)
    return vulnerable < cohort.least_vulnerable(percent, len(chosen))


def _check_departure(decision: Decision, departs: bool, below: bool) -> None:
    if decision.departure.strip():
        return
    if departs:
        raise Refused(_("This is not what was drawn or voted. Enter why you depart from it"), "departure")
    if below:
        raise Refused(_("These are fewer vulnerable children than the force asks for. Enter why"), "departure")


def comparison_of(intake: Intake, chosen: Sequence[Application]) -> list[dict[str, Any]]:
    """Return the cohort beside the school's children of the same years, as plain data."""
    return cohort.compared([each.child for each in chosen], cohort.children_of_years(intake))


def _offer(selection: Selection, chosen: Sequence[Application], reply_by: date) -> None:
    now = timezone.now()
    for application in chosen:
        Offer.objects.create(selection=selection, application=application, offered_at=now, expires_on=reply_by)


def _wait(selection: Selection, others: Sequence[Application], proposal: Proposal) -> None:
    by_id = {each.public_id: each for each in others}
    known = [each for each in proposal.waiting if each in by_id]
    # Who is in no order of the method's own (level in a vote, or left out of what was drawn) waits by lot, and those
    # nearest to a place first.
    first = [each for each in by_id if each in proposal.ties or each in proposal.chosen]
    rest = [each for each in by_id if each not in known and each not in first]
    for number, each in enumerate([*lot_order(first), *known, *lot_order(rest)], start=1):
        Offer.objects.create(selection=selection, application=by_id[each], number=number)


def take_selection_back(actor: Actor, selection: Selection, reason: str) -> Selection:
    """Take a decision back before any family has replied, with a reason that is kept; another can be signed then."""
    with change(actor, policy.SIGN_SELECTION, selection.place) as doing:
        lock_intake(selection.intake)
        row = Selection.objects.select_for_update().get(pk=selection.pk)
        if not reason.strip():
            raise Refused(_("Enter why the decision is taken back"), "reason")
        if row.offers.exclude(reply="").exists():
            raise Refused(_("A family has replied already. The decision stands"))
        take_back(doing, row, "taken-back", _("Somebody has already taken this decision back"))
        row.aside = reason.strip()
        row.save(update_fields=["aside"])
        doing.record("selection.taken-back", row, intake=row.intake_id)
    return row
