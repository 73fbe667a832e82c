"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "permission.recorded": _("Recorded answers about taking part and photos"),
    "permission.withdrawn": _("Took back an answer that was recorded wrongly"),
    "permission.viewed": _("Looked at a child's permissions"),
    "permissions.listed": _("Looked at the permissions of a unit"),
    "permissions.list-opened": _("Opened the list to enter permissions of a unit"),
})  # fmt: skip
# A kind that was renamed keeps its title: entries of before name it.
records({
    "consents.answer": _("Answer about taking part or photos"),
    "consents.paperpermission": _("Answer on a paper form"),
})  # fmt: skip
