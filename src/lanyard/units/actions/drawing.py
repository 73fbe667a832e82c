"""The lottery: shares, a draw prepared with its commitment, the draw itself, and setting one aside."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import lots, policy
from lanyard.units.actions.intakes import check_undecided, lock_intake, take_back, void_draw
from lanyard.units.catalogue.selecting import LOTTERY
from lanyard.units.cohort import VULNERABLE, YES, force_share, least_vulnerable
from lanyard.units.lots import Share
from lanyard.units.models import Draw, Intake, IntakeQuotas

if TYPE_CHECKING:
    from lanyard.engines.lottery import Infeasible, Lottery


class CannotBeMet(Refused):
    """The shares conflict; `found` says which, and what would have to give."""

    def __init__(self, found: "Infeasible"):
        super().__init__(_("These shares can't all be met with the children who applied"))
        self.found = found


def set_shares(actor: Actor, intake: Intake, shares: Sequence[Share]) -> IntakeQuotas:
    """Set the shares that a draw keeps to. A school may ask more vulnerable children than its force, not fewer.

    Raises Refused for shares that no cohort could have, naming the field of the share.
    """
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        intake = lock_intake(intake)
        check_undecided(intake)
        wanted = [share for share in shares if (share.least, share.most) != (0, intake.places)]
        _check_shares(intake, wanted)
        for before in intake.quotas.select_for_update().standing():
            take_back(doing, before, "changed", "")
        row = IntakeQuotas.objects.create(
            intake=intake, rows=[list(share) for share in wanted], recorded_at=timezone.now(),
            recorded_by_id=actor.person,
        )  # fmt: skip
        void_draw(doing, intake, "shares-changed")
        doing.record("intake.shares-set", intake, shares=len(wanted))
    return row


def _check_shares(intake: Intake, shares: Sequence[Share]) -> None:
    force = least_vulnerable(force_share(intake.unit.school.place.force), intake.places)
    known = lots.values_of(intake)
    for share in shares:
        if (share.category, share.value) not in known:
            raise Refused(_("No child of these years is “%(value)s”") % {"value": share.value})
        field = field_of(known.index((share.category, share.value)))
        if not 0 <= share.least <= intake.places or not 0 <= share.most <= intake.places:
            raise Refused(_("Enter numbers from 0 to %(most)s") % {"most": intake.places}, f"least_{field}")
        if share.least > share.most:
            raise Refused(_("The greatest number must not be smaller than the least"), f"most_{field}")
        if (share.category, share.value) == (VULNERABLE, YES) and (share.least < force or share.most < force):
            raise Refused(_("The force asks for at least %(least)s") % {"least": force}, f"least_{field}")
    _check_sums(intake, shares, known)


def field_of(number: int) -> str:
    """Return how the form names the fields of the value at a place of the list of values."""
    return str(number)


def _check_sums(intake: Intake, shares: Sequence[Share], known: Sequence[tuple[str, str]]) -> None:
    for category in {share.category for share in shares}:
        mine = [share for share in shares if share.category == category]
        if sum(share.least for share in mine) > intake.places:
            field = field_of(known.index((category, mine[-1].value)))
            raise Refused(
                _("Together these ask for more than the %(places)s places") % {"places": intake.places},
                f"least_{field}",
            )


def prepare_draw(actor: Actor, intake: Intake) -> Draw:
    """Work out the fairest lottery, choose its seed and show the commitment; the seed stays sealed until the draw.

    Raises CannotBeMet where the shares conflict, Refused before applications have closed or where no draw is needed,
    Conflict when the applications changed while it was worked out.
    """
    actor.must(policy.CHOOSE_CHILDREN, intake.place)
    people, shares = lots.people_of(intake), lots.shares_of(intake)
    _check_ready(intake, len(people))
    # Solved before the intake is held: others need not wait for it, and what changed meanwhile is noticed below.
    plan = _fairest(people, shares, intake.places)
    seed, shown = _sealed_seed()
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        held = lock_intake(intake)
        check_undecided(held)
        if not _same(held, people, shares, intake.places) or held.method != LOTTERY:
            raise Conflict(_("The applications or the shares have changed meanwhile. Look at them, then try again"))
        void_draw(doing, held, "prepared-again")
        draw = Draw.objects.create(
            intake=held, places=held.places, quotas=[list(share) for share in shares], people=json.dumps(people),
            plan=json.dumps(plan.as_json()), chances=json.dumps(plan.chances), commitment=shown, seed=seed,
            recorded_at=timezone.now(), recorded_by_id=actor.person,
        )  # fmt: skip
        doing.record("draw.prepared", draw, intake=held.pk, commitment=draw.commitment, people=len(people))
    return draw


def _fairest(people: dict[str, dict[str, str]], shares: Sequence[Share], places: int) -> "Lottery":
    from lanyard.engines.lottery import Infeasible

    plan = lots.solve(people, shares, places)
    if isinstance(plan, Infeasible):
        raise CannotBeMet(plan)
    return plan


def _sealed_seed() -> tuple[str, str]:
    # The engine is asked for only here: it brings a solver along, which no other page needs.
    from lanyard.engines.lottery import commitment, new_seed

    seed = new_seed()
    return seed.hex(), commitment(seed)


def _check_ready(intake: Intake, applied: int) -> None:
    if intake.method != LOTTERY:
        raise Refused(_("This intake is not by lottery"))
    if timezone.localdate() <= intake.closes_on:
        raise Refused(_("Prepare the draw when children can no longer apply"))
    if applied <= intake.places:
        raise Refused(_("There is a place for everybody who applied: no draw is needed"))


def _same(intake: Intake, people: dict, shares: Sequence[Share], places: int) -> bool:
    return lots.people_of(intake) == people and lots.shares_of(intake) == list(shares) and intake.places == places


def draw_lots(actor: Actor, draw: Draw) -> Draw:
    """Draw, once, by the sealed seed. It proposes; a person decides.

    Raises Conflict when somebody drew or prepared anew meanwhile, Refused when what the school says of the children
    is no longer what the commitment was made for.
    """
    with change(actor, policy.CHOOSE_CHILDREN, draw.place) as doing:
        intake = lock_intake(draw.intake)
        draw = Draw.objects.select_for_update().get(pk=draw.pk)
        _check_undrawn(draw)
        shares = [Share(*each) for each in draw.quotas]
        if not _same(intake, draw.people_read, shares, draw.places):
            raise Refused(_("What is recorded of the children has changed since. Prepare the draw again"))
        seed = bytes.fromhex(draw.seed)
        draw.panel = _drawn(draw, seed)
        draw.waiting = lots.waiting_order(seed, set(draw.people_read) - set(draw.panel))
        draw.drawn_at, draw.drawn_by_id = timezone.now(), actor.person
        draw.save(update_fields=["panel", "waiting", "drawn_at", "drawn_by"])
        doing.record("draw.drawn", draw, intake=intake.pk, commitment=draw.commitment, drawn=len(draw.panel))
    return draw


def _drawn(draw: Draw, seed: bytes) -> list[str]:
    from lanyard.engines.lottery import Lottery

    return list(Lottery.from_json(draw.plan_read).draw(seed))


def _check_undrawn(draw: Draw) -> None:
    if draw.drawn_at is not None:
        raise Conflict(_("Somebody has just drawn. This is the one draw of this commitment"))
    if draw.withdrawn_at is not None:
        raise Conflict(_("This draw counts no more: it was prepared again or what it rests on has changed"))


def set_draw_aside(actor: Actor, draw: Draw, reason: str) -> Draw:
    """Set a drawn draw aside, with a reason that is kept and shown: nobody draws twice in silence."""
    with change(actor, policy.SIGN_SELECTION, draw.place) as doing:
        intake = lock_intake(draw.intake)
        if intake.selections.standing().exists():
            raise Refused(_("The decision is signed already. Take it back first"))
        draw = Draw.objects.select_for_update().get(pk=draw.pk)
        if not reason.strip():
            raise Refused(_("Enter why the draw is set aside"), "reason")
        take_back(doing, draw, "set-aside", _("Somebody has already set this draw aside"))
        draw.aside = reason.strip()
        draw.save(update_fields=["aside"])
        doing.record("draw.set-aside", draw, intake=intake.pk)
    return draw
