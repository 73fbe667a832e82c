"""What a force requires beyond the nation: it may add and tighten, never relax, and history keeps the old rules."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.assurance.actions import add_local_requirement, attest, end_local_requirement
from lanyard.assurance.catalogue import newest
from lanyard.assurance.local import must_not_relax
from lanyard.assurance.models import LocalRequirement
from lanyard.audit.models import Entry
from lanyard.engines.readiness import FIX_BY, SEVERITIES, STOP
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from tests.cast import Tenant
from tests.cast_ready import NOW, judged, ready_unit, statuses
from tests.together import together

NATIONAL = newest().requirements
BY_WORD = [r for r in NATIONAL if r.attesting]
OWN = {
    "title": "First aid kit", "wording": "A first aid kit is at hand.", "subject_kind": "unit", "severity": "stop",
    "who": "programme-teacher", "by": ["programme-teacher"], "months": 6, "fix_days": 28, "warn_days": 28,
    "reason": "Force order 12",
}  # fmt: skip


def own(tenant: Tenant, role: str = "force-lead", **values) -> LocalRequirement:
    """Add a requirement of the tenant's own."""
    return add_local_requirement(tenant.actor(role), tenant.force, {**OWN, **values})


def as_strict(national) -> dict:
    """Return the values that say the same as a national requirement."""
    months = national.attesting.months if national.attesting else None
    return {
        "severity": national.severity,
        "months": months,
        "fix_days": national.fix_days,
        "warn_days": national.warn_days,
    }


def tighten(tenant: Tenant, id: str, role: str = "force-lead", **values) -> LocalRequirement:
    """Make a national requirement stricter in the tenant's force."""
    given = {**as_strict(newest().get(id)), "tightens": id, "reason": "Force order 13", **values}
    return add_local_requirement(tenant.actor(role), tenant.force, given)


@st.composite
def stricter(draw, national):
    """Draw values that are as strict as a national requirement or stricter in every field."""
    severity = draw(st.sampled_from(SEVERITIES[SEVERITIES.index(national.severity) :]))
    most = national.attesting.months if national.attesting else 60
    days = national.fix_days if severity == national.severity == FIX_BY else 365
    return {
        "severity": severity,
        "months": draw(st.none() | st.integers(1, most)),
        "fix_days": draw(st.integers(0, days)),
        "warn_days": draw(st.integers(national.warn_days, 400)),
    }


@pytest.mark.capability("NEV-18")
@given(data=st.data(), national=st.sampled_from(NATIONAL))
def test_it_never_refuses_what_is_as_strict_or_stricter(data, national):
    must_not_relax(national, **data.draw(stricter(national)))


MILDER = {
    "severity": lambda r, v: v | {"severity": SEVERITIES[SEVERITIES.index(r.severity) - 1]},
    "months": lambda r, v: v | {"months": r.attesting.months + 1},
    "fix_days": lambda r, v: v | {"severity": FIX_BY, "fix_days": r.fix_days + 1},
    "warn_days": lambda r, v: v | {"warn_days": r.warn_days - 1},
}
CAN_BE_MILDER = {
    "severity": [r for r in NATIONAL if r.severity != SEVERITIES[0]],
    "months": BY_WORD,
    "fix_days": [r for r in NATIONAL if r.severity == FIX_BY],
    "warn_days": NATIONAL,
}


@pytest.mark.capability("NEV-18")
@pytest.mark.parametrize("field", sorted(MILDER))
@given(data=st.data())
def test_it_refuses_a_milder_value_in_any_field_however_strict_the_others_are(data, field):
    national = data.draw(st.sampled_from(CAN_BE_MILDER[field]))
    values = MILDER[field](national, data.draw(stricter(national)))
    with pytest.raises(Refused) as refused:
        must_not_relax(national, **values)
    assert refused.value.field == field


@pytest.mark.parametrize("field", sorted(MILDER))
def test_the_action_itself_refuses_what_is_milder_and_writes_nothing(northshire, field):
    national = next(r for r in CAN_BE_MILDER[field] if r.severity == FIX_BY and r.attesting)
    with pytest.raises(Refused) as refused:
        tighten(northshire, national.id, **MILDER[field](national, as_strict(national)))
    assert refused.value.field == field
    assert not LocalRequirement.objects.exists()


