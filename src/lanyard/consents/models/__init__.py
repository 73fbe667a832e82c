"""What parents, carers and children were asked, and what they answered."""

from lanyard.consents.models.answers import Answer, in_force
from lanyard.consents.models.copies import ConsentCopy
from lanyard.consents.models.requests import Asked, ConsentRequest, Link, ParentsTold

__all__ = ["Answer", "Asked", "ConsentCopy", "ConsentRequest", "Link", "ParentsTold", "in_force"]
