"""Each adult who delivers confirms what they know of a school's safeguarding and safety (STO §Useful checklist)."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.accounts.queries import holders
from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.partnerships import policy
from lanyard.partnerships.actions.shared import person_of, stamp
from lanyard.partnerships.catalogue import briefings, statements
from lanyard.partnerships.models import Briefing, Partnership, SchoolPolicy
from lanyard.partnerships.models.school import BRIEFING_TOPICS, SAFEGUARDING


def confirm_briefing(
    actor: Actor, partnership: Partnership, topic: str, confirmed: Collection[str], *, dsl: Person | None = None
) -> Briefing:
    """Record that the actor confirms every statement of a topic for a school.

    For safeguarding the actor also says who the designated safeguarding lead is, and must be right. Raises
    Refused while a statement is open, the school has not supplied the policy, or the name is wrong.
    """
    with change(actor, policy.CONFIRM_BRIEFING, partnership.place) as doing:
        _check_statements(topic, confirmed)
        seen = _policy_seen(partnership, topic)
        if topic == SAFEGUARDING:
            _check_dsl(partnership, dsl)
        briefing = Briefing.objects.create(
            person_id=person_of(actor),
            school=partnership.school,
            topic=topic,
            confirmed_at=timezone.now(),
            catalogue_version=briefings()[0],
            statements=[{"id": each.id, "wording": each.wording} for each in statements(topic)],
            policy=seen,
            dsl=dsl if topic == SAFEGUARDING else None,
            **stamp(actor),
        )
        doing.record("briefing.confirmed", briefing, topic=topic, policy=seen.pk)
    return briefing


def _check_statements(topic: str, confirmed: Collection[str]) -> None:
    if topic not in dict(BRIEFING_TOPICS):
        raise Refused(_("Choose safeguarding or health and safety"))
    if {each.id for each in statements(topic)} - set(confirmed):
        raise Refused(
            _("Tick every statement. If one is not so yet, ask the school before you deliver there"),
            field="confirmed",
        )


def _policy_seen(partnership: Partnership, topic: str) -> SchoolPolicy:
    newest = SchoolPolicy.objects.standing().filter(school=partnership.school, topic=topic)
    found = newest.order_by("-recorded_at", "-pk").first()
    if found is None:
        raise Refused(_("The school has not supplied this policy yet. Ask its single point of contact to do so"))
    return found


def _check_dsl(partnership: Partnership, dsl: Person | None) -> None:
    if not holders("dsl", partnership.school).exists():
        raise Refused(_("The school has no designated safeguarding lead on record. Do not deliver there yet"))
    if dsl is None or not holders("dsl", partnership.school).filter(pk=dsl.pk).exists():
        raise Refused(
            _("That is not the designated safeguarding lead. Find out who it is, then choose again"), field="dsl"
        )
