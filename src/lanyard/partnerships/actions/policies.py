"""The school supplies its own policies (STA §5, §13; STO §Useful checklist)."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import Change, change
from lanyard.documents.actions import store
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import notify
from lanyard.organisations.models import Organisation
from lanyard.partnerships import policy
from lanyard.partnerships.actions.shared import changed_meanwhile, page_of, stamp, withdraw
from lanyard.partnerships.models import Partnership, SchoolPolicy
from lanyard.partnerships.models.school import BRIEFING_TOPICS, POLICY_TOPICS


def supply_policy(
    actor: Actor,
    school: Organisation,
    topic: str,
    version: str,
    adopted_on: date,
    *,
    web_address: str = "",
    upload: UploadedFile | None = None,
) -> SchoolPolicy:
    """Record a new version of a school's policy, as a file or a web address.

    Everybody who delivers at the school has to confirm anew that they have read a safeguarding or a health and
    safety policy, and is told. Raises Refused beside the field.
    """
    with change(actor, policy.SUPPLY_POLICY, school.place) as doing:
        Organisation.objects.select_for_update().get(pk=school.pk)
        _check(school, topic, version, adopted_on, web_address, upload)
        row = SchoolPolicy.objects.create(
            school=school,
            topic=topic,
            version=version.strip(),
            adopted_on=adopted_on,
            web_address=web_address,
            **stamp(actor),
        )
        if upload is not None:
            _keep(doing, row, upload)
        doing.record("policy.supplied", row, topic=topic, version=row.version)
        _tell_those_who_deliver(row)
    return row


def _check(
    school: Organisation,
    topic: str,
    version: str,
    adopted_on: date,
    web_address: str,
    upload: UploadedFile | None,
) -> None:
    if topic not in dict(POLICY_TOPICS):
        raise Refused(_("Choose what the policy is about"), field="topic")
    if adopted_on > timezone.localdate():
        raise Refused(_("Enter today's date or an earlier one"), field="adopted_on")
    if not web_address and upload is None:
        raise Refused(_("Enter a web address or choose a file"), field="web_address")
    same = SchoolPolicy.objects.standing().filter(school=school, topic=topic, version=version.strip())
    if same.exists():
        raise Refused(_("This version is on record already. Give the new one another name"), field="version")


def _keep(doing: Change, row: SchoolPolicy, upload: UploadedFile) -> None:
    document = store(
        doing,
        owner_kind="school-policy",
        owner_id=row.pk,
        organisation=row.school,
        name=upload.name or "policy",
        content=upload.read(),
        controller=row.school,
    )
    row.document = document.public_id
    row.save(update_fields=["document"])


def _tell_those_who_deliver(row: SchoolPolicy) -> None:
    if row.topic not in dict(BRIEFING_TOPICS):
        return
    for partnership in Partnership.objects.filter(school=row.school, closed_on=None).select_related("school"):
        people = list(Person.objects.filter(pk__in=partnership.place.people()))
        subject = _("%(school)s has a new policy: %(topic)s") % {
            "school": row.school,
            "topic": row.get_topic_display(),
        }
        body = _("Read it, then confirm what you know about the school before your next session there.")
        notify(people, subject, body, page_of(partnership), place=partnership.school)


def withdraw_policy(actor: Actor, row: SchoolPolicy, reason: str) -> None:
    """Take back a policy that was entered by mistake; the version before it counts again."""
    with change(actor, policy.SUPPLY_POLICY, row.place) as doing:
        row = SchoolPolicy.objects.select_for_update().get(pk=row.pk)
        if row.withdrawn_at is not None:
            raise Conflict(changed_meanwhile())
        if not reason.strip():
            raise Refused(_("Enter the reason"), field="reason")
        withdraw(row, actor, reason.strip())
        doing.record("policy.withdrawn", row, topic=row.topic, version=row.version)
