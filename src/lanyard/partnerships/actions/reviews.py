"""The review by police and school together, every twelve months (STA §9)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.months import add_months, last_day
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import raise_todo, settle_todo
from lanyard.partnerships import policy
from lanyard.partnerships.actions.agreements import stop
from lanyard.partnerships.actions.shared import locked, page_of, person_of, post_of, stamp
from lanyard.partnerships.models import Partnership, Review, ReviewConfirmation, Term
from lanyard.partnerships.models.agreements import ENDED, FORCE, SCHOOL, SIGNED
from lanyard.partnerships.models.reviews import CHANGE, CURRENT, END
from lanyard.partnerships.queries import review_due

EVERY_MONTHS = 12  # STA §9
PERMISSIONS = {SCHOOL: policy.CONFIRM_REVIEW_FOR_SCHOOL, FORCE: policy.CONFIRM_REVIEW_FOR_FORCE}


def record_review(
    actor: Actor, partnership: Partnership, held_on: date, result: str, *, working_well: str = "", changes: str = ""
) -> Review:
    """Write down a review; the writer confirms it for their own side, the other side has still to.

    Raises Refused beside the field, Conflict when another review waits to be confirmed.
    """
    with change(actor, policy.RECORD_REVIEW, partnership.place) as doing:
        partnership = locked(partnership)
        _check_review(partnership, held_on, result, changes)
        review = Review(
            partnership=partnership,
            held_on=held_on,
            result=result,
            working_well=working_well.strip(),
            changes=changes.strip(),
            **stamp(actor),
        )
        _save_new(review)
        doing.record("review.recorded", review, result=result, held_on=held_on)
        _confirm(doing, review, _own_side(actor, partnership))
    return review


def _check_review(partnership: Partnership, held_on: date, result: str, changes: str) -> None:
    if held_on > timezone.localdate():
        raise Refused(_("Enter today's date or an earlier one"), field="held_on")
    newest = partnership.reviews.standing().order_by("-held_on").first()
    if newest and held_on <= newest.held_on:
        raise Refused(_("Enter a day after %(day)s") % {"day": date_format(newest.held_on, "j F Y")}, field="held_on")
    if result not in (CURRENT, CHANGE, END):
        raise Refused(_("Choose what the review found"), field="result")
    if result != CURRENT and not changes.strip():
        raise Refused(_("Enter what is to change, or why it ends"), field="changes")


def _save_new(review: Review) -> None:
    try:
        with transaction.atomic():
            review.save()
    except IntegrityError as taken:
        raise Conflict(_("A review is already waiting to be confirmed. Confirm that one first")) from taken


def _own_side(actor: Actor, partnership: Partnership) -> str:
    return SCHOOL if actor.may(policy.CONFIRM_REVIEW_FOR_SCHOOL, partnership.place) else FORCE


def confirm_review(actor: Actor, review: Review, side: str) -> Review:
    """Confirm a review for one side; with both it counts. Raises Conflict when that side has confirmed."""
    with change(actor, PERMISSIONS[side], review.place) as doing:
        locked(review.partnership)
        review = (
            Review.objects.standing().select_related("partnership__school", "partnership__force").get(pk=review.pk)
        )
        _confirm(doing, review, side)
    return review


def _confirm(doing: Change, review: Review, side: str) -> None:
    post = post_of(doing.actor, review.partnership, side, list(PERMISSIONS[side].roles))
    if review.confirmations.standing().filter(person=doing.actor.person).exists():
        raise Refused(_("You have confirmed this review. Somebody of the other side must confirm it too"))
    try:
        with transaction.atomic():
            ReviewConfirmation.objects.create(
                review=review,
                side=side,
                person_id=person_of(doing.actor),
                post=f"{post.title}, {post.organisation}"[:150],
                **stamp(doing.actor),
            )
    except IntegrityError as taken:
        raise Conflict(_("Somebody has already confirmed this review for that side")) from taken
    doing.record("review.confirmed", review, side=side)
    _complete(doing, review) if review.confirmations.standing().count() == 2 else _ask_other(review, side)


def _ask_other(review: Review, side: str) -> None:
    other = FORCE if side == SCHOOL else SCHOOL
    where = review.partnership.force if other == FORCE else review.partnership.school
    title = _("Confirm the review of the partnership with %(school)s") % {"school": review.partnership.school}
    raise_todo(_confirm_key(review), list(PERMISSIONS[other].roles), where, title, page_of(review.partnership))


def _confirm_key(review: Review) -> str:
    return f"review-confirm-{review.public_id}"


def _complete(doing: Change, review: Review) -> None:
    settle_todo(_confirm_key(review))
    settle_review_todos(review.partnership)
    review.completed_at, review.next_due = timezone.now(), add_months(review.held_on, EVERY_MONTHS)
    if review.result == END:
        review.next_due = None
    review.save(update_fields=["completed_at", "next_due"])
    _OUTCOMES[review.result](doing, review)
    doing.record("review.completed", review, result=review.result, next_due=review.next_due)
    if review.result != END:
        ask_for_review(review.partnership)


def _carry_on(doing: Change, review: Review) -> None:
    """Give what is in force today another year from the review. What has lapsed must be signed anew."""
    today = timezone.localdate()
    until = last_day(review.held_on, EVERY_MONTHS)
    for term in review.partnership.terms.standing().running(today).select_related("agreement"):
        if term.ends_on >= until or term.agreement.state != SIGNED:
            continue
        Term.objects.create(
            agreement=term.agreement,
            partnership=review.partnership,
            kind=term.kind,
            starts_on=today,
            ends_on=until,
            review=review,
            **stamp(doing.actor),
        )
        doing.record("agreement.extended", term.agreement, ends_on=until)


def _change(doing: Change, review: Review) -> None:
    title = _("Agree the changes found in the review with %(school)s") % {"school": review.partnership.school}
    raise_todo(
        f"review-changes-{review.public_id}",
        ["central-team"],
        review.partnership.force,
        title,
        page_of(review.partnership),
        due=add_months(review.held_on, 1),
    )


def _end(doing: Change, review: Review) -> None:
    for agreement in review.partnership.agreements.filter(state=SIGNED):
        stop(doing, agreement, ENDED, _("The review ended the partnership"))


_OUTCOMES = {CURRENT: _carry_on, CHANGE: _change, END: _end}


def ask_for_review(partnership: Partnership) -> None:
    """Put the next review on both sides' lists, with its day."""
    due = review_due(partnership)
    if due is None:
        return
    title = _("Review the partnership with %(school)s") % {"school": partnership.school}
    for side, where in ((SCHOOL, partnership.school), (FORCE, partnership.force)):
        key = _review_key(partnership, side)
        settle_todo(key)
        raise_todo(key, list(PERMISSIONS[side].roles), where, title, page_of(partnership), due=due)


def settle_review_todos(partnership: Partnership) -> None:
    """Take the review off both sides' lists."""
    for side in (SCHOOL, FORCE):
        settle_todo(_review_key(partnership, side))


def _review_key(partnership: Partnership, side: str) -> str:
    return f"partnership-review-{partnership.public_id}-{side}"
