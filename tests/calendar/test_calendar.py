"""School years, terms, school days, and who may set them."""

import html
from datetime import date

import pytest

from lanyard.calendar import actions, queries
from lanyard.calendar.actions import TermDates
from lanyard.calendar.awareness import awareness_dates
from lanyard.calendar.models import ClosedDay, Term
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.organisations.models import LocalAuthority

YEAR = (date(2026, 9, 1), date(2027, 8, 31))
AUTUMN = TermDates("autumn", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))
SPRING = TermDates("spring", date(2027, 1, 4), date(2027, 3, 25))


def shown(answer) -> str:
    """Return the page as it came."""
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 9, 1), 2026), (date(2026, 8, 31), 2025), (date(2027, 1, 1), 2026)]
)
def test_a_school_year_runs_from_september_to_august(day, first):
    assert queries.school_year(day) == (date(first, 9, 1), date(first + 1, 8, 31))


def test_it_knows_the_bank_holidays_of_england_and_wales():
    found = queries.bank_holidays(2026)
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28)} <= set(
        found
    )
    assert date(2026, 1, 2) not in found  # Scotland's


def test_it_finds_awareness_dates_by_day_and_by_nth_weekday():
    found = {a.id: a for a in awareness_dates(*YEAR)}
    assert found["safer-internet-day"].starts_on == date(2027, 2, 9)
    assert found["remembrance-day"].starts_on == date(2026, 11, 11)
    assert all(a.source for a in found.values())


@pytest.mark.django_db
class TestTerms:
    """Whose terms hold."""

    def test_a_schools_own_terms_win_over_its_authoritys_and_those_over_its_forces(self, northshire):
        LocalAuthority.objects.create(code="999", name="Northshire", force=northshire.force)
        lead, school = northshire.actor("force-lead"), northshire.school
        assert queries.terms(school, YEAR) == []
        of_force = actions.set_terms(lead, northshire.force, YEAR, [AUTUMN])
        assert queries.terms(school, YEAR) == of_force
        of_authority = actions.set_terms(lead, northshire.force, YEAR, [AUTUMN, SPRING], "999")
        assert queries.terms(school, YEAR) == of_authority
        own = actions.set_terms(northshire.actor("head-teacher"), school, YEAR, [SPRING])
        assert queries.terms(school, YEAR) == own
        actions.set_terms(lead, school, YEAR, [])
        assert queries.terms(school, YEAR) == of_authority

    def test_school_days_are_weekdays_in_term_but_no_break_holiday_or_closed_day(self, northshire):
        school, head = northshire.school, northshire.actor("head-teacher")
        assert queries.is_school_day(school, date(2026, 11, 23))
        assert not queries.is_school_day(school, date(2026, 12, 25))
        actions.set_terms(head, school, YEAR, [AUTUMN])
        actions.close_day(head, school, date(2026, 11, 27), "Staff training")
        days = [date(2026, 11, 23), date(2026, 11, 22), date(2026, 10, 27), date(2026, 11, 27), date(2027, 1, 5)]
        assert [queries.is_school_day(school, day) for day in days] == [True, False, False, False, False]
        actions.open_day(head, ClosedDay.objects.get())
        assert queries.is_school_day(school, date(2026, 11, 27))

    @pytest.mark.parametrize(
        ("term", "field"),
        [
            (TermDates("autumn", date(2026, 8, 31), date(2026, 12, 1)), "autumn_starts_on"),
            (TermDates("autumn", date(2026, 9, 3), date(2026, 9, 3)), "autumn_ends_on"),
            (TermDates("summer", date(2027, 4, 3), date(2027, 9, 3)), "summer_ends_on"),
            (TermDates("autumn", date(2026, 9, 3), date(2026, 12, 1), date(2026, 10, 1)), "autumn_break_starts_on"),
        ],
    )
    def test_it_refuses_days_out_of_order_beside_their_field(self, northshire, term, field):
        with pytest.raises(Refused) as refused:
            actions.set_terms(northshire.actor("force-lead"), northshire.school, YEAR, [term])
        assert refused.value.field == field
        assert not Term.objects.exists()

    def test_it_refuses_terms_that_overlap(self, northshire):
        early = TermDates("spring", date(2026, 12, 1), date(2027, 3, 1))
        with pytest.raises(Refused, match="after the term before"):
            actions.set_terms(northshire.actor("force-lead"), northshire.school, YEAR, [AUTUMN, early])

    def test_it_forbids_outsiders_and_officers(self, northshire, southshire):
        for actor in (southshire.actor("force-lead"), southshire.actor("head-teacher"), northshire.actor("pcso")):
            with pytest.raises(Forbidden):
                actions.set_terms(actor, northshire.school, YEAR, [AUTUMN])


