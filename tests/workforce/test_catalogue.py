"""The catalogues: every entry has its source and its day; months are counted as people count them."""

from datetime import date

import pytest

from lanyard.accounts.roles import leader_roles
from lanyard.workforce.catalogue import leader_kinds, record_kinds, vetting_levels
from lanyard.workforce.deciding import EVIDENCE


@pytest.mark.capability("STO-14")
def test_it_has_a_source_and_a_day_checked_for_every_entry():
    for entry in [*record_kinds().values(), *leader_kinds().values()]:
        assert entry.source
        assert entry.last_checked >= date(2026, 11, 1)


def test_it_says_why_each_period_is_as_long_as_it_is():
    for kind in record_kinds().values():
        assert bool(kind.months) is bool(kind.months_source), kind.id


@pytest.mark.capability("STO-14")
def test_it_refreshes_vetting_every_three_years():
    assert record_kinds()["vetting"].months == 36


@pytest.mark.capability("NEV-24")
def test_it_knows_every_kind_of_leader_and_the_teacher():
    assert set(leader_kinds()) == {*leader_roles(), "programme-teacher"}
    for kind in leader_kinds().values():
        assert set(kind.vetting) <= set(vetting_levels())
        assert kind.vetting
        assert set(kind.training) <= set(record_kinds())
        assert kind.minimum_age >= 18


def test_it_asks_readiness_about_every_kind_of_record():
    assert set(EVIDENCE.values()) == set(record_kinds())
