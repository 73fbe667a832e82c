"""The words for verdicts and statuses, with the shape or colour that repeats them: one place for the whole service."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lanyard.engines.readiness import NO_RECORD, NOT_KNOWN, NOT_READY, READY, WITH_ACTIONS


@dataclass(frozen=True, slots=True)
class VerdictLook:
    """How a verdict appears: the name of its style, which is also its shape, and its words."""

    style: str
    word: Any


VERDICTS = {
    READY: VerdictLook("ready", _("Safe to operate")),
    WITH_ACTIONS: VerdictLook("actions", _("Safe, with things to do")),
    NOT_READY: VerdictLook("stop", _("Not safe: stop")),
    NOT_KNOWN: VerdictLook("unknown", _("Unknown, so stop")),
}

# The engines translate nothing. What they say themselves is said in the reader's language where it is shown.
ENGINE_SAYS = {NO_RECORD.evidence: _("No record")}

# status -> (colour of its tag, its word)
STATUSES = {
    "met": ("green", _("Met")),
    "not met": ("red", _("Not met")),
    "expiring": ("yellow", _("Expiring soon")),
    "unknown": ("grey", _("Not known")),
    "not applicable": ("grey", _("Does not apply")),
    "stop": ("red", _("Stop")),
    "fix by": ("yellow", _("Fix by a date")),
    "advise": ("blue", _("Advice")),
    "current": ("green", _("Current")),
    "active": ("green", _("Active")),
    "open": ("blue", _("Open")),
    "planned": ("blue", _("Planned")),
    "started": ("green", _("Started")),
    "in progress": ("blue", _("In progress")),
    "running": ("green", _("Running")),
    "done": ("green", _("Done")),
    "signed": ("green", _("Signed")),
    "agreed": ("green", _("Agreed")),
    "yes": ("green", _("Yes")),
    "no": ("red", _("No")),
    "partly": ("yellow", _("Partly")),
    "not sure": ("yellow", _("Not sure")),
    "not seen": ("grey", _("Not seen this time")),
    "present": ("green", _("Present")),
    "absent": ("grey", _("Absent")),
    "draft": ("grey", _("Draft")),
    "sent": ("blue", _("Sent")),
    "waiting": ("yellow", _("Waiting")),
    "due": ("yellow", _("Due")),
    "due soon": ("yellow", _("Due soon")),
    "overdue": ("red", _("Overdue")),
    "expired": ("red", _("Expired")),
    "lapsed": ("red", _("Lapsed")),
    "stopped": ("red", _("Stopped")),
    "declined": ("red", _("Declined")),
    "withdrawn": ("grey", _("Withdrawn")),
    "cancelled": ("grey", _("Cancelled")),
    "ended": ("grey", _("Ended")),
    "closed": ("grey", _("Closed")),
}
COLOURS = frozenset({"green", "yellow", "red", "grey", "blue"})


def status_look(status: Any, colour: str = "") -> tuple[str, Any]:
    """Return (colour, word) of a status. A word of the caller's own stands as it is, in grey or the given colour."""
    key = str(status).strip()
    known_colour, word = STATUSES.get(key.lower().replace("-", " ").replace("_", " "), ("grey", None))
    chosen = colour if colour in COLOURS else known_colour
    return chosen, word if word is not None else key[:1].upper() + key[1:]


def in_words(evidence: Any) -> Any:
    """Return what the records say of a requirement as a page shows it: the engine's own words in ours."""
    return ENGINE_SAYS.get(evidence, evidence)


def moment(at: datetime) -> str:
    """Write a moment as the GOV.UK style has it: 3 March 2026, 2:30pm."""
    at = timezone.localtime(at) if timezone.is_aware(at) else at
    return f"{date_format(at)}, {clock(at)}"


def clock(at: time | datetime) -> str:
    """Write a time of day as the GOV.UK style has it: 2pm, 2:30pm, midday. A moment is read in local time."""
    if isinstance(at, datetime) and timezone.is_aware(at):
        at = timezone.localtime(at)
    if (at.hour, at.minute) == (12, 0):
        return gettext("midday")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{gettext('am') if at.hour < 12 else gettext('pm')}"
