"""Ways to get a partnership to where a test begins, through the same actions that people use."""

from datetime import date

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.partnerships import wording
from lanyard.partnerships.actions import agreements, signing
from lanyard.partnerships.actions.policies import supply_policy
from lanyard.partnerships.actions.status import open_partnership, record_status
from lanyard.partnerships.evidence import partnership_records
from lanyard.partnerships.models import Agreement, Partnership
from lanyard.partnerships.models.agreements import FORCE, SCHOOL
from lanyard.partnerships.models.partnership import NAMED_OFFICER
from lanyard.partnerships.queries import now
from tests.cast import Tenant

TODAY = date(2026, 11, 23)


def accepted(tenant: Tenant, status: str = NAMED_OFFICER, on: date = TODAY) -> Partnership:
    """Return the partnership of a school that has accepted the PCSO as its named contact."""
    actor = tenant.actor("central-team")
    partnership = open_partnership(actor, tenant.school)
    record_status(actor, partnership, status, on, contact=tenant.people["pcso"])
    return partnership


def full_answers(kind: str) -> dict[str, str]:
    """Return an answer to every question of the newest template of a kind."""
    found = {}
    for choice in wording.current(kind, TODAY).choices:
        if choice.options:
            found[choice.id] = choice.default or choice.options[0][0]
        else:
            found[choice.id] = choice.default or ("20" if choice.number else "As agreed")
    return found


def issued(tenant: Tenant, partnership: Partnership, kind: str = "sla") -> Agreement:
    """Return an agreement that waits for both signatures."""
    actor = tenant.actor("central-team")
    draft = agreements.draft(actor, partnership, kind)
    agreements.save_answers(actor, draft, full_answers(kind))
    return agreements.issue(actor, draft)


def signed(tenant: Tenant, partnership: Partnership, kind: str = "sla") -> Agreement:
    """Return an agreement that both sides have signed."""
    made = issued(tenant, partnership, kind)
    signing.sign(tenant.actor("head-teacher"), made, SCHOOL, made.wording_hash)
    signing.sign(tenant.actor("force-lead"), made, FORCE, made.wording_hash)
    made.refresh_from_db()
    return made


def supplied(tenant: Tenant, topic: str = "safeguarding", version: str = "1"):
    """Return a policy that the school has just supplied."""
    actor = tenant.actor("spoc")
    return supply_policy(actor, tenant.school, topic, version, TODAY, web_address="https://school.example.org/p")


def found(partnership: Partnership, moment: Moment | None = None) -> dict:
    """Return the findings about one partnership, by the name of the evidence."""
    subjects = SubjectSet("partnership", Partnership.objects.filter(pk=partnership.pk))
    records = partnership_records(subjects, moment or now())
    return {name: rows[partnership.pk] for name, rows in records.items()}
