"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "consents.copied": _("Took the force's copy of a unit's answers"),
    "consents.copy-viewed": _("Looked at a unit's answers to copy them"),
    "permission.recorded": _("Recorded answers about taking part and photos"),
    "permission.withdrawn": _("Took back an answer that was recorded wrongly"),
    "permission.viewed": _("Looked at a child's permissions"),
    "permissions.listed": _("Looked at the permissions of a unit"),
    "permissions.list-opened": _("Opened the list to enter permissions of a unit"),
    "request.prepared": _("Prepared to ask parents and carers"),
    "request.sent": _("Asked parents and carers for answers"),
    "request.sent-again": _("Sent a parent or carer a new link"),
    "request.reminded": _("Reminded a parent or carer"),
    "request.stopped": _("Stopped asking a parent or carer"),
    "request.overdue": _("Told the school which answers are missing"),
    "request.viewed": _("Looked at who has answered"),
    "link.confirmed": _("A parent or carer confirmed a detail at their link"),
    "link.wrong-detail": _("A wrong detail was given at a parent's link"),
    "link.stopped": _("A parent's links were stopped after too many wrong details"),
    "link.made-to-try": _("Made a parent's link to try it in the demonstration"),
    "link.sent-afresh": _("A parent or carer asked for a new link"),
    "link.not-sent-again": _("Somebody asked for a new link again too soon"),
    "answers.given-by-link": _("A parent or carer answered by link"),
    "answers.taken-back-by-link": _("A parent or carer said no to everything by link"),
    "answers.seen-by-link": _("A parent or carer looked at their page"),
    "parents.told": _("Told parents and carers that there is news"),
})  # fmt: skip
# A kind that was renamed keeps its title: entries of before name it.
records({
    "consents.consentcopy": _("Force's copy of a unit's answers"),
    "consents.answer": _("Answer about taking part or photos"),
    "consents.consentrequest": _("Asking parents and carers"),
    "consents.asked": _("A parent or carer who was asked"),
    "consents.link": _("A parent's link"),
    "consents.parentstold": _("News for parents and carers"),
    "consents.paperpermission": _("Answer on a paper form"),
})  # fmt: skip
