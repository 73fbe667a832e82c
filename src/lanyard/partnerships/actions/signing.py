"""Signing: one signature for each side, by the holder of the right post, under the wording as issued."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.documents.actions import store
from lanyard.engines.months import last_day
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import settle_todo
from lanyard.partnerships import policy, wording
from lanyard.partnerships.actions.agreements import SIGNING_ROLES, signing_key, stop, template_of
from lanyard.partnerships.actions.reviews import ask_for_review
from lanyard.partnerships.actions.shared import changed_meanwhile, locked, post_of, stamp
from lanyard.partnerships.models import Agreement, Signature, Term
from lanyard.partnerships.models.agreements import AUTHORITY, FORCE, ISSUED, SCHOOL, SIGNED, SUPERSEDED

PERMISSIONS = {SCHOOL: policy.SIGN_FOR_SCHOOL, FORCE: policy.SIGN_FOR_FORCE}


def sign(actor: Actor, agreement: Agreement, side: str, wording_hash: str) -> Signature:
    """Sign for the school or the force; with the last signature the agreement comes into force today.

    `wording_hash` is that of the document the person had on the screen. Raises Conflict when somebody signed for
    that side first or the document is no longer open; Refused when one person would sign for both sides.
    """
    with change(actor, PERMISSIONS[side], agreement.place) as doing:
        locked(agreement.partnership)
        agreement = Agreement.objects.select_related("partnership__school__area", "partnership__force").get(
            pk=agreement.pk
        )
        _check_open(agreement, side, wording_hash)
        _check_both_differ(agreement, actor)
        post = post_of(actor, agreement.partnership, side, [SIGNING_ROLES[side]])
        signature = _add(actor, agreement, side, name=post.person.name, post=f"{post.title}, {post.organisation}")
        doing.record("agreement.signed", agreement, side=side, wording_hash=wording_hash, post=post.pk)
        settle_todo(signing_key(agreement, side))
        _complete(doing, agreement)
    return signature


def _check_open(agreement: Agreement, side: str, wording_hash: str) -> None:
    already = agreement.signatures.standing().filter(side=side).first()
    if already:
        raise Conflict(_("%(who)s has already signed for this side") % {"who": already.name})
    if agreement.state != ISSUED or agreement.wording_hash != wording_hash:
        raise Conflict(changed_meanwhile())
    if wording.digest(agreement.wording) != agreement.wording_hash:
        raise Refused(_("The wording is not the one that was issued. Do not sign, and tell your administrator"))


def _check_both_differ(agreement: Agreement, actor: Actor) -> None:
    if agreement.signatures.standing().filter(person=actor.person).exists():
        raise Refused(_("You have signed for the other side. Somebody else must sign for this one"))


def _add(actor: Actor, agreement: Agreement, side: str, *, name: str, post: str, **extra) -> Signature:
    values = {"person_id": actor.person, "signed_on": timezone.localdate(), **extra}
    try:
        with transaction.atomic():
            return Signature.objects.create(
                agreement=agreement,
                side=side,
                name=name,
                post=post[:150],
                wording_hash=agreement.wording_hash,
                template_version=agreement.template_version,
                **values,
                **stamp(actor),
            )
    except IntegrityError as taken:
        raise Conflict(_("Somebody has already signed for this side")) from taken


def _complete(doing: Change, agreement: Agreement) -> None:
    template = template_of(agreement)
    sides = set(agreement.signatures.standing().values_list("side", flat=True))
    if not set(template.signed_by) <= sides:
        return
    if agreement.replaces:
        stop(doing, agreement.replaces, SUPERSEDED, _("A new version was signed"))
    today = timezone.localdate()
    term = Term.objects.create(
        agreement=agreement,
        partnership=agreement.partnership,
        kind=agreement.kind,
        starts_on=today,
        ends_on=last_day(today, template.review_months),
        **stamp(doing.actor),
    )
    agreement.state, agreement.signed_at = SIGNED, timezone.now()
    agreement.save(update_fields=["state", "signed_at"])
    doing.record("agreement.in-force", agreement, starts_on=term.starts_on, ends_on=term.ends_on)
    ask_for_review(agreement.partnership)


def record_paper_signature(
    actor: Actor, agreement: Agreement, *, name: str, post: str, signed_on: date, paper: UploadedFile
) -> Signature:
    """Record that the local authority signed on paper, with the scanned page.

    Raises Refused when the template has no place for it, Conflict when it is recorded already.
    """
    with change(actor, policy.DRAFT_AGREEMENT, agreement.place) as doing:
        locked(agreement.partnership)
        agreement = Agreement.objects.select_related("partnership__school", "partnership__force").get(pk=agreement.pk)
        _check_paper(agreement, signed_on)
        signature = _add(actor, agreement, AUTHORITY, name=name, post=post, person_id=None, signed_on=signed_on)
        document = store(
            doing,
            owner_kind="agreement",
            owner_id=agreement.pk,
            organisation=agreement.partnership.school,
            name=paper.name or "signature",
            content=paper.read(),
            controller=agreement.partnership.force,
        )
        Signature.objects.filter(pk=signature.pk).update(paper=document.public_id)
        doing.record("agreement.paper-signature", agreement, side=AUTHORITY, document=document.public_id)
    return signature


def _check_paper(agreement: Agreement, signed_on: date) -> None:
    if AUTHORITY not in template_of(agreement).may_sign:
        raise Refused(_("This agreement has no place for the local authority's signature"))
    if agreement.state not in (ISSUED, SIGNED) or agreement.issued_at is None:
        raise Conflict(changed_meanwhile())
    issued_on = timezone.localdate(agreement.issued_at)
    if not issued_on <= signed_on <= timezone.localdate():
        raise Refused(
            _("Enter a day from %(day)s to today") % {"day": date_format(issued_on, "j F Y")}, field="signed_on"
        )
