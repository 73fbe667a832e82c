"""What is settled before a session: the plan checked, behaviour agreed, things seen, and overrides."""

from dataclasses import asdict, dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lanyard.accounts.queries import holders
from lanyard.assurance.readiness import Answer, gate
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor, Permission, Reach
from lanyard.notices.actions import notify
from lanyard.programme import policy, state
from lanyard.programme.actions.common import (
    by,
    happened,
    lock,
    must_be,
    must_be_planned,
    needed,
    person_of,
    withdraw,
)
from lanyard.programme.models import Acknowledgement, BehaviourAgreement, Override, PlanCheck, Session
from lanyard.programme.overriding import found_then

# What proves that school staff are with the children. No catalogue can let a session go on without it.
NEVER_OVERRIDDEN = frozenset({"session-staff-named", "session-staff-present"})


def check_plan(
    actor: Actor, session: Session, *, age_appropriate: bool, in_curriculum: bool, note: str = ""
) -> PlanCheck:
    """Record that the actor checked the plan. A no is kept too; it needs a note, and stops the session.

    Raises Conflict when the session has begun, Refused for a no without a note.
    """
    with change(actor, policy.CHECK_PLAN, session.place) as doing:
        session = lock(session)
        must_be_planned(session)
        if not (age_appropriate and in_curriculum):
            note = needed(note, _("Enter what has to change"), "note")
        withdraw(session.plan_checks, actor, "checked again")
        check = PlanCheck.objects.create(
            session=session,
            age_appropriate=age_appropriate,
            in_curriculum=in_curriculum,
            note=note.strip(),
            **by(actor),
        )
        doing.record("session.plan-checked", session, passed=check.passed)
    return check


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How challenging behaviour will be managed: the answers of the short form."""

    signs: str
    first_step: str
    who_steps_in: str
    when_to_stop: str

    def checked(self) -> dict[str, str]:
        """Return the answers by field. Raises Refused for an empty one."""
        asked = {
            "signs": _("Enter what to look out for"),
            "first_step": _("Enter what is done first"),
            "who_steps_in": _("Enter who steps in"),
            "when_to_stop": _("Enter when the session stops"),
        }
        return {name: needed(value, asked[name], name) for name, value in asdict(self).items()}


def agree_behaviour(actor: Actor, session: Session, answers: Behaviour) -> BehaviourAgreement:
    """Write how behaviour is managed. The writer agrees to it by writing; the other side confirms.

    New words take the place of the old ones, and earlier confirmations do not count for them. Raises Refused for
    an empty answer or a writer who is neither leader nor named staff, Conflict when the session has begun.
    """
    with change(actor, policy.AGREE_BEHAVIOUR, session.place) as doing:
        session = lock(session)
        must_be_planned(session)
        words = answers.checked()
        _must_be_at(session, actor)
        withdraw(session.behaviour_agreements, actor, "written again")
        agreement = BehaviourAgreement.objects.create(session=session, **words, **by(actor))
        _acknowledge(actor, session, Acknowledgement.BEHAVIOUR, agreement)
        doing.record("session.behaviour-written", session)
    return agreement


def confirm_behaviour(actor: Actor, session: Session, agreement: BehaviourAgreement) -> Acknowledgement:
    """Agree to the words as they stand. Raises Conflict when they were written again meanwhile."""
    with change(actor, policy.AGREE_BEHAVIOUR, session.place) as doing:
        session = lock(session)
        must_be_planned(session)
        standing = session.behaviour_agreements.standing().first()
        if standing is None or standing.pk != agreement.pk:
            raise Conflict(_("The words have changed since you read them: read them again"))
        _must_be_at(session, actor)
        given = _acknowledge(actor, session, Acknowledgement.BEHAVIOUR, standing)
        doing.record("session.behaviour-agreed", session)
    return given


def _must_be_at(session: Session, actor: Actor) -> None:
    leads = session.leaders.standing().filter(person=actor.person)
    stays = session.staff.standing().filter(person=actor.person)
    if not (leads.exists() or stays.exists()):
        raise Refused(_("Only the session's leaders and the school staff named for it can agree this"))


def acknowledge(actor: Actor, session: Session, topic: str) -> Acknowledgement:
    """Say that the actor, a leader of the session, has seen the risk assessment or the photo refusals.

    Raises Refused for somebody who does not lead it, Conflict when the session is over.
    """
    with change(actor, policy.ACKNOWLEDGE, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        if topic not in (Acknowledgement.RISK, Acknowledgement.PHOTOS):
            raise Refused(_("Choose what you have seen"))
        if not session.leaders.standing().filter(person=actor.person).exists():
            raise Refused(_("Only a leader named for this session can say so"))
        given = _acknowledge(actor, session, topic, None)
        doing.record("session.acknowledged", session, topic=topic)
    return given


def _acknowledge(actor: Actor, session: Session, topic: str, agreement) -> Acknowledgement:
    earlier = session.acknowledgements.filter(person=actor.person, topic=topic)
    withdraw(earlier, actor, "said again")
    return Acknowledgement.objects.create(
        session=session, person_id=person_of(actor), topic=topic, agreement=agreement, **by(actor)
    )


def override(actor: Actor, session: Session, requirement: str, reason: str) -> Override:
    """Let the session go on without one requirement that stops it, where its catalogue entry names the actor's role.

    It holds for as long as the finding stays the same, and is told to the force lead and the force's safeguarding
    lead. Raises Refused when the requirement does not stop the session, may not be overridden or no reason is given,
    Forbidden for a role the catalogue does not name.
    """
    with change(actor, policy.OVERRIDE_GATE, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        answer = _stopping(session, requirement)
        _may_override(actor, session, answer)
        reason = needed(reason, _("Enter why the session may go on without it"), "reason")
        withdraw(session.overrides.filter(requirement=requirement), actor, "decided again")
        wording = str(answer.requirement.wording)
        made = Override.objects.create(
            session=session,
            requirement=requirement,
            wording=wording,
            finding=found_then(answer),
            reason=reason,
            **by(actor),
        )
        happened(session, state.OVERRIDDEN, actor, about=requirement, note=reason)
        _report(actor, session, made)
        doing.record("session.overridden", session, requirement=requirement)
    return made


def _stopping(session: Session, requirement: str) -> Answer:
    verdict = gate("session", Session.objects.filter(pk=session.pk))
    for answer in verdict.stopping if verdict else ():
        if answer.requirement.id == requirement:
            return answer
    raise Refused(_("This does not stop the session"), "requirement")


def _may_override(actor: Actor, session: Session, answer: Answer) -> None:
    roles = answer.requirement.override_roles
    if not roles or answer.requirement.evidence in NEVER_OVERRIDDEN:
        raise Refused(_("Nobody can let a session go on without this"), "requirement")
    named = Permission("programme.override_this", "", dict.fromkeys(roles, Reach.UNDER))
    if not actor.may(named, session.place):
        raise Forbidden(named.id)


def _report(actor: Actor, session: Session, made: Override) -> None:
    force = session.unit.school.force
    if force is None:
        return  # a school without a force has nobody above to tell
    people = {
        person.pk: person for role in ("force-lead", "force-safeguarding-lead") for person in holders(role, force)
    }
    # The reason stays on the session's page: an e-mail is not a place for what may be about a child.
    body = _("%(who)s let “%(session)s” go on without: %(wording)s The reason is on the session’s page.") % {
        "who": actor.name, "session": session.title, "wording": made.wording,
    }  # fmt: skip
    link = reverse("programme:session", args=[session.public_id])
    notify(list(people.values()), _("A check of a session was overridden"), body, link, place=force)
