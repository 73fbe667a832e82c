"""Who may not be photographed at a session, and why: what its leaders have to know (STO §Checklist, part 2)."""

from dataclasses import dataclass

from lanyard.consents.catalogue import purposes
from lanyard.consents.queries import MemberAnswers, photo_answers
from lanyard.consents.wording import reasons_said
from lanyard.programme.models import Session
from lanyard.units.models import Member


@dataclass(frozen=True, slots=True)
class Refusal:
    """A child who may not be photographed for one use or more."""

    member: Member
    uses: list[str]
    everything: bool
    why: str


def refusals(session: Session) -> list[Refusal]:
    """Return the children of the session who may not be photographed for some use, by name: four queries.

    No answer is not a yes: a child nobody answered for stands in the list as well.
    """
    answers = photo_answers(session.unit, day=session.day).values()
    return [_refusal(child) for child in answers if not child.all_photos]


def _refusal(child: MemberAnswers) -> Refusal:
    no = {use: decision for use, decision in child.photos.items() if not decision.allowed}
    titles = [purposes()[use].title for use in no]
    return Refusal(child.member, titles, child.no_photos, reasons_said(next(iter(no.values())).reasons[:1])[0])
