"""Who may not be photographed at a session, and why: what its leaders have to know (STO §Checklist, part 2)."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lanyard.consents.models import PaperPermission
from lanyard.engines.consent import CHILD, NOT_KNOWN, Decision, photo_decision
from lanyard.programme.actions.register import members_of
from lanyard.programme.models import Session
from lanyard.units.models import Member

USES = {
    "photo-school": _("for the school"),
    "photo-force": _("for the police force"),
    "photo-press": _("for the press"),
}
OWN = "photo-child"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A child who may not be photographed for one use or more."""

    member: Member
    uses: list
    everything: bool
    why: object


def refusals(session: Session) -> list[Refusal]:
    """Return the children of the session who may not be photographed for some use, by name: two queries.

    No answer is not a yes: a child nobody answered for stands in the list as well.
    """
    answers = _answers(session)
    found = (_refusal(member, answers[member.pk]) for member in members_of(session))
    return [refusal for refusal in found if refusal is not None]


def _answers(session: Session) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = PaperPermission.objects.now().filter(member__unit=session.unit_id, purpose__startswith="photo")
    for member, purpose, answer in rows.values_list("member", "purpose", "answer"):
        found[member][purpose].append(answer)
    return found


def _refusal(member: Member, answers: dict[str, list[str]]) -> Refusal | None:
    own = answers[OWN][0] if answers[OWN] else None
    decided = {use: photo_decision(answers[use], own) for use in USES}
    no = [use for use, decision in decided.items() if not decision.allowed]
    if not no:
        return None
    return Refusal(member, [USES[use] for use in no], len(no) == len(USES), _why(decided[no[0]]))


def _why(decision: Decision) -> object:
    if decision.outcome == NOT_KNOWN:
        return _("The child has not answered") if decision.by == CHILD else _("No parent has answered")
    return _("The child said no") if decision.by == CHILD else _("A parent said no")
