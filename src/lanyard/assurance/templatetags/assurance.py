"""Template tags of assurance."""

from django import template

from lanyard.assurance.queries import role_title
from lanyard.assurance.readiness import Answer

register = template.Library()


@register.simple_tag
def responsible(answer: Answer) -> str:
    """Say which post must make a requirement hold; for a leader's own, the leader by name."""
    if answer.requirement.who == "leader" and answer.finding.about:
        return answer.finding.about
    return role_title(answer.requirement.who)
