"""A draw is committed to before and shown after; the shares hold; nobody draws twice in silence; a person decides."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.db import connection
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.engines.lottery import Lottery, Quota, commitment, lottery
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions.applications import withdraw_application
from lanyard.units.actions.deciding import sign_selection
from lanyard.units.actions.drawing import CannotBeMet, draw_lots, prepare_draw, set_draw_aside, set_shares
from lanyard.units.actions.intakes import change_intake
from lanyard.units.actions.rules import set_force_share
from lanyard.units.cohort import categories_of
from lanyard.units.lots import Share, own_shares, shares_of, waiting_order
from lanyard.units.models import Child, Draw, Selection
from lanyard.units.offers import offers_of
from tests.together import together
from tests.units.cast_selection import a_class, applied, closed, decision, details, make_intake

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]


def lots(tenant, places=3, count=9):
    """Return an intake by lottery with its applications: of nine children three are vulnerable, five are girls."""
    intake = make_intake(tenant, method="lottery", places=places)
    return intake, applied(tenant, intake, a_class(tenant, count))


def prepared(tenant, intake) -> Draw:
    return prepare_draw(tenant.actor("programme-teacher"), intake)


def test_it_shows_a_commitment_before_and_the_seed_after_with_which_anyone_draws_the_same(northshire):
    intake, applications = lots(northshire)
    with closed():
        draw = prepared(northshire, intake)
        assert draw.drawn_at is None
        drawn = draw_lots(northshire.actor("spoc"), draw)
    seed = bytes.fromhex(drawn.seed)
    assert commitment(seed) == draw.commitment == hashlib.sha256(seed).hexdigest()
    people, quotas = drawn.people_read, [Quota(*each) for each in drawn.quotas]
    again = lottery(people, quotas, drawn.places)
    assert sorted(again.draw(seed)) == sorted(drawn.panel)
    assert len(drawn.panel) == 3
    assert set(drawn.panel) | set(drawn.waiting) == {each.public_id for each in applications}
    assert drawn.waiting == waiting_order(seed, drawn.waiting)


def test_it_keeps_seed_people_and_plan_out_of_the_database_in_clear_and_out_of_the_ledger(northshire):
    intake, _applications = lots(northshire)
    with closed():
        draw = prepared(northshire, intake)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed, people, plan FROM units_draw")
        kept = " ".join(cursor.fetchone())
    assert draw.seed not in kept
    assert "vulnerable" not in kept
    assert draw.seed not in str([entry.detail for entry in Entry.objects.all()])
    assert Entry.objects.get(verb="draw.prepared").detail["commitment"] == draw.commitment


def test_every_draw_keeps_to_the_shares_and_to_the_forces_least(northshire):
    set_force_share(northshire.actor("force-lead"), northshire.force, 34)  # of three places: two
    intake, applications = lots(northshire)
    set_shares(northshire.actor("spoc"), intake, [Share("gender", "male", 1, 2)])
    by_id = {each.public_id: categories_of(each.child) for each in applications}
    spoc = northshire.actor("spoc")
    with closed():
        for _turn in range(5):
            drawn = draw_lots(spoc, prepared(northshire, intake))
            of_panel = [by_id[each] for each in drawn.panel]
            assert sum(each["vulnerable"] == "yes" for each in of_panel) >= 2
            assert 1 <= sum(each["gender"] == "male" for each in of_panel) <= 2
            set_draw_aside(spoc, drawn, "Drawn as a test")
        chances = drawn.chances_read
    assert sum(chances.values()) == pytest.approx(3)
    assert min(chances.values()) > 0


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([Share("gender", "male", 2, 1)], "must not be smaller"),
        ([Share("gender", "male", 0, 4)], "from 0 to 3"),
        ([Share("gender", "male", 2, 3), Share("gender", "female", 2, 3)], "more than the 3 places"),
        ([Share("house", "red", 1, 2)], "No child of these years"),
        ([Share("vulnerable", "yes", 1, 3)], "The force asks for at least 2"),
        ([Share("vulnerable", "yes", 0, 1)], "The force asks for at least 2"),
    ],
)
def test_it_refuses_shares_that_cannot_be_or_ask_less_than_the_force(northshire, shares, message):
    set_force_share(northshire.actor("force-lead"), northshire.force, 50)
    intake, _applications = lots(northshire)
    with pytest.raises(Refused, match=message):
        set_shares(northshire.actor("spoc"), intake, shares)
    assert own_shares(intake) == []


def test_a_school_may_ask_more_than_the_force_and_never_less(northshire):
    set_force_share(northshire.actor("force-lead"), northshire.force, 30)
    intake, _applications = lots(northshire)
    set_shares(northshire.actor("spoc"), intake, [Share("vulnerable", "yes", 2, 3)])
    assert shares_of(intake) == [Share("vulnerable", "yes", 2, 3)]
    set_force_share(northshire.actor("force-lead"), northshire.force, 100)
    assert shares_of(intake) == [Share("vulnerable", "yes", 3, 3)]


def test_it_says_which_shares_conflict_and_what_would_have_to_give(northshire, signed_in_as):
    set_force_share(northshire.actor("force-lead"), northshire.force, 100)
    intake = make_intake(northshire, method="lottery", places=4)
    applied(northshire, intake, a_class(northshire, 9))  # three are vulnerable
    with closed():
        with pytest.raises(CannotBeMet) as cannot:
            prepared(northshire, intake)
        assert [tuple(each) for each in cannot.value.found.conflict] == [("vulnerable", "yes", 4, 4)]
        client = signed_in_as(northshire.people["spoc"])
        address = reverse("units:prepare_draw", args=[intake.unit.public_id, intake.public_id])
        shown = client.post(address).content.decode()
    assert "Vulnerable: Yes, at least 4 and at most 4" in shown
    assert "Vulnerable: Yes, at least 3 instead of 4. Only the force can change its minimum" in shown
    assert not Draw.objects.exists()


def test_it_draws_nothing_before_applications_close_or_where_there_is_room_for_all(northshire):
    intake, applications = lots(northshire, count=4)
    with pytest.raises(Refused, match="no longer apply"):
        prepared(northshire, intake)
    with closed():
        withdraw_application(northshire.actor("spoc"), applications[0], "changed-mind")
        with pytest.raises(Refused, match="no draw is needed"):
            prepared(northshire, intake)


def test_what_changes_after_the_commitment_voids_it_and_the_old_one_stays_on_record(northshire):
    intake, applications = lots(northshire)
    spoc = northshire.actor("spoc")
    with closed():
        first = prepared(northshire, intake)
        withdraw_application(spoc, applications[0], "changed-mind")
        second = prepared(northshire, intake)
        set_shares(spoc, intake, [Share("gender", "male", 1, 3)])
        third = prepared(northshire, intake)
        intake = change_intake(spoc, intake, details(method="lottery", places=4))
        fourth = prepared(northshire, intake)
        fifth = prepared(northshire, intake)
        for old in (first, second, third, fourth):
            with pytest.raises(Conflict):
                draw_lots(spoc, old)
        assert draw_lots(spoc, fifth).panel
    reasons = list(Draw.objects.order_by("pk").values_list("withdrawn_reason", flat=True))
    assert reasons == ["applications-changed", "shares-changed", "intake-changed", "prepared-again", ""]
    assert len(set(Draw.objects.values_list("commitment", flat=True))) == 5


def test_it_draws_no_more_where_what_is_recorded_of_a_child_has_changed(northshire):
    intake, applications = lots(northshire)
    with closed():
        draw = prepared(northshire, intake)
        Child.objects.filter(pk=applications[0].child_id).update(vulnerable=None)
        with pytest.raises(Refused, match="Prepare the draw again"):
            draw_lots(northshire.actor("spoc"), draw)
        assert draw_lots(northshire.actor("spoc"), prepared(northshire, intake)).panel


def test_after_the_draw_nothing_it_rests_on_changes_unless_it_is_set_aside_with_a_reason(northshire):
    intake, _applications = lots(northshire)
    spoc = northshire.actor("spoc")
    with closed():
        draw = draw_lots(spoc, prepared(northshire, intake))
        for act in (
            lambda: set_shares(spoc, intake, []),
            lambda: change_intake(spoc, intake, details(method="lottery")),
            lambda: prepared(northshire, intake),
        ):
            with pytest.raises(Refused, match="Lots are drawn"):
                act()
        with pytest.raises(Refused):
            set_draw_aside(spoc, draw, " ")
        with pytest.raises(Forbidden):
            set_draw_aside(northshire.actor("programme-teacher"), draw, "Not the ones I wanted")
        set_draw_aside(spoc, draw, "A class was left out")
        with pytest.raises(Conflict):
            set_draw_aside(spoc, draw, "Again")
        set_shares(spoc, intake, [])
    assert Draw.objects.get(pk=draw.pk).aside == "A class was left out"


def test_a_person_signs_what_was_drawn_or_says_why_not(northshire):
    intake, applications = lots(northshire)
    head = northshire.actor("head-teacher")
    by_id = {each.public_id: each for each in applications}
    with closed():
        with pytest.raises(Refused, match="Draw lots first"):
            sign_selection(head, intake, decision(applications[:3]))
        draw = draw_lots(head, prepared(northshire, intake))
        drawn, others = [by_id[each] for each in draw.panel], [by_id[each] for each in draw.waiting]
        with pytest.raises(Refused) as refused:
            sign_selection(head, intake, decision([*drawn[:2], others[0]]))
        assert refused.value.field == "departure"
        selection = sign_selection(head, intake, decision(drawn))
        assert (selection.draw, selection.departs) == (draw, False)
        assert [offer.application.public_id for offer in offers_of(intake) if offer.number] == draw.waiting


def test_a_departure_from_the_draw_keeps_its_reason_and_who_was_drawn_waits_first(northshire):
    intake, applications = lots(northshire)
    by_id = {each.public_id: each for each in applications}
    with closed():
        draw = draw_lots(northshire.actor("spoc"), prepared(northshire, intake))
        left_out = by_id[draw.panel[2]]
        chosen = [by_id[draw.panel[0]], by_id[draw.panel[1]], by_id[draw.waiting[0]]]
        made = decision(chosen, departure="Two of one family can't come on one day")
        sign_selection(northshire.actor("head-teacher"), intake, made)
        first = next(offer for offer in offers_of(intake) if offer.number == 1)
    assert first.application == left_out
    assert Selection.objects.get().departs


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_draw_at_once_one_wins(northshire):
    intake, _applications = lots(northshire)
    with closed():
        draw = prepared(northshire, intake)
        found = together(
            lambda: draw_lots(northshire.actor("spoc"), draw),
            lambda: draw_lots(northshire.actor("programme-teacher"), draw),
        )
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Draw"]
    assert Draw.objects.get().panel


def test_the_pages_lead_from_the_commitment_to_the_draw_and_its_files(northshire, signed_in_as):
    intake, applications = lots(northshire)
    here = [intake.unit.public_id, intake.public_id]
    with closed():
        client = signed_in_as(northshire.people["programme-teacher"])
        page = reverse("units:draw", args=here)
        assert "Prepare the draw" in client.get(page).content.decode()
        client.post(reverse("units:prepare_draw", args=here))
        draw = Draw.objects.get()
        shown = client.get(page).content.decode()
        assert draw.commitment in shown
        assert draw.seed not in shown
        assert shown.count("33.3") >= 9
        files = reverse("units:draw_files", args=[*here, draw.public_id])
        assert draw.seed not in told(client.get(files))["draw.txt"]
        client.post(reverse("units:run_draw", args=[*here, draw.public_id]))
        shown = client.get(page).content.decode()
        assert draw.seed in shown
        assert "Waits, number 6" in shown
        found = told(client.get(files))
        head = signed_in_as(northshire.people["head-teacher"])
        aside = reverse("units:draw_aside", args=[*here, draw.public_id])
        head.post(aside, {"reason": "A class was left out"})
        assert "A class was left out" in client.get(page).content.decode()
    assert draw.seed in found["draw.txt"]
    assert not any(each.child.family_name in found["people.csv"] for each in applications)
    rows = list(csv.DictReader(io.StringIO(found["people.csv"])))
    assert {row["id"] for row in rows} == {each.public_id for each in applications}
    again = Lottery.from_json(json.loads(found["plan.json"])).draw(bytes.fromhex(draw.seed))
    assert sorted(again) == sorted(Draw.objects.get(pk=draw.pk).panel)


def told(answer) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        return {name: pack.read(name).decode() for name in pack.namelist()}


def test_two_presses_on_the_page_tell_the_second_reader(northshire, signed_in_as):
    intake, _applications = lots(northshire)
    here = [intake.unit.public_id, intake.public_id]
    with closed():
        draw = prepared(northshire, intake)
        client = signed_in_as(northshire.people["spoc"])
        run = reverse("units:run_draw", args=[*here, draw.public_id])
        client.post(run)
        assert "Somebody has just drawn" in client.post(run, follow=True).content.decode()
