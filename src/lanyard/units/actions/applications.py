"""Children's applications, and what people bring to the choice: notes of the panel, nominations, counts of a vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.documents.actions import store
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions.intakes import check_undecided, lock_intake, take_back, void_draw
from lanyard.units.actions.members import check_listed
from lanyard.units.catalogue.selecting import PICTURES, titles
from lanyard.units.models import Application, BallotCount, Child, Intake, Nomination, PanelNote
from lanyard.units.queries import introduced_years


@dataclass(frozen=True, slots=True)
class Wish:
    """How a child applied: the way, the pictures pointed at, the words, who brought it, and perhaps a drawing."""

    way: str
    brought_by: str
    pictures: Sequence[str] = ()
    text: str = ""
    drawing: tuple[str, bytes] | None = None  # the file's name and its content


def apply_for(actor: Actor, intake: Intake, child: Child, wish: Wish) -> Application:
    """Write down a child's application. Every child of the years may apply, and nobody needs an adult's choice.

    Raises Refused outside the days, before the child's year was introduced to Mini Police, for a member of the unit,
    and for a child who is not in the intake's years; Conflict where the child's application is there already.
    """
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        intake = lock_intake(intake)
        check_undecided(intake)
        child = Child.objects.select_for_update().get(pk=child.pk)
        _check_may_apply(intake, child)
        _check_wish(wish)
        application = Application.objects.create(
            intake=intake, child=child, way=wish.way, brought_by=wish.brought_by, pictures=list(wish.pictures),
            text=wish.text.strip(), recorded_at=timezone.now(), recorded_by_id=actor.person,
        )  # fmt: skip
        _keep_drawing(doing, application, wish)
        void_draw(doing, intake, "applications-changed")
        doing.record("application.made", application, intake=intake.pk, way=wish.way)
    return application


def _check_may_apply(intake: Intake, child: Child) -> None:
    check_listed(intake.unit, child)
    if child.year_group not in intake.year_groups:
        raise Refused(_("This intake is for %(years)s") % {"years": intake.years_said}, "child")
    if not intake.is_open():
        days = {"first": formats.date_format(intake.opens_on), "last": formats.date_format(intake.closes_on)}
        raise Refused(_("Children can apply from %(first)s to %(last)s") % days)
    if child.year_group not in introduced_years(intake):
        raise Refused(_("First introduce Mini Police to the children of this year group, and record it here"))
    if intake.unit.members.current().filter(child=child).exists():
        raise Refused(_("%(name)s is a member already") % {"name": child.name}, "child")
    if intake.applications.standing().filter(child=child).exists():
        raise Conflict(_("%(name)s has applied already") % {"name": child.name}, "child")


def _check_wish(wish: Wish) -> None:
    if wish.way not in titles("way"):
        raise Refused(_("Choose how the child applied"), "way")
    if wish.brought_by not in titles("brought"):
        raise Refused(_("Choose who brought the application"), "brought_by")
    if set(wish.pictures) - set(titles("picture")):
        raise Refused(_("Choose from the pictures shown"), "pictures")
    if wish.way == PICTURES and not (wish.pictures or wish.drawing):
        raise Refused(_("Choose the pictures that the child pointed at, or add the child's drawing"), "pictures")
    if wish.way != PICTURES and not wish.text.strip():
        raise Refused(_("Enter what the child said or wrote"), "text")


def _keep_drawing(doing: Change, application: Application, wish: Wish) -> None:
    if wish.drawing is None:
        return
    name, content = wish.drawing
    school = application.child.school
    store(
        doing, owner_kind="application", owner_id=application.pk, organisation=school, controller=school,
        name=name, content=content,
    )  # fmt: skip


def withdraw_application(actor: Actor, application: Application, reason: str) -> Application:
    """Take a child's application back; the row stays. An offer that the child has not accepted ends with it.

    After lots are drawn the draw stands: whoever signs can't choose the child any more. Raises Conflict when somebody
    took it back already, Refused when the child has accepted a place.
    """
    with change(actor, policy.CHOOSE_CHILDREN, application.place) as doing:
        intake = lock_intake(application.intake)
        row = Application.objects.select_for_update().get(pk=application.pk)
        if reason not in titles("withdrawal"):
            raise Refused(_("Choose why"), "reason")
        if row.offers.standing().filter(reply="yes").exists():
            raise Refused(_("The child has accepted a place. Take the child out of the unit instead"))
        take_back(doing, row, reason, _("Somebody has already taken this application back"))
        void_draw(doing, intake, "applications-changed")
        doing.record("application.withdrawn", row, intake=intake.pk, reason=reason)
    return row


def add_note(actor: Actor, application: Application, text: str) -> PanelNote:
    """Keep what one member of the panel wrote down of a talk with a child: words, never points."""
    with change(actor, policy.CHOOSE_CHILDREN, application.place) as doing:
        _hold(application)
        note = PanelNote.objects.create(
            application=application, text=_words(text), recorded_at=timezone.now(), recorded_by_id=actor.person
        )
        doing.record("panel-note.added", note, application=application.pk)
    return note


def nominate(actor: Actor, application: Application, by: str, text: str) -> Nomination:
    """Keep that somebody put a child forward who applied, and why."""
    with change(actor, policy.CHOOSE_CHILDREN, application.place) as doing:
        _hold(application)
        if by not in titles("nominated"):
            raise Refused(_("Choose who puts the child forward"), "by")
        nomination = Nomination.objects.create(
            application=application, by=by, text=_words(text), recorded_at=timezone.now(), recorded_by_id=actor.person
        )
        doing.record("nomination.added", nomination, application=application.pk, by=by)
    return nomination


def _hold(application: Application) -> None:
    check_undecided(lock_intake(application.intake))
    if Application.objects.select_for_update().get(pk=application.pk).withdrawn_at is not None:
        raise Conflict(_("This application was taken back"))


def _words(text: str) -> str:
    if not text.strip():
        raise Refused(_("Enter some words"), "text")
    return text.strip()


def count_ballots(actor: Actor, intake: Intake, votes: Mapping[str, int], spoilt: int = 0) -> BallotCount:
    """Keep one person's count of the paper ballots: votes by application. The same person's count before is replaced.

    Raises Refused before applications have closed, and for votes that are not for exactly those who applied.
    """
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        intake = lock_intake(intake)
        check_undecided(intake)
        if timezone.localdate() <= intake.closes_on:
            raise Refused(_("Count when children can no longer apply"))
        _check_votes(intake, votes, spoilt)
        for before in intake.counts.select_for_update().standing().filter(recorded_by=actor.person):
            take_back(doing, before, "counted-again", "")
        count = BallotCount.objects.create(
            intake=intake, votes=dict(votes), spoilt=spoilt, recorded_at=timezone.now(), recorded_by_id=actor.person
        )
        doing.record("ballots.counted", count, intake=intake.pk, papers=sum(votes.values()) + spoilt)
    return count


def _check_votes(intake: Intake, votes: Mapping[str, int], spoilt: int) -> None:
    applied = set(intake.applications.counting().values_list("public_id", flat=True))
    if set(votes) != applied:
        raise Refused(_("Somebody applied or took an application back meanwhile. Look at the list again"))
    if min([spoilt, *votes.values()]) < 0:
        raise Refused(_("Enter numbers of 0 or more"))
    if sum(votes.values()) == 0:
        raise Refused(_("Enter how many votes each child has"))
