"""The pages of paper permission: the class list, one child, mistakes, and who sees them."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.consents.models import Answer
from tests.cast_units import add_adult, add_answer, add_answers, add_member, adult_of, make_unit

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
        f"{key}-photo-child": own,
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
    assert "Replaced by the answer of" in text
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


def test_it_says_why_something_is_not_allowed(northshire, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    add_answers(member, child="not sure")
    add_answer(member, "survey", "no", given_by="Omar Khan")
    client = signed_in_as(northshire.people["pcso"])
    for name, id in (("permissions", unit.public_id), ("member", member.public_id)):
        text = client.get(reverse(f"consents:{name}", args=[id])).content.decode()
        for why in ("The child is not sure", "A parent or carer said no", "No parent or carer has said yes"):
            assert why in text
        assert "Omar" not in text, "leaders see no adult's name"


def test_it_names_adults_to_the_schools_own_staff_only(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    add_answer(member, "take-part", given_by="Sara Khan")
    address = reverse("consents:member", args=[member.public_id])
    names = {role: "Sara Khan" in signed_in_as(northshire.people[role]).get(address).content.decode() for role in SEE}
    assert names == {role: role != "pcso" for role in SEE}


def test_it_shows_the_answers_as_they_were_known_on_a_past_day(northshire, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    add_answer(member, "take-part", "yes", dated_on=date(2026, 9, 7), recorded_at=datetime(2026, 9, 20, tzinfo=UTC))
    client = signed_in_as(northshire.people["spoc"])
    for name, id in (("permissions", unit.public_id), ("member", member.public_id)):
        address = reverse(f"consents:{name}", args=[id])
        for day, known in (("2026-09-19", False), ("2026-09-20", True)):
            page = client.get(address, {"at": day})
            assert "As it was known on" in page.content.decode()
            decisions = page.context["rows"][0][1] if name == "permissions" else page.context["decisions"]
            assert (decisions[0].outcome == "allowed") == known
        assert client.get(address, {"at": "2026-13-01"}).status_code == 404
        assert "As it was known on" not in client.get(address, {"at": "2030-01-01"}).content.decode()


def test_it_hides_what_became_of_an_answer_after_the_day(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    add_answer(
        member, "take-part", withdrawn_at=datetime(2026, 9, 20, 9, tzinfo=UTC), withdrawn_reason="Wrong child"
    )  # fmt: skip
    client, address = signed_in_as(northshire.people["spoc"]), reverse("consents:member", args=[member.public_id])
    assert "Wrong child" in client.get(address).content.decode()
    assert "Wrong child" not in client.get(address, {"at": "2026-09-19"}).content.decode()


def test_it_settles_from_the_page_and_says_what_is_missing(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    add_answer(member, "take-part", "no", given_by="Omar Khan")
    sara = adult_of(member.child, "Sara Khan")
    client, address = signed_in_as(northshire.people["spoc"]), reverse("consents:member", args=[member.public_id])
    form = {"given_by": str(sara.pk), "dated_on": "2026-10-01", "take-part": "yes", "settles": "on"}
    assert client.post(address, form).context["form"].errors["note"]
    page = client.post(address, {**form, "note": "Both came in"}, follow=True)
    assert "settled between the parents or carers" in page.content.decode()


def test_it_offers_no_adult_who_may_not_answer(northshire, signed_in_as):
    member = add_member(make_unit(northshire))
    add_adult(member.child, "Sara Khan")
    add_adult(member.child, "Omar Khan", barred=True)
    page = signed_in_as(northshire.people["spoc"]).get(reverse("consents:member", args=[member.public_id]))
    offered = [label for _value, label in page.context["form"].fields["given_by"].choices]
    assert "Sara Khan – Mother" in offered
    assert not any("Omar" in label for label in offered)


# --- The force's copy -----------------------------------------------------------------------------------------------


def test_it_gives_the_copy_to_the_central_team_only(northshire, southshire, hub, signed_in_as):
    unit = make_unit(northshire)
    add_answers(add_member(unit))
    for name in ("copy", "copy_file"):
        address = reverse(f"consents:{name}", args=[unit.public_id])
        for role, person in {**northshire.people, **hub}.items():
            allowed = role in {"central-team", "force-lead"}
            assert signed_in_as(person).get(address).status_code == (200 if allowed else 404), (name, role)
        assert signed_in_as(southshire.people["central-team"]).get(address).status_code == 404


def test_it_records_the_copy_and_the_looks(northshire, signed_in_as):
    unit = make_unit(northshire)
    address = reverse("consents:copy", args=[unit.public_id])
    client = signed_in_as(northshire.people["central-team"])
    assert "nothing to copy" in client.get(address).content.decode()
    add_answers(add_member(unit))
    page = client.post(address, follow=True).content.decode()
    assert "It is recorded that the force has a copy" in page
    assert "1 member" in page
    client.get(reverse("consents:copy_file", args=[unit.public_id]))
    looks = Entry.objects.filter(verb="consents.copy-viewed").order_by("number")
    assert [look.detail.get("export") for look in looks][-1] is True
    assert Entry.objects.filter(verb="consents.copied", kind=Entry.CHANGE).count() == 1


def test_its_file_has_a_line_for_each_child_and_no_formula(northshire, signed_in_as):
    unit = make_unit(northshire)
    add_answers(add_member(unit, "=cmd|' /C calc'!A0", "Khan"), child="no")
    file = signed_in_as(northshire.people["central-team"]).get(reverse("consents:copy_file", args=[unit.public_id]))
    lines = list(csv.reader(io.StringIO(file.content.decode())))
    assert len(lines) == 2
    child = dict(zip(*lines, strict=True))
    assert child["name"].startswith("'=cmd")
    assert (child["take-part"], child["photo-force"], child["photo-force_why"]) == (
        "allowed", "refused", "The child said no",
    )  # fmt: skip