STRICTER = {
    "months": lambda r: {"months": r.attesting.months - 1},
    "severity": lambda r: {"severity": STOP},
    "fix_days": lambda r: {"fix_days": r.fix_days - 1},
    "warn_days": lambda r: {"warn_days": r.warn_days + 1},
}


@pytest.mark.capability("NEV-18")
@pytest.mark.parametrize("national", NATIONAL, ids=lambda r: r.id)
def test_it_refuses_beside_the_months_what_says_the_same_as_the_nation(northshire, national):
    with pytest.raises(Refused, match="changes nothing") as refused:
        tighten(northshire, national.id)
    assert refused.value.field == "months"
    assert not LocalRequirement.objects.exists()


@pytest.mark.parametrize("field", sorted(STRICTER))
def test_one_stricter_value_is_enough(northshire, field):
    national = next(r for r in BY_WORD if r.severity == FIX_BY)
    assert tighten(northshire, national.id, **STRICTER[field](national)).tightens == national.id


def test_days_to_put_it_right_change_nothing_where_it_stops_at_once(northshire):
    national = next(r for r in NATIONAL if r.severity == STOP)
    with pytest.raises(Refused, match="changes nothing"):
        tighten(northshire, national.id, fix_days=national.fix_days - 1)


@pytest.mark.parametrize(("id", "counted"), [("OFF-VETTING", 36), ("OFF-OBSERVED", 12)])
def test_it_refuses_months_that_are_no_fewer_than_the_records_count_for(northshire, id, counted):
    for months in (counted, counted + 1):
        with pytest.raises(Refused, match=f"{counted} months already") as refused:
            tighten(northshire, id, months=months)
        assert refused.value.field == "months"
    assert tighten(northshire, id, months=counted - 1).months == counted - 1


@pytest.mark.parametrize("national", NATIONAL, ids=lambda r: r.id)
def test_each_national_requirement_can_be_tightened_again_after_it_ended(northshire, national):
    """Codes are never used twice, however long the id is."""
    codes = set()
    for _ in range(3):
        made = tighten(northshire, national.id, severity=STOP, warn_days=national.warn_days + 1)
        codes.add(made.code)
        end_local_requirement(northshire.actor("force-lead"), made, "Reviewed")
    assert len(codes) == 3


@pytest.mark.capability("NEV-18")
def test_an_own_requirement_stops_the_forces_units_until_somebody_gives_their_word(unit, northshire):
    made = own(northshire)
    found = judged(unit)
    assert (found.verdict, [a.requirement.id for a in found.stopping]) == ("unknown", [made.code])
    assert "Force order 12" in found.stopping[0].requirement.source
    attest(northshire.actor("programme-teacher"), found.stopping[0].requirement, found.row, holds=True)
    assert judged(unit).safe


@pytest.mark.capability("NEV-18")
def test_it_is_asked_of_the_forces_own_units_alone(unit, northshire, southshire):
    other = ready_unit(southshire)
    own(northshire)
    tighten(northshire, "UNT-CONSENT-COPIES", severity=STOP, months=1)
    assert not judged(unit).safe
    assert judged(other).safe


@pytest.mark.capability("NEV-18")
def test_past_moments_keep_the_rules_of_their_time(unit, northshire, clock):
    clock.shift(timedelta(days=1))
    made = own(northshire)
    clock.shift(timedelta(days=1))
    end_local_requirement(northshire.actor("force-lead"), made, "The force order was withdrawn")
    clock.shift(timedelta(days=1))
    asked = [made.code in statuses(unit, NOW + timedelta(hours=hours)) for hours in (1, 30, 60)]
    assert asked == [False, True, False]


