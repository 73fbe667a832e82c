"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "staff-record.added": _("Recorded vetting, training or a declaration"),
    "staff-record.withdrawn": _("Withdrew a record of vetting, training or a declaration"),
    "officer.profile-set": _("Set who supervises an officer"),
    "officer.viewed": _("Looked at an officer's record"),
    "officers.listed": _("Looked at the list of officers"),
    "officers.exported": _("Downloaded the list of officers"),
    "officers.due-listed": _("Looked at what is due for officers"),
})  # fmt: skip
records({
    "workforce.officer": _("Officer or volunteer"),
    "workforce.staffrecord": _("Record of vetting, training or a declaration"),
})  # fmt: skip
