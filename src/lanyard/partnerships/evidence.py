"""What the records of partnerships prove."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lanyard.assurance.gathering import Row, together
from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.design.saying import language
from lanyard.design.saying import said as _
from lanyard.engines.months import add_months
from lanyard.engines.readiness import NOT_APPLICABLE, NOT_MET, UNKNOWN, Finding, met
from lanyard.partnerships.models.agreements import DPIA, DSA, PROTOCOL, SLA
from lanyard.partnerships.models.partnership import DECLINED, SSP
from lanyard.partnerships.models.school import BEHAVIOUR, BULLYING, HEALTH_AND_SAFETY, POLICY_TOPICS, SAFEGUARDING
from lanyard.partnerships.queries import REVIEW_MONTHS
from lanyard.partnerships.reading import (
    POSTS,
    Facts,
    Force,
    Supplied,
    Terms,
    facts_at,
    policies_at,
    policies_known,
    posts_at,
    posts_held,
    terms_at,
    terms_known,
)

HELD = {role: f"{role}-named" for role in POSTS}
SIGNED = {SLA: "sla-signed", PROTOCOL: "protocol-signed", DSA: "dsa-signed", DPIA: "privacy-assessment"}
SAID = ("sla-responsibilities", "sla-data-duties")
CONTACT, REVIEWED, POLICIES = "named-contact", "partnership-reviewed", "school-policies-supplied"
# A school with an officer of its own supplies what that officer must follow as well (STA §5).
ALWAYS, FOR_SSP = (SAFEGUARDING, HEALTH_AND_SAFETY), (BEHAVIOUR, BULLYING)
NEVER_SIGNED = {
    SLA: gettext_lazy("No service level agreement has been signed"),
    PROTOCOL: gettext_lazy("No protocol has been signed"),
    DSA: gettext_lazy("No data sharing agreement has been signed"),
    DPIA: gettext_lazy("No privacy assessment has been signed"),
}


@evidence(*HELD.values(), *SIGNED.values(), *SAID, CONTACT, REVIEWED, POLICIES, kind="partnership")
def partnership_records(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find what the records say of partnerships (STO-1, STO-21, MPS-1, MPS-2, STA-1, STA-9)."""
    together(subjects, moment, terms_known, posts_held, policies_known)
    facts = facts_at(subjects, moment)
    posts, supplied = posts_at(subjects, moment), policies_at(subjects, moment)
    found = {CONTACT: {each.pk: contact_finding(each) for each in facts}}
    for role, name in HELD.items():
        held = posts[role]
        found[name] = {each.pk: post_finding(each, held.get(each.school, ())) for each in facts}
    found[REVIEWED] = {each.pk: review_finding(each) for each in facts}
    found[POLICIES] = {each.pk: policies_finding(each, supplied) for each in facts}
    return {**found, **_agreed(facts, terms_at(subjects, moment), moment.day)}


def _agreed(facts: Sequence[Facts], terms: Terms, day: date) -> dict[str, dict[int, Finding]]:
    found: dict[str, dict[int, Finding]] = {}
    for kind, name in SIGNED.items():
        mine = terms[kind]
        found[name] = {each.pk: signed_finding(each, kind, mine.get(each.pk, ()), day) for each in facts}
    for name in SAID:
        mine = terms[SLA]
        found[name] = {each.pk: said_finding(each, name, mine.get(each.pk, ()), day) for each in facts}
    return found


def contact_finding(facts: Facts) -> Finding:
    """Say whether the school was offered a named contact and who it is (MPS §1.2)."""
    if facts.status == DECLINED:
        return Finding(NOT_MET, facts.status_on, evidence=_("The school declined a named contact"), link=facts.link)
    if facts.contact is None:
        since = facts.status_on or facts.opened_on
        return Finding(NOT_MET, since, evidence=_("No named contact"), link=facts.link)
    return met(facts.contact_since, _after(facts.contact_until), facts.contact, facts.link)


