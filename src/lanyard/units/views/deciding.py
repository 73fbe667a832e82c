"""Choosing, comparing and signing on the way to the offers; and the offers themselves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.units import policy
from lanyard.units.actions.deciding import (
    Decision,
    comparison_of,
    departs_from,
    is_below,
    sign_selection,
    take_selection_back,
)
from lanyard.units.actions.offers import Reply, move_up, offer_again, record_reply
from lanyard.units.cohort import with_words
from lanyard.units.models import Application, Intake, Offer
from lanyard.units.models.choosing import ACCEPTED, DECLINED, EXPIRED, OFFERED, WAITING, WITHDRAWN
from lanyard.units.offers import first_in_line, free_places, offers_of
from lanyard.units.proposals import Proposal, propose
from lanyard.units.selection_forms import CHILD, ChooseForm, OfferForm, OutOfTurnForm, ReplyForm, SignForm, WhyForm
from lanyard.units.views.asking import ask
from lanyard.units.views.selecting import address, intake_of


@needs(policy.CHOOSE_CHILDREN)
def decide(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Choose who is offered a place, beginning from what was drawn or voted; the comparison comes next."""
    found = intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)
    applied = list(found.applications.counting().named())
    look(request.actor, "applications.listed", applied, found.place, intake=found.pk)
    proposal = propose(found, applied)
    # Where the method proposes nobody, nobody is ticked: the page must not choose.
    posted = request.POST if request.method == "POST" else None
    form = ChooseForm(posted, initial={"chosen": proposal.chosen}, applications=applied, intake=found)
    if posted is not None and not proposal.missing and form.is_valid():
        chosen = [each for each in applied if each.public_id in form.cleaned_data["chosen"]]
        return _compare_and_sign(request, found, chosen, proposal)
    ties = [each.child.name for each in applied if each.public_id in proposal.ties]
    context = {"intake": found, "unit": found.unit, "form": form, "proposal": proposal, "ties": ties}
    return render(request, "units/selection/decide.html", context)


def _compare_and_sign(
    request: HttpRequest, found: Intake, chosen: list[Application], proposal: Proposal
) -> HttpResponse:
    ids = [each.public_id for each in chosen]
    form = SignForm(request.POST if "reason" in request.POST else None, initial={"chosen": ids})

    def act(said: dict[str, Any]) -> str:
        sign_selection(request.actor, found, Decision(ids, said["reason"], said["reply_by"], said["departure"]))
        return _("The decision is signed. Offer the places to the families")

    return ask(
        request,
        form,
        act,
        done=address("offers", found),
        back=address("decide", found),
        title=_("Compare and sign"),
        caption=found.unit.name,
        button=_("Sign the decision"),
        template="units/selection/sign.html",
        intake=found,
        chosen=chosen,
        comparison=with_words(comparison_of(found, chosen)),
        departs=departs_from(proposal, ids),
        below=is_below(found, chosen),
        may_sign=request.actor.may(policy.SIGN_SELECTION, found.unit.place),
    )


@needs(policy.CHOOSE_CHILDREN)
def offers(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Show the offers, the waiting list, and the decision they follow from."""
    found = intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)
    rows = offers_of(found)
    look(request.actor, "offers.listed", rows, found.place, intake=found.pk)
    selection = found.selections.standing().select_related("recorded_by", "draw").first()
    context = {
        "intake": found,
        "unit": found.unit,
        "selection": selection,
        "comparison": with_words(selection.comparison_read) if selection else [],
        "rows": [_row(offer) for offer in rows],
        "free": free_places(found, rows),
        "answered": any(offer.reply for offer in rows),
        "may_sign": request.actor.may(policy.SIGN_SELECTION, found.unit.place),
        "earlier": list(found.selections.filter(withdrawn_at__isnull=False).select_related("recorded_by")),
    }
    return render(request, "units/selection/offers.html", context)


def _row(offer: Offer) -> dict[str, Any]:
    state = offer.state()
    return {"offer": offer, "state": state, "said": state_said(state), "colour": _COLOURS.get(state, "grey")}


_COLOURS = {OFFERED: "blue", EXPIRED: "yellow", ACCEPTED: "green"}


def state_said(state: str) -> str:
    """Return where an offer stands, as people say it."""
    words = {
        WAITING: _("On the waiting list"),
        OFFERED: _("Offered"),
        EXPIRED: _("Ran out"),
        ACCEPTED: _("Accepted"),
        DECLINED: _("Not taken"),
        WITHDRAWN: _("Taken back"),
    }
    return words[state]


def _offer(request: HttpRequest, unit: str, intake: str, offer: str) -> Offer:
    found = intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)
    rows = Offer.objects.standing().filter(selection__intake=found)
    row = rows.select_related("application__child", "selection__intake__unit__school").get(public_id=offer)
    look(request.actor, "offer.viewed", row, found.place)
    return row


@needs(policy.CHOOSE_CHILDREN)
def reply(request: HttpRequest, unit: str, intake: str, offer: str) -> HttpResponse:
    """Record a family's reply to an offer."""
    row = _offer(request, unit, intake, offer)
    adults = {
        each.adult.public_id: each.adult
        for each in row.application.child.responsibilities.asked().select_related("adult").order_by("adult__name")
    }
    form = ReplyForm(
        request.POST or None,
        initial={"replied_on": timezone.localdate()},
        adults=[(public_id, adult.name) for public_id, adult in adults.items()],
    )

    def act(said: dict[str, Any]) -> str:
        adult = None if said["adult"] == CHILD else adults[said["adult"]]
        record_reply(request.actor, row, Reply(said["says"], said["replied_on"], adult, said["joined_on"]))
        if said["says"] == Offer.YES:
            return _("%(name)s is a member. Ask for permission before the child takes part") % {
                "name": row.application.child.given_name
            }
        return _("The reply is recorded. The place is free")

    return ask(
        request,
        form,
        act,
        done=address("offers", row.selection.intake),
        title=_("Reply to the offer"),
        caption=row.application.child.name,
        button=_("Save"),
    )


@needs(policy.CHOOSE_CHILDREN)
def give_place(request: HttpRequest, unit: str, intake: str, offer: str) -> HttpResponse:
    """Offer a free place to a child who waits, or again to one whose offer ran out."""
    row = _offer(request, unit, intake, offer)
    again = row.state() == EXPIRED
    first = first_in_line(row.selection.intake)
    in_turn = again or first is None or first.pk == row.pk
    form = (OfferForm if in_turn else OutOfTurnForm)(request.POST or None)

    def act(said: dict[str, Any]) -> str:
        if again:
            offer_again(request.actor, row, said["reply_by"])
        else:
            move_up(request.actor, row, said["reply_by"], said.get("reason", ""))
        return _("%(name)s is offered a place") % {"name": row.application.child.given_name}

    return ask(
        request,
        form,
        act,
        done=address("offers", row.selection.intake),
        title=_("Offer a place"),
        caption=row.application.child.name,
        button=_("Offer the place"),
    )


@needs(policy.SIGN_SELECTION)
def take_back(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Take a decision back before any family has replied."""
    found = intake_of(request, policy.SIGN_SELECTION, unit, intake)
    selection = found.selections.standing().select_related("intake__unit__school").get()

    def act(said: dict[str, Any]) -> str:
        take_selection_back(request.actor, selection, said["reason"])
        return _("The decision is taken back, and your reason is kept")

    return ask(
        request,
        WhyForm(request.POST or None),
        act,
        done=address("intake", found),
        title=_("Take the decision back"),
        caption=found.unit.name,
        button=_("Take it back"),
    )
