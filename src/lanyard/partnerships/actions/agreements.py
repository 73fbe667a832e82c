"""Drafting an agreement, issuing its wording, amending and ending it."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Post
from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import raise_todo, settle_todo
from lanyard.partnerships import policy, wording
from lanyard.partnerships.actions.shared import changed_meanwhile, locked, side_organisation, stamp, withdraw
from lanyard.partnerships.actions.status import current_status
from lanyard.partnerships.models import Agreement, Partnership, Term
from lanyard.partnerships.models.agreements import (
    DISCARDED,
    DRAFT,
    ENDED,
    FORCE,
    ISSUED,
    SCHOOL,
    SIGNED,
    SLA,
)
from lanyard.partnerships.models.partnership import DECLINED, NOT_OFFERED, SSP

SIGNING_ROLES = {SCHOOL: "head-teacher", FORCE: "force-lead"}
# Post -> the fact of a template that it fills.
NAMED_BY = {
    "head-teacher": "head_teacher",
    "dsl": "dsl",
    "spoc": "spoc",
    "force-lead": "force_lead",
    "force-safeguarding-lead": "safeguarding_lead",
}


def draft(actor: Actor, partnership: Partnership, kind: str, *, change_note: str = "") -> Agreement:
    """Begin an agreement, or the next version of one that is signed.

    Starts from the newest template and, for a new version, from the answers of the one before. Raises Conflict
    when a draft is open already, Refused when the school's status has no room for it.
    """
    with change(actor, policy.DRAFT_AGREEMENT, partnership.place) as doing:
        partnership = locked(partnership)
        _check_may_draft(partnership, kind)
        template = wording.current(kind, timezone.localdate())
        earlier = partnership.agreements.filter(kind=kind).order_by("-number").first()
        agreement = Agreement(
            partnership=partnership,
            kind=kind,
            number=earlier.number + 1 if earlier else 1,
            template=template.id,
            template_version=template.version,
            answers=_first_answers(template, earlier),
            drafted_at=timezone.now(),
            replaces=partnership.agreements.filter(kind=kind, state=SIGNED).first(),
            change_note=change_note.strip(),
        )
        _save_new(agreement)
        doing.record("agreement.drafted", agreement, agreement=kind, number=agreement.number)
    return agreement


def _check_may_draft(partnership: Partnership, kind: str) -> None:
    status = current_status(partnership)
    word = status.status if status else NOT_OFFERED
    if word in (DECLINED, NOT_OFFERED):
        raise Refused(_("Record first that the school has accepted a named contact"))
    if kind != SLA and word != SSP:
        raise Refused(_("Only a Safer School Partnership has this agreement. Change the status first"))


def _first_answers(template: wording.Template, earlier: Agreement | None) -> dict[str, str]:
    kept = earlier.answers if earlier else {}
    return {choice.id: kept.get(choice.id, choice.default) for choice in template.choices}


def _save_new(agreement: Agreement) -> None:
    if agreement.replaces_id:
        # An earlier successor that was discarded gives its place up.
        Agreement.objects.filter(replaces=agreement.replaces_id, state=DISCARDED).update(replaces=None)
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as taken:
        raise Conflict(_("There is a draft of this agreement already. Work on that one")) from taken


def save_answers(actor: Actor, agreement: Agreement, answers: Mapping[str, str]) -> Agreement:
    """Keep a draft's answers, whole or in part. Raises Conflict when it is no longer a draft."""
    with change(actor, policy.DRAFT_AGREEMENT, agreement.place) as doing:
        agreement = _in_state(agreement, DRAFT)
        template = template_of(agreement)
        agreement.answers = {choice.id: str(answers.get(choice.id, "")).strip() for choice in template.choices}
        agreement.save(update_fields=["answers"])
        doing.record("agreement.answered", agreement)
    return agreement


def template_of(agreement: Agreement) -> wording.Template:
    """Return the version of the template that an agreement is made from."""
    return wording.templates()[agreement.template, agreement.template_version]


def _in_state(agreement: Agreement, *states: str) -> Agreement:
    locked(agreement.partnership)
    fresh = Agreement.objects.select_related("partnership__school", "partnership__force").get(pk=agreement.pk)
    if fresh.state not in states:
        raise Conflict(changed_meanwhile())
    return fresh


def issue(actor: Actor, agreement: Agreement) -> Agreement:
    """Fix the wording and ask both sides to sign.

    Raises Refused for the first question without a proper answer, or a post that nobody holds yet.
    """
    with change(actor, policy.DRAFT_AGREEMENT, agreement.place) as doing:
        agreement = _in_state(agreement, DRAFT)
        template = template_of(agreement)
        if template.version != wording.current(agreement.kind, timezone.localdate()).version:
            raise Refused(_("The template has changed since. Discard this draft and begin another"))
        agreement.wording = wording.compose(template, _facts(agreement, template), agreement.answers)
        agreement.wording_hash = wording.digest(agreement.wording)
        agreement.proves = wording.proofs(template)
        agreement.state, agreement.issued_at = ISSUED, timezone.now()
        agreement.save()
        doing.record("agreement.issued", agreement, wording_hash=agreement.wording_hash)
        _ask_to_sign(agreement, template)
    return agreement


