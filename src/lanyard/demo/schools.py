"""What force and school agree in the demonstration."""

from datetime import timedelta

from django.utils import timezone

from lanyard.demo.people import Staff
from lanyard.organisations.models import Organisation
from lanyard.partnerships.actions.agreements import draft, issue, save_answers, template_of
from lanyard.partnerships.actions.briefings import confirm_briefing
from lanyard.partnerships.actions.policies import supply_policy
from lanyard.partnerships.actions.signing import sign
from lanyard.partnerships.actions.status import open_partnership, record_status
from lanyard.partnerships.catalogue import statements
from lanyard.partnerships.models import Partnership
from lanyard.units.models import Unit

TOPICS = ("safeguarding", "health-and-safety", "behaviour", "bullying")


def offer(staff: Staff, school: Organisation, status: str | None, contact: str) -> Partnership:
    """Offer the school a named contact; with a status, the school has accepted."""
    team, today = staff.actor("central-team"), timezone.localdate()
    partnership = open_partnership(team, school)
    if status:
        record_status(team, partnership, status, today, contact=staff.force[contact])
    return partnership


def decline(staff: Staff, school: Organisation) -> None:
    """The school declines; the area's lead and the central team are told."""
    partnership = Partnership.objects.get(school=school)
    record_status(
        staff.actor("central-team"), partnership, "declined", timezone.localdate(),
        reason="The governors would like to see how another school gets on first.",
        refused_by=staff.school[school.pk]["head-teacher"].name, refused_by_role="Head teacher",
    )  # fmt: skip


def become_partner(staff: Staff, school: Organisation, status: str, contact: str) -> Partnership:
    """The school accepts, the service level agreement is signed by both, and the policies are supplied."""
    partnership = offer(staff, school, status, contact)
    agree(staff, school, "sla")
    for topic in TOPICS:
        supply_policy(
            staff.at(school, "spoc"), school, topic, "2026", timezone.localdate() - timedelta(days=60),
            web_address=f"https://school.example.org/policies/{topic}",
        )  # fmt: skip
    return partnership


def agree(staff: Staff, school: Organisation, kind: str, *, sign_school: bool = True) -> None:
    """Draft, issue and sign an agreement; the school's signature can be left waiting."""
    partnership = Partnership.objects.get(school=school)
    team = staff.actor("central-team")
    agreement = draft(team, partnership, kind)
    agreement = save_answers(team, agreement, _answers(agreement))
    agreement = issue(team, agreement)
    template = template_of(agreement)
    sign(staff.actor("force-lead"), agreement, "force", agreement.wording_hash)
    if sign_school and "school" in template.signed_by:
        sign(staff.at(school, "head-teacher"), agreement, "school", agreement.wording_hash)


def _answers(agreement) -> dict[str, str]:
    return {choice.id: agreement.answers.get(choice.id) or _first(choice) for choice in template_of(agreement).choices}


def _first(choice) -> str:
    if choice.options:
        return choice.options[0][0]
    if choice.number:
        return str(max(choice.number[0], min(12, choice.number[1])))
    return "As agreed between the head teacher and the force lead, in writing, each September."


def brief(staff: Staff, unit: Unit, leader: str) -> None:
    """The leader confirms what they know about the school's safeguarding and health and safety."""
    dsl = staff.school[unit.school_id]["dsl"]
    for topic in ("safeguarding", "health-and-safety"):
        confirmed = [statement.id for statement in statements(topic)]
        confirm_briefing(
            staff.actor(leader), unit.partnership, topic, confirmed, dsl=dsl if topic == "safeguarding" else None
        )
