"""What parents, carers and children answered."""

from lanyard.consents.models.answers import Answer, in_force

__all__ = ["Answer", "in_force"]