def post_finding(facts: Facts, held: Sequence[Row]) -> Finding:
    """Say whether somebody holds a post at the school."""
    if not held:
        return Finding(NOT_MET, facts.opened_on, evidence=_("Nobody holds the post"), link=facts.link)
    if len(held) == 1:
        only = held[0]
        return met(only.starts, _after(only.ends), only.name, facts.link)
    until = None if any(row.ends is None for row in held) else max(row.ends for row in held)
    names = ", ".join(sorted(row.name for row in held))
    return met(min(row.starts for row in held), _after(until), names, facts.link)


def signed_finding(facts: Facts, kind: str, terms: Sequence[Force], day: date) -> Finding:
    """Say whether an agreement is signed by both and in force; only a Safer School Partnership needs all."""
    if kind != SLA and facts.status is None:
        return Finding(UNKNOWN, facts.opened_on, evidence=_("No status is recorded"), link=facts.link)
    if kind != SLA and facts.status != SSP:
        return _only_for_ssp(language())
    if not terms:
        return Finding(NOT_MET, facts.opened_on, evidence=_text(NEVER_SIGNED[kind]), link=facts.link)
    last = terms[-1]
    link = ("agreement", last.agreement)
    if last.ends_on < day:
        return Finding(NOT_MET, _after(last.ends_on), evidence=_("Lapsed"), link=link)
    first = next(term for term in terms if term.starts_on <= day <= term.ends_on)
    return met(first.starts_on, _after(last.ends_on), _("Signed by both sides"), link)


# Partnerships share these findings. The words are the language's.
@lru_cache(maxsize=16)
def _only_for_ssp(language: str | None) -> Finding:
    return Finding(NOT_APPLICABLE, evidence=_("Only a Safer School Partnership needs this"))


def said_finding(facts: Facts, name: str, terms: Sequence[Force], day: date) -> Finding:
    """Say whether the service level agreement in force has the clauses that prove it (STO §Working in partnership)."""
    last = next((term for term in reversed(terms) if term.starts_on <= day <= term.ends_on), None)
    if last is None:
        since = _after(max(term.ends_on for term in terms)) if terms else facts.opened_on
        text = _("No service level agreement is in force")
        return Finding(NOT_MET, since, evidence=text, link=facts.link)
    link = ("agreement", last.agreement)
    if name not in last.proves:
        return Finding(NOT_MET, last.starts_on, evidence=_("The agreement in force does not say so"), link=link)
    return met(last.starts_on, _after(last.ends_on), _("The agreement in force says so"), link)


def review_finding(facts: Facts) -> Finding:
    """Say whether police and school have reviewed in the last twelve months; the first is due a year on (STA §9)."""
    if facts.review is not None:
        if facts.next_due is None:
            return Finding(NOT_APPLICABLE, facts.held_on, evidence=_("The last review ended the partnership"))
        return met(facts.held_on, facts.next_due, _("Reviewed by both sides"), ("review", facts.review))
    if facts.first_signed is None:
        return Finding(NOT_APPLICABLE, evidence=_("Nothing has been signed that could be reviewed"))
    due = add_months(facts.first_signed, REVIEW_MONTHS)
    return met(facts.first_signed, due, _("The first review is not due yet"), facts.link)


def policies_finding(facts: Facts, supplied: Supplied) -> Finding:
    """Say whether the school has supplied the policies that those who deliver must have read."""
    needed = ALWAYS + FOR_SSP if facts.status == SSP else ALWAYS
    days = [supplied[topic].get(facts.school) for topic in needed]
    if None in days:
        missing = [_text(dict(POLICY_TOPICS)[topic]) for topic, day in zip(needed, days, strict=True) if day is None]
        text = _("Not supplied: %(policies)s") % {"policies": ", ".join(missing)}
        return Finding(NOT_MET, facts.opened_on, evidence=text, link=facts.link)
    return met(max(day for day in days if day), None, _("All supplied"), facts.link)


_A_DAY = timedelta(days=1)


def _after(day: date | None) -> date | None:
    return day + _A_DAY if day else None


def _text(words: str | Promise) -> str:
    return str(words)