def test_shorter_months_end_a_word_sooner_than_the_nation_would(unit, northshire):
    assert statuses(unit)["UNT-CONSENT-COPIES"] == "met"
    tighten(northshire, "UNT-CONSENT-COPIES", severity=STOP, months=2)
    assert statuses(unit)["UNT-CONSENT-COPIES"] == "not met"
    assert judged(unit).verdict == "not ready"


def test_records_count_as_long_as_the_nation_lets_them_where_the_force_names_no_months(unit, northshire, clock):
    clock.move_to(NOW.replace(month=12))
    tighten(northshire, "PTN-CONTACT", severity=STOP, months=None)
    northshire.people["pcso"].posts.update(starts_on=NOW.date() - timedelta(days=3000))
    assert statuses(unit)["PTN-CONTACT"] == "met"


def test_a_requirement_is_tightened_once_at_a_time(northshire):
    tighten(northshire, "UNT-RISKS", months=2)
    with pytest.raises(Conflict) as conflict:
        tighten(northshire, "UNT-RISKS", months=1)
    assert conflict.value.field == "tightens"


def test_only_what_the_nation_has_can_be_tightened(northshire):
    with pytest.raises(Refused) as refused:
        add_local_requirement(
            northshire.actor("force-lead"), northshire.force, {**as_strict(NATIONAL[0]), "tightens": "XXX-NONE"}
        )
    assert refused.value.field == "tightens"


@pytest.mark.parametrize("role", ["pcso", "sergeant", "area-lead", "dro", "head-teacher"])
def test_nobody_else_in_the_force_changes_what_it_requires(northshire, role):
    with pytest.raises(Forbidden):
        own(northshire, role)


def test_no_force_changes_what_another_requires(northshire, southshire):
    made = own(northshire)
    with pytest.raises(Forbidden):
        add_local_requirement(southshire.actor("force-lead"), northshire.force, dict(OWN))
    with pytest.raises(Forbidden):
        end_local_requirement(southshire.actor("force-lead"), made, "Not ours")
    assert LocalRequirement.objects.standing().count() == 1


def test_it_ends_once_with_a_reason_and_says_so_in_the_ledger(northshire):
    made, lead = own(northshire), northshire.actor("force-lead")
    with pytest.raises(Refused) as refused:
        end_local_requirement(lead, made, "  ")
    assert refused.value.field == "reason"
    end_local_requirement(lead, made, "Reviewed")
    with pytest.raises(Conflict):
        end_local_requirement(lead, made, "Reviewed")
    verbs = Entry.objects.filter(verb__startswith="assurance.local").values_list("verb", flat=True)
    assert list(verbs.order_by("number")) == [
        "assurance.local_requirement_added",
        "assurance.local_requirement_ended",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_tighten_the_same_at_once_one_is_told(northshire):
    roles = ("force-lead", "central-team")
    found = together(*[lambda role=role: tighten(northshire, "UNT-RISKS", role, months=1) for role in roles])
    assert sum(isinstance(outcome, Conflict) for outcome in found) == 1
    assert LocalRequirement.objects.count() == 1


def test_an_own_requirement_can_be_about_every_kind_of_subject(unit, northshire):
    for kind in ("force", "partnership", "officer", "unit"):
        made = own(northshire, subject_kind=kind, title=f"About the {kind}")
        assert statuses(unit)[made.code] == "unknown"


def test_the_day_a_word_runs_out_is_warned_of_as_early_as_the_force_says(unit, northshire, clock):
    item = newest().get("UNT-RISKS")
    clock.move_to(NOW.replace(day=25))
    assert statuses(unit)["UNT-RISKS"] == "met"
    tighten(northshire, "UNT-RISKS", warn_days=item.warn_days + 30)
    assert statuses(unit)["UNT-RISKS"] == "expiring"


def test_a_local_requirement_is_told_from_the_national_one_it_tightens(unit, northshire):
    tighten(northshire, "UNT-RISKS", months=3)
    answer = next(a for a in judged(unit).cells if a.requirement.id == "UNT-RISKS")
    national = newest().get("UNT-RISKS")
    assert (answer.requirement.tightens, answer.requirement.max_months) == ("UNT-RISKS", 3)
    assert national.source in answer.requirement.source
