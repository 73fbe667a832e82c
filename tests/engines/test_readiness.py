"""The readiness engine: what each combination of findings comes to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines import carrying as c
from lanyard.engines import readiness as r

TODAY = date(2026, 3, 2)
STOP, FIX, ADVISE = (r.Rule("S", r.STOP), r.Rule("F", r.FIX_BY), r.Rule("A", r.ADVISE))
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
findings = st.builds(
    r.Finding,
    status=st.sampled_from(r.STATUSES),
    since=st.none() | days,
    until=st.none() | days,
    evidence=st.just(""),
)
rules = st.builds(
    r.Rule,
    id=st.text("ABC", min_size=1, max_size=3),
    severity=st.sampled_from(r.SEVERITIES),
    fix_days=st.integers(0, 90),
)


def one(rule, finding):
    """Judge one finding by one rule."""
    return r.judge([1], [(rule, {1: finding})], TODAY)[1]


def test_it_is_ready_when_all_is_met():
    assert one(STOP, r.Finding(r.MET)).verdict == r.READY


def test_it_is_not_ready_when_a_stopping_requirement_is_not_met():
    assert one(STOP, r.Finding(r.NOT_MET)).verdict == r.NOT_READY


def test_it_is_unknown_when_there_is_no_record_of_a_stopping_requirement():
    assert r.judge([1], [(STOP, {})], TODAY)[1].verdict == r.NOT_KNOWN


def test_it_is_unknown_when_nothing_is_required():
    assert r.judge([1], [], TODAY)[1].verdict == r.NOT_KNOWN


def test_it_gives_time_to_fix_what_may_wait():
    judged = one(FIX, r.Finding(r.NOT_MET, since=TODAY))
    assert (judged.verdict, judged.cells[0].due) == (r.WITH_ACTIONS, TODAY + timedelta(days=28))


def test_it_stops_when_the_time_to_fix_is_over():
    assert one(FIX, r.Finding(r.NOT_MET, since=TODAY - timedelta(days=28))).verdict == r.NOT_READY


@pytest.mark.parametrize(("days", "verdict"), [(1, r.WITH_ACTIONS), (0, r.NOT_READY), (-1, r.NOT_READY)])
def test_it_goes_by_the_records_own_day_where_it_has_one(days, verdict):
    due = TODAY + timedelta(days=days)
    judged = one(FIX, r.Finding(r.NOT_MET, due=due))
    assert (judged.verdict, judged.cells[0].due) == (verdict, due)


def test_it_goes_by_the_earlier_deadline_where_parts_brought_two():
    ahead = TODAY + timedelta(days=50)
    assert one(FIX, r.Finding(r.NOT_MET, since=TODAY, due=ahead)).cells[0].due == TODAY + timedelta(days=28)
    assert one(FIX, r.Finding(r.NOT_MET, since=ahead, due=TODAY)).cells[0].due == TODAY


def test_a_day_of_its_own_puts_off_nothing_that_stops():
    found = r.Finding(r.NOT_MET, since=TODAY, due=TODAY + timedelta(days=9))
    assert one(STOP, found).verdict == r.NOT_READY


def test_it_stops_when_nobody_knows_since_when_it_should_have_been_fixed():
    assert one(FIX, r.Finding(r.UNKNOWN)).verdict == r.NOT_KNOWN


def test_it_counts_the_time_to_fix_from_the_day_the_subject_began():
    judged = r.judge([1], [(FIX, {})], TODAY, {1: TODAY - timedelta(days=3)})[1]
    assert (judged.verdict, judged.cells[0].due) == (r.WITH_ACTIONS, TODAY + timedelta(days=25))


def test_it_does_not_hold_advice_against_anybody():
    assert one(ADVISE, r.Finding(r.NOT_MET)).verdict == r.READY


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        (TODAY, r.NOT_READY),  # `until` is the first day on which it no longer holds
        (TODAY + timedelta(days=1), r.WITH_ACTIONS),
        (TODAY + timedelta(days=28), r.WITH_ACTIONS),
        (TODAY + timedelta(days=29), r.READY),
    ],
)
def test_it_follows_what_expires_day_by_day(until, verdict):
    assert one(STOP, r.Finding(r.MET, until=until)).verdict == verdict


def test_it_says_whose_record_is_missing_when_a_unit_has_several_officers():
    found = c.carried({9: (1, 2)}, {1: r.Finding(r.MET)}, {1: "Priya Shah", 2: "Owen Price"}, TODAY, {})
    assert (found[9].status, found[9].about) == (r.UNKNOWN, "Owen Price")


def test_it_says_whose_record_runs_out_first():
    early, late = (r.Finding(r.MET, until=TODAY + timedelta(days=n)) for n in (9, 90))
    found = c.carried({9: (1, 2)}, {1: late, 2: early}, {1: "Priya Shah", 2: "Owen Price"}, TODAY, {})
    assert (found[9].until, found[9].about) == (early.until, "Owen Price")


NAMES = {1: "Priya Shah", 2: "Owen Price"}


@pytest.mark.parametrize(
    ("overdue", "about"),
    [
        (r.Finding(r.NOT_MET, since=TODAY - timedelta(days=90)), "Priya Shah, Owen Price"),
        (r.Finding(r.MET, until=TODAY - timedelta(days=90)), "Priya Shah, Owen Price"),
        (r.Finding(r.UNKNOWN, since=TODAY - timedelta(days=90)), "Priya Shah, Owen Price"),
    ],
)
def test_it_lets_no_newcomers_time_to_mend_cover_for_another_whose_time_is_over(overdue, about):
    new = r.Finding(r.NOT_MET, since=TODAY)
    found = c.carried({9: (1, 2)}, {1: new, 2: overdue}, NAMES, TODAY, {9: TODAY})
    judged = r.judge([9], [(FIX, found)], TODAY, {9: TODAY})[9]
    assert (judged.verdict in (r.NOT_READY, r.NOT_KNOWN), judged.cells[0].finding.about) == (True, about)


@pytest.mark.parametrize("lacking", [TODAY - timedelta(days=90), TODAY])
@pytest.mark.parametrize("began", [TODAY - timedelta(days=90), TODAY])
def test_it_counts_from_the_earlier_of_what_lapsed_and_what_was_never_recorded(lacking, began):
    """One part's record ran out, another's never was: the whole has lacked it since the first of the two days."""
    found = c.carried({9: (1, 2)}, {1: r.Finding(r.MET, until=lacking)}, NAMES, TODAY, {9: began})
    assert r.judge([9], [(FIX, found)], TODAY, {9: began})[9].cells[0].finding.since == min(lacking, began)


@given(rules, st.lists(findings, min_size=1, max_size=4), st.none() | days)
def test_it_is_never_milder_to_a_whole_than_to_its_parts(rule, several, began):
    """However findings are folded, what stops a part for good stops the whole."""
    parts, start = dict(enumerate(several)), {9: began}
    whole = c.carried({9: tuple(parts)}, parts, {}, TODAY, start)
    folded = r.judge([9], [(rule, whole)], TODAY, start)[9]
    alone = r.judge(list(parts), [(rule, parts)], TODAY, dict.fromkeys(parts, began))
    assert folded.cells[0].stops or not any(one.cells[0].stops for one in alone.values())


def test_it_lets_nothing_run_while_a_check_fails_however_new_the_subject():
    judged = r.judge([1], [(FIX, {1: r.Finding(r.UNKNOWN, due=r.AT_ONCE)})], TODAY, {1: TODAY})[1]
    assert (judged.verdict, judged.cells[0].due) == (r.NOT_KNOWN, TODAY)


def test_advice_that_runs_out_weighs_no_more_than_advice_that_has_run_out():
    assert one(ADVISE, r.Finding(r.MET, until=TODAY + timedelta(days=1))).verdict == r.READY


def test_it_has_no_record_for_a_whole_without_parts():
    assert r.judge([9], [(STOP, c.carried({9: ()}, {}, {}, TODAY, {}))], TODAY)[9].verdict == r.NOT_KNOWN


def test_it_shortens_what_counts_where_a_force_allows_less():
    met = r.Finding(r.MET, since=date(2024, 3, 3), until=date(2027, 3, 3))
    assert r.shortened(met, 24).until == date(2026, 3, 3)
    assert r.shortened(met, 60).until == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
    ],
)
def test_it_adds_months_without_inventing_days(day, months, expected):
    assert r.add_months(day, months) == expected


@given(st.lists(st.tuples(rules, st.dictionaries(st.integers(0, 6), findings)), max_size=6), st.booleans())
def test_it_gives_a_set_the_same_verdicts_as_its_members_one_by_one(columns, dated):
    began = {n: TODAY - timedelta(days=n * 9) for n in range(7)} if dated else {}
    whole = r.judge(range(7), columns, TODAY, began)
    for subject in range(7):
        assert whole[subject] == r.judge([subject], columns, TODAY, began)[subject]


@given(st.lists(st.tuples(rules, findings), min_size=1, max_size=6))
def test_it_answers_every_rule_as_it_would_alone_and_names_as_trouble_what_has_a_day(answers):
    judged = r.judge([1], [(rule, {1: finding}) for rule, finding in answers], TODAY)[1]
    assert judged.cells == tuple(r.cell(finding, rule, TODAY) for rule, finding in answers)
    assert judged.troubles == [cell for cell in judged.cells if cell.due is not None]


@given(rules, findings)
def test_it_is_never_safe_while_a_stopping_requirement_is_not_known_to_hold(rule, finding):
    judged = one(rule, finding)
    known = r.current(finding, rule, TODAY).status
    if rule.severity == r.STOP and known in (r.NOT_MET, r.UNKNOWN):
        assert judged.verdict in (r.NOT_READY, r.NOT_KNOWN)


@given(rules, findings, findings)
def test_it_never_turns_milder_when_a_requirement_is_added(rule, first, second):
    order = {word: place for place, word in enumerate(r.VERDICTS)}
    alone = one(rule, first).verdict
    both = r.judge([1], [(rule, {1: first}), (r.Rule("Z", r.STOP), {1: second})], TODAY)[1].verdict
    assert order[both] >= order[alone]


@given(findings, st.integers(1, 60))
def test_it_never_makes_a_finding_last_longer_by_shortening(finding, months):
    after = r.shortened(finding, months)
    assert after.status == finding.status
    if finding.until is not None:
        assert after.until is not None
        assert after.until <= finding.until


@given(st.lists(findings, min_size=1))
def test_it_takes_the_gravest_finding_of_the_parts(several):
    gravity = [r.NOT_APPLICABLE, r.MET, r.EXPIRING, r.UNKNOWN, r.NOT_MET]
    assert gravity.index(c.worst(several).status) == max(gravity.index(f.status) for f in several)
