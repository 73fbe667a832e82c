"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "terms.set": _("Set the terms of a school year"),
    "day.closed": _("Entered a day on which a school is closed"),
    "day.opened": _("Took back a day on which a school was closed"),
})  # fmt: skip
records({"calendar_room.term": _("Term"), "calendar_room.closedday": _("Closed day")})
