"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "partnership.opened": _("Opened a partnership with a school"),
    "partnership.opened-already": _("Opened a partnership that was open already"),
    "partnership.status-recorded": _("Recorded the status of a partnership"),
    "partnership.contact-named": _("Named a school's contact"),
    "partnership.contact-ended": _("Ended the naming of a school's contact"),
    "partnership.contact-seen": _("Looked at who is a school's named contact"),
    "partnership.refusal-told": _("Told those who must know that a school declined"),
    "partnership.refusal-read": _("Said that they know of a school's refusal"),
    "partnership.closed": _("Closed a partnership"),
    "agreement.drafted": _("Began an agreement"),
    "agreement.answered": _("Answered the questions of an agreement"),
    "agreement.discarded": _("Discarded a draft agreement"),
    "agreement.issued": _("Issued an agreement for signing"),
    "agreement.signed": _("Signed an agreement"),
    "agreement.paper-signature": _("Recorded a signature on paper"),
    "agreement.in-force": _("Brought an agreement into force"),
    "agreement.extended": _("Extended an agreement"),
    "agreement.superseded": _("Replaced an agreement by a newer one"),
    "agreement.seen": _("Looked at an agreement, whose words name people"),
    "agreement.ended": _("Ended an agreement"),
    "review.recorded": _("Recorded the review of a partnership"),
    "review.confirmed": _("Confirmed the review of a partnership"),
    "review.completed": _("Completed the review of a partnership"),
    "policy.supplied": _("Supplied a school's policy"),
    "policy.withdrawn": _("Withdrew a school's policy"),
    "briefing.confirmed": _("Confirmed a briefing at a school"),
    "briefings.listed": _("Looked at who has been briefed at a school"),
})  # fmt: skip
records({
    "partnerships.partnership": _("Partnership"),
    "partnerships.statusrecord": _("Status of a partnership"),
    "partnerships.told": _("Somebody told of a refusal"),
    "partnerships.namedcontact": _("School's named contact"),
    "partnerships.agreement": _("Agreement"),
    "partnerships.signature": _("Signature"),
    "partnerships.term": _("Period in which an agreement is in force"),
    "partnerships.review": _("Review of a partnership"),
    "partnerships.reviewconfirmation": _("Confirmation of a review"),
    "partnerships.schoolpolicy": _("School's policy"),
    "partnerships.briefing": _("Briefing at a school"),
})  # fmt: skip
