"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "session.planned": _("Planned a session"),
    "session.replanned": _("Changed the plan of a session"),
    "session.cancelled": _("Cancelled a session"),
    "session.leaders-named": _("Named who leads a session"),
    "session.staff-named": _("Named the school staff of a session"),
    "session.plan-checked": _("Checked the plan of a session"),
    "session.behaviour-written": _("Wrote a behaviour agreement"),
    "session.behaviour-agreed": _("Agreed to a behaviour agreement"),
    "session.acknowledged": _("Said that they know what a session asks of them"),
    "session.overridden": _("Allowed a session although a requirement does not hold"),
    "session.started": _("Started a session"),
    "session.stopped": _("Stopped a session"),
    "session.resumed": _("Went on with a session"),
    "session.ended": _("Ended a session"),
    "session.staff-arrived": _("Noted that school staff came into the room"),
    "session.staff-left": _("Noted that school staff left the room"),
    "session.register-taken": _("Took the register of a session"),
    "session.register-seen": _("Looked at the register of a session"),
    "session.photo-refusals-seen": _("Looked at who may not be photographed"),
    "session.written-for-parents": _("Wrote what parents and carers read of a session"),
    "observation.recorded": _("Recorded an observation of an officer"),
    "observation.withdrawn": _("Withdrew an observation of an officer"),
    "observation.read": _("Said that they have read the observation of themselves"),
    "observation.seen": _("Looked at the observation of an officer"),
    "observations.seen": _("Looked at the observations of officers"),
    "observations.due-seen": _("Looked at whose observation is due"),
})  # fmt: skip
records({
    "programme.session": _("Session"),
    "programme.sessionplan": _("Plan of a session"),
    "programme.sessionleader": _("Leader of a session"),
    "programme.sessionstaff": _("School staff of a session"),
    "programme.plancheck": _("Check of a session's plan"),
    "programme.behaviouragreement": _("Behaviour agreement"),
    "programme.acknowledgement": _("Somebody's word that they know what a session asks of them"),
    "programme.override": _("Session allowed although a requirement does not hold"),
    "programme.sessionevent": _("Event of a session"),
    "programme.forparents": _("What parents and carers read of a session"),
    "programme.registermark": _("Mark in a register"),
    "programme.observation": _("Observation of an officer"),
})  # fmt: skip
