"""The pages of partnerships."""

from lanyard.partnerships.views import agreements, partnerships, reviews, schools

__all__ = ["agreements", "partnerships", "reviews", "schools"]
