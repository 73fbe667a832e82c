"""The templates and the documents they make."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.refusals import Refused
from lanyard.partnerships import wording
from tests.partnerships.helpers import TODAY, full_answers

FACTS = {name: f"<{name}>" for name in wording.PARTY_FACTS}
KINDS = ["sla", "protocol", "dsa", "dpia"]


def words(document: dict) -> str:
    """Return all the words of a document."""
    blocks = [block for clause in document["clauses"] for block in clause["blocks"]]
    return "\n".join(block.get("text") or "\n".join(block["points"]) for block in blocks)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.capability("NEV-13")
def test_it_makes_a_whole_document_with_nothing_left_open(kind):
    document = wording.compose(wording.current(kind, TODAY), FACTS, full_answers(kind))
    text = words(document)
    assert "{" not in text
    assert wording.GAP not in text
    assert FACTS["school"] in text
    assert FACTS["force"] in text


@pytest.mark.parametrize("kind", KINDS)
def test_it_cites_a_source_for_every_clause_and_says_when_it_was_checked(kind):
    template = wording.current(kind, TODAY)
    assert all(clause.source for clause in template.clauses)
    assert template.last_checked <= TODAY


@pytest.mark.capability("STA-1")
def test_it_sets_out_the_aims_under_four_headings():
    headings = [c["heading"] for c in wording.preview(wording.current("protocol", TODAY), FACTS, {})["clauses"]]
    assert len([h for h in headings if " aim: " in h]) == 4


@pytest.mark.capability("STO-1")
def test_it_asks_apart_who_is_responsible_after_school_hours():
    answers = {**full_answers("sla"), "after-hours": ""}
    with pytest.raises(Refused) as refused:
        wording.compose(wording.current("sla", TODAY), FACTS, answers)
    assert refused.value.field == "after-hours"


@pytest.mark.capability("STO-1", "STO-21")
def test_it_follows_the_schools_procedures_and_gives_the_school_the_data_unless_agreed_otherwise():
    choices = {c.id: c.default for c in wording.current("sla", TODAY).choices}
    assert {choices[c] for c in choices if c.startswith(("policy-", "data-"))} == {"school"}


def test_it_refuses_each_question_left_without_an_answer():
    for kind in KINDS:
        template = wording.current(kind, TODAY)
        for choice in template.choices:
            with pytest.raises(Refused) as refused:
                wording.compose(template, FACTS, {**full_answers(kind), choice.id: "  "})
            assert refused.value.field == choice.id


def test_it_has_no_template_before_the_first_came_into_force():
    with pytest.raises(Refused):
        wording.current("sla", date(2026, 8, 31))


@given(st.text(max_size=500))
def test_it_never_fills_a_placeholder_that_stands_in_an_answer(text):
    choice = wording.Choice("x", "Question?")
    template = wording.Template(
        "t", 1, "sla", "T", "S", TODAY, TODAY, 12, (), (),
        (wording.Clause("c", "H", "So: {x}.", "S", choices=(choice,)),),
    )  # fmt: skip
    answer = text + "{school}"
    try:
        document = wording.compose(template, FACTS, {"x": answer})
    except Refused:
        assert len(answer.strip()) > 500
        return
    assert words(document) == f"So: {' '.join(answer.split())}."


def test_it_refuses_a_template_with_a_placeholder_that_nobody_fills():
    text = (wording.FOLDER / "sla-1.toml").read_text().replace("{after-hours}", "{after-dark}")
    with pytest.raises(ValueError, match="after-dark"):
        wording.read(text)


def test_it_gives_another_fingerprint_for_any_other_answer():
    template = wording.current("sla", TODAY)
    one = wording.compose(template, FACTS, full_answers("sla"))
    other = wording.compose(template, FACTS, {**full_answers("sla"), "after-hours": "force"})
    assert wording.digest(one) != wording.digest(other)
