"""What the programme's records prove: about sessions, and that officers were observed delivering."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.assurance.gathering import reader, shaped, together
from lanyard.assurance.registers import Findings, Moment, Otherwise, SubjectSet, counts_for, evidence
from lanyard.design.saying import language
from lanyard.engines.readiness import MET, NOT_APPLICABLE, NOT_MET, Finding
from lanyard.programme.models import Observation
from lanyard.programme.points import counts_until, months_between
from lanyard.programme.reading import Row, sessions_at
from lanyard.units.models import UnitLeader


@evidence(
    "session-leaders-named",
    "session-staff-named",
    "session-staff-present",
    "session-behaviour-agreed",
    "session-plan-checked",
    "session-risk-assessment-seen",
    "session-photo-refusals-known",
    kind="session",
)
def session_evidence(subjects: SubjectSet, moment: Moment) -> dict[str, dict[int, Finding]]:
    """Answer everything about a set of sessions in one query: a row for each leader of each session."""
    sessions: dict[int, Row] = {}
    leaders: dict[int, list[Row]] = defaultdict(list)
    for row in sessions_at(subjects, moment):
        sessions[row["pk"]] = row
        if row["name"] is not None:
            leaders[row["pk"]].append(row)
    found: dict[str, dict[int, Finding]] = defaultdict(dict)
    for key, row in sessions.items():
        since = timezone.localdate(row["planned_at"])
        for name, finding in _findings(row, leaders[key], since, moment):
            found[name][key] = finding._replace(link=("session", row["public_id"]))
    return found


def _findings(row: Row, leaders: list[Row], since: date, moment: Moment) -> Iterable[tuple[str, Finding]]:
    yield "session-leaders-named", _leaders_named(leaders, since)
    yield "session-staff-named", _staff_named(row, since)
    yield "session-staff-present", _staff_present(row, since, moment)
    yield "session-behaviour-agreed", _behaviour(row, since)
    yield "session-plan-checked", _plan(row, since)
    yield "session-risk-assessment-seen", _risks(leaders, since)
    yield "session-photo-refusals-known", _photos(row, leaders, since)


def _leaders_named(leaders: list[Row], since: date) -> Finding:
    if not leaders:
        return Finding(NOT_MET, since, evidence=_("No leader is named"))
    able = [row["name"] for row in leaders if row["leads_unit"]]
    if able:
        return Finding(MET, since, evidence=", ".join(able))
    names = ", ".join(row["name"] for row in leaders)
    return Finding(NOT_MET, since, evidence=_("Nobody named leads the unit on that day"), about=names)


def _staff_named(row: Row, since: date) -> Finding:
    if row["named"]:
        return Finding(MET, since, evidence=_("School staff are named"))
    return Finding(NOT_MET, since, evidence=_("No school staff are named"))


def _staff_present(row: Row, since: date, moment: Moment) -> Finding:
    if row["present"]:
        return Finding(MET, moment.day, evidence=_("School staff are in the room"))
    if row["closed_at"] and row["closed_at"] <= moment.at:
        return Finding(NOT_APPLICABLE, evidence=_("The session is over"))
    if not row["started"] and moment.at < row["begins_at"]:
        # Starting asks for it again, whatever the time (actions.running), so this can't let a session begin.
        return Finding(NOT_APPLICABLE, evidence=_("Asked when the session starts"))
    return Finding(NOT_MET, moment.day, evidence=_("No school staff are in the room"))


def _behaviour(row: Row, since: date) -> Finding:
    if not row["written"]:
        return Finding(NOT_MET, since, evidence=_("Nothing is written yet"))
    waiting = [
        word
        for word, agreed in ((_("a leader"), row["leader_agreed"]), (_("school staff"), row["staff_agreed"]))
        if not agreed
    ]
    if waiting:
        return Finding(NOT_MET, since, evidence=_("Written, not agreed by %(who)s") % {"who": _(" or ").join(waiting)})
    return Finding(MET, since, evidence=_("Agreed by a leader and by school staff"))


def _plan(row: Row, since: date) -> Finding:
    if row["checked_at"] is None:
        return Finding(NOT_MET, since, evidence=_("The plan has not been checked"))
    day = timezone.localdate(row["checked_at"])
    if row["suits_age"] and row["in_curriculum"]:
        return Finding(MET, day, evidence=_("Checked on %(day)s") % {"day": date_format(day)})
    wrong = _("not right for the age group") if not row["suits_age"] else _("not part of the curriculum")
    return Finding(NOT_MET, day, evidence=_("Checked: %(wrong)s") % {"wrong": wrong})


def _risks(leaders: list[Row], since: date) -> Finding:
    return _each_leader(leaders, [row for row in leaders if not row["risks_seen"]], since)


def _photos(row: Row, leaders: list[Row], since: date) -> Finding:
    # An answer that came or was withdrawn after a leader looked is a change that the leader does not know of.
    changed = max((at for at in (row["photo_answers_at"], row["photo_withdrawn_at"]) if at), default=None)
    ignorant = [
        leader for leader in leaders if leader["photos_seen"] is None or (changed and changed > leader["photos_seen"])
    ]
    newer = changed and any(leader["photos_seen"] for leader in ignorant)
    found = _each_leader(leaders, ignorant, timezone.localdate(changed) if newer else since)
    # Answers change until the children come, so a leader has until the session's day to look.
    return found if found.status == MET else found._replace(since=None, due=timezone.localdate(row["begins_at"]))


def _each_leader(leaders: list[Row], missing: list[Row], since: date) -> Finding:
    if not leaders:
        return Finding(NOT_MET, since, evidence=_("No leader is named"))
    if missing:
        text = ngettext("%(n)s leader has not said so", "%(n)s leaders have not said so", len(missing))
        names = ", ".join(row["name"] for row in missing)
        return Finding(NOT_MET, since, evidence=text % {"n": len(missing)}, about=names)
    return Finding(MET, since, evidence=_("Every leader has said so"))


counts_for({"observed-recently": months_between()})


@evidence("observed-recently", kind="officer")
def observed_recently(subjects: SubjectSet, moment: Moment) -> dict[str, Findings]:
    """Say when each officer was last observed delivering; those who never led a unit have nothing to be seen at.

    Somebody new to leading has not been observed since the day they began, so that the days to mend it count from
    there.
    """
    seen, led = together(subjects, moment, observations_known, units_led)
    nothing = Finding(NOT_APPLICABLE, evidence=_("Has not led a unit yet"))
    began = {row.key: row.starts for row in led}
    never = _("Never observed")
    found = {key: Finding(NOT_MET, day, evidence=never) for key, day in began.items()}
    found.update({row.key: _observed(row.starts, language()) for row in seen if row.starts})
    return {"observed-recently": Otherwise(nothing, found)}


@reader("officer")
def observations_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the day on which each officer was last observed."""
    seen = Observation.objects.known(moment.known).filter(officer__in=subjects.keys, observed_on__lte=moment.day)
    last = seen.order_by().values("officer").annotate(last=Max("observed_on"))
    return shaped(last, "officer", starts="last")


@reader("officer")
def units_led(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the day on which each officer first led a unit."""
    led = UnitLeader.objects.known(moment.known).filter(person__in=subjects.keys, starts_on__lte=moment.day)
    first = led.order_by().values("person").annotate(first=Min("starts_on"))
    return shaped(first, "person", starts="first")


@lru_cache(maxsize=1024)
def _observed(last: date, language: str | None) -> Finding:
    # Officers share the days on which they were observed. The words are the language's.
    text = _("Observed on %(day)s") % {"day": date_format(last)}
    return Finding(MET, last, until=counts_until(last), evidence=text)
