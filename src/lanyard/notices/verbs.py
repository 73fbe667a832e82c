"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({"notice.read": _("Marked a message as read")})
records({
    "notices.notice": _("Message"),
    "notices.sending": _("Message to somebody without an account"),
    "notices.todo": _("To-do"),
})  # fmt: skip