@pytest.mark.django_db
class TestPages:
    """The pages of a school's year."""

    def test_a_head_teacher_enters_the_terms_of_the_school(self, northshire, signed_in_as):
        client, key = signed_in_as(northshire.people["head-teacher"]), northshire.school.public_id
        typed = {}
        for part, day in (("starts_on", (3, 9, 2026)), ("ends_on", (18, 12, 2026))):
            typed |= {f"autumn_{part}_{k}": v for k, v in zip(("day", "month", "year"), day, strict=True)}
        answer = client.post(f"/school-year/{key}/terms/?year=2026", typed)
        assert answer.status_code == 302, answer.content
        assert "3 September 2026" in client.get(f"/school-year/{key}/?year=2026").content.decode()

    def test_a_force_lead_enters_the_terms_of_one_of_its_authorities(self, northshire, signed_in_as):
        LocalAuthority.objects.create(code="999", name="Elmshire", force=northshire.force)
        client, key = signed_in_as(northshire.people["force-lead"]), northshire.force.public_id
        address = f"/school-year/{key}/"
        assert "Elmshire</a>: the force's dates" in shown(client.get(f"{address}?year=2026"))
        typed = {}
        for part, day in (("starts_on", (7, 9, 2026)), ("ends_on", (18, 12, 2026))):
            typed |= {f"autumn_{part}_{k}": v for k, v in zip(("day", "month", "year"), day, strict=True)}
        answer = client.post(f"{address}terms/?year=2026&authority=999", typed)
        assert answer["Location"] == f"{address}?year=2026&authority=999"
        assert "7 September 2026" in shown(client.get(answer["Location"]))
        assert "Elmshire</a>: dates of its own" in shown(client.get(f"{address}?year=2026"))
        assert [term.la_code for term in queries.terms(northshire.school, YEAR)] == ["999"]

    def test_the_force_finds_its_own_dates_from_a_schools_and_a_school_does_not(self, northshire, signed_in_as):
        school, force = northshire.school.public_id, northshire.force.public_id
        pages = {
            role: shown(signed_in_as(northshire.people[role]).get(f"/school-year/{school}/?year=2026"))
            for role in ("force-lead", "head-teacher")
        }
        way = f'href="/school-year/{force}/?year=2026"'
        assert [way in pages[role] for role in ("force-lead", "head-teacher")] == [True, False]

    def test_an_authority_without_dates_shows_those_of_the_force(self, northshire, signed_in_as):
        LocalAuthority.objects.create(code="999", name="Elmshire", force=northshire.force)
        actions.set_terms(northshire.actor("force-lead"), northshire.force, YEAR, [AUTUMN])
        client = signed_in_as(northshire.people["force-lead"])
        page = shown(client.get(f"/school-year/{northshire.force.public_id}/?year=2026&authority=999"))
        assert "3 September 2026" in page
        assert "for all its schools" in page

    @pytest.mark.parametrize("code", ["998", "997", "9999"])
    def test_another_forces_authority_is_not_there(self, northshire, southshire, signed_in_as, code):
        LocalAuthority.objects.create(code="998", name="Elsewhere", force=southshire.force)
        client = signed_in_as(northshire.people["force-lead"])
        for page in ("", "terms/"):
            address = f"/school-year/{northshire.force.public_id}/{page}?authority={code}"
            assert client.get(address).status_code == 404

    def test_a_school_has_no_authorities_of_its_own(self, northshire, signed_in_as):
        LocalAuthority.objects.create(code="999", name="Elmshire", force=northshire.force)
        client = signed_in_as(northshire.people["head-teacher"])
        assert client.get(f"/school-year/{northshire.school.public_id}/?authority=999").status_code == 404

    def test_it_shows_the_year_in_a_fixed_number_of_queries(
        self, northshire, signed_in_as, django_assert_max_num_queries
    ):
        client = signed_in_as(northshire.people["pcso"])
        days = [ClosedDay(organisation=northshire.school, day=date(2026, 11, n), reason="x") for n in range(1, 25)]
        ClosedDay.objects.bulk_create(days)
        with django_assert_max_num_queries(10):
            assert client.get(f"/school-year/{northshire.school.public_id}/?year=2026").status_code == 200

    def test_it_is_not_there_for_outsiders(self, northshire, southshire, signed_in_as):
        client = signed_in_as(southshire.people["head-teacher"])
        for page in ("", "terms/", "close/"):
            assert client.get(f"/school-year/{northshire.school.public_id}/{page}").status_code == 404
