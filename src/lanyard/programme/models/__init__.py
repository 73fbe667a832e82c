"""What the programme room keeps: sessions and who is at them, what was settled before, the register, observations."""

from lanyard.programme.models.before import Acknowledgement, BehaviourAgreement, Override, PlanCheck
from lanyard.programme.models.observations import Observation, ObservationReply
from lanyard.programme.models.parents import ForParents
from lanyard.programme.models.plans import SessionPlan, with_plan
from lanyard.programme.models.register import RegisterMark
from lanyard.programme.models.sessions import Session, SessionEvent, SessionLeader, SessionStaff, with_leaders

__all__ = [
    "Acknowledgement",
    "BehaviourAgreement",
    "ForParents",
    "Observation",
    "ObservationReply",
    "Override",
    "PlanCheck",
    "RegisterMark",
    "Session",
    "SessionEvent",
    "SessionLeader",
    "SessionPlan",
    "SessionStaff",
    "with_leaders",
    "with_plan",
]
