"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "invitation.made": _("Invited somebody to a post"),
    "invitation.sent-again": _("Sent an invitation again"),
    "invitation.cancelled": _("Cancelled an invitation"),
    "invitation.accepted": _("Accepted an invitation"),
    "post.given": _("Gave somebody a post"),
    "post.ended": _("Ended somebody's post"),
    "posts.listed": _("Looked at who holds which post"),
    "person.shown": _("Looked at somebody's posts"),
    "person.closed": _("Closed somebody's account"),
    "person.opened": _("Opened somebody's account again"),
    "person.second-factor-reset": _("Removed somebody's lost second factor"),
    "person.second-factor-added": _("Set up their own second factor"),
    "person.second-factor-removed": _("Removed their own second factor"),
    "person.password-changed": _("Changed their own password"),
    "person.address-asked": _("Asked to change their own email address"),
    "person.address-kept": _("Took back the change of their own email address"),
    "person.address-changed": _("Changed their own email address"),
    "ledger.read": _("Read the ledger"),
})  # fmt: skip
records({
    "accounts.person": _("Person"),
    "accounts.post": _("Post"),
    "accounts.invitation": _("Invitation"),
    "accounts.addresschange": _("Change of an email address"),
    "accounts.signin": _("Sign-in"),
})  # fmt: skip
