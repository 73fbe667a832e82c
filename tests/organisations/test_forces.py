"""The forces of England and Wales and the authorities they police."""

from datetime import date

import pytest
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.organisations.catalogue import forces
from lanyard.organisations.commands import operator
from lanyard.organisations.forces import force_by_code, load_forces
from lanyard.organisations.models import LocalAuthority, Organisation

pytestmark = pytest.mark.django_db


def test_it_knows_the_43_territorial_forces_with_a_source_for_each():
    found = forces()
    assert len(found) == 43
    assert len({force.slug for force in found}) == 43
    assert all(force.source.startswith("Police Act 1996") for force in found)
    assert all(date(2026, 1, 1) <= force.last_checked <= timezone.localdate() for force in found)


def test_it_covers_every_authority_of_england_and_wales_and_the_codes_that_registers_still_hold():
    codes = {authority.code for force in forces() for authority in force.authorities}
    current = {code for force in forces() for code in (a.code for a in force.authorities if a.until is None)}
    assert len([code for code in current if not "660" <= code <= "681"]) == 153  # England
    assert len([code for code in current if "660" <= code <= "681"]) == 22  # Wales
    assert {"835", "836", "837", "820", "875", "909", "928", "420", "825"} <= codes


def test_it_loads_the_forces_once_and_then_changes_nothing():
    assert load_forces(operator("test")) > 200
    entries, codes = Entry.objects.count(), LocalAuthority.objects.count()
    assert load_forces(operator("test")) == 0
    assert (Entry.objects.count(), LocalAuthority.objects.count()) == (entries, codes)
    assert all(force.force_id == force.pk for force in Organisation.objects.filter(kind="force"))


def test_it_mends_an_authority_that_was_given_to_the_wrong_force(forces):
    surrey, kent = force_by_code("surrey"), force_by_code("E23000032")
    LocalAuthority.objects.filter(code="936").update(force=kent)
    assert load_forces(operator("test")) == 1
    assert LocalAuthority.objects.get(code="936").force_id == surrey.pk


def test_it_refuses_to_load_for_anybody_but_the_operator(northshire):
    with pytest.raises(Forbidden):
        load_forces(northshire.actor("force-lead"))


def test_it_names_what_to_write_when_there_is_no_such_force(forces):
    with pytest.raises(Refused, match="no force 'atlantis'"):
        force_by_code("atlantis")