def _ask_to_sign(agreement: Agreement, template: wording.Template) -> None:
    for side in template.signed_by:
        raise_todo(
            signing_key(agreement, side),
            [SIGNING_ROLES[side]],
            side_organisation(agreement.partnership, side),
            _("Sign: %(title)s, %(school)s") % {"title": template.title, "school": agreement.partnership.school},
            agreement_page(agreement),
        )


def signing_key(agreement: Agreement, side: str) -> str:
    """Return the key of the to-do that asks a side to sign."""
    return f"agreement-sign-{agreement.public_id}-{side}"


def agreement_page(agreement: Agreement) -> str:
    """Return the address of the agreement's page."""
    return reverse("partnerships:agreement", args=[agreement.public_id])


def facts_known(partnership: Partnership, review_months: int) -> dict[str, str]:
    """Return the facts about the parties that are on record today; a post that nobody holds is left out."""
    contact = partnership.contacts.standing().on(timezone.localdate()).select_related("person").first()
    school, force = partnership.school, partnership.force
    return {
        "school": school.name,
        "urn": school.code,
        "force": force.name,
        "review_months": str(review_months),
        **_holders(partnership),
        **({"named_contact": contact.person.name} if contact else {}),
    }


def _holders(partnership: Partnership) -> dict[str, str]:
    """Return the names of those whom an agreement names by their posts, by the fact: the first by name of each."""
    here = Q(organisation=partnership.school, role__in=["head-teacher", "dsl", "spoc"])
    above = Q(organisation=partnership.force, role__in=["force-lead", "force-safeguarding-lead"])
    held = Post.objects.held(timezone.localdate()).filter(here | above, person__is_active=True)
    rows = held.order_by("-person__name", "-person").values_list("role", "person__name")
    return {NAMED_BY[role]: name for role, name in rows}


def _facts(agreement: Agreement, template: wording.Template) -> dict[str, str]:
    known = facts_known(agreement.partnership, template.review_months)
    titles = {
        "head_teacher": _("the school's head teacher"),
        "dsl": _("the school's designated safeguarding lead"),
        "spoc": _("the school's single point of contact"),
        "force_lead": _("the force lead"),
        "safeguarding_lead": _("the force's safeguarding lead"),
        "named_contact": _("the named contact"),
    }
    missing = [title for name, title in titles.items() if name in template.needs and name not in known]
    if missing:
        raise Refused(
            _("The agreement names people, and nobody is on record as %(who)s") % {"who": ", ".join(missing)}
        )
    return known


def discard(actor: Actor, agreement: Agreement, reason: str) -> Agreement:
    """Give up a draft, or an agreement that is still waiting for signatures; it stays readable."""
    with change(actor, policy.DRAFT_AGREEMENT, agreement.place) as doing:
        agreement = _in_state(agreement, DRAFT, ISSUED)
        if not reason.strip():
            raise Refused(_("Enter the reason"), field="reason")
        agreement.state, agreement.replaces, agreement.end_reason = DISCARDED, None, reason.strip()
        agreement.save(update_fields=["state", "replaces", "end_reason"])
        doing.record("agreement.discarded", agreement)
        for side in template_of(agreement).signed_by:
            settle_todo(signing_key(agreement, side))
    return agreement


def end(actor: Actor, agreement: Agreement, reason: str) -> Agreement:
    """Bring a signed agreement to an end from today on. Raises Conflict when it is not in force any more."""
    with change(actor, policy.DRAFT_AGREEMENT, agreement.place) as doing:
        agreement = _in_state(agreement, SIGNED)
        if not reason.strip():
            raise Refused(_("Enter the reason"), field="reason")
        stop(doing, agreement, ENDED, reason.strip())
    return agreement


def stop(doing: Change, agreement: Agreement, state: str, reason: str) -> None:
    """End an agreement's terms with yesterday, inside somebody's change; what was in force until then stays."""
    today = timezone.localdate()
    for term in agreement.terms.standing().filter(ends_on__gte=today):
        withdraw(term, doing.actor, state)
        if term.starts_on < today:
            Term.objects.create(
                agreement=agreement,
                partnership_id=term.partnership_id,
                kind=term.kind,
                starts_on=term.starts_on,
                ends_on=today - timedelta(days=1),
                review_id=term.review_id,
                **stamp(doing.actor),
            )
    agreement.state, agreement.end_reason = state, reason
    agreement.save(update_fields=["state", "end_reason"])
    doing.record(f"agreement.{state}", agreement)
