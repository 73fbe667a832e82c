"""Template tags of assurance."""

from django import template
from django.template import Context
from django.urls import reverse

from lanyard.assurance import queries
from lanyard.assurance.catalogue import Requirement
from lanyard.assurance.forms import KIND_WORDS
from lanyard.assurance.queries import role_title
from lanyard.assurance.readiness import Answer, SubjectVerdict
from lanyard.assurance.registers import kind_of, kinds
from lanyard.design.links import href

register = template.Library()


@register.simple_tag
def responsible(answer: Answer) -> str:
    """Say which post must make a requirement hold; for a leader's own, the leader by name."""
    if answer.requirement.who == "leader" and answer.finding.about:
        return answer.finding.about
    return role_title(answer.requirement.who)


@register.filter
def how_it_matters(item: Requirement) -> str:
    """Say what follows where a requirement does not hold."""
    return queries.how_it_matters(item)


@register.filter
def asked_of(item: Requirement) -> str:
    """Say of what a requirement is asked."""
    return str(dict(KIND_WORDS)[item.kind])


@register.simple_tag(takes_context=True)
def where_to_act(context: Context, found: SubjectVerdict, answer: Answer) -> str:
    """Return the address where the requirement can be made to hold: the record's page, or where to give one's word.

    Empty where that is the page itself: a link to where one is leads nowhere.
    """
    where = _where(found, answer)
    return "" if where == context["request"].path else where


def _where(found: SubjectVerdict, answer: Answer) -> str:
    if answer.requirement.attesting:
        return reverse("assurance:confirm", args=[found.kind, found.row.public_id, answer.requirement.id])
    link = answer.finding.link
    if link and link[0] in kinds():
        return kind_of(link[0]).page(link[1])
    return href(link)
