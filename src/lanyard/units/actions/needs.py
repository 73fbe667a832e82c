"""What children need: recording, confirming, going through all each term, reading, and talking about it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import notify, raise_todo, settle_todo
from lanyard.units import policy
from lanyard.units.catalogue.needs import need_kinds
from lanyard.units.models import Child, Member, Need, NeedsNote, NeedsReview, NeedsSeen, Unit

# Who looks at what a parent or carer told (STO §The school has responsibility for).
LOOKERS = ("programme-teacher", "dsl", "deputy-dsl")
MOST_LETTERS = 2000


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """A need: what it is (the school's own), what leaders need to know and do, what has been arranged."""

    kind: str
    details: str = ""
    to_know: str = ""
    arrangements: str = ""


def record_need(actor: Actor, child: Child, said: NeedSaid) -> Need:
    """Record a need that the school knows of; it is confirmed by that. Raises Refused beside the field."""
    with change(actor, policy.RECORD_NEEDS, child.place) as doing:
        _check(said)
        now = timezone.now()
        need = _write(actor, child, said, now, confirmed_at=now, confirmed_by_id=actor.person)
        _tell_leaders(child)
        doing.record("need.recorded", need, child=child.pk, kind=need.kind)
    return need


def propose_need(actor: Actor, child: Child, kind: str, details: str) -> Need:
    """Keep what a parent or carer told, for the school to confirm. Called inside the change of their answer.

    Checks no right of its own: whoever calls has checked the link. Raises Refused for an unknown kind or no text.
    """
    if kind not in need_kinds():
        raise Refused(_("Choose what it is about"), "kind")
    if not details.strip():
        raise Refused(_("Say what we should know"), "details")
    said = NeedSaid(kind, details.strip()[:MOST_LETTERS])
    need = _write(actor, child, said, timezone.now(), told_by=Need.PARENT)
    link = reverse("units:change_need", args=[need.public_id])
    title = _("A parent or carer told what a child needs: look and confirm")
    raise_todo(_waiting_key(need), LOOKERS, child.school, title, link)
    return need


def change_need(actor: Actor, need: Need, said: NeedSaid) -> Need:
    """Change a need, or confirm what a parent or carer told. Raises Conflict when somebody did so already."""
    with change(actor, policy.RECORD_NEEDS, need.place) as doing:
        _check(said)
        old = _take_back(actor, need, "changed")
        now = timezone.now()
        new = _write(actor, old.child, said, now, told_by=old.told_by, confirmed_at=now, confirmed_by_id=actor.person)
        settle_todo(_waiting_key(old))
        _tell_leaders(old.child)
        doing.record("need.changed", new, child=old.child_id, kind=new.kind, confirmed=old.confirmed_at is None)
    return new


def close_need(actor: Actor, need: Need, reason: str) -> Need:
    """Take back a need that is over or was a mistake. Raises Conflict when somebody did, Refused without a reason."""
    with change(actor, policy.RECORD_NEEDS, need.place) as doing:
        if not reason.strip():
            raise Refused(_("Enter why"), "reason")
        old = _take_back(actor, need, reason.strip()[:300])
        settle_todo(_waiting_key(old))
        doing.record("need.closed", old, child=old.child_id, kind=old.kind)
    return old


def review_needs(actor: Actor, unit: Unit) -> NeedsReview:
    """Record that the school has gone through what every member needs (STO-7). Who has no need on record has none.

    Raises Refused without members, or while something that a parent told has not been looked at.
    """
    with change(actor, policy.RECORD_NEEDS, unit.place) as doing:
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        children = list(unit.members.current().values_list("child", flat=True))
        if not children:
            raise Refused(_("The unit has no members yet"))
        if Need.objects.proposed().filter(child__in=children).exists():
            raise Refused(_("First look at what parents and carers told you, below"))
        with_needs = Need.objects.confirmed().filter(child__in=children).values("child").distinct().count()
        now = timezone.now()
        _replaced(actor, unit.needs_reviews.standing(), now)
        review = NeedsReview.objects.create(
            unit=unit, reviewed_on=timezone.localdate(now), members=len(children), with_needs=with_needs,
            recorded_at=now, recorded_by_id=actor.person,
        )  # fmt: skip
        doing.record("needs.reviewed", review, unit=unit.pk, members=len(children), with_needs=with_needs)
    return review


def read_needs(actor: Actor, unit: Unit) -> NeedsSeen:
    """Record that a leader has read what members need, as it stands now (STO-8). Raises Refused before a review."""
    with change(actor, policy.READ_NEEDS, unit.place) as doing:
        if actor.person is None:
            raise Refused(_("Only a person can say that they have read this"))
        if not NeedsReview.objects.standing().filter(unit=unit).exists():
            raise Refused(_("The school has not gone through what the children need yet"))
        now = timezone.now()
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        _replaced(actor, unit.needs_seen.standing().filter(person=actor.person), now)
        made = {"recorded_at": now, "recorded_by_id": actor.person}
        seen = NeedsSeen.objects.create(unit=unit, person_id=actor.person, **made)
        doing.record("needs.read", seen, unit=unit.pk)
    return seen


def add_note(actor: Actor, member: Member, text: str) -> NeedsNote:
    """Add to the dialogue between school and leaders about a member's arrangements. Raises Refused without words."""
    with change(actor, policy.NEEDS_TO_KNOW, member.place) as doing:
        if not text.strip():
            raise Refused(_("Write your note"), "text")
        made = {"recorded_at": timezone.now(), "recorded_by_id": actor.person}
        note = NeedsNote.objects.create(member=member, text=text.strip()[:MOST_LETTERS], **made)
        doing.record("needs.noted", note, member=member.pk)
    return note


def _check(said: NeedSaid) -> None:
    if said.kind not in need_kinds():
        raise Refused(_("Choose what kind of need it is"), "kind")
    if not said.to_know.strip():
        raise Refused(_("Enter what leaders need to know and do"), "to_know")


def _write(actor: Actor, child: Child, said: NeedSaid, now: datetime, **values: object) -> Need:
    text = {name: value.strip() for name, value in asdict(said).items()}
    made = {"recorded_at": now, "recorded_by_id": actor.person}
    return Need.objects.create(child=child, **text, **made, **values)


def _take_back(actor: Actor, need: Need, reason: str) -> Need:
    old = Need.objects.select_for_update().select_related("child__school").get(pk=need.pk)
    if old.withdrawn_at is not None:
        raise Conflict(_("Somebody has already changed this. Open the page again"))
    old.withdrawn_at, old.withdrawn_by_id, old.withdrawn_reason = timezone.now(), actor.person, reason
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return old


def _replaced(actor: Actor, rows: QuerySet, now: datetime) -> None:
    # Of each kind one row stands, so that a question about a country reads one row a unit.
    rows.update(withdrawn_at=now, withdrawn_by=actor.person, withdrawn_reason="newer")


def _tell_leaders(child: Child) -> None:
    """Tell the leaders of the child's units that there is something new to read; no child is named."""
    for unit in Unit.objects.live(timezone.localdate()).filter(members__in=child.memberships.current()).distinct():
        people = [leader.person for leader in unit.leaders.today().select_related("person")]
        subject = _("What you need to know about a child in %(unit)s has changed") % {"unit": unit.name}
        link = reverse("units:needs", args=[unit.public_id])
        notify(people, subject, _("Please read it before the next session."), link, place=unit.school)


def _waiting_key(need: Need) -> str:
    return f"need-{need.public_id}"
