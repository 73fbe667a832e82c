"""The catalogue: every rule has a source and dates, every version a mapping, every ask of the guidance an item."""

import hashlib
import os
import re
from datetime import date
from pathlib import Path

import pytest

from lanyard.accounts.roles import roles
from lanyard.assurance import catalogue
from lanyard.assurance.registers import evidence_names, evidence_source, kinds

ALL = [r for framework in catalogue.frameworks() for r in framework.requirements]
PEOPLE = {*roles(), "leader"}


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_it_gives_every_requirement_a_source_and_the_day_it_was_last_checked(item):
    assert re.match(r"(STO|WMP|NEV|MPS|STA) §", item.source)
    assert date(2026, 1, 1) <= item.last_checked <= date.today()  # noqa: DTZ011
    assert item.in_force_from > date(2000, 1, 1)


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_it_names_only_roles_kinds_and_evidence_that_exist(item):
    assert item.who in PEOPLE
    assert item.kind in kinds()
    if item.attesting:
        assert set(item.attesting.by) <= set(roles())
    else:
        assert item.evidence in evidence_names()
        assert evidence_source(item.evidence).kind == item.kind


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_it_knows_every_document_that_a_source_cites(item):
    assert len(catalogue.sources_of(item.source)) == len(set(re.findall(r"\b([A-Z]{3}) §", item.source)))


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_it_says_what_to_do_where_a_requirement_does_not_hold(item):
    assert item.to_do != item.title
    assert not item.to_do.endswith(".")


def test_it_refuses_a_requirement_that_does_not_say_what_to_do():
    row = next(r for r in catalogue.read("framework-2.toml")["requirement"] if "evidence" in r)
    shared = {"version": 2, "in_force_from": date(2024, 9, 1)}
    with pytest.raises(catalogue.CatalogueError, match=row["id"]):
        catalogue._requirement({**shared, **row, "task": ""})


def test_it_uses_all_evidence_that_rooms_register():
    assert evidence_names() == {r.evidence for r in catalogue.newest().requirements if r.evidence}


def test_it_never_gives_the_same_id_to_two_items():
    first, newest = catalogue.frameworks()[0], catalogue.newest()
    ids = [q["id"] for q in first.questions] + [r.id for r in newest.requirements]
    assert len(ids) == len(set(ids))


@pytest.mark.capability("NEV-18")
def test_it_maps_every_item_of_an_old_version_to_the_new_one():
    for old, new in zip(catalogue.frameworks(), catalogue.frameworks()[1:], strict=False):
        became = catalogue.mapping(old.version, new.version)
        assert set(became) == {q["id"] for q in old.questions} | {r.id for r in old.requirements}
        for item in became.values():
            assert item.became in catalogue.BECAME
            assert item.reason
            assert bool(item.new) == (item.became != "deleted")
            for id in item.new:
                new.get(id)


def test_it_follows_an_item_through_all_versions_to_the_newest():
    first, newest = catalogue.frameworks()[0], catalogue.newest()
    became = catalogue.mapping_since(first.version)
    assert set(became) == {q["id"] for q in first.questions}
    assert {id for item in became.values() for id in item.new} <= {r.id for r in newest.requirements}
    photos = ("UNT-PHOTO-ANSWERS", "UNT-CHILDREN-ASKED")
    assert became["CHK-SG-8"].new == ("UNT-PERMISSION", "UNT-RESPONSIBILITY", *photos, "SES-PHOTO-REFUSALS")


@pytest.mark.capability("NEV-18")
def test_it_judges_a_day_by_the_version_of_that_day():
    versions = {day: catalogue.framework_at(day).version for day in (date(2026, 11, 15), date(2026, 11, 16))}
    assert versions == {date(2026, 11, 15): 2, date(2026, 11, 16): 3}


def test_it_has_no_day_covered_by_two_versions():
    for old, new in zip(catalogue.frameworks(), catalogue.frameworks()[1:], strict=False):
        assert old.in_force_until is not None
        assert old.in_force_until <= new.in_force_from


def test_it_does_not_fall_back_to_another_version_for_a_day_that_none_covers():
    assert catalogue.framework_at(date(2001, 1, 1)) is None


@pytest.mark.capability("STO-18")
def test_it_carries_every_sentence_of_the_guidance_that_asks_for_something():
    newest = catalogue.newest()
    for statement in catalogue.statements():
        assert bool(statement.get("items")) != bool(statement.get("asks_nothing")), statement["id"]
        for id in statement.get("items", ()):
            newest.get(id)


def test_it_answers_all_four_parts_of_the_published_checklist():
    first = catalogue.frameworks()[0]
    counts = {part["id"]: sum(q["part"] == part["id"] for q in first.questions) for part in first.parts}
    assert counts == {"health-and-safety": 4, "safeguarding": 8, "staff": 5, "young-people": 3}


def _sentences(text: str) -> list[str]:
    """Split the guidance as its list does: paragraphs and bullets, then at the end of a sentence."""
    blocks, block = [], ""
    for line in [*text.splitlines(), ""]:
        if line.startswith(" ") and line.strip():
            block += " " + line.strip()
            continue
        blocks.append(block)
        block = line.removeprefix("- ").strip()
    parts = [part.strip() for each in blocks for part in re.split(r"(?<=[.?!])\s+(?=[A-Z#])", each)]
    return [part for part in parts if part]


def _fingerprint(sentence: str) -> str:
    letters = re.sub(r"[^a-z0-9]+", " ", sentence.lower()).strip()
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


@pytest.mark.real_data
def test_it_leaves_out_no_sentence_of_the_guidance_itself():
    guidance = next(Path(os.environ["LANYARD_REAL_DATA"]).parent.glob("sources/000_*.txt"))
    listed = {statement["fingerprint"] for statement in catalogue.statements()}
    missing = [s for s in _sentences(guidance.read_text()) if _fingerprint(s) not in listed]
    assert missing == []
