"""How children come in, in the demonstration: one intake announced, one with lots to draw, one with offers out."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from lanyard.calendar.queries import school_year
from lanyard.demo.people import Staff
from lanyard.organisations.models import Organisation
from lanyard.units.actions.applications import Wish, apply_for
from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.actions.deciding import Decision, sign_selection
from lanyard.units.actions.drawing import prepare_draw, set_shares
from lanyard.units.actions.intakes import (
    IntakeDetails,
    Introduced,
    change_intake,
    record_introduction,
    set_up_intake,
)
from lanyard.units.actions.offers import Reply, record_reply
from lanyard.units.actions.rules import set_force_share
from lanyard.units.classlist.generator import Recipe, class_list
from lanyard.units.classlist.whole import look_through, open_list
from lanyard.units.lots import Share
from lanyard.units.models import Application, Child, Intake, Unit
from lanyard.units.offers import offers_of
from lanyard.units.queries import may_apply

PROMISED = (
    "What Mini Police is and what members do. Everybody in Years 5 and 6 can apply, in pictures, in words or with an "
    "adult's help. You will hear before the half term, and so will your family."
)
CLASS_OF_CHILDREN = 30
WORDS = ("I want to help my Nan cross the road", "I like dogs and rules", "So that our street is safe")


def let_children_in(staff: Staff, drawing: Organisation, offering: Organisation, announcing: Organisation) -> None:
    """Give each school's unit an intake: one with lots to draw, one with offers out, one nobody has introduced yet."""
    make_ready_to_draw(staff, _unit_of(drawing))
    offer_places(staff, _unit_of(offering))
    announce(staff, _unit_of(announcing))


def _unit_of(school: Organisation) -> Unit:
    return Unit.objects.select_related("partnership__force", "school").get(school=school)


def announce(staff: Staff, unit: Unit) -> Intake:
    """Set an intake up that nobody has introduced yet."""
    today = timezone.localdate()
    return _set_up(staff, unit, IntakeDetails([5, 6], 4, today + timedelta(7), today + timedelta(21), "vote"))


def make_ready_to_draw(staff: Staff, unit: Unit) -> None:
    """Take applications for a lottery and prepare the draw: its commitment is shown, nobody has drawn."""
    set_force_share(staff.actor("force-lead"), unit.partnership.force, 25)
    intake = _introduced(staff, unit, places=6, method="lottery", seed=2)
    _apply(staff, intake, 20)
    teacher = staff.at(unit.school, "programme-teacher")
    set_shares(teacher, intake, [Share("year", "5", 2, 4)])
    _close(staff, intake)
    prepare_draw(teacher, intake)


def offer_places(staff: Staff, unit: Unit) -> None:
    """Choose by interview; one family has said no, so that the first who waits can be offered the place."""
    intake = _introduced(staff, unit, places=5, method="panel", seed=3)
    applied = _apply(staff, intake, 11)
    _close(staff, intake)
    reason = "Each told the panel why, and they are as mixed as their years are"
    known = sorted(applied, key=lambda each: each.child.vulnerable is not True)
    chosen = [each.public_id for each in (*known[:2], *known[-3:])]
    reply_by = timezone.localdate() + timedelta(days=14)
    why = "The other children who are vulnerable asked to wait for the spring"
    sign_selection(staff.at(unit.school, "head-teacher"), intake, Decision(chosen, reason, reply_by, why))
    declined = offers_of(intake)[0]
    record_reply(staff.at(unit.school, "programme-teacher"), declined, Reply("no", timezone.localdate()))


def _set_up(staff: Staff, unit: Unit, details: IntakeDetails) -> Intake:
    return set_up_intake(staff.at(unit.school, "programme-teacher"), unit, details)


def _introduced(staff: Staff, unit: Unit, *, places: int, method: str, seed: int) -> Intake:
    today = timezone.localdate()
    _list_children(staff, unit, seed)
    opens = today - timedelta(days=14)
    intake = _set_up(staff, unit, IntakeDetails([5, 6], places, opens, today, method))
    leader = unit.leaders.today().select_related("person").get().person
    teacher = staff.school[unit.school_id]["programme-teacher"]
    said = Introduced(opens - timedelta(days=1), leader, teacher, [5, 6], 52, PROMISED)
    record_introduction(staff.at(unit.school, "programme-teacher"), intake, said)
    return intake


def _list_children(staff: Staff, unit: Unit, seed: int) -> None:
    if Child.objects.listed().filter(school=unit.school).count() > CLASS_OF_CHILDREN:
        return  # the school's list has been read in already
    today = timezone.localdate()
    data = class_list(Recipe(children=44, seed=seed, starts=school_year(today)[0].year))
    table, chosen = open_list(data, today)
    found = look_through(unit.school, table, chosen, today)
    head = staff.at(unit.school, "head-teacher")
    mark = found.comparison.mark()
    accept_class_list(head, unit.school, found.listing.children, None, mark=mark, ours=True)


def _apply(staff: Staff, intake: Intake, count: int) -> list[Application]:
    dice, teacher = Random(intake.pk), staff.at(intake.unit.school, "programme-teacher")
    wishes = [
        Wish("pictures", "child", ("help", "outside")),
        Wish("words", "child", text=WORDS[dice.randrange(len(WORDS))]),
        Wish("adult", "parent", text="He says he would like to do things with the others"),
    ]
    children = dice.sample(list(may_apply(intake)), count)
    return [apply_for(teacher, intake, child, wishes[n % 3]) for n, child in enumerate(children)]


def _close(staff: Staff, intake: Intake) -> None:
    # All of the demonstration happens today; the school closes the list early, so that the choice can be seen.
    today = timezone.localdate()
    details = IntakeDetails(
        intake.year_groups, intake.places, intake.opens_on, today - timedelta(days=1), intake.method
    )
    change_intake(staff.at(intake.unit.school, "programme-teacher"), intake, details)
    intake.refresh_from_db()
