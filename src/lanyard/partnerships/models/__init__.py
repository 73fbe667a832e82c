"""What police and school agree with each other, and what proves it."""

from lanyard.partnerships.models.agreements import Agreement, Signature, Term
from lanyard.partnerships.models.partnership import NamedContact, Partnership, StatusRecord, Told
from lanyard.partnerships.models.reviews import Review, ReviewConfirmation
from lanyard.partnerships.models.school import Briefing, SchoolPolicy

__all__ = [
    "Agreement",
    "Briefing",
    "NamedContact",
    "Partnership",
    "Review",
    "ReviewConfirmation",
    "SchoolPolicy",
    "Signature",
    "StatusRecord",
    "Term",
    "Told",
]
