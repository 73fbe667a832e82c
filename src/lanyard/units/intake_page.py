"""What the page of an intake says: where it stands, the steps in their order, and what the reader may do."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.units import policy
from lanyard.units.catalogue.selecting import LOTTERY, VOTE
from lanyard.units.models import Draw, Intake, Offer
from lanyard.units.models.choosing import OFFERED, WAITING
from lanyard.units.offers import free_places, offers_of
from lanyard.units.queries import introduced_years
from lanyard.units.stages import ANNOUNCED, CANCELLED, CHOOSE, FULL, INTRODUCE, OFFERS, OPEN, Facts, stage

DONE, NOW, LATER = "done", "open", "waiting"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way, as a task: its state, what there is to know, and its page where the reader may open it."""

    title: str
    state: str
    hint: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An intake with all that its page is made of."""

    intake: Intake
    facts: Facts
    stage: str
    offers: list[Offer]
    draw: Draw | None
    counts: int


def standing_of(intake: Intake) -> Standing:
    """Read where an intake stands."""
    offers = offers_of(intake)
    signed = bool(offers)
    states = [offer.state() for offer in offers]
    facts = Facts(
        intake.opens_on,
        intake.closes_on,
        intake.year_groups,
        introduced_years(intake),
        intake.applications.counting().count(),
        cancelled=intake.cancelled_at is not None,
        signed=signed,
        waiting_for_reply=states.count(OFFERED),
        free=free_places(intake, offers) if signed else 0,
        on_list=states.count(WAITING),
    )
    draw = intake.draws.standing().first() if intake.method == LOTTERY else None
    counts = intake.counts.standing().count() if intake.method == VOTE else 0
    return Standing(intake, facts, stage(facts, timezone.localdate()), offers, draw, counts)


def what_may(request: HttpRequest, intake: Intake) -> dict[str, bool]:
    """Say what the reader may do here."""
    may, place = request.actor.may, intake.unit.place
    return {
        "introduce": may(policy.RECORD_INTRODUCTION, place),
        "choose": may(policy.CHOOSE_CHILDREN, place),
        "sign": may(policy.SIGN_SELECTION, place),
    }


def steps(found: Standing, may: dict[str, bool]) -> list[Step]:
    """Return the steps in their order: introduce, apply, choose, compare and sign, offers."""
    return [_introduce(found, may), _apply(found, may), *_choose(found, may), _sign(found, may), _offers(found, may)]


def _introduce(found: Standing, may: dict[str, bool]) -> Step:
    missing = sorted(set(found.facts.year_groups) - set(found.facts.introduced))
    page = "introduction" if may["introduce"] and missing and found.stage != CANCELLED else ""
    return Step(_("Introduce Mini Police to the children"), NOW if missing else DONE, page=page)


def _apply(found: Standing, may: dict[str, bool]) -> Step:
    state = {INTRODUCE: LATER, ANNOUNCED: LATER, OPEN: NOW, CANCELLED: LATER}.get(found.stage, DONE)
    hint = _("%(count)s so far") % {"count": found.facts.applications}
    return Step(_("Take the children's applications"), state, hint, "applications" if may["choose"] else "")


def _choose(found: Standing, may: dict[str, bool]) -> list[Step]:
    now = found.stage == CHOOSE
    if found.intake.method == LOTTERY:
        drawn = found.draw is not None and found.draw.drawn_at is not None
        state = DONE if drawn or found.facts.signed else NOW if now else LATER
        return [
            Step(_("Set the shares that the draw keeps to"), state, page="shares" if may["choose"] else ""),
            Step(_("Draw lots"), state, _drawn_hint(found), "draw" if may["choose"] else ""),
        ]
    if found.intake.method == VOTE:
        state = DONE if found.facts.signed else NOW if now else LATER
        hint = _("%(count)s of 2 counts") % {"count": found.counts}
        return [Step(_("Count the votes, twice"), state, hint, "ballots" if may["choose"] and now else "")]
    return []


def _drawn_hint(found: Standing) -> str:
    if found.draw is None:
        return ""
    if found.draw.drawn_at is None:
        return _("Prepared: the commitment to its seed is shown")
    return _("Drawn")


def _sign(found: Standing, may: dict[str, bool]) -> Step:
    state = DONE if found.facts.signed else NOW if found.stage == CHOOSE else LATER
    page = "decide" if may["choose"] and found.stage == CHOOSE else ""
    return Step(_("Compare with the school's children, choose and sign"), state, page=page)


def _offers(found: Standing, may: dict[str, bool]) -> Step:
    state = {OFFERS: NOW, FULL: DONE}.get(found.stage, LATER)
    hint = ""
    if found.facts.signed:
        told = {"waiting": found.facts.waiting_for_reply, "free": found.facts.free}
        hint = _("%(waiting)s not answered, %(free)s free") % told
    page = "offers" if may["choose"] and found.facts.signed else ""
    return Step(_("Offer the places and record the replies"), state, hint, page)


def stage_said(stage: str) -> str:
    """Return where an intake stands, as people say it."""
    words: dict[str, Any] = {
        CANCELLED: _("Called off"),
        INTRODUCE: _("Introduce it to the children first"),
        ANNOUNCED: _("Announced"),
        OPEN: _("Children can apply"),
        CHOOSE: _("The school chooses"),
        OFFERS: _("Families reply"),
        FULL: _("Done"),
    }
    return str(words[stage])
