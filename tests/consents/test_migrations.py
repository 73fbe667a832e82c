"""Answers of before keep counting: whoever signed a form is an adult with a record of their own afterwards."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lanyard.consents.decisions import decisions
from lanyard.consents.models import Answer
from lanyard.engines.ids import new_public_id
from lanyard.units.models import Adult, Member, Responsibility
from tests.cast_units import BEGAN, add_member, began_at, make_unit

pytestmark = pytest.mark.django_db(transaction=True)
FORMS = (
    ("take-part", "yes", "Sara Khan", "mother"),
    ("photo-school", "yes", "sara khan", "mother"),
    ("photo-force", "no", "J. Reed", "local-authority"),
    ("photo-child", "yes", "", "child"),
)


def test_it_gives_everybody_who_signed_a_form_a_record(northshire):
    unit = make_unit(northshire)
    members = [add_member(unit, "Ayesha"), add_member(unit, "Ben")]
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("consents", "0001_initial")])
        _write([member.pk for member in members])
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert Adult.objects.count() == Responsibility.objects.count() == 4, "told apart child by child"
    assert not Answer.objects.exclude(purpose="photo-child").filter(adult=None).exists()
    assert Adult.objects.filter(kind=Adult.LOCAL_AUTHORITY).count() == 2
    for found in decisions(Member.objects.all(), day=date(2026, 9, 2), known=began_at(BEGAN)).values():
        assert found["take-part"].allowed
        assert found["photo-school"].allowed
        assert found["photo-force"].reasons == ("adult-no",)


def _write(members: list[int]) -> None:
    state = MigrationExecutor(connection).loader.project_state(("consents", "0001_initial"))
    forms = state.apps.get_model("consents", "PaperPermission").objects
    for member in members:
        for purpose, answer, given_by, relationship in FORMS:
            forms.create(
                member_id=member, purpose=purpose, answer=answer, given_by=given_by, relationship=relationship,
                wording_version=1, dated_on=BEGAN, recorded_at=began_at(BEGAN), public_id=new_public_id(),
            )  # fmt: skip
