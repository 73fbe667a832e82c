"""Writing what parents and carers read of a session."""

import re

from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.programme import policy
from lanyard.programme.actions.common import by, lock, withdraw
from lanyard.programme.models import ForParents, Session

MOST = 1000


def write_for_parents(actor: Actor, session: Session, words: dict[str, str]) -> list[ForParents]:
    """Write what to bring ("bring") and what was done ("done"); empty words take away what was written.

    Raises Refused where a child of the unit is named: the parents of all the others read it.
    """
    with change(actor, policy.PLAN_SESSION, session.place) as doing:
        session = lock(session)
        written = []
        for part in (ForParents.BRING, ForParents.DONE):
            text = words.get(part, "").strip()
            _check(session, text, part)
            withdraw(ForParents.objects.filter(session=session, part=part), actor, "written again")
            if text:
                written.append(ForParents.objects.create(session=session, part=part, words=text, **by(actor)))
        doing.record("session.written-for-parents", session, parts=[row.part for row in written])
    return written


def _check(session: Session, text: str, part: str) -> None:
    if len(text) > MOST:
        raise Refused(_("Write at most %(most)s characters") % {"most": MOST}, part)
    named = named_in(text, session)
    if named:
        raise Refused(
            _("Take out the name %(name)s: the parents of the other children read this") % {"name": named}, part
        )


def named_in(text: str, session: Session) -> str:
    """Return the first name of a child of the unit that stands in a text, as a word of its own; else nothing."""
    said = set(re.findall(r"\w+", text))
    given = session.unit.members.values_list("child__given_name", "child__family_name")
    # As it is written: "will" and "may" are words, Will and May are names. A lone letter is no name.
    names = (name for pair in given for whole in pair for name in re.findall(r"\w{2,}", whole))
    return next((name for name in names if name in said), "")
