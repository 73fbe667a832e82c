"""The pages of paper permission: the class list, one child, mistakes, and who sees them."""

from datetime import date

import pytest
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.consents.models import Answer
from tests.cast_units import add_answer, add_answers, add_member, adult_of, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5", "STO-6")]
SEE = {"pcso", "head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"}
RECORD = {"head-teacher", "spoc", "programme-teacher"}


def test_it_opens_each_page_for_whom_it_should(northshire, southshire, hub, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    answer = add_answer(member, "take-part")
    pages = {
        reverse("consents:permissions", args=[unit.public_id]): SEE,
        reverse("consents:paper_form", args=[unit.public_id]): SEE,
        reverse("consents:member", args=[member.public_id]): SEE,
        reverse("consents:record_list", args=[unit.public_id]): RECORD,
        reverse("consents:withdraw", args=[answer.public_id]): RECORD,
    }
    for address, allowed in pages.items():
        for role, person in {**northshire.people, **hub}.items():
            status = signed_in_as(person).get(address).status_code
            assert status == (200 if role in allowed else 404), (address, role)
        assert signed_in_as(southshire.people["programme-teacher"]).get(address).status_code == 404
        assert signed_in_as(southshire.people["pcso"]).get(address).status_code == 404


def line(member, part="yes", photos="yes", own="yes", by="Sara Khan", relationship="mother") -> dict:
    key = f"member-{member.pk}"
    return {
        key: part,
        f"{key}-photos": photos,
        f"{key}-own": own,
        f"{key}-by": "other" if by else "",
        f"{key}-name": by,
        f"{key}-is": relationship,
        f"{key}-holds": "yes",
    }


def test_it_records_a_class_list_at_once_and_skips_empty_lines(northshire, signed_in_as):
    unit = make_unit(northshire)
    ayesha, ben, cy = (add_member(unit, name) for name in ("Ayesha", "Ben", "Cy"))
    data = {
        "dated_on": "2026-09-07",
        **line(ayesha),
        **line(ben, photos="no", own=""),
        **line(cy, "", "", "", "", ""),
    }
    client = signed_in_as(northshire.people["programme-teacher"])
    answer = client.post(reverse("consents:record_list", args=[unit.public_id]), data, follow=True)
    assert "9 answers are recorded" in answer.content.decode()
    assert ayesha.answers.count() == 5
    assert set(ben.answers.values_list("purpose", "answer")) == {
        ("take-part", "yes"), ("photo-school", "no"), ("photo-force", "no"), ("photo-press", "no"),
    }  # fmt: skip
    assert not cy.answers.exists()
    assert ayesha.answers.first().dated_on == date(2026, 9, 7)


def test_it_records_nothing_of_a_list_with_one_wrong_line_and_says_which(northshire, signed_in_as):
    unit = make_unit(northshire)
    ayesha, ben = add_member(unit, "Ayesha"), add_member(unit, "Ben")
    client = signed_in_as(northshire.people["programme-teacher"])
    data = {"dated_on": "2026-09-07", **line(ayesha), **line(ben, by="")}
    answer = client.post(reverse("consents:record_list", args=[unit.public_id]), data)
    assert answer.context["form"].errors == {f"member-{ben.pk}": ["Enter who signed the form for Ben Khan"]}
    assert not Answer.objects.exists()


def test_it_refuses_a_date_that_is_none_or_to_come(northshire, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    client = signed_in_as(northshire.people["programme-teacher"])
    for dated in ("2026-02-31", "2026-10-06", ""):
        answer = client.post(
            reverse("consents:record_list", args=[unit.public_id]), {"dated_on": dated, **line(member)}
        )
        assert answer.context["form"].errors["dated_on"], dated
    assert not Answer.objects.exists()


def test_it_does_not_take_an_answer_for_another_units_child(northshire, southshire, signed_in_as):
    unit, other = make_unit(northshire), add_member(make_unit(southshire))
    add_member(unit)
    client = signed_in_as(northshire.people["programme-teacher"])
    answer = client.post(
        reverse("consents:record_list", args=[unit.public_id]), {"dated_on": "2026-09-07", **line(other)}
    )
    assert "Record at least one answer" in answer.content.decode()
    assert not Answer.objects.exists()


def test_it_records_one_childs_form_and_a_changed_mind(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    address = reverse("consents:member", args=[member.public_id])
    client = signed_in_as(northshire.people["spoc"])
    form = {"given_by": str(adult_of(member.child, "Sara Khan").pk), "dated_on": "2026-09-07", "take-part": "yes"}
    client.post(address, form)
    page = client.post(address, {**form, "dated_on": "2026-09-20", "take-part": "no"}, follow=True)
    text = page.content.decode()
    assert "Replaced by the form of" in text
    assert "must not be a member" in text


def test_it_puts_a_missing_signature_beside_its_field(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    client = signed_in_as(northshire.people["spoc"])
    answer = client.post(
        reverse("consents:member", args=[member.public_id]), {"dated_on": "2026-09-07", "take-part": "yes"}
    )
    assert answer.context["form"].errors["given_by"]


def test_it_does_not_let_a_leader_record(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    client = signed_in_as(northshire.people["pcso"])
    answer = client.post(
        reverse("consents:member", args=[member.public_id]), {"dated_on": "2026-09-07", "photo-child": "yes"}
    )
    assert answer.status_code == 404
    assert not Answer.objects.exists()


def test_it_withdraws_a_mistake_from_the_page(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    answer = add_answer(member, "take-part")
    client = signed_in_as(northshire.people["spoc"])
    page = client.post(reverse("consents:withdraw", args=[answer.public_id]), {"reason": "Wrong child"}, follow=True)
    assert "Wrong child" in page.content.decode()
    assert not Answer.objects.now().exists()


def test_it_records_a_look_at_the_answers(northshire, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    client = signed_in_as(northshire.people["pcso"])
    client.get(reverse("consents:permissions", args=[unit.public_id]))
    client.get(reverse("consents:member", args=[member.public_id]))
    looks = Entry.objects.filter(kind=Entry.LOOK, subject_kind="units.member").order_by("number")
    assert [look.verb for look in looks] == ["permissions.listed", "permission.viewed"]
    assert all(look.subjects == [member.pk] for look in looks)


@pytest.mark.parametrize("name", ["permissions", "record_list"])
def test_it_asks_the_same_queries_for_a_few_and_for_fifty(northshire, signed_in_as, count_queries, name):
    unit = make_unit(northshire)
    add_answers(add_member(unit))
    client = signed_in_as(northshire.people["programme-teacher"])
    address = reverse(f"consents:{name}", args=[unit.public_id])
    few = count_queries(client, address)
    for number in range(49):
        add_answers(add_member(unit, f"Child {number}"))
    assert count_queries(client, address) == few <= 15


def test_it_says_what_photo_consent_must_say(northshire, signed_in_as):
    unit = make_unit(northshire)
    page = signed_in_as(northshire.people["pcso"]).get(reverse("consents:paper_form", args=[unit.public_id]))
    text = page.content.decode()
    for said in ("never on anybody&#x27;s own phone", "How it is kept", "Who sees it", "How long", "What for"):
        assert said in text


def test_it_says_so_when_there_is_nobody_to_ask_for(northshire, signed_in_as):
    unit = make_unit(northshire)
    client = signed_in_as(northshire.people["spoc"])
    for name in ("permissions", "record_list"):
        page = client.get(reverse(f"consents:{name}", args=[unit.public_id]))
        assert "no members yet" in page.content.decode()
